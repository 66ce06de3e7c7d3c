"""Service Connect: who offers an endpoint, who comes after whom, and what is open between them."""

from __future__ import annotations

from typing import Any

from tests.support.stacks import declare

IMAGE = {"image": "public.ecr.aws/nginx/nginx:1.27"}
NAMESPACE = "(known after apply: discovery/main.namespace_arn)"
BACK = {**IMAGE, "port": 5000, "connect": {"name": "backend-service"}}
GATEWAY = {**IMAGE, "port": 80, "connects_to": ["back"]}


def nodes(services: dict[str, Any], **options: Any) -> dict[str, Any]:
    _unused, (declaration,) = declare({"service": {"services": services, **options}})
    return {node.address.removeprefix("service/main/"): node for node in declaration.nodes}


def configuration(found: dict[str, Any], name: str) -> Any:
    return found[f"ecs_service/{name}"].filled()["serviceConnectConfiguration"]


def container(found: dict[str, Any], name: str) -> dict[str, Any]:
    return found[f"task_definition/{name}"].want["containerDefinitions"][0]


def test_a_server_has_an_endpoint_at_its_port_and_logs_the_proxy_to_its_own_group() -> None:
    found = nodes({"back": BACK})

    assert configuration(found, "back") == {
        "enabled": True,
        "namespace": NAMESPACE,
        "services": [
            {
                "portName": "back",
                "discoveryName": "backend-service",
                "clientAliases": [{"port": 5000, "dnsName": "backend-service"}],
            }
        ],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": found["log_group/back"]["logGroupName"],
                "awslogs-region": "us-east-1",
                "awslogs-stream-prefix": "ecs-connect",
            },
        },
    }
    (mapping,) = container(found, "back")["portMappings"]
    assert (mapping["name"], mapping["appProtocol"], mapping["containerPort"]) == ("back", "http", 5000)


def test_every_option_of_an_endpoint() -> None:
    connect = {
        "name": "back.shop",
        "port": 80,
        "app_protocol": "grpc",
        "idle_timeout": 60,
        "per_request_timeout": 0,
        "log": False,
    }
    found = nodes(
        {"back": {**BACK, "connect": connect}},
        namespace_arn="arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1",
    )

    assert configuration(found, "back") == {
        "enabled": True,
        "namespace": "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1",
        "services": [
            {
                "portName": "back",
                "discoveryName": "back-shop",
                "clientAliases": [{"port": 80, "dnsName": "back.shop"}],
                "timeout": {"idleTimeoutSeconds": 60, "perRequestTimeoutSeconds": 0},
            }
        ],
    }
    assert container(found, "back")["portMappings"][0]["appProtocol"] == "grpc"


def test_tcp_is_the_absence_of_a_protocol() -> None:
    found = nodes({"back": {**BACK, "connect": {"name": "back", "app_protocol": "tcp"}}})
    assert "appProtocol" not in container(found, "back")["portMappings"][0]


def test_a_client_joins_without_an_endpoint_and_comes_after_its_servers() -> None:
    found = nodes({"gateway": GATEWAY, "back": BACK})

    assert configuration(found, "gateway")["services"] == []
    assert configuration(found, "gateway")["enabled"] is True
    assert ("service/main/ecs_service/back", "ready") in found["ecs_service/gateway"].after
    assert not [address for address, how in found["ecs_service/back"].after if address.startswith("service/")]
    assert "name" not in container(found, "gateway")["portMappings"][0]


def test_a_worker_without_a_port_may_be_a_client() -> None:
    found = nodes({"worker": {**IMAGE, "port": None, "connects_to": ["back"]}, "back": BACK})
    assert "portMappings" not in container(found, "worker")
    assert configuration(found, "worker")["enabled"] is True


def test_a_client_names_the_endpoints_it_uses_so_that_a_new_one_deploys_it_again() -> None:
    front = {**IMAGE, "port": 80, "connect": {"name": "frontend-service"}}
    gateway = {**GATEWAY, "connects_to": ["front", "back"], "redeploy": "once"}
    found = nodes({"gateway": gateway, "back": BACK, "front": front})

    labels = container(found, "gateway")["dockerLabels"]
    assert labels["slipway.connect"] == "backend-service:5000,frontend-service:80"
    assert labels["slipway.redeploy"] == "once"
    assert "slipway.connect" not in container(found, "back").get("dockerLabels", {})


def test_ports_are_opened_within_the_group_where_somebody_connects() -> None:
    def rules(services: dict[str, Any], **options: Any) -> dict[str, Any]:
        found = nodes(services, **options)
        return {
            address: node.want
            for address, node in found.items()
            if address.startswith("security_group_rule/") and "-service-5" in address
        }

    inside = {
        "GroupId": "sg-00000001",
        "ReferencedGroupId": "sg-00000001",
        "FromPort": 5000,
        "ToPort": 5000,
        "IpProtocol": "tcp",
    }
    opened = rules({"gateway": GATEWAY, "back": BACK, "other": GATEWAY}, security_group_ids=["sg-00000001"])
    assert opened == {
        "security_group_rule/service-to-service-5000": {
            **inside,
            "IsEgress": True,
            "Description": "among the services",
        },
        "security_group_rule/service-from-service-5000": {
            **inside,
            "IsEgress": False,
            "Description": "among the services",
        },
    }
    assert rules({"back": BACK}) == {}
    assert rules({"gateway": GATEWAY, "back": BACK}, security_group_rules=False) == {}


def test_the_port_that_clients_use_is_not_the_one_that_the_group_opens() -> None:
    found = nodes({"gateway": GATEWAY, "back": {**BACK, "connect": {"name": "back", "port": 80}}})
    assert "security_group_rule/service-to-service-5000" in found
    assert "security_group_rule/service-to-service-80" not in found


def test_a_service_that_does_not_connect_is_outside() -> None:
    found = nodes({"api": IMAGE})
    assert configuration(found, "api") == {"enabled": False}
    assert NAMESPACE not in str([node.want for node in found.values()])
