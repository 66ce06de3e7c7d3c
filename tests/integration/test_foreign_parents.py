"""What is a stack's is found wherever its parent belongs to, for every kind that is listed through parents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.engine import ownership
from ansible_collections.slipway.aws.plugins.module_utils.engine.aws import Aws
from ansible_collections.slipway.aws.plugins.module_utils.engine.graph import Graph
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind, Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import observe
from ansible_collections.slipway.aws.plugins.module_utils.entry import kinds_of
from tests.support.account import Picture, differences, picture
from tests.support.copies import Copyable
from tests.support.environments import destroy, environment, finished, service
from tests.support.foreign import foreign
from tests.support.stacks import connect, converge, declare
from tools.simulator_process import SimulatorProcess

KINDS = kinds_of(CAPABILITIES.values())
# A part has no tags of its own: whose it is says its parent. What is only looked up or done is nobody's.
CHILDREN = sorted(
    kind.kind for kind in KINDS.values() if kind.needs and not kind.data and not kind.step and kind.identity != "part"
)
STACK = declare({})[0]
LONG = 1_000_000  # seconds
DENIED = {"service": "resourcegroupstaggingapi", "operation": "GetResources", "code": "AccessDeniedException"}


@pytest.fixture(scope="module")
def standing() -> Iterator[Copyable]:
    """A stack with an object of every kind that has a parent."""
    stop = {"name": "stop", "threshold": 100, "stop": {"service": "rds", "instance_ids": ["shop-test-db"]}}
    metric = {"name": "errors", "service": "api", "pattern": "ERROR"}
    declared = environment(monitoring={"log_metrics": [metric], "budget": {"amount": 100, "actions": [stop]}})
    declared["file_system"] = {"access_points": {"uploads": {}}}
    declared["email"] = {"domain": "shop.example.com", "hosted_zone": "example.com"}
    declared["database/reports"] = {
        "engine": "aurora-postgresql",
        "engine_version": "15",
        "instance_class": "db.r6g.large",
        "instances": 1,
        "security_group_rules": False,
        "deletion_protection": False,
    }
    with Copyable(["--hosted-zone", "example.com"]) as simulator:
        finished(converge(simulator, declared))
        yield simulator


@pytest.mark.parametrize("name", CHILDREN)
def test_a_child_is_found_though_its_parent_is_not_the_stacks(standing: Copyable, name: str) -> None:
    """By the index of tags; and where something goes, also while that lags or may not be asked."""
    child = KINDS[name]
    with standing.copy() as simulator:
        before = _addresses(simulator, child)
        assert before, f"the stack has no {name}: declare one above"
        _forget(simulator, KINDS[child.needs[0]])
        assert _addresses(simulator, child, deleting=False) == before
        _index_lags(simulator, child)
        assert _addresses(simulator, child) == before
        simulator.faults([{**DENIED, "count": LONG}])
        assert _addresses(simulator, child) == before


def _addresses(simulator: SimulatorProcess, kind: type[Kind], deleting: bool = True) -> set[str]:
    """Look for what the stack owns, declaring nothing."""
    aws = connect(simulator, STACK)
    try:
        return {live.address for live in _owned(aws, kind, deleting)}
    finally:
        aws.close()


def _owned(aws: Aws, kind: type[Kind], deleting: bool = True) -> list[Live]:
    targets = {(KINDS[name], aws.places[place].name) for name in _with_parents(kind) for place in kind.places}
    snapshot = observe(aws, STACK, targets, [], Graph([], EXPORTS), full=True, deleting=deleting)
    assert not snapshot.unknown
    return [live for live in snapshot.all() if live.kind is kind and live.stack == STACK.identity]


def _with_parents(kind: type[Kind]) -> set[str]:
    return {kind.kind}.union(*(_with_parents(KINDS[name]) for name in kind.needs))


def _forget(simulator: SimulatorProcess, kind: type[Kind]) -> None:
    """Take the stack's tags from all objects of a kind, or from what those belong to."""
    if kind.data or not kind.taggable:
        return _forget(simulator, KINDS[kind.needs[0]])
    aws = connect(simulator, STACK)
    try:
        for live in _owned(aws, kind):
            kind.untag(aws.api(kind.service, live.place, kind.region), live, list(ownership.KEYS))
    finally:
        aws.close()


def _index_lags(simulator: SimulatorProcess, kind: type[Kind]) -> None:
    """From now on the index of tags shows the objects of a kind as they were before they had tags."""
    if not kind.taggable:
        return
    aws = connect(simulator, STACK)
    try:
        lives = _owned(aws, kind)
        for live in lives:
            kind.untag(aws.api(kind.service, live.place, kind.region), live, list(ownership.KEYS))
        simulator.durations({"tagging:index": LONG})
        for live in lives:
            tags = {key: live.tags[key] for key in ownership.KEYS}
            kind.tag(aws.api(kind.service, live.place, kind.region), live, tags)
    finally:
        aws.close()


@pytest.fixture(scope="module")
def guest() -> Iterator[tuple[Copyable, dict[str, Any], Picture]]:
    """A service in a stranger's network, cluster and listener: the account, the declaration, and what is the stranger's."""
    with Copyable(["--hosted-zone", "example.com"]) as simulator:
        known = foreign(simulator)
        network, balancer = known["network"], known["load_balancer"]
        options = {
            "cluster": known["cluster"]["cluster_name"],
            "vpc_id": network["vpc_id"],
            "subnet_ids": network["private_subnet_ids"],
            "security_group_ids": [network["service_security_group_id"]],
            "load_balancer_security_group_id": network["load_balancer_security_group_id"],
            "load_balancer_full_name": balancer["full_name"],
            "https_listener_arn": balancer["https_listener_arn"],
            "encryption": "aws",
        }
        before = picture(simulator)
        services = {"web": service(load_balancer={"paths": ["/web"]})}
        finished(converge(simulator, {"service": {**options, "services": services}}))
        yield simulator, options, before


@pytest.mark.parametrize("index", ["current", "late"])
@pytest.mark.parametrize("ended_by", ["destroy", "absent", "prune"])
def test_a_service_among_strangers_goes_whole(
    guest: tuple[Copyable, dict[str, Any], Picture], ended_by: str, index: str
) -> None:
    """It used to run on without its roles, logs and rules."""
    original, options, before = guest
    with original.copy() as simulator:
        if index == "late":
            simulator.faults([{**DENIED, "count": LONG}])
        if ended_by == "destroy":
            finished(destroy(simulator))
        elif ended_by == "absent":
            finished(converge(simulator, {}, kinds=("service",), absent=frozenset({"service/main"})))
        else:
            finished(converge(simulator, {"service": {**options, "services": {}}}, {"prune": True}))
        assert differences(before, picture(simulator)) == {}
        assert sorted(key for key in picture(simulator) if key not in before) == []
