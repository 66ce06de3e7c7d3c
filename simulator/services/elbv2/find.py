"""Finding load balancers, listeners, rules and target groups in moto's backend, with AWS's errors."""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import elbv2_backends

from simulator.core.handlers import AwsError, Call


def backend(call: Call) -> Any:
    """moto's backend of the account and region of a call."""
    return elbv2_backends[call.account][call.region]


def validation(message: str) -> AwsError:
    """ValidationError."""
    return AwsError("ValidationError", message)


def balancer(call: Call, arn: str) -> Any:
    """The load balancer of an ARN. Raises AwsError LoadBalancerNotFound."""
    found = backend(call).load_balancers.get(arn)
    if found is None:
        raise AwsError("LoadBalancerNotFound", f"Load balancer '{arn}' not found")
    return found


def target_group(call: Call, arn: str) -> Any:
    """The target group of an ARN. Raises AwsError TargetGroupNotFound."""
    found = backend(call).target_groups.get(arn)
    if found is None:
        raise AwsError("TargetGroupNotFound", f"Target groups '{arn}' not found")
    return found


def listener(call: Call, arn: str) -> Any:
    """The listener of an ARN. Raises AwsError ListenerNotFound."""
    for item in backend(call).load_balancers.values():
        if arn in item.listeners:
            return item.listeners[arn]
    raise AwsError("ListenerNotFound", f"Listener '{arn}' not found")


def rule(call: Call, arn: str) -> tuple[Any, Any]:
    """The listener and the rule of an ARN. Raises AwsError RuleNotFound."""
    for item in backend(call).load_balancers.values():
        for owner in item.listeners.values():
            for known in owner.rules.values():
                if known.arn == arn:
                    return owner, known
    raise AwsError("RuleNotFound", f"Rule '{arn}' not found")


def forwarded(actions: list[Any]) -> set[str]:
    """The ARNs of the target groups that actions forward to."""
    return {
        group["TargetGroupArn"]
        for action in actions
        for group in (action.data.get("ForwardConfig") or {}).get("TargetGroups") or []
    }


def users(call: Call, arn: str) -> list[str]:
    """The ARNs of the load balancers whose listeners forward to a target group, each once."""
    return users_in(backend(call), arn)


def users_in(elbv2: Any, arn: str) -> list[str]:
    """The same for a backend of moto."""
    return [
        item.arn
        for item in elbv2.load_balancers.values()
        if any(arn in forwarded(known.actions) for owner in item.listeners.values() for known in owner.rules.values())
    ]


def check_attributes(kind: str, known: dict[str, Any], given: list[dict[str, str]]) -> dict[str, str]:
    """The attributes of a call as a dictionary. Raises AwsError for unknown keys and values out of range."""
    changes = {}
    for item in given:
        key, value = item["Key"], item.get("Value", "")
        if key not in known:
            raise validation(f"{kind} attribute key '{key}' is not recognized")
        allowed = known[key][1]
        if isinstance(allowed, range):
            if not value.isdigit() or int(value) not in allowed:
                raise validation(f"'{key}' value '{value}' must be between '{allowed[0]}-{allowed[-1]}' inclusive")
        elif allowed is not None and value not in allowed:
            raise validation(f"'{key}' must be one of [{', '.join(allowed[:10])}]")
        changes[key] = value
    return changes


def shown_attributes(attributes: dict[str, str]) -> list[dict[str, str]]:
    """Attributes as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in attributes.items()]
