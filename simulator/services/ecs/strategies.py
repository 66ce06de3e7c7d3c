"""Deployment strategies of services: what CreateService and UpdateService check and fill in (behaviour D19).

From the API reference (DeploymentConfiguration, LinearConfiguration, CanaryConfiguration, AdvancedConfiguration) and the
Developer Guide ("Required resources for Amazon ECS blue/green deployments", "Application Load Balancer resources for
blue/green, linear, and canary deployments", "Update the Amazon ECS deployment strategy"). Lifecycle hooks are not simulated
and refused.
"""

from __future__ import annotations

import json
from typing import Any

from moto.elbv2.models import elbv2_backends

from simulator.core.handlers import AwsError, Call
from simulator.core.lists import backend
from simulator.core.policies import trusts

from ..elbv2.find import forwarded
from .model import Service, invalid

ROLLING, BLUE_GREEN, LINEAR, CANARY = "ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"
STEPS = {
    "linearConfiguration": (LINEAR, {"stepPercent": 10.0, "stepBakeTimeInMinutes": 6}, 3.0),
    "canaryConfiguration": (CANARY, {"canaryPercent": 5.0, "canaryBakeTimeInMinutes": 10}, 0.1),
}
LONGEST = 1440  # minutes of any bake time
ASSUME = "ECS was unable to assume the role '{}' that was provided for this task."
NO_BALANCER = "The target group with targetGroupArn {} does not have an associated load balancer."


def filled(configuration: dict[str, Any]) -> dict[str, Any]:
    """A deployment configuration with the defaults of its strategy, and without the blocks of others."""
    result = dict(configuration)
    for name, (strategy, defaults, _least) in STEPS.items():
        if result["strategy"] == strategy:
            result[name] = {**defaults, **(result.get(name) or {})}
        else:
            result.pop(name, None)
    return result


def check_configuration(given: dict[str, Any], before: dict[str, Any] | None, merged: dict[str, Any]) -> None:
    """Refuse a deployment configuration. ``given`` is the call's, ``merged`` what would hold. Raises AwsError."""
    strategy = merged["strategy"]
    if strategy not in (ROLLING, BLUE_GREEN, LINEAR, CANARY):
        raise invalid(f"Invalid deployment strategy: {strategy}.")
    if merged.get("lifecycleHooks"):
        raise AwsError("UnsupportedFeatureException", "The simulator does not run lifecycleHooks of deployments.")
    new = before is None or before["strategy"] != BLUE_GREEN
    if strategy == BLUE_GREEN and new and "bakeTimeInMinutes" not in given:
        raise invalid("bakeTimeInMinutes must be specified for the BLUE_GREEN deployment strategy.")
    if not 0 <= merged["bakeTimeInMinutes"] <= LONGEST:
        raise invalid(f"bakeTimeInMinutes must be between 0 and {LONGEST}.")
    for name, (owner, defaults, least) in STEPS.items():
        if given.get(name) and strategy != owner:
            raise invalid(f"{name} is only valid when the deployment strategy is {owner}.")
        if strategy == owner:
            percent, minutes = (merged[name][member] for member in defaults)
            if not least <= percent <= 100 or round(percent * 10, 6) % 1:
                raise invalid(f"{name}: the percentage must be a multiple of 0.1 from {least} to 100.0.")
            if not 0 <= minutes <= LONGEST:
                raise invalid(f"{name}: the bake time must be between 0 and {LONGEST} minutes.")


def check(call: Call, service: Service | None, declared: dict[str, Any], changed: set[str]) -> None:
    """Refuse what a service's strategy and load balancers miss. ``service`` is None while it is created. Raises AwsError."""
    strategy = declared["deploymentConfiguration"]["strategy"]
    before = service.declared if service else None
    if "loadBalancers" in changed:
        for balancer in declared["loadBalancers"]:
            if balancer.get("advancedConfiguration"):
                _check_advanced(call, balancer)
    if strategy != ROLLING:
        if declared["deploymentController"]["type"] != "ECS":
            raise invalid("Deployment strategies other than ROLLING need the ECS deployment controller.")
        for balancer in declared["loadBalancers"]:
            if not balancer.get("advancedConfiguration"):
                raise invalid(f"advancedConfiguration is required on loadBalancers when the strategy is {strategy}.")
        connected = (declared.get("serviceConnectConfiguration") or {}).get("enabled")
        if strategy != BLUE_GREEN and not declared["loadBalancers"] and not connected:
            raise invalid(f"The strategy {strategy} requires a load balancer or Service Connect.")
    if service is None or before is None or before["deploymentConfiguration"]["strategy"] == strategy:
        return
    if ROLLING not in (strategy, before["deploymentConfiguration"]["strategy"]):
        return
    if any(
        row.data["status"] == "PRIMARY" and row.data["rolloutState"] == "IN_PROGRESS" for row in service.deployments
    ):
        raise invalid("The deployment strategy cannot be changed while a service deployment is in progress.")
    if strategy != ROLLING and not all(item.get("advancedConfiguration") for item in before["loadBalancers"]):
        raise invalid(
            "The service must be deployed with the advancedConfiguration of its load balancers before its deployment "
            f"strategy can be changed to {strategy}."
        )


def _check_advanced(call: Call, balancer: dict[str, Any]) -> None:
    advanced, elb = balancer["advancedConfiguration"], elbv2_backends[call.account][call.region]
    for member in ("alternateTargetGroupArn", "productionListenerRule", "roleArn"):
        if not advanced.get(member):
            raise invalid(f"advancedConfiguration.{member} is required.")
    alternate = advanced["alternateTargetGroupArn"]
    if alternate == balancer["targetGroupArn"]:
        raise invalid("alternateTargetGroupArn must differ from targetGroupArn.")
    group = elb.target_groups.get(alternate)
    if group is None:
        raise invalid(f"The target group {alternate} does not exist.")
    if not group.load_balancer_arns:
        raise invalid(NO_BALANCER.format(alternate))
    for member in ("productionListenerRule", "testListenerRule"):
        if advanced.get(member):
            kinds = {action.type for action in _actions(elb, advanced[member])}
            if kinds != {"forward"}:
                raise invalid(f"The listener rule {advanced[member]} must have a forward action only.")
    rule = _actions(elb, advanced["productionListenerRule"])
    if not forwarded(rule) & {balancer["targetGroupArn"], alternate}:
        raise invalid(f"The listener rule {advanced['productionListenerRule']} forwards to neither target group.")
    role = _role(call, advanced["roleArn"])
    if role is None or not trusts(role.assume_role_policy_document, "ecs.amazonaws.com"):
        raise invalid(ASSUME.format(advanced["roleArn"]))


def _actions(elb: Any, arn: str) -> list[Any]:
    """The actions of a rule, or of a listener by its own ARN (Network Load Balancers)."""
    for item in elb.load_balancers.values():
        for listener in item.listeners.values():
            if listener.arn == arn:
                return listener.default_actions
            for rule in listener.rules.values():
                if rule.arn == arn:
                    return rule.actions
    raise invalid(f"The listener rule {arn} does not exist.")


def _role(call: Call, arn: str) -> Any:
    roles = backend("iam", call.account, call.partition).roles.values()
    return next((role for role in roles if role.arn == arn), None)


def may(call: Call, arn: str, action: str) -> bool:
    """True where an infrastructure role's policies allow an action by name; resources and conditions are not looked at."""
    role = _role(call, arn)
    if role is None:
        return False
    versions = [item for policy in role.managed_policies.values() for item in policy.versions if item.is_default]
    documents = [*role.policies.values(), *(item.document for item in versions)]
    service = action.split(":", maxsplit=1)[0]
    return any(f'"{name}"' in _text(document) for document in documents for name in (action, f"{service}:*", "*"))


def _text(document: Any) -> str:
    return json.dumps(json.loads(document) if isinstance(document, str) else document)
