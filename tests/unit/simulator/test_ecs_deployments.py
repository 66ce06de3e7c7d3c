"""ECS: deployments over time, the circuit breaker, alarms and rollback."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code
from .stack import healthy, service_of

CIRCUIT_BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def app(client):
    stack.role(client)
    return stack.application(client)


def test_deployment_takes_its_time(simulator, client, ecs, app, clock):
    simulator.durations(ecs__deployment=30)
    ecs.create_service(**app.arguments)
    assert service_of(ecs)["pendingCount"] == 2
    clock(31)
    assert service_of(ecs)["runningCount"] == 2
    stack.definition(client, "public.example/app:2")
    ecs.update_service(cluster="main", service="app", taskDefinition="app")
    service = service_of(ecs)
    assert (service["runningCount"], service["pendingCount"]) == (2, 2)
    assert [item["rolloutState"] for item in service["deployments"]] == ["IN_PROGRESS", "COMPLETED"]
    clock(31)
    assert [item["rolloutState"] for item in service_of(ecs)["deployments"]] == ["COMPLETED"]


def test_a_newer_deployment_stops_the_one_under_way(simulator, client, ecs, app, clock):
    ecs.create_service(**app.arguments)
    simulator.durations(ecs__deployment=30)
    stack.definition(client, "public.example/app:2")
    ecs.update_service(cluster="main", service="app", taskDefinition="app:2")
    ecs.update_service(cluster="main", service="app", taskDefinition="app:1")
    clock(31)
    assert service_of(ecs)["taskDefinition"].endswith(":1")
    rows = ecs.list_service_deployments(cluster="main", service="app")["serviceDeployments"]
    assert [row["status"] for row in rows] == ["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]


@pytest.mark.behaviour("D16")
def test_circuit_breaker_rolls_back(client, ecs, app):
    ecs.create_service(**app.arguments, deploymentConfiguration=CIRCUIT_BREAKER)
    before = set(ecs.list_tasks(cluster="main")["taskArns"])
    good = service_of(ecs)["taskDefinition"]
    bad = stack.definition(client, "public.example/app:broken-1")
    ecs.update_service(cluster="main", service="app", taskDefinition=bad)
    service = service_of(ecs)
    assert service["taskDefinition"] == good
    assert service["deployments"][0]["rolloutState"] == "COMPLETED"
    assert len(healthy(client, app.group)) == service["runningCount"] == 2
    assert not before & set(ecs.list_tasks(cluster="main")["taskArns"])
    newest = ecs.list_service_deployments(cluster="main", service="app")["serviceDeployments"][0]
    assert newest["status"] == "ROLLBACK_SUCCESSFUL"
    record = ecs.describe_service_deployments(serviceDeploymentArns=[newest["serviceDeploymentArn"]])
    record = record["serviceDeployments"][0]
    assert record["deploymentCircuitBreaker"] == {"status": "TRIGGERED", "failureCount": 3, "threshold": 3}
    revision = ecs.describe_service_revisions(serviceRevisionArns=[record["rollback"]["serviceRevisionArn"]])
    assert revision["serviceRevisions"][0]["taskDefinition"] == good
    target = ecs.describe_service_revisions(serviceRevisionArns=[newest["targetServiceRevisionArn"]])
    assert target["serviceRevisions"][0]["taskDefinition"] == bad
    assert any("unable to consistently start tasks" in event["message"] for event in service["events"])


def test_circuit_breaker_without_rollback_stays_failed(client, ecs, app):
    ecs.create_service(
        **app.arguments,
        deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": False}},
    )
    stack.definition(client, "public.example/app:broken")
    ecs.update_service(cluster="main", service="app", taskDefinition="app")
    failed, old = service_of(ecs)["deployments"]
    assert failed["rolloutState"] == "FAILED"
    assert failed["failedTasks"] == 3
    assert "circuit breaker" in failed["rolloutStateReason"]
    assert (old["status"], old["runningCount"]) == ("ACTIVE", 2)
    assert len(healthy(client, app.group)) == 2


@pytest.mark.behaviour("D17")
def test_first_deployment_has_nothing_to_go_back_to(client, ecs, app):
    stack.definition(client, "public.example/app:broken")
    ecs.create_service(**{**app.arguments, "taskDefinition": "app"}, deploymentConfiguration=CIRCUIT_BREAKER)
    service = service_of(ecs)
    assert service["deployments"][0]["rolloutState"] == "FAILED"
    assert service["runningCount"] == 0
    stopped = ecs.list_tasks(cluster="main", desiredStatus="STOPPED")["taskArns"]
    task = ecs.describe_tasks(cluster="main", tasks=stopped[:1])["tasks"][0]
    assert task["stoppedReason"] == "Task failed container health checks"


def test_without_circuit_breaker_it_tries_for_ever(client, ecs, app):
    ecs.create_service(**app.arguments)
    stack.definition(client, "public.example/app:broken")
    ecs.update_service(cluster="main", service="app", taskDefinition="app")
    assert service_of(ecs)["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    assert service_of(ecs)["deployments"][0]["failedTasks"] == 3


def test_alarm_rolls_back(client, ecs, app):
    client("cloudwatch").put_metric_alarm(
        AlarmName="errors",
        Namespace="App",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    alarms = {"alarmNames": ["errors"], "enable": True, "rollback": True}
    ecs.create_service(**app.arguments, deploymentConfiguration={"alarms": alarms})
    good = service_of(ecs)["taskDefinition"]
    client("cloudwatch").set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="test")
    stack.definition(client, "public.example/app:2")
    ecs.update_service(cluster="main", service="app", taskDefinition="app")
    assert service_of(ecs)["taskDefinition"] == good


@pytest.mark.parametrize(
    ("container", "reason"),
    [
        ({"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1"}, "CannotPullContainerError"),
        (
            {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/missing"}}},
            "log group /missing does not exist",
        ),
        (
            {"secrets": [{"name": "A", "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-abcdef"}]},
            "ResourceInitializationError",
        ),
    ],
)
@pytest.mark.behaviour("D4")
def test_task_that_cannot_start_says_why(client, ecs, app, container, reason):
    stack.definition(
        client,
        executionRoleArn="arn:aws:iam::123456789012:role/execution",
        containerDefinitions=[{"name": "app", "image": "x:1", "portMappings": [{"containerPort": 8080}], **container}],
    )
    ecs.create_service(**{**app.arguments, "taskDefinition": "app"}, deploymentConfiguration=CIRCUIT_BREAKER)
    arns = ecs.list_tasks(cluster="main", desiredStatus="STOPPED")["taskArns"]
    task = ecs.describe_tasks(cluster="main", tasks=arns)["tasks"][0]
    assert reason in task["stoppedReason"]
    assert task["stopCode"] == "TaskFailedToStart"


@pytest.mark.behaviour("D20")
def test_stop_service_deployment_rolls_back(simulator, client, ecs, app, clock):
    ecs.create_service(**app.arguments)
    good = service_of(ecs)["taskDefinition"]
    simulator.durations(ecs__deployment=30)
    stack.definition(client, "public.example/app:2")
    ecs.update_service(cluster="main", service="app", taskDefinition="app")
    current = service_of(ecs)["currentServiceDeployment"]
    ecs.stop_service_deployment(serviceDeploymentArn=current, stopType="ROLLBACK")
    clock(31)
    assert service_of(ecs)["taskDefinition"] == good
    assert code(ecs.stop_service_deployment, serviceDeploymentArn=current) == "ConflictException"
