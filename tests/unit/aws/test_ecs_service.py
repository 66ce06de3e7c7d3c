"""ECS services that are waited for: many with one call."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.service import EcsService
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Delta, compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Node
from tests.support.api import Api


def row(name: str, cluster: str = "main", status: str = "ACTIVE") -> dict[str, Any]:
    return {
        "serviceArn": f"arn:{cluster}/{name}",
        "serviceName": name,
        "clusterArn": cluster,
        "status": status,
        "deployments": [],
        "events": [],
        "desiredCount": 1,
        "runningCount": 1,
        "pendingCount": 0,
    }


@pytest.mark.behaviour("D31")
def test_services_of_a_cluster_are_read_again_ten_at_a_time() -> None:
    names = [f"s{number:02}" for number in range(12)]
    api = Api(
        describe_services=[
            {"services": [row(name) for name in names[:10]]},
            {"services": [row(names[10]), row(names[11], status="INACTIVE")]},
            {"services": [row("s00", "other")]},
        ]
    )
    lives = [EcsService._live(row(name)) for name in names] + [EcsService._live(row("s00", "other"))]
    found = EcsService.refresh_many(api, lives)
    assert sorted(found) == sorted([f"arn:main/{name}" for name in names[:11]] + ["arn:other/s00"])
    asked = [(given["cluster"], given["services"]) for _operation, given in api.calls]
    assert asked == [("main", names[:10]), ("main", names[10:]), ("other", ["s00"])]


@pytest.mark.behaviour("D7")
def test_one_that_is_inactive_is_gone() -> None:
    api = Api(describe_services={"services": [row("api", status="INACTIVE")]})
    assert EcsService.refresh(api, EcsService._live(row("api"))) is None


BREAKER = {"enable": True, "rollback": True}
ALARMS = {"alarmNames": [], "enable": False, "rollback": False}
# As ECS reads back, with members that it has come to fill in over time.
FILLED = {
    "desiredCount": 1,
    "taskDefinition": "arn:api:1",
    "schedulingStrategy": "REPLICA",
    "launchType": "FARGATE",
    "deploymentController": {"type": "ECS"},
    "platformVersion": "1.4.0",
    "availabilityZoneRebalancing": "ENABLED",
    "enableExecuteCommand": False,
    "enableECSManagedTags": False,
    "propagateTags": "NONE",
    "networkConfiguration": {
        "awsvpcConfiguration": {"subnets": ["a"], "securityGroups": ["b"], "assignPublicIp": "DISABLED"}
    },
    "deploymentConfiguration": {
        "strategy": "ROLLING",
        "bakeTimeInMinutes": 0,
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
        "alarms": ALARMS,
        "deploymentCircuitBreaker": {
            **BREAKER,
            "resetOnHealthyTask": True,
            "thresholdConfiguration": {"type": "BOUNDED_PERCENT", "value": 50},
        },
    },
}


def wish(**changes: Any) -> dict[str, Any]:
    want = {
        "cluster": "main",
        "serviceName": "api",
        "taskDefinition": "arn:api:1",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["a"], "securityGroups": ["b"]}},
        "deploymentConfiguration": {"deploymentCircuitBreaker": BREAKER, "alarms": {}},
        **changes,
    }
    return Node(EcsService, "service/main/ecs_service/api", want).filled()


def update(want: dict[str, Any], **live_now: Any) -> dict[str, Any]:
    """The arguments of UpdateService that make a live service as wished."""
    live = EcsService._live({**row("api"), **FILLED, **live_now})
    api = Api(update_service={"service": {**row("api"), **FILLED}})
    EcsService.update(api, live, want, Delta(compare(want, live.fields, EcsService.fields)))
    ((_operation, given),) = api.calls
    return {name: value for name, value in given.items() if name not in ("cluster", "service")}


@pytest.mark.behaviour("D13", "D14")
def test_what_ecs_fills_in_is_no_difference() -> None:
    assert compare(wish(), EcsService._live({**row("api"), **FILLED}).fields, EcsService.fields) == []


@pytest.mark.parametrize(
    ("declared", "live_now", "sent"),
    [
        ({}, {"healthCheckGracePeriodSeconds": 60}, {"healthCheckGracePeriodSeconds": 0}),
        ({}, {"propagateTags": "SERVICE"}, {"propagateTags": "NONE"}),
        ({}, {"enableExecuteCommand": True}, {"enableExecuteCommand": False}),
        ({}, {"loadBalancers": [{"targetGroupArn": "arn:x"}]}, {"loadBalancers": []}),
        ({"platformVersion": None}, {"platformVersion": "1.3.0"}, {"platformVersion": "LATEST"}),
    ],
)
@pytest.mark.behaviour("D9")
def test_what_is_no_longer_declared_is_sent_as_its_default(declared: dict, live_now: dict, sent: dict) -> None:
    assert update(wish(**declared), **live_now) == sent


@pytest.mark.behaviour("D10")
def test_a_block_is_sent_whole() -> None:
    off = {**FILLED["deploymentConfiguration"], "deploymentCircuitBreaker": {"enable": True, "rollback": False}}
    block = update(wish(), deploymentConfiguration=off)["deploymentConfiguration"]
    assert block["deploymentCircuitBreaker"] == BREAKER
    assert set(block) == {"deploymentCircuitBreaker", "alarms"}
