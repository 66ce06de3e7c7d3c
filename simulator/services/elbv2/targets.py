"""Targets of a target group, each an id with a port, and their health."""

from __future__ import annotations

from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from .find import target_group, users

UNUSED = ("unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer")
UNKNOWN = ("unused", "Target.NotRegistered", "Target is not registered to the target group")

INITIAL = ("initial", "Elb.InitialHealthChecking", "Initial health checks in progress")
DRAINING = ("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
FAILING = ("unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [500]")


def set_health(
    call: Call, group: str, address: str, port: int, health: tuple[str, str, str], until: float | None = None
) -> None:
    """Let a target have a state, with reason and description, until a time or for good (behaviour D15)."""
    state.store("elbv2-health", call.account, call.region)[group, f"{address}:{port}"] = (until, health)


def _set_health(call: Call, group: Any, key: str) -> tuple[str, str, str] | None:
    until, health = state.store("elbv2-health", call.account, call.region).get((group.arn, key), (0.0, None))
    return health if health and (until is None or not state.is_ready(until)) else None


def _key(group: Any, target: dict[str, Any]) -> str:
    return f"{target['Id']}:{target.get('Port') or group.port}"


@operation("elbv2", "RegisterTargets")
def register_targets(call: Call) -> dict[str, Any]:
    group = target_group(call, call.params["TargetGroupArn"])
    kind = group.settings["TargetType"]
    for target in call.params["Targets"]:
        looks_like_address = "." in target["Id"] or ":" in target["Id"]
        if (kind == "ip") != (looks_like_address and not target["Id"].startswith("arn:")):
            raise AwsError("InvalidTarget", f"The target '{target['Id']}' is not valid for target type '{kind}'")
        filled = {"Port": group.port, "AvailabilityZone": None, **target}
        state.store("elbv2-health", call.account, call.region).pop((group.arn, _key(group, target)), None)
        group.targets[_key(group, target)] = {name: value for name, value in filled.items() if value is not None}
    return {}


@operation("elbv2", "DeregisterTargets")
def deregister_targets(call: Call) -> dict[str, Any]:
    """Targets that are not registered are passed over, see the API reference of DeregisterTargets."""
    group = target_group(call, call.params["TargetGroupArn"])
    for target in call.params["Targets"]:
        if target.get("Port"):
            group.targets.pop(_key(group, target), None)
        else:
            for key in [key for key, known in group.targets.items() if known["Id"] == target["Id"]]:
                del group.targets[key]
    return {}


@operation("elbv2", "DescribeTargetHealth")
def describe_target_health(call: Call) -> dict[str, Any]:
    group = target_group(call, call.params["TargetGroupArn"])
    used = bool(users(call, group.arn))
    rows = []
    for target in call.params.get("Targets") or list(group.targets.values()):
        known = group.targets.get(_key(group, target))
        health: dict[str, str] = {"State": "healthy"}
        given = _set_health(call, group, _key(group, target))
        if known is None or not used:
            health = dict(zip(("State", "Reason", "Description"), UNUSED if known else UNKNOWN, strict=True))
        elif given:
            health = dict(zip(("State", "Reason", "Description"), given, strict=True))
        shown = known or {"Port": group.port, **target}
        port = group.settings.get("HealthCheckPort")
        row = {"Target": shown, "TargetHealth": health}
        if port:
            row["HealthCheckPort"] = str(shown["Port"]) if port == "traffic-port" else port
        rows.append(row)
    return {"TargetHealthDescriptions": rows}
