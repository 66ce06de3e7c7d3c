"""A stack that never ran takes over a whole environment: each object is found by its id, gets tags, and is as wished then."""

from __future__ import annotations

import collections
from typing import NamedTuple

import pytest

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Result
from ansible_collections.slipway.aws.plugins.module_utils.engine.ownership import KEYS
from tests.support.account import counted, picture
from tests.support.environments import environment, finished, moves
from tests.support.stacks import connect, converge, declare
from tools.simulator_process import SimulatorProcess

STOP = {"name": "stop", "threshold": 100, "stop": {"service": "rds", "instance_ids": ["shop-test-db"]}}
DECLARED = {
    **environment(monitoring={"budget": {"amount": 100, "actions": [STOP]}}),
    "file_system": {"access_points": {"uploads": {"path": "/uploads"}}, "backup": False},
}
KINDS = sorted(
    name
    for name, kind in entry.kinds_of(list(CAPABILITIES.values())).items()
    if kind.identity == "tags" and kind.taggable
)


class Adoption(NamedTuple):
    """The ids of what nobody owned, {address: id}, and the run that took it over; how many objects stood before, by kind."""

    ids: dict[str, str]
    run: Result
    stood: collections.Counter[str]
    simulator: SimulatorProcess


@pytest.fixture(scope="module")
def adoption(simulator_process: SimulatorProcess) -> Adoption:
    """An environment whose tags somebody took away, taken over by the first run of a stack."""
    simulator = simulator_process
    simulator.reset()
    finished(converge(simulator, DECLARED))
    ids = {}
    aws = connect(simulator, declare(DECLARED)[0])
    try:
        for line in converge(simulator, DECLARED, check=True).plan.lines:
            kind, live = line.kind, line.live
            if kind.taggable and kind.identity != "part" and not kind.data:
                kind.untag(aws.api(kind.service, live.place, kind.region), live, KEYS)
                ids[line.address] = live.id
    finally:
        aws.close()
    stood = counted(picture(simulator))
    return Adoption(ids, converge(simulator, DECLARED, {"adopt": ids}, lock=True), stood, simulator)


@pytest.mark.parametrize("kind", KINDS)
def test_an_object_is_found_by_its_id_as_a_listing_would_show_it(adoption: Adoption, kind: str) -> None:
    lines = [line for line in adoption.run.plan.lines if line.kind.kind == kind]
    assert lines
    for line in lines:
        assert (line.verb, line.live.id) == ("adopt", adoption.ids[line.address])
        assert all(change.path.startswith("Tags[") for change in line.changes), line.address


def test_nothing_is_made_beside_what_was_taken_over_and_the_next_run_is_silent(adoption: Adoption) -> None:
    assert not adoption.run.outcome.failed
    # The serial of the stack's lock is all that is new.
    assert counted(picture(adoption.simulator)) - adoption.stood == {"ssm_parameter": 1}
    again = converge(adoption.simulator, DECLARED, {"adopt": adoption.ids}, lock=True)
    assert not moves(finished(again))
    assert {line.address: line.live.id for line in again.plan.lines if line.address in adoption.ids} == adoption.ids
