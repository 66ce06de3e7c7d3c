"""The failed tasks of an ECS service: which count, who ends the deployment, and what a person is told."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs import deployments, failing_tasks
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import FAILED
from tests.support.api import Api, refusal

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(minutes=5)
EXITED = {"stopCode": "EssentialContainerExited", "stoppedReason": "Essential container in task exited"}


def task(name: str, **more: Any) -> dict[str, Any]:
    return {
        "taskArn": f"arn:task/main/{name}",
        "lastStatus": "STOPPED",
        "startedBy": "ecs-svc/2",
        "createdAt": NOW,
        "taskDefinitionArn": "arn:task-definition/api:2",
        "containers": [],
        **EXITED,
        **more,
    }


def listing(*rows: dict[str, Any], **answers: Any) -> Api:
    return Api(
        list_tasks={"taskArns": [row["taskArn"] for row in rows]}, describe_tasks={"tasks": list(rows)}, **answers
    )


def service(count: int = 2, **more: Any) -> dict[str, Any]:
    item = {
        "id": "ecs-svc/2",
        "status": "PRIMARY",
        "taskDefinition": "api:2",
        "desiredCount": count,
        "runningCount": 0,
        "pendingCount": count,
        "failedTasks": 0,
        "rolloutState": "IN_PROGRESS",
    }
    return {
        "status": "ACTIVE",
        "serviceArn": "arn:service/main/api",
        "serviceName": "api",
        "clusterArn": "arn:cluster/main",
        "createdAt": NOW,
        "desiredCount": count,
        "taskDefinition": "api:2",
        "events": [],
        "deployments": [item],
        **more,
    }


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (task("a"), True),
        (task("a", stopCode="TaskFailedToStart"), True),
        (
            task(
                "a",
                stopCode="ServiceSchedulerInitiated",
                stoppedReason="Task failed ELB health checks in (target-group x)",
            ),
            True,
        ),
        (
            task(
                "a", stopCode="ServiceSchedulerInitiated", stoppedReason="Scaling activity initiated by (deployment x)"
            ),
            False,
        ),
        (task("a", stopCode="SpotInterruption"), False),
        (task("a", stopCode="UserInitiated"), False),
        (task("a", startedBy="ecs-svc/1"), False),
        (task("a", lastStatus="DEACTIVATING"), False),
        (task("a", createdAt=NOW - datetime.timedelta(seconds=1)), False),
    ],
)
def test_only_tasks_of_the_deployment_that_failed_by_themselves_count(row: dict[str, Any], counts: bool) -> None:
    assert bool(failing_tasks.failed(listing(row), "main", "api", "ecs-svc/2", NOW)) is counts


def test_a_stopped_task_is_read_once() -> None:
    api, known = listing(task("a"), task("b", createdAt=LATER)), {}
    for _turn in range(2):
        rows = failing_tasks.failed(api, "main", "api", "ecs-svc/2", NOW, known)
    assert [row["taskArn"][-1] for row in rows] == ["b", "a"]
    assert api.operations() == ["list_tasks", "describe_tasks", "list_tasks"]


@pytest.mark.parametrize(
    ("breaker", "count", "failed", "left"),
    [
        ({"enable": True}, 2, 2, True),
        ({"enable": True}, 6, 2, True),
        ({"enable": True}, 7, 2, False),
        ({"enable": True}, 2, 0, False),
        ({"enable": False}, 2, 2, False),
        ({"enable": True, "thresholdConfiguration": {"type": "COUNT", "value": 2}}, 50, 1, True),
        ({"enable": True, "thresholdConfiguration": {"type": "UNBOUNDED_PERCENT", "value": 100}}, 4, 1, False),
    ],
)
def test_the_circuit_breaker_is_left_alone_where_it_acts_in_time(
    breaker: dict[str, Any], count: int, failed: int, left: bool
) -> None:
    row = service(count, deploymentConfiguration={"deploymentCircuitBreaker": breaker})
    item = {**row["deployments"][0], "failedTasks": failed}
    assert failing_tasks.left_to_aws(row, item, [task("a")] * 3) is left
    assert failing_tasks.left_to_aws(row, item, [task("a")] * 6) is False


def record(status: str, moment: datetime.datetime = NOW) -> dict[str, Any]:
    return {"status": status, "createdAt": moment, "serviceDeploymentArn": f"arn:{status}"}


SOMETHING_ELSE = [{"status": "ACTIVE", "runningCount": 2}]


@pytest.mark.parametrize(
    ("history", "tags", "more", "calls"),
    [
        ([record("SUCCESSFUL"), record("IN_PROGRESS", LATER)], {}, {}, ["stop_service_deployment"]),
        ([record("IN_PROGRESS")], {}, {}, ["tag_resource", "update_service"]),
        ([record("STOPPED"), record("IN_PROGRESS", LATER)], {}, {}, ["tag_resource", "update_service"]),
        (
            [record("SUCCESSFUL"), record("IN_PROGRESS", LATER)],
            {"slipway:halted": "x"},
            {},
            ["tag_resource", "update_service"],
        ),
        # A service older than what ECS remembers, or that still serves, is never scaled to zero.
        ([record("IN_PROGRESS", LATER)], {}, {}, ["stop_service_deployment"]),
        (
            [record("IN_PROGRESS")],
            {"slipway:halted": "x"},
            {"deployments": SOMETHING_ELSE},
            ["stop_service_deployment"],
        ),
        (
            [record("SUCCESSFUL"), record("IN_PROGRESS", LATER)],
            {},
            {"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}},
            [],
        ),
        ([record("SUCCESSFUL")], {}, {}, []),
        ([], {}, {}, []),
    ],
)
def test_a_crash_loop_is_stopped_and_only_what_never_served_is_scaled_to_zero(
    history: list[dict[str, Any]], tags: dict[str, str], more: dict[str, Any], calls: list[str]
) -> None:
    api = Api(
        list_service_deployments={"serviceDeployments": history},
        stop_service_deployment={"serviceDeploymentArn": "x"},
        tag_resource={},
        update_service={},
    )
    failing_tasks.halt(api, service(**more), tags)
    assert api.operations() == ["list_service_deployments", *calls]
    if calls[-1:] == ["update_service"]:
        assert api.calls[-1][1] == {"cluster": "arn:cluster/main", "service": "api", "desiredCount": 0}


def test_what_cannot_be_stopped_is_said() -> None:
    api = Api(
        list_service_deployments={"serviceDeployments": [record("SUCCESSFUL"), record("IN_PROGRESS", LATER)]},
        stop_service_deployment=refusal("ServerException"),
    )
    assert failing_tasks.halt(api, service(), {}) == "it goes on, as it could not be stopped (ServerException)"


def test_three_of_twenty_tasks_end_a_deployment_whose_threshold_is_ten() -> None:
    row = service(20, deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}})
    row["deployments"][0]["failedTasks"] = 3
    rows = [task(name, containers=[{"name": "api", "exitCode": 1}]) for name in "abc"]
    api = listing(
        *rows,
        list_service_deployments={"serviceDeployments": [record("SUCCESSFUL"), record("IN_PROGRESS", LATER)]},
        stop_service_deployment={"serviceDeploymentArn": "x"},
        describe_task_definition=refusal("ClientException"),
    )
    raw = {"row": row, "requested": "ecs-svc/2", "asked": True, "since": NOW, "known": {}, "failed": []}
    deployments.look(api, raw, {})
    state, text = deployments.state(raw)
    assert state == FAILED
    assert text == (
        "its tasks fail again and again; it was stopped and goes back to what ran before; 3 failed: Essential container "
        "in task exited; api ended with code 1; The application ended by itself: see its log"
    )
    assert "stop_service_deployment" in api.operations()


def test_what_ails_the_targets_is_told() -> None:
    ill = {
        "State": "unhealthy",
        "Reason": "Target.ResponseCodeMismatch",
        "Description": "Health checks failed with these codes: [500]",
    }
    answer = {
        "TargetHealthDescriptions": [
            {"TargetHealth": health} for health in (ill, ill, {"State": "healthy"}, {"State": "draining"})
        ]
    }
    row = {"loadBalancers": [{"targetGroupArn": "arn:group"}, {"loadBalancerName": "old"}]}
    counts, texts = failing_tasks.target_health(Api(describe_target_health=answer), row)
    assert counts == {"arn:group": 1}
    assert texts == [
        "2 of 4 targets not healthy: Target.ResponseCodeMismatch: Health checks failed with these codes: [500]"
    ]
    text = failing_tasks.explain(Api(), [task("a")], texts)
    assert text == "1 failed: Essential container in task exited; " + texts[0]


def test_the_log_is_that_of_the_container_that_ended_the_task() -> None:
    logging = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/x", "awslogs-stream-prefix": "x"}}
    api = Api(
        describe_task_definition={
            "taskDefinition": {"containerDefinitions": [{"name": "api", "logConfiguration": logging}]}
        },
        get_log_events={"events": [{"message": "no such table\n"}]},
    )
    ended = task("a", containers=[{"name": "proxy", "exitCode": 143}, {"name": "api", "exitCode": 3}])
    text = failing_tasks.explain(api, [task("b"), ended], [])
    assert text.endswith("; the end of its log, x/api/a of /ecs/x:\n    no such table\n")
    assert api.calls[-1][1]["logStreamName"] == "x/api/a"


def test_a_failing_health_check_names_the_program_that_it_runs() -> None:
    """ECS does not say that a check failed because its program is not in the image."""
    checks = [
        {"name": "api", "healthCheck": {"command": ["CMD-SHELL", "curl -f localhost || exit 1"]}},
        {"name": "proxy", "healthCheck": {"command": ["CMD", "/bin/check", "now"]}},
        {"name": "logger"},
    ]
    api = Api(describe_task_definition={"taskDefinition": {"containerDefinitions": checks}})
    row = task("a", stoppedReason="Task failed container health checks", taskDefinitionArn="shop:7")

    text = failing_tasks.explain(api, [row], [])

    assert "The check of api runs curl, which its image must have" in text
    assert "The check of proxy runs /bin/check" in text
    assert "logger" not in text
