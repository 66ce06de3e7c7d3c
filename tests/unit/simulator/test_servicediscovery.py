"""Cloud Map: operations, unique names, namespaces that services are in; and ECS Service Connect, which fills them."""

from __future__ import annotations

from typing import Any

import pytest

from . import stack
from .refusal import code
from .stack import service_of

PORTS = [{"containerPort": 8080, "name": "http", "appProtocol": "http"}]


@pytest.fixture
def cloud_map(client):
    return client("servicediscovery")


@pytest.fixture
def ecs(client):
    return client("ecs")


def namespace(cloud_map: Any, name: str = "shop") -> dict[str, Any]:
    cloud_map.create_http_namespace(Name=name, Tags=[{"Key": "a", "Value": "b"}])
    return cloud_map.list_namespaces(Filters=[{"Name": "NAME", "Values": [name]}])["Namespaces"][0]


@pytest.mark.behaviour("D27")
def test_an_operation_takes_its_time(simulator, clock, cloud_map):
    simulator.durations(servicediscovery__namespace=60)
    operation = cloud_map.create_http_namespace(Name="shop", Description="Ours")["OperationId"]
    assert cloud_map.get_operation(OperationId=operation)["Operation"]["Status"] == "PENDING"
    assert cloud_map.list_namespaces()["Namespaces"] == []
    assert code(cloud_map.create_http_namespace, Name="shop") == "DuplicateRequest"

    clock(61)
    done = cloud_map.get_operation(OperationId=operation)["Operation"]
    assert done["Status"] == "SUCCESS"
    found = cloud_map.get_namespace(Id=done["Targets"]["NAMESPACE"])["Namespace"]
    assert (found["Name"], found["Type"], found["Description"], found["ServiceCount"]) == ("shop", "HTTP", "Ours", 0)
    assert code(cloud_map.create_http_namespace, Name="shop") == "NamespaceAlreadyExists"

    cloud_map.delete_namespace(Id=found["Id"])
    assert code(cloud_map.delete_namespace, Id=found["Id"]) == "DuplicateRequest"
    clock(61)
    assert code(cloud_map.get_namespace, Id=found["Id"]) == "NamespaceNotFound"


def test_namespaces_are_listed_by_name_type_and_owner(cloud_map):
    namespace(cloud_map)
    namespace(cloud_map, "other")

    def names(**given: Any) -> list[str]:
        filters = [{"Name": name, "Values": [value]} for name, value in given.items()]
        return [row["Name"] for row in cloud_map.list_namespaces(Filters=filters)["Namespaces"]]

    assert names(NAME="shop") == ["shop"]
    assert names(RESOURCE_OWNER="SELF", TYPE="HTTP") == ["shop", "other"]
    assert names(RESOURCE_OWNER="OTHER_ACCOUNTS") == names(TYPE="DNS_PRIVATE") == []


def test_a_private_namespace_has_a_hosted_zone_in_its_vpc(client, cloud_map):
    place = stack.network(client)
    for name in ("shop.internal", "other.internal"):
        cloud_map.create_private_dns_namespace(Name=name, Vpc=place.vpc)
    found = cloud_map.list_namespaces()["Namespaces"][0]
    zone = client("route53").get_hosted_zone(Id=found["Properties"]["DnsProperties"]["HostedZoneId"])

    assert zone["HostedZone"]["Name"] == "shop.internal."
    assert [item["VPCId"] for item in zone["VPCs"]] == [place.vpc]
    assert code(cloud_map.update_http_namespace, Id=found["Id"], Namespace={"Description": ""}) == "InvalidInput"
    assert code(cloud_map.create_private_dns_namespace, Name="a.internal", Vpc="vpc-0") == "InvalidInput"

    cloud_map.delete_namespace(Id=found["Id"])
    assert code(client("route53").get_hosted_zone, Id=zone["HostedZone"]["Id"]) == "NoSuchHostedZone"


@pytest.mark.behaviour("D27")
def test_a_namespace_with_a_service_stays_and_names_in_it_are_unique(cloud_map):
    identity = namespace(cloud_map)["Id"]
    service = cloud_map.create_service(Name="api", NamespaceId=identity)["Service"]

    assert code(cloud_map.create_service, Name="api", NamespaceId=identity) == "ServiceAlreadyExists"
    assert code(cloud_map.create_service, Name="api", NamespaceId="ns-0") == "NamespaceNotFound"
    assert code(cloud_map.delete_namespace, Id=identity) == "ResourceInUse"
    cloud_map.delete_service(Id=service["Id"])
    cloud_map.delete_namespace(Id=identity)
    assert cloud_map.list_namespaces()["Namespaces"] == []


# -- Service Connect ---------------------------------------------------------------------------------------------------


def connect(arn: str, **endpoint: Any) -> dict[str, Any]:
    whole = {"portName": "http", "clientAliases": [{"port": 80, "dnsName": "api"}], **endpoint}
    return {"serviceConnectConfiguration": {"enabled": True, "namespace": arn, "services": [whole]}}


@pytest.fixture
def app(client):
    made = stack.application(client, loadBalancers=[])
    container = {"name": "app", "image": "public.example/app:1", "portMappings": PORTS}
    made.arguments["taskDefinition"] = stack.definition(client, containerDefinitions=[container])
    return made


@pytest.mark.behaviour("D26")
def test_endpoints_are_cloud_map_services_for_as_long_as_they_are_declared(simulator, clock, cloud_map, ecs, app):
    simulator.durations(ecs__service_connect=60)
    found = namespace(cloud_map)
    ecs.create_service(**app.arguments, **connect(found["Arn"]))

    shown = service_of(ecs)
    assert "serviceConnectConfiguration" not in shown
    configuration = shown["deployments"][0]["serviceConnectConfiguration"]
    assert configuration["services"][0]["discoveryName"] == "http"
    assert configuration["namespace"] == found["Arn"]

    ecs.update_service(cluster="main", service="app", **connect(found["Arn"], discoveryName="api"))
    listed = cloud_map.list_services(Filters=[{"Name": "NAMESPACE_ID", "Values": [found["Id"]]}])["Services"]
    assert sorted(row["Name"] for row in listed) == ["api", "http"]

    ecs.delete_service(cluster="main", service="app", force=True)
    assert code(cloud_map.delete_namespace, Id=found["Id"]) == "ResourceInUse"
    clock(61)
    cloud_map.delete_namespace(Id=found["Id"])


def test_a_changed_configuration_is_a_deployment_and_an_equal_one_is_not(cloud_map, ecs, app):
    found = namespace(cloud_map)
    ecs.create_service(**app.arguments, **connect(found["Arn"]))
    first = service_of(ecs)["deployments"][0]["id"]

    ecs.update_service(cluster="main", service="app", **connect(found["Arn"]))
    assert service_of(ecs)["deployments"][0]["id"] == first
    ecs.update_service(cluster="main", service="app", serviceConnectConfiguration={"enabled": False})
    assert service_of(ecs)["deployments"][0]["id"] != first
    assert service_of(ecs)["deployments"][0]["serviceConnectConfiguration"] == {"enabled": False}


@pytest.mark.parametrize(
    "endpoint",
    [
        {"portName": "other"},
        {"clientAliases": []},
        {"clientAliases": [{"port": 80, "dnsName": "a"}, {"port": 80, "dnsName": "b"}]},
    ],
)
def test_endpoints_that_cannot_be_are_refused(cloud_map, ecs, app, endpoint):
    found = namespace(cloud_map)
    assert code(ecs.create_service, **app.arguments, **connect(found["Arn"], **endpoint)) == "InvalidParameterException"
    assert ecs.list_services(cluster="main")["serviceArns"] == []


def test_namespace_names_and_aliases_are_checked_against_others(cloud_map, ecs, app):
    found = namespace(cloud_map)
    assert code(ecs.create_service, **app.arguments, **connect(found["Arn"] + "0")) == "NamespaceNotFoundException"
    ecs.create_service(**app.arguments, **connect(found["Arn"]))
    other = {**app.arguments, "serviceName": "other"}

    same_name = connect(found["Arn"], clientAliases=[{"port": 81, "dnsName": "api"}])
    same_alias = connect(found["Arn"], discoveryName="other")
    for refused in (same_name, same_alias):
        assert code(ecs.create_service, **other, **refused) == "InvalidParameterException"
    ecs.create_service(
        **other, **connect(found["Arn"], discoveryName="other", clientAliases=[{"port": 81, "dnsName": "api"}])
    )


def test_tcp_has_no_timeout_of_a_request(client, cloud_map, ecs, app):
    found = namespace(cloud_map)
    container = {
        "name": "app",
        "image": "public.example/app:1",
        "portMappings": [{"containerPort": 8080, "name": "http"}],
    }
    app.arguments["taskDefinition"] = stack.definition(client, containerDefinitions=[container])
    given = connect(found["Arn"], timeout={"perRequestTimeoutSeconds": 5})
    assert code(ecs.create_service, **app.arguments, **given) == "InvalidParameterException"


def test_the_protocol_of_an_endpoint_stays(client, cloud_map, ecs, app):
    found = namespace(cloud_map)
    ecs.create_service(**app.arguments, **connect(found["Arn"]))

    def revision(**mapping: Any) -> str:
        container = {"name": "app", "image": "public.example/app:2", "portMappings": [{**PORTS[0], **mapping}]}
        return stack.definition(client, containerDefinitions=[container])

    ecs.update_service(cluster="main", service="app", taskDefinition=revision())
    other = revision(appProtocol="grpc")
    refused = code(ecs.update_service, cluster="main", service="app", taskDefinition=other)
    assert refused == "InvalidParameterException"
