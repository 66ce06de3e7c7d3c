"""The job capability: what it wishes for."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from tests.support.stacks import declare

MIGRATE = {"service": "api", "command": ["up"]}
CLEAN = {"service": "api", "command": ["clean"], "schedule": "cron(0 3 * * ? *)"}


def nodes(jobs: dict[str, Any], identity: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    _unused, (declaration,) = declare({"job": {"jobs": jobs, **options}}, **(identity or {}))
    return {node.address.removeprefix("job/main/"): node for node in declaration.nodes}


def statements(found: dict[str, Any]) -> dict[str, Any]:
    return {item["Sid"]: item for item in found["role/schedules"].want["Policies"]["jobs"]["Statement"]}


def test_overrides_that_are_too_long_are_refused() -> None:
    with pytest.raises(BadInput) as caught:
        nodes({"migrate": {**MIGRATE, "environment": {"TEXT": "x" * 9000}}})
    assert "8192" in caught.value.allowed


def test_no_job_is_no_node() -> None:
    assert nodes({}) == {}


def test_job_has_the_network_of_services_and_the_services_container() -> None:
    wanted = nodes({"migrate": MIGRATE})["task/migrate"].filled()

    assert wanted["taskDefinition"] == "(known after apply: service/main/task_definition/api.taskDefinitionArn)"
    assert wanted["cluster"] == "(known after apply: cluster/main.name)"
    assert wanted["networkConfiguration"]["awsvpcConfiguration"] == {
        "subnets": ["(known after apply: network/main.private_subnet_ids)"],
        "assignPublicIp": "DISABLED",
        "securityGroups": ["(known after apply: network/main.service_security_group_id)"],
    }
    assert wanted["overrides"] == {
        "containerOverrides": [
            {"name": "(known after apply: service/main/task_definition/api.mainContainer)", "command": ["up"]}
        ]
    }
    assert (wanted["timeout"], wanted["again"]) == (1800, False)


def test_job_comes_before_its_service_or_those_that_are_named() -> None:
    assert nodes({"migrate": MIGRATE})["task/migrate"].before == (("service/main/ecs_service/api", "ready"),)
    assert nodes({"migrate": {**MIGRATE, "before": ["web", "worker"]}})["task/migrate"].before == (
        ("service/main/ecs_service/web", "ready"),
        ("service/main/ecs_service/worker", "ready"),
    )


@pytest.mark.parametrize(
    ("cluster", "account", "arn"),
    [
        (None, "123456789012", "(known after apply: cluster/main.arn)"),
        ("shared", "123456789012", "arn:aws:ecs:us-east-1:123456789012:cluster/shared"),
        (
            "arn:aws:ecs:us-east-1:123456789012:cluster/other",
            "123456789012",
            "arn:aws:ecs:us-east-1:123456789012:cluster/other",
        ),
        ("shared", None, "arn:aws:ecs:us-east-1:(known after apply: job/main/account/caller.AccountId):cluster/shared"),
    ],
)
def test_a_schedule_has_the_arn_of_the_cluster_however_that_is_named(
    cluster: str | None, account: str | None, arn: str
) -> None:
    found = nodes({"clean": {**MIGRATE, "schedule": "rate(1 day)"}}, identity={"account_id": account}, cluster=cluster)
    assert found["schedule/clean"].want["Target"]["Arn"] == arn


def test_given_cluster_subnets_and_groups() -> None:
    wanted = nodes(
        {"migrate": MIGRATE},
        cluster="arn:aws:ecs:us-east-1:123456789012:cluster/shared",
        subnet_ids=["subnet-00000001"],
        security_group_ids=["sg-00000001"],
        assign_public_ip=True,
    )["task/migrate"].want

    assert wanted["cluster"] == "shared"
    assert wanted["networkConfiguration"]["awsvpcConfiguration"] == {
        "subnets": ["subnet-00000001"],
        "securityGroups": ["sg-00000001"],
        "assignPublicIp": "ENABLED",
    }


def test_schedule_waits_for_the_deployment_and_is_no_task_of_the_run() -> None:
    found = nodes(
        {
            "clean": {
                **CLEAN,
                "timezone": "Europe/Vienna",
                "enabled": False,
                "flexible_minutes": 15,
                "retries": 2,
                "retry_seconds": 600,
            }
        }
    )

    assert set(found) == {"schedule_group/main", "role/schedules", "schedule/clean"}
    wanted = found["schedule/clean"].want
    assert (wanted["ScheduleExpression"], wanted["ScheduleExpressionTimezone"], wanted["State"]) == (
        "cron(0 3 * * ? *)",
        "Europe/Vienna",
        "DISABLED",
    )
    assert wanted["FlexibleTimeWindow"] == {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}
    assert wanted["Target"]["RetryPolicy"] == {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 600}
    assert ("service/main/ecs_service/api", "ready") in found["schedule/clean"].after


def test_schedulers_role_runs_these_families_in_this_cluster_and_passes_their_roles_only() -> None:
    allowed = statements(nodes({"clean": CLEAN, "sweep": CLEAN}))

    family = "(known after apply: service/main/task_definition/api.family)"
    assert allowed["Run"]["Resource"] == [f"arn:aws:ecs:us-east-1:123456789012:task-definition/{family}:*"]
    assert allowed["Run"]["Condition"] == {"ArnEquals": {"ecs:cluster": "(known after apply: cluster/main.arn)"}}
    assert allowed["Pass"]["Resource"] == [
        "(known after apply: service/main/task_definition/api.%s)" % field
        for field in ("executionRoleArn", "taskRoleArn")
    ]
    assert allowed["Pass"]["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    assert "GivenUp" not in allowed


def test_only_schedules_of_the_stacks_group_assume_the_role() -> None:
    (trust,) = nodes({"clean": CLEAN})["role/schedules"].want["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert (
        trust["Condition"]["StringEquals"]["aws:SourceArn"] == "(known after apply: job/main/schedule_group/main.Arn)"
    )


def test_starts_that_were_given_up_go_to_a_queue() -> None:
    queue = "arn:aws:sqs:us-east-1:123456789012:late"
    found = nodes({"clean": {**CLEAN, "dead_letter_queue_arn": queue}})

    assert found["schedule/clean"].want["Target"]["DeadLetterConfig"] == {"Arn": queue}
    assert statements(found)["GivenUp"]["Resource"] == [queue]


def test_job_to_run_now_is_all_that_is_declared_and_holds_nothing_up() -> None:
    found = nodes({"migrate": MIGRATE, "clean": CLEAN}, run=["clean"])

    assert set(found) == {"task/clean"}
    assert found["task/clean"].want["again"] is True
    assert found["task/clean"].before == ()
