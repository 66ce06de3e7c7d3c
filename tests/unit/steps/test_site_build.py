"""The build of a site: when it runs, what it runs, and what it leaves."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Interrupted, SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.steps.shared import folder
from ansible_collections.slipway.aws.plugins.module_utils.steps.site import build

Build = build.SiteBuild
# Makes dist/index.html of all sources, and counts its runs.
MAKE = (
    "import os, pathlib; os.makedirs('dist', exist_ok=True);"
    "pathlib.Path('dist/index.html').write_text(''.join(sorted(p.read_text() for p in pathlib.Path('src').iterdir()))"
    " + os.environ.get('MODE', ''));"
    "runs = pathlib.Path('node_modules/runs'); runs.write_text((runs.read_text() if runs.exists() else '') + 'x')"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("src", "node_modules", ".git"):
        (tmp_path / name).mkdir()
    (tmp_path / "src" / "app.ts").write_text("one")
    (tmp_path / "package.json").write_text("{}")
    return tmp_path


def want(project: Path, **more: object) -> dict:
    return {
        "Source": str(project / "dist"),
        "Folder": str(project),
        "Command": [sys.executable, "-c", MAKE],
        "Inputs": [],
        "Environment": {},
        **more,
    }


def api(stopped: bool = False) -> SimpleNamespace:
    """The part of an Api that a build asks: whether the run is to end."""
    found = SimpleNamespace(stopping=threading.Event())
    if stopped:
        found.stopping.set()
    return found


def needed(wish: dict) -> bool:
    """True where the engine would run the build."""
    lives = Build.observe(None, SimpleNamespace(wants=[wish]))
    return not lives or bool(Build.differences(wish, lives[0]))


def run(wish: dict) -> str:
    """Build where it is needed: the digest of what the output was made of."""
    if needed(wish):
        assert Build.preflight(None, wish, None) == []
        live = Build.create(api(), wish, {})
        assert Build.differences(wish, live) == []
    (live,) = Build.observe(None, SimpleNamespace(wants=[wish]))
    return live.fields["Digest"]


def runs(project: Path) -> int:
    counted = project / "node_modules" / "runs"
    return len(counted.read_text()) if counted.exists() else 0


def test_a_build_runs_once_for_the_same_inputs(project: Path) -> None:
    digest = run(want(project))

    assert (project / "dist" / "index.html").read_text() == "one"
    assert run(want(project)) == digest
    assert runs(project) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda project: (project / "src" / "app.ts").write_text("two"),
        lambda project: (project / "src" / "more.ts").write_text("more"),
        lambda project: (project / "package.json").unlink(),
        lambda project: (project / "dist" / folder.MARK).unlink(),
    ],
)
def test_a_changed_input_or_a_new_output_builds_again(project: Path, change: object) -> None:
    run(want(project))
    change(project)

    assert needed(want(project))
    run(want(project))
    assert runs(project) == 2


@pytest.mark.parametrize("name", ["node_modules/a.js", ".git/HEAD", "dist/other.html"])
def test_packages_history_and_output_are_no_inputs(project: Path, name: str) -> None:
    run(want(project))
    (project / name).write_text("x")
    assert not needed(want(project))


def test_command_and_environment_are_inputs(project: Path) -> None:
    run(want(project))
    run(want(project, Environment={"MODE": " for production"}))

    assert (project / "dist" / "index.html").read_text() == "one for production"
    assert needed(want(project, Environment={"MODE": " for production"}, Command=[sys.executable, "-c", MAKE, "fast"]))


@pytest.mark.parametrize(
    ("inputs", "builds"), [(["src"], False), (["src", "README.md"], True), (["src", "*.md"], True)]
)
def test_only_the_named_inputs_count(project: Path, inputs: list[str], builds: bool) -> None:
    (project / "README.md").write_text("read")
    wish = want(project, Inputs=inputs)
    run(wish)
    (project / "README.md").write_text("read more")

    assert needed(wish) is builds
    (project / "src" / "app.ts").write_text("two")
    assert needed(wish)


def test_two_copies_of_the_sources_have_one_digest(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "src").mkdir()
    (other / "src" / "app.ts").write_text("one")
    (other / "package.json").write_text("{}")
    assert build.inputs_digest(want(project)) == build.inputs_digest(want(other))


def test_the_note_in_the_output_is_never_uploaded(project: Path) -> None:
    run(want(project))
    assert list(folder.files(str(project / "dist"))) == ["index.html"]


def test_a_failed_build_shows_its_last_lines_without_secrets_and_is_tried_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(want(project))
    monkeypatch.setenv("NPM_TOKEN", "npm_a1b2c3")
    fail = "import os; print('no such module', os.environ['NPM_TOKEN']); raise SystemExit(3)"
    failing = want(project, Command=[sys.executable, "-c", fail])
    with pytest.raises(SlipwayError, match="ended with 3(.|\n)*no such module") as failure:
        Build.create(api(), failing, {})

    assert "npm_a1b2c3" not in str(failure.value)
    assert needed(want(project))


def test_a_build_that_leaves_nothing_fails(project: Path) -> None:
    with pytest.raises(SlipwayError, match="left no file in .*dist; site_source has to be the build's output"):
        Build.create(api(), want(project, Command=[sys.executable, "-c", ""]), {})


def test_a_run_that_stops_ends_its_build(project: Path) -> None:
    with pytest.raises(Interrupted):
        Build.create(
            api(stopped=True), want(project, Command=[sys.executable, "-c", "import time; time.sleep(600)"]), {}
        )
    assert needed(want(project))


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"Command": ["no-such-program"]}, "no-such-program is not installed"),
        ({"Command": ["./build.sh"]}, "./build.sh is not installed"),
        ({"Inputs": ["sorce"]}, "the input sorce fits no file"),
        ({"Folder": "/no/such/folder"}, "/no/such/folder does not exist"),
    ],
)
def test_what_cannot_be_built_is_refused_before_anything_is_changed(project: Path, more: dict, text: str) -> None:
    (problem,) = Build.preflight(None, want(project, **more), None)
    assert text in problem.text
