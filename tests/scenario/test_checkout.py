"""A checkout works in place from anywhere, and installs as a collection from its own requirements file."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tools.checkout import ROOT, copy_checkout

# The group that takes in an application's description -> the application, which is the host's name.
APPLICATIONS = {"inflight_ordering": "inflight-ordering", "proshop_application": "proshop"}
ENVIRONMENTS = sorted(path.name for path in (ROOT / "inventories").iterdir())

pytestmark = pytest.mark.scenario


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Return an empty folder that is nobody's project."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def packages_without(tmp_path: Path, left_out: str) -> Path:
    """Return a folder with the installed Python packages, but for one."""
    packages = tmp_path / f"packages-without-{left_out}"
    packages.mkdir()
    for package in Path(sysconfig.get_path("purelib")).iterdir():
        if package.name != left_out:
            (packages / package.name).symlink_to(package)
    return packages


def test_requirements_file_installs_the_same_repository(tmp_path: Path) -> None:
    """As a controller does it: the project's root is the working directory, and no link to it exists."""
    project, installed = tmp_path / "project", tmp_path / "installed"
    copy_checkout(project)
    env = {
        **os.environ,
        "HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(packages_without(tmp_path, "ansible_collections")),
    }
    # -S keeps Python from finding the link that `make setup` has made; the collection would be there already.
    galaxy = [sys.executable, "-S", "-m", "ansible", "galaxy", "collection", "install"]
    command = [*galaxy, "-r", "collections/requirements.yml", "-p", str(installed)]
    subprocess.run(command, cwd=project, env=env, check=True, capture_output=True, timeout=120)

    collection = installed / "ansible_collections" / "slipway" / "aws"
    assert (collection / "MANIFEST.json").exists()
    # What is a user's own stays in the project.
    assert not (collection / "inventories").exists()
    assert not (collection / "applications").exists()
    assert (collection / "tools" / "rehearsal" / "templates" / "report.html.j2").exists()

    # The rehearsal's playbook runs this, with the collection in front. It names what is not installed.
    bare = {**env, "PYTHONPATH": f"{collection}:{packages_without(tmp_path, 'moto')}"}
    command = [sys.executable, "-S", "-m", "tools.rehearsal", "--inventory", "inventories/prod"]
    refused = subprocess.run(command, check=False, cwd=tmp_path, env=bare, capture_output=True, text=True, timeout=120)
    assert refused.returncode == 2
    assert "The rehearsal needs moto[server]" in refused.stderr
    assert f"{collection}/simulator/requirements.txt" in refused.stderr


@pytest.mark.parametrize("inventory", [ROOT / "inventories" / environment for environment in ENVIRONMENTS])
def test_collection_is_found_from_elsewhere_without_configuration(playbook, elsewhere: Path, inventory: Path) -> None:
    result = playbook("slipway.aws.site", "-i", str(inventory), "--list-hosts", cwd=elsewhere, check=True)

    assert all(host in result.out.split() for host in APPLICATIONS.values())


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_playbook_is_found_at_the_root(playbook, environment: str) -> None:
    result = playbook("site.yml", "-i", f"inventories/{environment}", "--list-hosts", check=True)

    assert all(host in result.out.split() for host in APPLICATIONS.values())
