"""ECS: clusters, task definitions, tasks by hand."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from . import stack
from .refusal import code


@pytest.fixture
def ecs(client):
    return client("ecs")


@pytest.fixture
def app(client):
    stack.role(client)
    return stack.application(client)


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


@pytest.mark.behaviour("D29")
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


@pytest.mark.behaviour("D30")
def test_cluster_with_services_is_not_deleted(ecs, app):
    ecs.create_service(**app.arguments)
    assert code(ecs.delete_cluster, cluster="main") == "ClusterContainsServicesException"
    ecs.delete_service(cluster="main", service="app", force=True)
    assert ecs.delete_cluster(cluster="main")["cluster"]["status"] == "INACTIVE"
    assert ecs.list_clusters()["clusterArns"] == []
    assert ecs.describe_clusters(clusters=["main"])["clusters"][0]["status"] == "INACTIVE"
    assert code(ecs.list_services, cluster="main") == "ClusterNotFoundException"


@pytest.mark.behaviour("D1")
def test_read_back_is_filled(client, ecs):
    arn = stack.definition(
        client,
        containerDefinitions=[
            {
                "name": "app",
                "image": "public.example/app:1",
                "portMappings": [{"containerPort": 8080}],
                "healthCheck": {"command": ["CMD", "true"]},
            }
        ],
        tags=[{"key": "a", "value": "1"}],
    )
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
        {
            "containerDefinitions": [
                {"name": "app", "image": "x", "dependsOn": [{"containerName": "db", "condition": "START"}]}
            ]
        },
        {
            "containerDefinitions": [
                {"name": "app", "image": "x", "mountPoints": [{"sourceVolume": "nope", "containerPath": "/x"}]}
            ]
        },
        {
            "containerDefinitions": [
                {
                    "name": "app",
                    "image": "x",
                    "secrets": [{"name": "A", "valueFrom": "arn:aws:secretsmanager:::secret:x"}],
                }
            ]
        },
        {
            "containerDefinitions": [
                {"name": "app", "image": "x", "portMappings": [{"containerPort": 80, "hostPort": 81}]}
            ]
        },
        {"family": "not valid"},
        {
            "containerDefinitions": [
                {"name": "app", "image": "x", "environment": [{"name": "A", "value": "x" * 65_536}]}
            ]
        },
    ],
)
@pytest.mark.behaviour("D3")
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


def container(name="app", needs=(), **more):
    found = [{"containerName": other, "condition": condition} for other, condition in needs]
    return {"name": name, "image": "public.example/app:1", "dependsOn": found, **more}


PORT = {"portMappings": [{"containerPort": 8080}]}


@pytest.mark.parametrize(
    ("containers", "words"),
    [
        (
            [container(needs=[("init", "SUCCESS")]), container("init")],
            "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
        ),
        (
            [container(needs=[("init", "COMPLETE")]), container("init", essential=True)],
            "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
        ),
        ([container(needs=[("nope", "START")])], r"Cannot depend on container \+ 'nope' because it does not exist"),
        ([container(needs=[("app", "START")])], "Container dependencies should not have a cycle"),
        (
            [container(needs=[("b", "START")]), container("b", [("c", "START")]), container("c", [("b", "HEALTHY")])],
            "Container dependencies should not have a cycle",
        ),
        (
            [container(**PORT), container("proxy", **PORT)],
            "TCP host port '8080' is mapped multiple times in task.",
        ),
        (
            [container(portMappings=PORT["portMappings"] * 2)],
            "TCP host port '8080' is mapped multiple times in task.",
        ),
        ([container(memory=400), container("proxy", memoryReservation=200)], "memory of the task"),
    ],
)
def test_containers_that_do_not_go_together(client, containers, words):
    with pytest.raises(ClientError, match=words) as caught:
        stack.definition(client, containerDefinitions=containers)
    assert caught.value.response["Error"]["Code"] == "ClientException"


def test_containers_that_go_together(client):
    both = [{"containerPort": 53, "protocol": protocol} for protocol in ("tcp", "udp")]
    init = container("init", essential=False)
    stack.definition(client, containerDefinitions=[container(needs=[("init", "SUCCESS")], portMappings=both), init])


@pytest.mark.behaviour("D5")
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


def test_a_deleted_revision_is_there_until_nothing_uses_it(client, ecs, app):
    ecs.create_service(**app.arguments)
    arn = ecs.describe_task_definition(taskDefinition="app")["taskDefinition"]["taskDefinitionArn"]
    ecs.deregister_task_definition(taskDefinition=arn)
    ecs.delete_task_definitions(taskDefinitions=[arn])
    assert ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]["status"] == "DELETE_IN_PROGRESS"
    assert ecs.list_task_definitions(status="DELETE_IN_PROGRESS")["taskDefinitionArns"] == [arn]
    ecs.delete_service(cluster="main", service="app", force=True)
    assert code(ecs.describe_task_definition, taskDefinition=arn) == "ClientException"


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
    arn = ecs.run_task(cluster="main", taskDefinition="app", launchType="FARGATE", networkConfiguration=network)[
        "tasks"
    ][0]["taskArn"]
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
