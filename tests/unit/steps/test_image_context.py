"""The tag of a build context, and Docker's ignore file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.steps.image import context as image_context
from ansible_collections.slipway.aws.plugins.module_utils.steps.image.context import Rules, content_tag, entries
from ansible_collections.slipway.aws.plugins.module_utils.steps.image.git_revision import revision


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    for name in ("Dockerfile", "src/a.py", "src/b.py"):
        (tmp_path / name).write_text(name)
    return tmp_path


def tag(context: Path) -> str:
    return content_tag(str(context), str(context / "Dockerfile"), {})


def names(context: Path, rules: str = "") -> list[str]:
    return [row[0] for row in entries(str(context), Rules(rules))]


def test_the_same_content_has_the_same_tag_wherever_and_whenever(
    context: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = tag(context)
    os.utime(context / "src" / "a.py", (1, 1))
    (context / "src" / "a.py").chmod(0o600)
    (context / "empty").mkdir()
    assert tag(context) == first
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    context.rename(elsewhere)
    assert tag(elsewhere) == first


def test_every_change_that_an_image_would_show_changes_the_tag(context: Path) -> None:
    seen = {tag(context)}
    changes = [
        lambda: (context / "src" / "a.py").write_text("src/c.py"),
        lambda: (context / "src" / "a.py").chmod(0o755),
        lambda: (context / "src" / "a.py").rename(context / "src" / "z.py"),
        lambda: (context / "link").symlink_to("src/b.py"),
        lambda: (context / "Dockerfile").write_text("FROM scratch"),
        (context / "src" / "b.py").unlink,
    ]
    for change in changes:
        change()
        seen.add(tag(context))
    assert len(seen) == len(changes) + 1


def test_links_are_not_followed(context: Path) -> None:
    (context / "up").symlink_to("src/..")
    (context / "broken").symlink_to("nowhere")
    assert names(context) == ["Dockerfile", "broken", "src/a.py", "src/b.py", "up"]


@pytest.mark.parametrize(
    ("lines", "ignored", "kept"),
    [
        ("*.md", ["a.md"], ["docs/a.md", "a.mdx"]),
        ("**/*.md", ["a.md", "docs/a.md", "docs/deep/a.md"], ["a.py"]),
        ("docs", ["docs", "docs/a.md", "docs/deep/a.md"], ["src/docs/a", "docs2"]),
        ("/docs/", ["docs/a.md"], ["src/docs/a"]),
        ("./docs/../src", ["src/a.py"], ["docs/a.md"]),
        ("**/node_modules", ["node_modules/x", "a/b/node_modules/x"], ["a/node_modules2"]),
        ("docs/**", ["docs/a.md", "docs/deep/a.md"], ["a.md"]),
        ("*/temp*", ["a/temp", "a/temporary/x"], ["temp", "a/b/temp"]),
        ("temp?", ["tempa"], ["temp", "tempab", "temp/a"]),
        ("[a-c].txt", ["a.txt", "c.txt"], ["d.txt"]),
        ("[^a].txt", ["b.txt"], ["a.txt"]),
        ("\\*.md", ["*.md"], ["a.md"]),
        ("a.b", ["a.b"], ["axb"]),
        ("*.md\n!README.md", ["a.md"], ["README.md"]),
        ("*.md\n!README*.md\nREADME-secret.md", ["a.md", "README-secret.md"], ["README.md", "README-1.md"]),
        ("*.md\nREADME-secret.md\n!README*.md", ["a.md"], ["README-secret.md"]),
        ("*\n!src", ["a.md", "docs/a.md"], ["src", "src/a.py"]),
        ("docs\n!docs/keep", ["docs/a.md"], ["docs/keep", "docs/keep/a.md"]),
        ("  # text\n#comment\n\n  docs  ", ["docs/a"], ["#comment"]),
    ],
)
def test_ignore_files_mean_what_they_mean_to_docker(lines: str, ignored: list[str], kept: list[str]) -> None:
    rules = Rules(lines)
    assert [path for path in ignored + kept if rules.ignores(path)] == ignored


def test_what_is_taken_back_is_found_in_an_ignored_folder(context: Path) -> None:
    assert names(context, "*\n!src/b.py") == ["src/b.py"]
    assert names(context, "src\n!**/a.py") == ["Dockerfile", "src/a.py"]


def test_an_ignored_folder_is_not_looked_into(context: Path) -> None:
    assert not Rules("src\n!docs/a").may_take_back("src")
    assert Rules("src\n!src/deep/a").may_take_back("src/deep") and Rules("*\n!*/a").may_take_back("src")


@pytest.mark.parametrize("line", ["!", "[a", "[z-a]"])
def test_a_line_that_is_no_pattern_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="ignore file"):
        Rules(line)


def test_a_dockerfile_has_its_own_ignore_file(context: Path) -> None:
    dockerfile = str(context / "Dockerfile")
    assert image_context.ignore_file(str(context), dockerfile) is None
    (context / ".dockerignore").write_text("src")
    assert image_context.ignore_file(str(context), dockerfile) == str(context / ".dockerignore")
    (context / "Dockerfile.dockerignore").write_text("src/a.py")
    assert image_context.ignore_file(str(context), dockerfile) == dockerfile + ".dockerignore"


def test_the_dockerfile_may_be_called_otherwise(tmp_path: Path) -> None:
    assert image_context.dockerfile_path(str(tmp_path)) is None
    (tmp_path / "dockerfile").write_text("FROM scratch")
    assert image_context.dockerfile_path(str(tmp_path)) == str(tmp_path / "dockerfile")
    assert image_context.dockerfile_path(str(tmp_path), "Dockerfile") is None


def test_the_commit_is_that_of_the_checkout(tmp_path: Path) -> None:
    commit, other = "a" * 40, "b" * 40
    git, below = tmp_path / ".git", tmp_path / "backend"
    (git / "refs" / "heads").mkdir(parents=True)
    below.mkdir()
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert revision(str(below)) is None
    (git / "packed-refs").write_text(f"# pack-refs with: peeled\n{other} refs/heads/main\n")
    assert revision(str(below)) == other
    (git / "refs" / "heads" / "main").write_text(commit + "\n")
    assert revision(str(below)) == commit
    (git / "HEAD").write_text(other + "\n")
    assert revision(str(below)) == other


def test_a_worktree_names_its_folder(tmp_path: Path) -> None:
    shared, tree = tmp_path / "main" / ".git", tmp_path / "tree"
    own = shared / "worktrees" / "tree"
    own.mkdir(parents=True)
    tree.mkdir()
    (tree / ".git").write_text(f"gitdir: {own}\n")
    (own / "HEAD").write_text("ref: refs/heads/dev\n")
    (own / "commondir").write_text("../..\n")
    (shared / "packed-refs").write_text(f"{'c' * 40} refs/heads/dev\n")
    assert revision(str(tree)) == "c" * 40


def test_a_link_out_of_the_context_is_refused_by_name(tmp_path: Path) -> None:
    """Docker keeps it as a link: what it leads to would be in no image."""
    context, shared = tmp_path / "context", tmp_path / "shared"
    (context / "files").mkdir(parents=True)
    shared.mkdir()
    (context / "files" / "inside").symlink_to("../files")
    (context / "files" / "absolute").symlink_to("/usr/bin/env")
    assert [row[0] for row in entries(str(context), Rules())] == ["files/absolute", "files/inside"]
    (context / "files" / "shared").symlink_to("../../shared")
    with pytest.raises(ValueError, match="files/shared is a link to ../../shared, which is outside the context"):
        entries(str(context), Rules())
    assert len(entries(str(context), Rules("files/shared"))) == 2
