"""A person's tools, in an environment of their own with the newest ansible-core, and the collection as they install it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tools.checkout import ROOT, copy_checkout

BIN = ROOT / ".cache" / "ecosystem" / "bin"
PROJECT = Path(__file__).with_name("project")
SECONDS = 300

# What a user has in a checkout that is nobody else's.
USERS = (
    ".env",
    ".vault_pass",
    ".venv/bin/python",
    ".cache/sanity.log",
    "applications/mine.yml",
    "inventories/mine/hosts.yml",
    "inventories/mine/.secret",
    "outputs/shop.env",
    "plans/shop_dev_us-east-1.txt",
    "plugins/modules/__pycache__/site.cpython-311.pyc",
    "rehearsal/report.html",
    "roles/network/.swp",
    "slipway-aws-0.0.9.tar.gz",
    "tests/output/junit.xml",
)


class Collection(NamedTuple):
    """The collection: its checkout with a user's files in it, its archive, and the folder it is installed in."""

    checkout: Path
    archive: Path
    path: Path

    @property
    def folder(self) -> Path:
        """Where its files are installed."""
        return self.path / "ansible_collections" / "slipway" / "aws"


class Tools:
    """Runs the programs of that environment, as a person does who has nothing configured."""

    def __init__(self, home: Path) -> None:
        self.env = {
            "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_NOCOLOR": "1",
            "NO_COLOR": "1",
            "ANSIBLE_REMOTE_TMP": str(home / "tmp"),
        }

    def __call__(self, program: str, *arguments: str | Path, cwd: Path, check: bool = True, **env: str) -> str:
        """Return what a program says; with `check`, it has to end with 0."""
        done = subprocess.run(
            [BIN / program, *map(str, arguments)],
            cwd=cwd,
            env={**self.env, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert not check or done.returncode == 0, f"{program} ended with {done.returncode}\n{done.stdout}"
        return done.stdout


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    """The programs; `make ecosystem` has installed them."""
    assert (BIN / "ansible-galaxy").exists(), "run: make ecosystem"
    return Tools(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def collection(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """The collection, built in a checkout that is in use, and installed from its archive."""
    folder = tmp_path_factory.mktemp("collection")
    checkout = folder / "ansible_collections" / "slipway" / "aws"
    copy_checkout(checkout)
    for name in USERS:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("mine")
    tools("ansible-galaxy", "collection", "build", "--output-path", folder, cwd=checkout)
    archive = next(folder.glob("slipway-aws-*.tar.gz"))
    installed = tmp_path_factory.mktemp("installed")
    tools("ansible-galaxy", "collection", "install", "--offline", archive, "-p", installed, cwd=folder)
    return Collection(checkout, archive, installed)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's project in a folder of its own."""
    return shutil.copytree(PROJECT, tmp_path / "project")


@pytest.fixture
def ansible(tools: Tools, collection: Collection, project: Path) -> Callable[..., str]:
    """Runs a program in the user's project, with the collection installed."""

    def run(program: str, *arguments: str | Path, **more: Any) -> str:
        return tools(program, *arguments, cwd=project, ANSIBLE_COLLECTIONS_PATH=str(collection.path), **more)

    return run
