"""What is published: the archive holds the collection alone, and the tools of those who publish and index it are content."""

from __future__ import annotations

import json
import tarfile

from tests.ecosystem.conftest import USERS, Collection, Tools

PACKED = {
    "CHANGELOG.rst",
    "CONTRIBUTING.md",
    "FILES.json",
    "LICENSE",
    "MANIFEST.json",
    "README.md",
    "changelogs",
    "docs",
    "meta",
    "playbooks",
    "plugins",
    "requirements.txt",
    "roles",
    "simulator",
    "tests",
    "tools",
}
IMPORTER = """[galaxy-importer]
RUN_ANSIBLE_TEST = False
RUN_ANSIBLE_LINT = True
LOG_LEVEL_MAIN = INFO
"""


def test_the_archive_holds_what_a_user_needs_and_nothing_of_a_users_own(collection: Collection) -> None:
    with tarfile.open(collection.archive) as archive:
        names = {name for name in archive.getnames() if name != "."}

    assert {name.partition("/")[0] for name in names} == PACKED
    assert not names & set(USERS)
    assert {name for name in names if name.startswith("tests/")} == {"tests/config.yml"}
    assert not [name for name in names if name.rpartition("/")[2].startswith(".")]
    assert {"tools/rehearsal/__main__.py", "simulator/requirements.txt", "playbooks/rehearse.yml"} <= names


def test_the_documentation_of_all_plugins_and_roles_renders_without_an_error(
    tools: Tools, collection: Collection
) -> None:
    said = tools(
        "antsibull-docs",
        "lint-collection-docs",
        "--plugin-docs",
        "--validate-collection-refs",
        "self",
        ".",
        cwd=collection.checkout,
    )
    assert not said.strip()


def test_the_importer_of_galaxy_takes_the_archive(tools: Tools, collection: Collection, tmp_path) -> None:
    (tmp_path / "importer.cfg").write_text(IMPORTER)
    said = tools(
        "python",
        "-m",
        "galaxy_importer.main",
        collection.archive,
        cwd=tmp_path,
        GALAXY_IMPORTER_CONFIG=str(tmp_path / "importer.cfg"),
    )
    assert "Importer processing completed successfully" in said
    assert not [line for line in said.splitlines() if "WARNING" in line or "ERROR" in line]

    found = json.loads((tmp_path / "importer_result.json").read_text())
    modules = {row["name"] for row in found["contents"] if row["content_type"] == "module"}
    assert modules == {path.stem for path in (collection.folder / "plugins" / "modules").glob("*.py")}
