"""playbooks/job.yml: one declared job by hand, with its exit status and the end of its log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.playbook import Playbook
from tests.support.shop import changing, deploy, inventory
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

JOBS: dict[str, Any] = {"seed": {"service": "api", "command": ["bin/seed", "demo"]}}


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    """The inventory of one stack with a job."""
    return inventory(tmp_path, {"one": {}}, job_jobs=JOBS)


def test_a_job_by_hand_shows_its_end_and_fails_as_it_does(
    simulator: SimulatorProcess, playbook: Playbook, hosts: Path
) -> None:
    deploy(simulator, "one")
    command = ("playbooks/job.yml", "-i", str(hosts))
    simulator.tasks([{"command": "bin/seed", "lines": ["12 products"]}])
    for _again in range(2):
        result = playbook(*command, "-e", "job=seed", check=True)
        assert "12 products" in result.out
        assert "exit_code: 0" in result.out
    assert [call for call in changing(simulator) if call.startswith("ecs.")] == ["ecs.RunTask", "ecs.TagResource"] * 2

    simulator.tasks([{"command": "bin/seed", "exit_code": 4, "lines": ["no such table"]}])
    failed = playbook(*command, "-e", "job=seed")
    assert failed.rc == 2
    assert "exit code 4" in failed.out + failed.err
    assert "no such table" in failed.out + failed.err


@pytest.mark.parametrize(("named", "said"), [((), "-e job=<name>"), (("-e", "job=sed"), "did you mean seed?")])
def test_a_job_has_to_be_named(
    simulator: SimulatorProcess, playbook: Playbook, hosts: Path, named: tuple[str, ...], said: str
) -> None:
    refused = playbook("playbooks/job.yml", "-i", str(hosts), *named)

    assert refused.rc == 2, refused
    assert said in " ".join((refused.out + refused.err).split())
    assert not changing(simulator)
