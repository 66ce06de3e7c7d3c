"""Services that connect: servers are up before their clients are deployed, and the namespace goes after them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.environments import finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

IMAGE = "public.ecr.aws/nginx/nginx:1.27"
GATEWAY, BACK, NAMESPACE = (
    "service/main/ecs_service/gateway",
    "service/main/ecs_service/back",
    "discovery/main/namespace/main",
)


def declared(back: str = IMAGE, gateway: str = IMAGE) -> dict[str, Any]:
    return {
        "network": {"nat_gateways": "none", "flow_logs": False, "gateway_endpoints": [], "check_quotas": False},
        "cluster": {"encryption": "aws"},
        "discovery": {},
        "service": {
            "encryption": "aws",
            "services": {
                "gateway": {"image": gateway, "port": 80, "connects_to": ["back"]},
                "back": {"image": back, "port": 5000, "connect": {"name": "backend-service"}},
            },
        },
    }


def calls(simulator: SimulatorProcess, *operations: str) -> list[str]:
    return [call["operation"] for call in simulator.calls() if call["operation"] in operations]


def test_a_client_is_deployed_once_its_server_is_ready(simulator: SimulatorProcess) -> None:
    simulator.durations({"servicediscovery:namespace": 0.2, "ecs:deployment": 0.2})
    order: list[tuple[str, str]] = []
    finished(converge(simulator, declared(), report=lambda event, address, _text: order.append((event, address))))

    assert order.index(("done", NAMESPACE)) < order.index(("start", BACK))
    assert order.index(("done", BACK)) < order.index(("start", GATEWAY))
    made = calls(simulator, "CreateHttpNamespace", "GetOperation", "CreateService", "DescribeServices")
    assert made.index("CreateHttpNamespace") < made.index("GetOperation") < made.index("CreateService")
    first = made.index("CreateService")
    assert "DescribeServices" in made[first : made.index("CreateService", first + 1)]


def test_a_client_is_not_deployed_when_its_server_does_not_come_up(simulator: SimulatorProcess) -> None:
    outcome = converge(simulator, declared(back="public.ecr.aws/nginx/nginx:broken")).outcome

    assert list(outcome.failed) == [BACK]
    assert outcome.skipped[GATEWAY] == BACK
    assert calls(simulator, "CreateService") == ["CreateService"]


def test_a_client_that_changes_does_not_touch_its_server(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, declared()))
    simulator.clear()
    finished(converge(simulator, declared(gateway="public.ecr.aws/nginx/nginx:1.28")))
    assert calls(simulator, "UpdateService") == ["UpdateService"]


def test_a_namespace_in_the_making_when_a_run_was_killed_is_joined(simulator: SimulatorProcess) -> None:
    simulator.durations({"servicediscovery:namespace": 0.5})
    first = converge(simulator, {"discovery": {}}, wait=False)
    assert first.outcome.pending == [NAMESPACE]

    finished(converge(simulator, {"discovery": {}}))
    assert len(simulator.client("servicediscovery").list_namespaces()["Namespaces"]) == 1


@pytest.mark.behaviour("D26")
def test_the_namespace_goes_once_the_last_endpoint_has_left_it(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, declared()))
    simulator.clear()
    simulator.durations({"ecs:service_connect": 0.3})

    result = converge(simulator, {}, kinds=tuple(declared()), destroy=True)

    assert result.outcome.failed == {}
    assert calls(simulator, "DeleteNamespace").count("DeleteNamespace") > 1
    assert simulator.client("servicediscovery").list_namespaces()["Namespaces"] == []
    assert simulator.client("servicediscovery").list_services()["Services"] == []
