"""ECS: what becomes of the tasks of a service, over time (behaviours D4, D15 to D17)."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code
from .stack import healthy, service_of

LOGGED = {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "/ecs/app", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "x"},
}
BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def app(client):
    stack.role(client)
    client("logs").create_log_group(logGroupName="/ecs/app")
    return stack.application(client)


def revision(client, image):
    containers = [
        {"name": "app", "image": image, "portMappings": [{"containerPort": 8080}], "logConfiguration": LOGGED}
    ]
    role = "arn:aws:iam::123456789012:role/execution"
    return stack.definition(client, containerDefinitions=containers, executionRoleArn=role)


def stopped(ecs, deployment):
    arns = ecs.list_tasks(cluster="main", serviceName="app", desiredStatus="STOPPED")["taskArns"]
    rows = ecs.describe_tasks(cluster="main", tasks=arns)["tasks"] if arns else []
    return [row for row in rows if row["startedBy"] == deployment["id"]]


def update(ecs, definition, **more):
    ecs.update_service(cluster="main", service="app", taskDefinition=definition, **more)
    return service_of(ecs)["deployments"][0]


@pytest.mark.parametrize(
    ("word", "stop_code", "exit_code", "reason", "counted"),
    [
        ("crash", "EssentialContainerExited", 1, "Essential container in task exited", 3),
        ("exits", "EssentialContainerExited", 1, "Essential container in task exited", 0),
        ("oom", "EssentialContainerExited", 137, "Essential container in task exited", 0),
        ("sick", "ServiceSchedulerInitiated", 143, "Task failed ELB health checks in (target-group arn:", 3),
        ("broken", "ServiceSchedulerInitiated", 1, "Task failed container health checks", 3),
        ("missing", "TaskFailedToStart", None, "CannotPullContainerError", 3),
        ("denied", "TaskFailedToStart", None, "ResourceInitializationError", 3),
    ],
)
def test_tasks_fail_as_their_tag_says(client, ecs, app, word, stop_code, exit_code, reason, counted):
    ecs.create_service(**app.arguments)
    deployment = update(ecs, revision(client, f"public.example/app:{word}-2"))
    assert (deployment["rolloutState"], deployment["failedTasks"]) == ("IN_PROGRESS", counted)
    rows = stopped(ecs, deployment)
    assert len(rows) == 3
    assert {row["stopCode"] for row in rows} == {stop_code}
    assert {row["containers"][0].get("exitCode") for row in rows} == {exit_code}
    assert rows[0]["stoppedReason"].startswith(reason)
    assert rows[0]["containers"][0].get("reason", "").startswith("OutOfMemoryError" if word == "oom" else "")
    assert len(healthy(client, app.group)) == 2


@pytest.mark.behaviour("D17")
def test_containers_that_start_and_then_exit_do_not_trip_the_circuit_breaker(client, ecs, app):
    ecs.create_service(**app.arguments, deploymentConfiguration=BREAKER)
    assert update(ecs, revision(client, "public.example/app:exits"))["rolloutState"] == "IN_PROGRESS"
    assert len(service_of(ecs)["deployments"]) == 2


def test_a_rule_says_how_an_image_ends_and_what_it_logs(simulator, client, ecs, app):
    rule = {"image": "app:7", "behaviour": "crash", "exit_code": 3, "lines": ["no such table"]}
    simulator.request("POST", "tasks", [rule])
    ecs.create_service(**app.arguments)
    task = stopped(ecs, update(ecs, revision(client, "public.example/app:7")))[0]
    assert task["containers"][0]["exitCode"] == 3
    stream = f"x/app/{task['taskArn'].rsplit('/', 1)[-1]}"
    events = client("logs").get_log_events(logGroupName="/ecs/app", logStreamName=stream)["events"]
    assert [event["message"] for event in events] == ["no such table"]


@pytest.mark.behaviour("D15")
def test_a_task_goes_through_its_states(simulator, client, ecs, app, clock):
    simulator.durations(ecs__task_start=40, elbv2__target_healthy=20, ecs__drain=30)
    ecs.create_service(**{**app.arguments, "desiredCount": 1})
    (arn,) = ecs.list_tasks(cluster="main")["taskArns"]

    def seen():
        (task,) = ecs.describe_tasks(cluster="main", tasks=[arn])["tasks"]
        rows = client("elbv2").describe_target_health(TargetGroupArn=app.group)["TargetHealthDescriptions"]
        return task["lastStatus"], [row["TargetHealth"]["State"] for row in rows]

    assert seen() == ("PROVISIONING", [])
    clock(21)
    assert seen() == ("PENDING", [])
    clock(21)
    assert seen() == ("RUNNING", ["initial"])
    assert service_of(ecs)["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    clock(21)
    assert seen() == ("RUNNING", ["healthy"])
    assert service_of(ecs)["deployments"][0]["rolloutState"] == "COMPLETED"
    ecs.update_service(cluster="main", service="app", desiredCount=0)
    assert seen() == ("DEACTIVATING", ["draining"])
    clock(16)
    assert seen()[0] == "STOPPING"
    clock(16)
    assert seen() == ("STOPPED", [])


def test_a_slow_task_takes_three_times_as_long(simulator, client, ecs, app, clock):
    simulator.durations(ecs__task_start=10)
    ecs.create_service(**{**app.arguments, "taskDefinition": revision(client, "public.example/app:slow")})
    counts = []
    for _turn in range(3):
        clock(11)
        counts.append(service_of(ecs)["runningCount"])
    assert counts == [0, 0, 2]


@pytest.mark.parametrize(
    ("lowest", "highest", "seen"),
    [(100, 200, [(4, 4), (4, 0)]), (50, 100, [(2, 2), (2, 2), (4, 0)]), (100, 150, [(4, 2), (4, 2), (4, 0)])],
)
def test_a_deployment_keeps_to_minimum_and_maximum(simulator, client, ecs, app, clock, lowest, highest, seen):
    bounds = {"minimumHealthyPercent": lowest, "maximumPercent": highest}
    ecs.create_service(**{**app.arguments, "desiredCount": 4}, deploymentConfiguration=bounds)
    simulator.durations(ecs__task_start=10)
    update(ecs, stack.definition(client, "public.example/app:2"))
    counts = []
    for _turn in seen:
        service = service_of(ecs)
        counts.append((service["runningCount"], service["pendingCount"]))
        clock(11)
    assert counts == seen


def test_an_old_task_drains_before_the_deployment_is_complete(simulator, client, ecs, app, clock):
    ecs.create_service(**app.arguments)
    simulator.durations(ecs__drain=60)
    assert update(ecs, stack.definition(client, "public.example/app:2"))["rolloutState"] == "IN_PROGRESS"
    clock(61)
    (deployment,) = service_of(ecs)["deployments"]
    assert deployment["rolloutState"] == "COMPLETED"


def test_a_crash_loop_goes_on_without_a_circuit_breaker(simulator, client, ecs, app, clock):
    ecs.create_service(**app.arguments)
    simulator.durations(ecs__task_start=10)
    deployment = update(ecs, revision(client, "public.example/app:crash"))
    for _turn in range(4):
        clock(11)
        service_of(ecs)
    assert len(stopped(ecs, deployment)) == 8


def test_a_healthy_task_resets_the_count(simulator, client, ecs, app, clock):
    ecs.create_service(**app.arguments, deploymentConfiguration=BREAKER)
    simulator.durations(ecs__task_start=10)
    update(ecs, revision(client, "public.example/app:2"))
    simulator.request("POST", "tasks", [{"image": "app:2", "behaviour": "crash"}])
    clock(11)
    assert service_of(ecs)["deployments"][0]["failedTasks"] == 0


def test_stopping_a_deployment_that_goes_back_changes_nothing(simulator, client, ecs, app, clock):
    ecs.create_service(**app.arguments)
    simulator.durations(ecs__task_start=10)
    update(ecs, stack.definition(client, "public.example/app:2"))
    current = service_of(ecs)["currentServiceDeployment"]
    for _turn in range(2):
        ecs.stop_service_deployment(serviceDeploymentArn=current, stopType="ROLLBACK")
    assert [row["status"] for row in service_of(ecs)["deployments"]] == ["PRIMARY", "ACTIVE"]
    clock(11)
    assert code(ecs.stop_service_deployment, serviceDeploymentArn=current) == "ConflictException"
    status = ecs.list_service_deployments(cluster="main", service="app")["serviceDeployments"][0]["status"]
    assert status == "ROLLBACK_SUCCESSFUL"


@pytest.mark.behaviour("D21")
def test_a_secret_is_read_when_a_task_starts_and_not_again(client, ecs, app):
    secrets = client("secretsmanager")
    arn = secrets.create_secret(Name="app", SecretString='{"key": "value"}')["ARN"]
    container = {
        "name": "app",
        "image": "public.example/app:1",
        "portMappings": [{"containerPort": 8080}],
        "secrets": [{"name": "KEY", "valueFrom": f"{arn}:key::"}],
    }
    role = "arn:aws:iam::123456789012:role/execution"
    definition = stack.definition(client, containerDefinitions=[container], executionRoleArn=role)
    ecs.create_service(**{**app.arguments, "taskDefinition": definition})
    secrets.put_secret_value(SecretId=arn, SecretString='{"other": "value"}')
    service = service_of(ecs)
    assert (service["runningCount"], len(service["deployments"])) == (2, 1)
    ecs.update_service(cluster="main", service="app", taskDefinition=definition)
    assert len(service_of(ecs)["deployments"]) == 1
    ecs.update_service(cluster="main", service="app", forceNewDeployment=True)
    failed = stopped(ecs, service_of(ecs)["deployments"][0])
    assert "did not contain json key key" in failed[0]["stoppedReason"]


@pytest.mark.behaviour("D32")
def test_a_deleted_target_group_leaves_a_service_stuck(client, ecs, app):
    ecs.create_service(**app.arguments)
    client("elbv2").delete_listener(ListenerArn=app.listener)
    client("elbv2").delete_target_group(TargetGroupArn=app.group)
    ecs.update_service(cluster="main", service="app", forceNewDeployment=True)
    service = service_of(ecs)
    assert service["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    assert any(
        f"failed to register targets in (target-group {app.group})" in row["message"] for row in service["events"]
    )
