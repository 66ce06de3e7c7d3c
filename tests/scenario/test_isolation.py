"""Two stacks in one account: deploying, pruning and destroying one leaves every object of the other as it was."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import pytest

from tests.support.account import Picture, differences, picture
from tests.support.environments import destroy, environment, finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

# What all stacks of an account share, and what is made without a stack.
SHARED = ("/aws-service-role/", "hosted_zone")


class Side(NamedTuple):
    """One of the two stacks: its identity and its domain."""

    identity: dict[str, str]
    domain: str

    @property
    def region(self) -> str:
        return self.identity.get("region", "us-east-1")


PAIRS = {
    "two environments": (
        Side({"environment": "prod"}, "shop.example.com"),
        Side({"environment": "dev"}, "dev.shop.example.com"),
    ),
    "one is the beginning of the other": (
        Side({"environment": "dev"}, "dev.shop.example.com"),
        Side({"environment": "dev-b"}, "dev-b.shop.example.com"),
    ),
    "two regions": (
        Side({"region": "us-east-1"}, "shop.example.com"),
        Side({"region": "eu-west-1"}, "eu.shop.example.com"),
    ),
}


def deploy(simulator: SimulatorProcess, side: Side, words: dict[str, Any] | None = None, **changed: Any) -> Any:
    return finished(converge(simulator, environment(side.domain, **changed), words, side.identity, lock=True))


def look(simulator: SimulatorProcess, pair: tuple[Side, Side]) -> Picture:
    return picture(simulator, *(side.region for side in pair))


def kinds(objects: Picture) -> Counter[str]:
    """Return how many objects of each kind there are, without what all stacks share."""
    return Counter(
        kind
        for (_region, kind, name), described in objects.items()
        if not any(word in f"{kind} {name} {described}" for word in SHARED)
    )


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_neither_stack_moves_the_other(simulator: SimulatorProcess, pair: tuple[Side, Side]) -> None:
    first, second = pair
    empty = look(simulator, pair)
    deploy(simulator, first)
    of_first = look(simulator, pair)
    assert not differences(empty, of_first)

    deploy(simulator, second)
    both = look(simulator, pair)
    assert not differences(of_first, both)
    of_second = {key: both[key] for key in both.keys() - of_first.keys()}
    # Nothing is shared: the second stack has its own objects, as many of each kind as the first, all with other names.
    own = kinds({key: of_first[key] for key in of_first.keys() - empty.keys()})
    if second.region != "us-east-1":
        own["certificate"] += 1  # that of the CDN is in us-east-1
    assert kinds(of_second) == own

    # The dashboard, the budget and the records of the CDN are no longer declared.
    fewer = {"monitoring": {"budget": None, "dashboard": False}, "dns": {"cdn_names": []}}
    pruned = deploy(simulator, second, {"prune": True}, **fewer)
    assert {line.kind.kind for line in pruned.outcome.deleted} == {"budget", "dashboard", "record"}
    after = look(simulator, pair)
    assert not differences(of_first, after)
    assert kinds({key: both[key] for key in both.keys() - after.keys()}) == {"budget": 1, "dashboard": 1, "record": 4}

    kept = finished(destroy(simulator, second.identity, lock=True))
    assert not differences(of_first, look(simulator, pair))
    data = [line.address for line in kept.plan.lines if line.verb == "kept" and line.kind.guarded]
    finished(destroy(simulator, second.identity, data, lock=True))
    after = look(simulator, pair)
    assert not differences(of_first, after)
    # The final snapshot needs its key, and the run that left them its number.
    left = kinds({key: after[key] for key in after.keys() - of_first.keys()})
    assert left == {"db_snapshot": 1, "kms_key": 1, "kms_alias": 1, "ssm_parameter": 1}

    assert not deploy(simulator, first).plan.moves
