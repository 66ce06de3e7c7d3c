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


def packages_without_collections(tmp_path: Path) -> Path:
    """Return a folder with the installed Python packages, but without any collection."""
    packages = tmp_path / "packages"
    packages.mkdir()
    for package in Path(sysconfig.get_path("purelib")).iterdir():
        if package.name != "ansible_collections":
            (packages / package.name).symlink_to(package)
    return packages


def test_requirements_file_installs_the_same_repository(tmp_path: Path) -> None:
    """As a controller does it: the project's root is the working directory, and no link to it exists."""
    project, installed = tmp_path / "project", tmp_path / "installed"
    copy_checkout(project)
    env = {**os.environ, "HOME": str(tmp_path / "home"), "PYTHONPATH": str(packages_without_collections(tmp_path))}
    # -S keeps Python from finding the link that `make setup` has made; the collection would be there already.
    galaxy = [sys.executable, "-S", "-m", "ansible", "galaxy", "collection", "install"]
    command = [*galaxy, "-r", "collections/requirements.yml", "-p", str(installed)]
    subprocess.run(command, cwd=project, env=env, check=True, capture_output=True, timeout=120)

    collection = installed / "ansible_collections" / "slipway" / "aws"
    assert (collection / "MANIFEST.json").exists()
    for environment in ENVIRONMENTS:
        for group, application in APPLICATIONS.items():
            link = collection / "inventories" / environment / "group_vars" / f"{group}.yml"
            assert link.is_symlink()
            assert link.resolve() == (collection / "applications" / f"{application}.yml").resolve()


@pytest.mark.parametrize("inventory", [ROOT / "inventories" / environment for environment in ENVIRONMENTS])
def test_collection_is_found_from_elsewhere_without_configuration(playbook, elsewhere: Path, inventory: Path) -> None:
    result = playbook("slipway.aws.site", "-i", str(inventory), "--list-hosts", cwd=elsewhere, check=True)

    assert all(host in result.out.split() for host in APPLICATIONS.values())


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_playbook_is_found_at_the_root(playbook, environment: str) -> None:
    result = playbook("site.yml", "-i", f"inventories/{environment}", "--list-hosts", check=True)

    assert all(host in result.out.split() for host in APPLICATIONS.values())
