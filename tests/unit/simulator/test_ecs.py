"""ECS: clusters, task definitions, tasks, services, deployments, rollback."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code

CIRCUIT_BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def app(client):
    stack.role(client)
    return stack.application(client)


def service_of(ecs, include=()):
    return ecs.describe_services(cluster="main", services=["app"], include=list(include))["services"][0]


def healthy(client, group):
    rows = client("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return sorted(row["Target"]["Id"] for row in rows if row["TargetHealth"]["State"] == "healthy")


# Clusters


def test_cluster_of_an_existing_name_is_returned(ecs):
    ecs.create_cluster(clusterName="main", tags=[{"key": "a", "value": "1"}], capacityProviders=["FARGATE_SPOT"])
    again = ecs.create_cluster(clusterName="main")["cluster"]
    assert again["tags"] == [{"key": "a", "value": "1"}]
    assert again["capacityProviders"] == ["FARGATE_SPOT"]
    assert len(ecs.list_clusters()["clusterArns"]) == 1


def test_describe_clusters_shows_what_is_included(ecs):
    settings = [{"name": "containerInsights", "value": "enhanced"}]
    ecs.create_cluster(clusterName="main", settings=settings, tags=[{"key": "a", "value": "1"}])
    bare = ecs.describe_clusters(clusters=["main", "missing"])
    assert bare["clusters"][0]["settings"] == bare["clusters"][0]["tags"] == []
    assert bare["failures"][0]["reason"] == "MISSING"
    full = ecs.describe_clusters(clusters=["main"], include=["SETTINGS", "TAGS"])["clusters"][0]
    assert full["settings"] == settings
    assert full["tags"] == [{"key": "a", "value": "1"}]


def test_container_insights_default_comes_from_the_account(ecs):
    ecs.put_account_setting(name="containerInsights", value="enabled")
    cluster = ecs.create_cluster(clusterName="main")["cluster"]
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]
    ecs.update_cluster_settings(cluster="main", settings=[{"name": "containerInsights", "value": "disabled"}])
    again = ecs.describe_clusters(clusters=["main"], include=["SETTINGS"])["clusters"][0]
    assert again["settings"][0]["value"] == "disabled"


def test_capacity_providers_of_a_cluster(ecs):
    assert code(ecs.create_cluster, clusterName="x", capacityProviders=["NOPE"]) == "InvalidParameterException"
    ecs.create_cluster(clusterName="main")
    answer = ecs.put_cluster_capacity_providers(
        cluster="main",
        capacityProviders=["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1}],
    )["cluster"]
    assert answer["defaultCapacityProviderStrategy"] == [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}]
    names = [item["name"] for item in ecs.describe_capacity_providers()["capacityProviders"]]
    assert names == ["FARGATE", "FARGATE_SPOT"]


def test_cluster_with_services_is_not_deleted(ecs, app):
    ecs.create_service(**app.arguments)
    assert code(ecs.delete_cluster, cluster="main") == "ClusterContainsServicesException"
    ecs.delete_service(cluster="main", service="app", force=True)
    assert ecs.delete_cluster(cluster="main")["cluster"]["status"] == "INACTIVE"
    assert ecs.list_clusters()["clusterArns"] == []
    assert ecs.describe_clusters(clusters=["main"])["clusters"][0]["status"] == "INACTIVE"
    assert code(ecs.list_services, cluster="main") == "ClusterNotFoundException"


# Task definitions


def test_read_back_is_filled(client, ecs):
    arn = stack.definition(client, containerDefinitions=[
        {
            "name": "app",
            "image": "public.example/app:1",
            "portMappings": [{"containerPort": 8080}],
            "healthCheck": {"command": ["CMD", "true"]},
        }
    ], tags=[{"key": "a", "value": "1"}])
    found = ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
    container = found["taskDefinition"]["containerDefinitions"][0]
    assert container["portMappings"] == [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}]
    assert (container["cpu"], container["essential"]) == (0, True)
    for name in ("environment", "mountPoints", "volumesFrom", "systemControls"):
        assert container[name] == []
    assert container["healthCheck"] == {"command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3}
    assert found["tags"] == [{"key": "a", "value": "1"}]
    assert found["taskDefinition"]["compatibilities"] == ["EC2", "FARGATE"]
    assert "tags" not in ecs.describe_task_definition(taskDefinition="app")


@pytest.mark.parametrize(
    "wrong",
    [
        {"cpu": "256", "memory": "4096"},
        {"cpu": "300"},
        {"cpu": None},
        {"networkMode": "bridge"},
        {"executionRoleArn": "arn:aws:iam::123456789012:role/missing"},
        {"containerDefinitions": []},
        {"containerDefinitions": [{"name": "app", "image": "x", "essential": False}]},
        {"containerDefinitions": [{"name": "app", "image": "x"}, {"name": "app", "image": "x"}]},
        {"containerDefinitions": [{"name": "app", "image": "x", "memory": 4096}]},
        {"containerDefinitions": [
            {"name": "app", "image": "x", "dependsOn": [{"containerName": "db", "condition": "START"}]}
        ]},
        {"containerDefinitions": [
            {"name": "app", "image": "x", "mountPoints": [{"sourceVolume": "nope", "containerPath": "/x"}]}
        ]},
        {"containerDefinitions": [
            {"name": "app", "image": "x", "secrets": [{"name": "A", "valueFrom": "arn:aws:secretsmanager:::secret:x"}]}
        ]},
        {"containerDefinitions": [
            {"name": "app", "image": "x", "portMappings": [{"containerPort": 80, "hostPort": 81}]}
        ]},
        {"family": "not valid"},
    ],
)
def test_definitions_that_are_refused(ecs, wrong):
    container = {"name": "app", "image": "public.example/app:1"}
    arguments = {
        "family": "app",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [container],
        **wrong,
    }
    arguments = {name: value for name, value in arguments.items() if value is not None}
    assert code(ecs.register_task_definition, **arguments) == "ClientException"


def test_deregistered_revisions(client, ecs):
    first, second = stack.definition(client), stack.definition(client)
    ecs.deregister_task_definition(taskDefinition=second)
    assert ecs.describe_task_definition(taskDefinition="app")["taskDefinition"]["taskDefinitionArn"] == first
    assert ecs.describe_task_definition(taskDefinition=second)["taskDefinition"]["status"] == "INACTIVE"
    assert ecs.list_task_definitions(familyPrefix="app")["taskDefinitionArns"] == [first]
    assert ecs.list_task_definitions(status="INACTIVE")["taskDefinitionArns"] == [second]
    ecs.deregister_task_definition(taskDefinition=first)
    assert ecs.list_task_definition_families(status="ACTIVE")["families"] == []
    assert ecs.list_task_definition_families(status="INACTIVE")["families"] == ["app"]
    assert code(ecs.describe_task_definition, taskDefinition="app") == "ClientException"
    assert ecs.delete_task_definitions(taskDefinitions=[first])["taskDefinitions"][0]["status"] == "DELETE_IN_PROGRESS"
    assert stack.definition(client).endswith(":3")


# Services


def test_created_service_runs_tasks_behind_the_balancer(client, ecs, app):
    created = ecs.create_service(**app.arguments)["service"]
    assert created["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    assert created["runningCount"] == 0
    service = service_of(ecs)
    assert (service["runningCount"], service["pendingCount"], service["desiredCount"]) == (2, 0, 2)
    deployment = service["deployments"][0]
    assert deployment["status"] == "PRIMARY"
    assert deployment["id"].startswith("ecs-svc/")
    assert deployment["rolloutState"] == "COMPLETED"
    assert deployment["rolloutStateReason"] == f"ECS deployment {deployment['id']} completed."
    assert "has reached a steady state." in service["events"][0]["message"]
    arns = ecs.list_tasks(cluster="main", serviceName="app")["taskArns"]
    tasks = ecs.describe_tasks(cluster="main", tasks=arns)["tasks"]
    addresses = [
        detail["value"] for task in tasks for detail in task["attachments"][0]["details"]
        if detail["name"] == "privateIPv4Address"
    ]
    assert sorted(addresses) == healthy(client, app.group)
    assert {task["availabilityZone"] for task in tasks} == {"us-east-1a", "us-east-1b"}
    assert {task["lastStatus"] for task in tasks} == {"RUNNING"}
    ecs.get_waiter("services_stable").wait(cluster="main", services=["app"])


def test_defaults_of_a_service(ecs, app):
    ecs.create_service(**app.arguments)
    service = service_of(ecs)
    assert service["deploymentConfiguration"] == {
        "deploymentCircuitBreaker": {
            "enable": False,
            "rollback": False,
            "resetOnHealthyTask": True,
            "thresholdConfiguration": {"type": "BOUNDED_PERCENT", "value": 50},
        },
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
        "alarms": {"alarmNames": [], "rollback": False, "enable": False},
        "strategy": "ROLLING",
        "bakeTimeInMinutes": 0,
    }
    expected = {
        "launchType": "FARGATE",
        "platformVersion": "LATEST",
        "schedulingStrategy": "REPLICA",
        "deploymentController": {"type": "ECS"},
        "enableExecuteCommand": False,
        "healthCheckGracePeriodSeconds": 0,
        "propagateTags": "NONE",
        "availabilityZoneRebalancing": "ENABLED",
        "enableECSManagedTags": False,
    }
    assert {name: service[name] for name in expected} == expected
    assert service["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "DISABLED"


def test_every_field_is_kept(ecs, app):
    ecs.put_cluster_capacity_providers(
        cluster="main", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    arguments = {name: value for name, value in app.arguments.items() if name != "launchType"}
    ecs.create_service(
        **arguments,
        capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT", "weight": 3}],
        enableExecuteCommand=True,
        healthCheckGracePeriodSeconds=30,
        enableECSManagedTags=True,
        propagateTags="SERVICE",
        availabilityZoneRebalancing="DISABLED",
        deploymentConfiguration={
            **CIRCUIT_BREAKER, "alarms": {"alarmNames": ["a"], "enable": True, "rollback": False}
        },
        tags=[{"key": "team", "value": "web"}],
    )
    service = service_of(ecs, ["TAGS"])
    assert "launchType" not in service
    assert service["capacityProviderStrategy"] == [{"capacityProvider": "FARGATE_SPOT", "weight": 3, "base": 0}]
    assert service["enableExecuteCommand"] is True
    assert service["healthCheckGracePeriodSeconds"] == 30
    assert service["availabilityZoneRebalancing"] == "DISABLED"
    assert service["deploymentConfiguration"]["alarms"]["alarmNames"] == ["a"]
    assert service["deploymentConfiguration"]["deploymentCircuitBreaker"]["rollback"] is True
    assert service["tags"] == [{"key": "team", "value": "web"}]
    task_arn = ecs.list_tasks(cluster="main")["taskArns"][0]
    task = ecs.describe_tasks(cluster="main", tasks=[task_arn], include=["TAGS"])["tasks"][0]
    assert {tag["key"] for tag in task["tags"]} == {"team", "aws:ecs:clusterName", "aws:ecs:serviceName"}
    assert task["capacityProviderName"] == "FARGATE_SPOT"
    assert task["containers"][0]["managedAgents"][0]["lastStatus"] == "RUNNING"


def test_second_creation(ecs, app):
    first = ecs.create_service(**app.arguments)["service"]
    assert ecs.create_service(**app.arguments)["service"]["serviceArn"] == first["serviceArn"]
    assert code(ecs.create_service, **{**app.arguments, "desiredCount": 5}) == "InvalidParameterException"
    assert len(ecs.list_services(cluster="main")["serviceArns"]) == 1


def _without_listener(client, app):
    client("elbv2").delete_listener(ListenerArn=app.listener)


@pytest.mark.parametrize(
    ("changes", "prepare"),
    [
        ({}, _without_listener),
        ({"taskDefinition": "missing:1"}, None),
        ({"cluster": "missing"}, None),
        ({"networkConfiguration": {}}, None),
        ({"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-0"]}}}, None),
        ({"loadBalancers": [{"targetGroupArn": "x", "containerName": "web", "containerPort": 8080}]}, None),
        ({"loadBalancers": [{"targetGroupArn": "x", "containerName": "app", "containerPort": 99}]}, None),
        ({"loadBalancers": [{"targetGroupArn": "x", "containerName": "app", "containerPort": 8080}]}, None),
        ({"capacityProviderStrategy": [{"capacityProvider": "FARGATE"}]}, None),
        ({"launchType": None, "capacityProviderStrategy": [{"capacityProvider": "FARGATE"}]}, None),
        ({"deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 100}}, None),
        ({"tags": [{"key": "aws:x", "value": "1"}]}, None),
    ],
)
def test_services_that_are_refused(client, ecs, app, changes, prepare):
    if prepare:
        prepare(client, app)
    arguments = {name: value for name, value in {**app.arguments, **changes}.items() if value is not None}
    expected = {"InvalidParameterException", "ClientException", "ClusterNotFoundException"}
    assert code(ecs.create_service, **arguments) in expected
    assert ecs.list_services(cluster="main")["serviceArns"] == []


def test_target_group_of_instances_does_not_fit(client, ecs, app):
    group = stack.target_group(client, app.place, "instances", TargetType="instance")
    stack.listener(client, app.balancer, group, 81)
    balancers = [{"targetGroupArn": group, "containerName": "app", "containerPort": 8080}]
    assert code(ecs.create_service, **{**app.arguments, "loadBalancers": balancers}) == "InvalidParameterException"


def test_update_merges_and_replaces_blocks(ecs, app):
    ecs.create_service(**app.arguments, deploymentConfiguration={**CIRCUIT_BREAKER, "maximumPercent": 150})
    ecs.update_service(
        cluster="main",
        service="app",
        deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": False}},
    )
    configuration = service_of(ecs)["deploymentConfiguration"]
    assert configuration["maximumPercent"] == 150
    assert configuration["deploymentCircuitBreaker"]["rollback"] is False
    assert service_of(ecs)["loadBalancers"] == app.arguments["loadBalancers"]
    ecs.update_service(cluster="main", service="app", loadBalancers=[])
    assert service_of(ecs)["loadBalancers"] == []


def test_new_definition_makes_a_deployment(client, ecs, app):
    ecs.create_service(**app.arguments)
    before = set(ecs.list_tasks(cluster="main")["taskArns"])
    first = service_of(ecs)["deployments"][0]["id"]
    second = stack.definition(client, "public.example/app:2")
    answer = ecs.update_service(cluster="main", service="app", taskDefinition="app:2")["service"]
    assert [item["status"] for item in answer["deployments"]] == ["PRIMARY", "ACTIVE"]
    assert answer["deployments"][1]["id"] == first
    service = service_of(ecs)
    assert service["taskDefinition"] == second
    assert len(service["deployments"]) == 1
    after = set(ecs.list_tasks(cluster="main")["taskArns"])
    assert len(after) == 2 and not after & before
    stopped = ecs.list_tasks(cluster="main", desiredStatus="STOPPED")["taskArns"]
    assert set(stopped) == before
    assert len(healthy(client, app.group)) == 2


def test_only_some_changes_deploy(ecs, app):
    ecs.create_service(**app.arguments)
    first = service_of(ecs)["deployments"][0]["id"]
    ecs.update_service(cluster="main", service="app", healthCheckGracePeriodSeconds=10, enableExecuteCommand=True)
    ecs.update_service(cluster="main", service="app", taskDefinition="app:1")
    assert service_of(ecs)["deployments"][0]["id"] == first
    ecs.update_service(cluster="main", service="app", forceNewDeployment=True)
    assert service_of(ecs)["deployments"][0]["id"] != first


def test_scaling(client, ecs, app):
    ecs.create_service(**app.arguments)
    ecs.update_service(cluster="main", service="app", desiredCount=3)
    assert service_of(ecs)["runningCount"] == len(healthy(client, app.group)) == 3
    ecs.update_service(cluster="main", service="app", desiredCount=1)
    assert service_of(ecs)["runningCount"] == len(healthy(client, app.group)) == 1


def test_stopped_task_is_replaced(client, ecs, app):
    ecs.create_service(**app.arguments)
    gone = ecs.list_tasks(cluster="main")["taskArns"][0]
    ecs.stop_task(cluster="main", task=gone, reason="test")
    arns = ecs.list_tasks(cluster="main")["taskArns"]
    assert len(arns) == 2 and gone not in arns
    task = ecs.describe_tasks(cluster="main", tasks=[gone])["tasks"][0]
    assert (task["stopCode"], task["stoppedReason"]) == ("UserInitiated", "test")
    assert len(healthy(client, app.group)) == 2


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


def test_first_deployment_has_nothing_to_go_back_to(client, ecs, app):
    stack.definition(client, "public.example/app:broken")
    ecs.create_service(
        **{**app.arguments, "taskDefinition": "app"}, deploymentConfiguration=CIRCUIT_BREAKER
    )
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
def test_task_that_cannot_start_says_why(client, ecs, app, container, reason):
    stack.definition(
        client,
        executionRoleArn="arn:aws:iam::123456789012:role/execution",
        containerDefinitions=[
            {"name": "app", "image": "x:1", "portMappings": [{"containerPort": 8080}], **container}
        ],
    )
    ecs.create_service(**{**app.arguments, "taskDefinition": "app"}, deploymentConfiguration=CIRCUIT_BREAKER)
    arns = ecs.list_tasks(cluster="main", desiredStatus="STOPPED")["taskArns"]
    task = ecs.describe_tasks(cluster="main", tasks=arns)["tasks"][0]
    assert reason in task["stoppedReason"]
    assert task["stopCode"] == "TaskFailedToStart"


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


def test_deleted_service(client, ecs, app):
    ecs.create_service(**app.arguments)
    assert code(ecs.delete_service, cluster="main", service="app") == "InvalidParameterException"
    ecs.update_service(cluster="main", service="app", desiredCount=0)
    assert ecs.delete_service(cluster="main", service="app")["service"]["status"] == "DRAINING"
    assert service_of(ecs)["status"] == "INACTIVE"
    assert ecs.list_services(cluster="main")["serviceArns"] == []
    assert code(ecs.update_service, cluster="main", service="app", desiredCount=1) == "ServiceNotActiveException"
    ecs.create_service(**app.arguments)
    assert service_of(ecs)["status"] == "ACTIVE"


def test_draining_service_cannot_be_created_again(simulator, ecs, app, clock):
    ecs.create_service(**app.arguments)
    simulator.durations(ecs__deployment=30)
    ecs.delete_service(cluster="main", service="app", force=True)
    assert service_of(ecs)["status"] == "DRAINING"
    assert code(ecs.create_service, **app.arguments) == "InvalidParameterException"
    clock(31)
    ecs.create_service(**app.arguments)


def test_missing_services_are_failures(ecs, app):
    answer = ecs.describe_services(cluster="main", services=["nope"])
    assert answer["services"] == []
    assert answer["failures"][0]["reason"] == "MISSING"
    assert code(ecs.delete_service, cluster="main", service="nope") == "ServiceNotFoundException"
    names = [f"s{number}" for number in range(11)]
    assert code(ecs.describe_services, cluster="main", services=names) == "InvalidParameterException"


def test_pages_of_services(ecs, app):
    for number in range(12):
        ecs.create_service(**{**app.arguments, "serviceName": f"s{number}", "desiredCount": 0})
    first = ecs.list_services(cluster="main")
    assert len(first["serviceArns"]) == 10
    pages = ecs.get_paginator("list_services").paginate(cluster="main")
    assert len({arn for one in pages for arn in one["serviceArns"]}) == 12


# Tasks by hand


def test_task_by_hand_runs_and_exits(client, ecs, app):
    network = {"awsvpcConfiguration": {"subnets": app.place.subnets[:1]}}
    task = ecs.run_task(
        cluster="main", taskDefinition="app", launchType="FARGATE", networkConfiguration=network, startedBy="me"
    )["tasks"][0]
    assert task["lastStatus"] == "PROVISIONING"
    arn = task["taskArn"]
    assert ecs.list_tasks(cluster="main", startedBy="me")["taskArns"] == [arn]
    ecs.get_waiter("tasks_running").wait(cluster="main", tasks=[arn])
    ecs.get_waiter("tasks_stopped").wait(cluster="main", tasks=[arn])
    ended = ecs.describe_tasks(cluster="main", tasks=[arn])["tasks"][0]
    assert ended["stopCode"] == "EssentialContainerExited"
    assert ended["containers"][0]["exitCode"] == 0


def test_broken_task_by_hand_fails(client, ecs, app):
    stack.definition(client, "public.example/app:broken")
    network = {"awsvpcConfiguration": {"subnets": app.place.subnets[:1]}}
    arn = ecs.run_task(
        cluster="main", taskDefinition="app", launchType="FARGATE", networkConfiguration=network
    )["tasks"][0]["taskArn"]
    for _poll in range(2):
        task = ecs.describe_tasks(cluster="main", tasks=[arn])["tasks"][0]
    assert task["containers"][0]["exitCode"] == 1


def test_tags(client, ecs, app):
    arn = ecs.create_service(**app.arguments)["service"]["serviceArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
    ecs.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert ecs.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "b", "value": "2"}]
    assert code(ecs.tag_resource, resourceArn=f"{arn}x", tags=[]) == "InvalidParameterException"
    found = client("resourcegroupstaggingapi").get_resources(TagFilters=[{"Key": "b"}])
    assert [row["ResourceARN"] for row in found["ResourceTagMappingList"]] == [arn]
