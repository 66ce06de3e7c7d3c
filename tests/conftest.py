"""Fixtures of all layers: no test sees a real account; the simulator and playbooks for those that ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support import clients
from tests.support.playbook import Playbook
from tools.simulator_process import ISOLATED, SimulatorProcess


def pytest_configure(config: pytest.Config) -> None:
    """Take everything that a person has configured for AWS and Ansible out of this process."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "ANSIBLE_"))]:
        del os.environ[name]
    os.environ.update(ISOLATED)


# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

# The files that take longest come first, so that no worker begins one while the others have nothing left to do.
LONG = (
    "test_cases",
    "test_roles_alone",
    "test_rehearsal",
    "test_proshop",
    "test_production",
    "test_terminal",
    "test_interruptions",
    "test_torture_sample",
    "test_security",
    "test_killed",
    "test_release",
    "test_playbooks",
    "test_command_line",
    "test_platform",
    "test_lifecycle",
    "test_bad_input",
    "test_table",
    "test_isolation",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of long files first; the order within a file stays."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.fixture(autouse=True)
def _connections() -> Iterator[None]:
    """No test leaves connections to simulators that have ended."""
    yield
    clients.disconnect()


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[SimulatorProcess]:
    """One simulator per test process; tests use `simulator`, which hands it over empty."""
    with SimulatorProcess(["--hosted-zone", "example.com"]) as process:
        yield process


@pytest.fixture
def simulator(simulator_process: SimulatorProcess) -> SimulatorProcess:
    """An AWS whose accounts hold nothing but the hosted zone example.com."""
    simulator_process.reset()
    return simulator_process


@pytest.fixture
def playbook(simulator: SimulatorProcess, tmp_path: Path) -> Iterator[Playbook]:
    """The ansible-playbook command against the simulator, with an empty home folder."""
    home = tmp_path / "home"
    home.mkdir()
    # The folder of the modules follows the user's entry in the password file, not HOME.
    folders = {"HOME": str(home), "ANSIBLE_REMOTE_TMP": str(home / ".ansible" / "tmp")}
    runner = Playbook({**simulator.env(), **folders, "LC_ALL": "C.UTF-8", "ANSIBLE_NOCOLOR": "1"})
    yield runner
    runner.stop()
