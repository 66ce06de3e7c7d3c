"""When an ECS service is ready: pure, from rows of DescribeServices."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs import deployments
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import FAILED, READY, WORKING

FAMILY = "arn:aws:ecs:us-east-1:123456789012:task-definition/api:"


def deployment(identity: str, status: str = "PRIMARY", **more: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "status": status,
        "taskDefinition": FAMILY + identity,
        "desiredCount": 2,
        "runningCount": 2,
        "rolloutState": "COMPLETED",
        **more,
    }


def raw(*items: dict[str, Any], requested: str = "2", explained: str = "", **row: Any) -> dict[str, Any]:
    return {
        "requested": requested,
        "explained": explained,
        "row": {
            "status": "ACTIVE",
            "taskDefinition": items[0]["taskDefinition"],
            "deployments": list(items),
            "events": [],
            **row,
        },
    }


def test_complete_alone_and_running_is_ready() -> None:
    assert deployments.state(raw(deployment("2"))) == (READY, "")


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([deployment("2", rolloutState="IN_PROGRESS", runningCount=1)], "1 of 2 tasks of api:2 running"),
        ([deployment("2", runningCount=1)], "1 of 2"),
        ([deployment("2"), deployment("1", "ACTIVE", runningCount=1)], "1 older to stop"),
    ],
)
@pytest.mark.behaviour("D15")
def test_what_is_not_done_is_waited_for(items: list[dict[str, Any]], text: str) -> None:
    state, line = deployments.state(raw(*items))
    assert state == WORKING
    assert text in line


def test_more_tasks_than_wanted_do_not_matter() -> None:
    assert deployments.state(raw(deployment("2", runningCount=3)))[0] == READY


@pytest.mark.behaviour("D16")
def test_rolled_back_service_is_stable_and_failed() -> None:
    state, line = deployments.state(
        raw(deployment("1", rolloutState="COMPLETED"), requested="2", explained="CannotPullContainerError")
    )
    assert state == FAILED
    assert "it runs api:1" in line
    assert "CannotPullContainerError" in line


def test_replaced_deployment_that_still_drains_is_failed() -> None:
    state, _line = deployments.state(raw(deployment("3"), deployment("2", "ACTIVE"), requested="2"))
    assert state == FAILED


def test_failed_without_rollback_says_why() -> None:
    state, line = deployments.state(
        raw(deployment("2", rolloutState="FAILED", rolloutStateReason="tasks failed to start."))
    )
    assert (state, line) == (FAILED, "tasks failed to start")


def test_event_explains_where_no_task_stopped() -> None:
    _state, line = deployments.state(
        raw(
            deployment("2", rolloutState="IN_PROGRESS", runningCount=0),
            events=[{"message": "is unable to assume the role"}],
        )
    )
    assert line.endswith("is unable to assume the role")


def test_draining_service_is_not_ready() -> None:
    assert deployments.state(raw(deployment("2"), status="DRAINING")) == (WORKING, "draining")


@pytest.mark.parametrize(
    ("item", "asked"),
    [
        (deployment("2"), False),
        (deployment("2", failedTasks=1), True),
        (deployment("2", rolloutState="FAILED"), True),
        (deployment("3"), True),
    ],
)
def test_reasons_are_asked_for_only_in_trouble(item: dict[str, Any], asked: bool) -> None:
    assert deployments.troubled(raw(item)) is asked


def crashed(count: int, **row: Any) -> dict[str, Any]:
    return {
        **raw(deployment("2", rolloutState="IN_PROGRESS", runningCount=1, **row)),
        "failed": [{"stoppedReason": "it exited"}] * count,
    }


@pytest.mark.parametrize(
    ("look", "loops"),
    [
        (crashed(2), False),
        (crashed(3), True),
        ({**crashed(3), "requested": "1"}, False),
        ({**raw(deployment("2", runningCount=17, desiredCount=20)), "failed": [{}] * 3}, False),
    ],
)
def test_three_failures_and_more_than_what_runs_are_a_crash_loop(look: dict[str, Any], loops: bool) -> None:
    assert deployments.looping(look) is loops


def test_crash_loop_is_failed_and_says_what_was_done() -> None:
    state, line = deployments.state({**crashed(3), "halted": "it was stopped", "explained": "3 failed: it exited"})
    assert (state, line) == (FAILED, "its tasks fail again and again; it was stopped; 3 failed: it exited")


def test_what_the_circuit_breaker_ends_is_waited_for() -> None:
    look = crashed(3, failedTasks=2)
    look["row"].update(
        desiredCount=2, deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
    )
    assert deployments.state(look)[0] == WORKING


@pytest.mark.parametrize(("healthy", "expected"), [({}, READY), ({"a": 2}, READY), ({"a": 2, "b": 1}, WORKING)])
@pytest.mark.behaviour("D15")
def test_targets_have_to_be_healthy(healthy: dict[str, int], expected: str) -> None:
    state, line = deployments.state(
        {**raw(deployment("2")), "healthy": healthy, "targets": ["1 of 2 targets not healthy: x"]}
    )
    assert state == expected
    assert line == ("" if expected == READY else "1 of 2 targets healthy; 1 of 2 targets not healthy: x")


@pytest.mark.behaviour("A2")
def test_one_event_about_a_role_is_no_failure() -> None:
    event = "(service api) failed to launch a task with (error ECS was unable to assume the role 'x' that was provided for this task."
    found = raw(deployment("2", rolloutState="IN_PROGRESS", runningCount=0, failedTasks=0), events=[{"message": event}])
    state, line = deployments.state(found)
    assert state == WORKING
    assert line.endswith(event)
