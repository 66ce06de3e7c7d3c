"""Service Connect of an ECS service: where it is read, and what of it is a difference."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.service import EcsService
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import compare

FIELD = "serviceConnectConfiguration"
NAMESPACE = "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"
LOGS = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/shop-test/api"}}
ALIAS = {"port": 80, "dnsName": "api"}
ENDPOINT = {"portName": "api", "discoveryName": "api", "clientAliases": [ALIAS]}
CONFIGURATION = {"enabled": True, "namespace": NAMESPACE, "services": [ENDPOINT], "logConfiguration": LOGS}


def live(*configurations: Any) -> Any:
    """A service whose deployments have these configurations, the primary one first."""
    rows = [
        {"id": str(number), "status": "ACTIVE" if number else "PRIMARY", **({FIELD: given} if given else {})}
        for number, given in enumerate(configurations)
    ]
    row = {"serviceArn": "arn", "serviceName": "api", "clusterArn": "arn", "status": "ACTIVE", "deployments": rows}
    return EcsService._live(row)


def changes(want: Any, *configurations: Any) -> list[str]:
    wanted = {} if want is None else {FIELD: want}
    found = compare(wanted, live(*configurations).fields, {FIELD: EcsService.fields[FIELD]})
    return [change.path.removeprefix(FIELD + ".") for change in found]


def test_it_is_read_from_the_primary_deployment() -> None:
    assert live(CONFIGURATION, {"enabled": False}).fields[FIELD] == CONFIGURATION
    assert live(None, CONFIGURATION).fields[FIELD] == {"enabled": False}


@pytest.mark.parametrize(
    "absent", [None, {"enabled": False}, {"enabled": False, "namespace": NAMESPACE, "services": []}]
)
def test_off_is_all_alike(absent: Any) -> None:
    assert changes(None, absent) == []
    assert changes({"enabled": False}, absent) == []
    assert "enabled" in changes(CONFIGURATION, absent)


@pytest.mark.behaviour("D9")
def test_a_removed_line_turns_it_off() -> None:
    assert "enabled" in changes(None, CONFIGURATION)


def test_what_aws_fills_in_is_no_difference() -> None:
    filled = {
        **CONFIGURATION,
        "logConfiguration": {**LOGS, "secretOptions": []},
        "services": [{**ENDPOINT, "clientAliases": [{**ALIAS, "testTrafficRules": {}}], "tls": None}],
    }
    assert changes(CONFIGURATION, filled) == []


@pytest.mark.parametrize(
    ("live_now", "path"),
    [
        (
            {"services": [{**ENDPOINT, "clientAliases": [{**ALIAS, "port": 81}]}]},
            "services[api].clientAliases[api].port",
        ),
        (
            {"services": [{**ENDPOINT, "timeout": {"idleTimeoutSeconds": 60}}]},
            "services[api].timeout.idleTimeoutSeconds",
        ),
        ({"services": [ENDPOINT, {**ENDPOINT, "portName": "other"}]}, "services[other]"),
        ({"namespace": NAMESPACE + "2"}, "namespace"),
        ({"logConfiguration": None}, "logConfiguration.logDriver"),
    ],
)
def test_every_member_is_compared(live_now: dict[str, Any], path: str) -> None:
    assert path in changes(CONFIGURATION, {**CONFIGURATION, **live_now})


def test_a_removed_log_is_a_difference() -> None:
    without = {name: value for name, value in CONFIGURATION.items() if name != "logConfiguration"}
    assert changes(without, CONFIGURATION) == ["logConfiguration"]
