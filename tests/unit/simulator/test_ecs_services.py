"""ECS: services, their defaults, updates and deletion."""

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
        detail["value"]
        for task in tasks
        for detail in task["attachments"][0]["details"]
        if detail["name"] == "privateIPv4Address"
    ]
    assert sorted(addresses) == healthy(client, app.group)
    assert {task["availabilityZone"] for task in tasks} == {"us-east-1a", "us-east-1b"}
    assert {task["lastStatus"] for task in tasks} == {"RUNNING"}
    ecs.get_waiter("services_stable").wait(cluster="main", services=["app"])


@pytest.mark.behaviour("D13", "D14")
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


@pytest.mark.behaviour("D28")
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
        deploymentConfiguration={**CIRCUIT_BREAKER, "alarms": {"alarmNames": ["a"], "enable": True, "rollback": False}},
        tags=[{"key": "team", "value": "web"}],
    )
    service = service_of(ecs, ("TAGS",))
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


@pytest.mark.behaviour("D6")
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
        ({"loadBalancers": [], "healthCheckGracePeriodSeconds": 30}, None),
    ],
)
@pytest.mark.behaviour("D18")
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


@pytest.mark.behaviour("D9", "D10")
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


@pytest.mark.behaviour("D11")
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


@pytest.mark.behaviour("D7", "D8")
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


@pytest.mark.behaviour("D6", "D7")
def test_draining_service_cannot_be_created_again(simulator, ecs, app, clock):
    ecs.create_service(**app.arguments)
    simulator.durations(ecs__deployment=30)
    ecs.delete_service(cluster="main", service="app", force=True)
    assert service_of(ecs)["status"] == "DRAINING"
    assert code(ecs.create_service, **app.arguments) == "InvalidParameterException"
    clock(31)
    ecs.create_service(**app.arguments)


@pytest.mark.behaviour("D7", "D31")
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


@pytest.mark.behaviour("D18")
def test_a_grace_period_goes_with_the_load_balancer(ecs, app):
    ecs.create_service(**app.arguments, healthCheckGracePeriodSeconds=30)
    change = {"cluster": "main", "service": "app", "loadBalancers": []}
    assert code(ecs.update_service, **change, healthCheckGracePeriodSeconds=30) == "InvalidParameterException"
    ecs.update_service(**change)
    assert service_of(ecs)["loadBalancers"] == []
