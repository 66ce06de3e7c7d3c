"""A target group is replaced under traffic: at no call does the rule point at a group that no healthy target is in."""

from __future__ import annotations

import threading
from typing import Any, Self

import pytest
from botocore.model import OperationModel

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from tests.support.stacks import converge, session
from tools.simulator_process import SimulatorProcess

GROUP, RULE, SERVICE = (f"service/main/{kind}/api" for kind in ("target_group", "listener_rule", "ecs_service"))
HANDED_OVER = [
    "CreateTargetGroup",
    "ModifyTargetGroupAttributes",
    "ModifyRule",
    "UpdateService",
    "ModifyRule",
    "UpdateService",
    "DeleteTargetGroup",
]


def declared(**api: Any) -> dict[str, Any]:
    balancing = {"listener": "http", **api.pop("load_balancer", {})}
    service = {"image": "public.ecr.aws/nginx/nginx:1.27", "desired_count": 2, "load_balancer": balancing, **api}
    return {
        "network": {"nat_gateways": "none", "flow_logs": False, "gateway_endpoints": [], "check_quotas": False},
        "cluster": {"encryption": "aws"},
        "load_balancer": {"https": False, "http": "serve", "access_logs": False, "deletion_protection": False},
        "service": {"encryption": "aws", "services": {"api": service}},
    }


def done(result: Any) -> dict[str, str]:
    assert result.outcome.failed == result.outcome.skipped == {}
    assert result.outcome.pending == []
    return {line.address: line.verb for line in result.plan.moves}


def served(simulator: SimulatorProcess) -> None:
    """Every group that the rule sends anything to has healthy targets."""
    elbv2 = simulator.client("elbv2")
    for listener in elbv2.describe_listeners(
        LoadBalancerArn=elbv2.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    )["Listeners"]:
        for rule in elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]:
            for group in rule["Actions"][0].get("ForwardConfig", {}).get("TargetGroups", []):
                rows = elbv2.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
                assert not group["Weight"] or "healthy" in [row["TargetHealth"]["State"] for row in rows]


def groups(simulator: SimulatorProcess) -> list[tuple[str, int]]:
    rows = simulator.client("elbv2").describe_target_groups()["TargetGroups"]
    return [(row["TargetGroupName"], row["Port"]) for row in rows]


class Killed(BaseException):
    """The process is gone."""


class Watch:
    """While it lasts, looks after every changing call, and the process dies at the one of a number, counted from 1."""

    def __init__(self, simulator: SimulatorProcess, last: int = 0) -> None:
        self._simulator, self._last, self._guard = simulator, last, threading.Lock()
        self.operations: list[str] = []

    def __enter__(self) -> Self:
        session().events.register("after-call", self._after, unique_id="watch")
        return self

    def __exit__(self, *exception: object) -> None:
        session().events.unregister("after-call", unique_id="watch")

    def _after(self, model: OperationModel, **_others: Any) -> None:
        if model.name not in HANDED_OVER:
            return
        with self._guard:
            self.operations.append(model.name)
            if len(self.operations) >= self._last > 0:
                raise Killed
        served(self._simulator)


def test_both_groups_serve_until_the_new_ones_targets_are_healthy(simulator: SimulatorProcess) -> None:
    done(converge(simulator, declared()))

    planned = converge(simulator, declared(port=9090), check=True)
    (reason,) = [line.reason for line in planned.plan.lines if line.address == GROUP]
    assert reason == "port cannot be changed in place; both stand until its users have moved"
    with Watch(simulator) as watch:
        did = done(converge(simulator, declared(port=9090)))

    assert (did[GROUP], did[RULE], did[SERVICE]) == ("replace", "update", "update")
    assert watch.operations == HANDED_OVER
    assert groups(simulator) == [("shop-test-api-2", 9090)]
    served(simulator)
    simulator.clear()
    assert not converge(simulator, declared(port=9090)).plan.moves
    assert not simulator.calls(changing=True)


@pytest.mark.parametrize("last", [1, 3, 4, 5, 6])
def test_killed_half_way_the_next_run_finishes_it_without_an_interruption(
    simulator: SimulatorProcess, last: int
) -> None:
    done(converge(simulator, declared()))
    with Watch(simulator, last), pytest.raises(Killed):
        converge(simulator, declared(port=9090))

    with Watch(simulator) as watch:
        done(converge(simulator, declared(port=9090)))

    assert watch.operations == HANDED_OVER[last:]
    assert groups(simulator) == [("shop-test-api-2", 9090)]
    simulator.clear()
    assert not converge(simulator, declared(port=9090)).plan.moves


def test_what_tasks_cannot_answer_in_both_groups_is_refused(simulator: SimulatorProcess) -> None:
    done(converge(simulator, declared()))
    for changed, because in (
        (
            {"load_balancer": {"protocol": "HTTPS"}},
            "tasks that ECS starts for the new Protocol would not be healthy",
        ),
        ({"port": 9090, "health_check": {"path": "/up"}}, "HealthCheckPath changes in the same run"),
    ):
        with pytest.raises(Refused, match=because) as refused:
            converge(simulator, declared(**changed))
        assert f"stack_replace: [{GROUP}]" in str(refused.value)
