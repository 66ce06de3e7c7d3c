"""The engine on a simulator that is slow to know, answers in small pages, throttles and is busy, as AWS is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.environments import changing, destroy, environment, finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

MINUTE_MS = 600
REFUSALS = {"throttled": 0.1, "busy": 0.1}


@pytest.fixture
def profile(simulator: SimulatorProcess) -> Iterator[Callable[..., None]]:
    """Switch the simulator over, and back at the end."""
    yield simulator.profile
    simulator.profile("calm")


def refused(simulator: SimulatorProcess) -> set[str]:
    """The errors that changing calls met."""
    return {row["error"] for row in simulator.calls(changing=True) if row["error"]}


def settled(simulator: SimulatorProcess, declared: dict[str, Any]) -> None:
    simulator.clear()
    again = finished(converge(simulator, declared))
    assert changing(simulator) == []
    assert not list(again.plan.moves)


def test_what_is_known_late_and_listed_in_pieces_is_made_once(simulator: SimulatorProcess, profile) -> None:
    profile("aws", minute_ms=MINUTE_MS, rates={})
    declared = environment()
    finished(converge(simulator, declared))
    assert {"InvalidVpcID.NotFound", "NoSuchEntity", "NoSuchBucket"} & refused(simulator)
    settled(simulator, declared)
    # What AWS knew late was refused and tried again, never made a second time.
    profile("calm")
    vpcs = simulator.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
    assert len(vpcs) == 1


def test_refusals_that_pass_are_outlasted(simulator: SimulatorProcess, profile) -> None:
    profile("aws", minute_ms=0, seed=1, rates=REFUSALS)
    declared = environment()
    finished(converge(simulator, declared))
    assert {"RequestLimitExceeded", "Throttling", "ThrottlingException"} <= refused(simulator)
    settled(simulator, declared)
    result = destroy(simulator, data=["database/main/db_instance/main"])
    assert not result.outcome.failed
