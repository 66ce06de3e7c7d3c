"""Whatever a stack is made of, the tags that AWS has for one object can be asked for by themselves."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.module_utils.engine import ownership
from ansible_collections.slipway.aws.plugins.module_utils.engine.writing import read_tags
from tests.support.environments import environment, finished
from tests.support.stacks import connect, converge, declare
from tools.simulator_process import SimulatorProcess


def test_the_tags_of_every_kind_can_be_read(simulator: SimulatorProcess) -> None:
    """The engine does so where the answer to a creating call does not show them."""
    declared = environment()
    finished(converge(simulator, declared))
    lives = [live for live in finished(converge(simulator, declared)).snapshot.all() if live.kind.taggable]
    aws = connect(simulator, declare(declared)[0])
    try:
        unread = {
            live.kind.kind: (live.id, found)
            for live in lives
            if live.stack and live.kind.identity != "part"
            for found in [read_tags(aws.api(live.kind.service, live.place, live.kind.region), live.kind, live)]
            if not found or found[ownership.ADDRESS] != live.address
        }
    finally:
        aws.close()
    assert unread == {}
    assert len({live.kind.kind for live in lives}) > 25
