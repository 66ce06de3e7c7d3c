"""ECS: one-off tasks with ordered ends, tokens, logs, and what is left of them."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code

LOGGED = {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "/ecs/app", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "x"},
}


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def run(client, ecs):
    """``run(["migrate"])`` starts a task with that command and gives its ARN."""
    stack.role(client)
    client("logs").create_log_group(logGroupName="/ecs/app")
    client("ecs").create_cluster(clusterName="main")
    containers = [
        {"name": "app", "image": "public.example/app:1", "logConfiguration": LOGGED},
        {"name": "proxy", "image": "public.example/proxy:1"},
    ]
    stack.definition(
        client, containerDefinitions=containers, executionRoleArn="arn:aws:iam::123456789012:role/execution"
    )
    network = {"awsvpcConfiguration": {"subnets": stack.network(client).subnets}}

    def start(command, **more):
        overrides = {"containerOverrides": [{"name": "app", "command": command}]}
        return ecs.run_task(
            **{
                "cluster": "main",
                "taskDefinition": "app",
                "launchType": "FARGATE",
                "networkConfiguration": network,
                "overrides": overrides,
                **more,
            }
        )["tasks"][0]["taskArn"]

    return start


def described(ecs, arn, looks=2):
    for _look in range(looks):
        (task,) = ecs.describe_tasks(cluster="main", tasks=[arn])["tasks"]
    return task


def codes(task):
    return {item["name"]: item.get("exitCode") for item in task["containers"]}


def test_a_task_ends_as_ordered_for_its_command(simulator, client, ecs, run):
    simulator.request("POST", "tasks", [{"command": "bin/migrate", "exit_code": 3, "lines": ["one", "two"]}])
    failed, other = run(["bin/migrate", "up"]), run(["bin/seed"])
    task = described(ecs, failed)
    assert (task["lastStatus"], task["stopCode"]) == ("STOPPED", "EssentialContainerExited")
    assert codes(task) == {"app": 3, "proxy": 143}
    assert codes(described(ecs, other))["app"] == 0
    events = client("logs").get_log_events(logGroupName="/ecs/app", logStreamName=f"x/app/{failed.rsplit('/', 1)[-1]}")[
        "events"
    ]
    assert [event["message"] for event in events] == ["one", "two"]


def test_a_task_that_cannot_start_has_no_exit_code(simulator, ecs, run):
    simulator.request("POST", "tasks", [{"command": "up", "error": "CannotPullContainerError: gone"}])
    task = described(ecs, run(["up"]), 1)
    assert (task["stopCode"], task["stoppedReason"]) == ("TaskFailedToStart", "CannotPullContainerError: gone")
    assert codes(task) == {"app": None, "proxy": None}


def test_a_slow_task_can_be_stopped(simulator, ecs, run, clock):
    simulator.request("POST", "tasks", [{"command": "up", "seconds": 100}])
    arn = run(["up"])
    assert described(ecs, arn, 3)["lastStatus"] == "RUNNING"
    ecs.stop_task(cluster="main", task=arn, reason="enough")
    task = described(ecs, arn, 1)
    assert (task["stopCode"], task["stoppedReason"], codes(task)["app"]) == ("UserInitiated", "enough", 137)


def test_stopped_tasks_are_seen_for_an_hour(ecs, run, clock):
    arn = run(["up"])
    described(ecs, arn)
    assert ecs.list_tasks(cluster="main", family="app", desiredStatus="STOPPED")["taskArns"] == [arn]
    clock(3601)
    assert ecs.list_tasks(cluster="main", family="app", desiredStatus="STOPPED")["taskArns"] == []
    assert ecs.describe_tasks(cluster="main", tasks=[arn])["failures"][0]["reason"] == "MISSING"


def test_the_same_token_starts_nothing_twice(ecs, run):
    arn = run(["up"], clientToken="one")
    assert run(["up"], clientToken="one") == arn
    assert code(run, command=["down"], clientToken="one") == "ConflictException"
    assert run(["up"], clientToken="two") != arn


def test_requests_that_are_refused(ecs, run):
    for wrong in (
        {"overrides": {"containerOverrides": [{"name": "nope", "command": ["x"]}]}},
        {"overrides": {"containerOverrides": [{"name": "app", "command": ["x" * 8200]}]}},
        {"startedBy": "a b"},
    ):
        assert code(run, command=["up"], **wrong) == "InvalidParameterException"
    assert code(ecs.list_tasks, cluster="main", startedBy="me", family="app") == "InvalidParameterException"


def test_unknown_members_of_an_order_are_refused(simulator):
    with pytest.raises(OSError, match="400"):
        simulator.request("POST", "tasks", [{"exit": 1}])
