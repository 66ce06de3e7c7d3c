"""Deployment strategies of ECS: how long they take, what is sent in which order, what is said (D19)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.deployment_strategy import (
    minutes,
    settled,
    steps,
    told,
)

pytestmark = pytest.mark.behaviour("D19")

CONFIGURATION = {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}
ROLLING = {"deploymentConfiguration": {"strategy": "ROLLING"}}
SHIFTING = {"deploymentConfiguration": CONFIGURATION}


@pytest.mark.parametrize(
    ("configuration", "wanted"),
    [
        (None, 0),
        ({"strategy": "ROLLING", "bakeTimeInMinutes": 0}, 0),
        (CONFIGURATION, 5),
        (
            {
                **CONFIGURATION,
                "strategy": "LINEAR",
                "linearConfiguration": {"stepPercent": 10.0, "stepBakeTimeInMinutes": 6},
            },
            59,
        ),
        (
            {
                **CONFIGURATION,
                "strategy": "LINEAR",
                "linearConfiguration": {"stepPercent": 33.3, "stepBakeTimeInMinutes": 2},
            },
            11,
        ),
        (
            {
                **CONFIGURATION,
                "strategy": "LINEAR",
                "linearConfiguration": {"stepPercent": 100.0, "stepBakeTimeInMinutes": 6},
            },
            5,
        ),
        (
            {
                **CONFIGURATION,
                "strategy": "CANARY",
                "canaryConfiguration": {"canaryPercent": 5.0, "canaryBakeTimeInMinutes": 10},
            },
            15,
        ),
    ],
)
def test_d19_minutes_of_bake_and_step_times(configuration: dict[str, Any] | None, wanted: int) -> None:
    assert minutes(configuration) == wanted


@pytest.mark.parametrize(
    ("row", "record", "wanted"),
    [
        ({}, None, True),
        ({"deployments": [{"status": "PRIMARY", "rolloutState": "IN_PROGRESS"}]}, None, False),
        # A service deployment that is over may still be named.
        ({"currentServiceDeployment": "arn", **ROLLING}, None, True),
        ({"currentServiceDeployment": "arn", **SHIFTING}, None, False),
        ({"currentServiceDeployment": "arn", **SHIFTING}, {"status": "IN_PROGRESS"}, False),
        ({"currentServiceDeployment": "arn", **SHIFTING}, {"status": "SUCCESSFUL"}, True),
        (SHIFTING, None, True),
    ],
)
def test_d19_when_no_deployment_is_under_way(row: dict[str, Any], record: dict[str, Any] | None, wanted: bool) -> None:
    assert settled(row, record) is wanted


@pytest.mark.parametrize(
    ("live", "want", "rest", "wanted"),
    [
        (ROLLING, SHIFTING, {"loadBalancers": [1]}, [{"loadBalancers": [1]}, SHIFTING]),
        (ROLLING, SHIFTING, {}, [SHIFTING]),
        (
            {**ROLLING, "serviceConnectConfiguration": {"enabled": True}},
            SHIFTING,
            {},
            [{"forceNewDeployment": True}, SHIFTING],
        ),
        (SHIFTING, ROLLING, {"loadBalancers": [1]}, [ROLLING, {"loadBalancers": [1]}]),
        (SHIFTING, ROLLING, {}, [ROLLING]),
    ],
)
def test_d19_what_is_sent_in_which_order(
    live: dict[str, Any], want: dict[str, Any], rest: dict[str, Any], wanted: list[dict[str, Any]]
) -> None:
    assert steps(live, want, {**rest, **want}) == wanted


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (None, "the deployment goes on"),
        ({"status": "PENDING"}, "PENDING"),
        ({"status": "IN_PROGRESS", "lifecycleStage": "SCALE_UP"}, "SCALE_UP"),
        (
            {
                "status": "IN_PROGRESS",
                "lifecycleStage": "POST_TEST_TRAFFIC_SHIFT",
                "targetServiceRevision": {"requestedTestTrafficWeight": 100.0, "requestedProductionTrafficWeight": 0.0},
            },
            "POST_TEST_TRAFFIC_SHIFT, 100 % of the test traffic",
        ),
        (
            {
                "status": "IN_PROGRESS",
                "lifecycleStage": "BAKE_TIME",
                "targetServiceRevision": {"requestedTestTrafficWeight": 100.0, "requestedProductionTrafficWeight": 2.5},
            },
            "BAKE_TIME, 2.5 % of the production traffic",
        ),
    ],
)
def test_d19_what_is_said_while_traffic_moves(record: dict[str, Any] | None, text: str) -> None:
    assert told(record, {"runningCount": 1, "desiredCount": 2}, "api:7") == f"{text}, 1 of 2 tasks of api:7 running"
