"""Listener rules and their priorities."""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import FakeListenerRule
from moto.moto_api._internal import mock_random

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from .actions import canonical, canonical_conditions, shown_actions
from .find import backend, listener, rule, validation

PRIORITIES = range(1, 50001)


def shown(item: Any) -> dict[str, Any]:
    """A rule as DescribeRules shows it."""
    answer = {
        "RuleArn": item.arn,
        "Priority": str(item.priority),
        "Conditions": item.conditions,
        "Actions": shown_actions(item.actions),
        "IsDefault": item.is_default,
    }
    if getattr(item, "transforms", None):
        answer["Transforms"] = item.transforms
    return answer


def _ordered(owner: Any) -> list[Any]:
    """By priority, the default rule last."""
    return sorted(owner.rules.values(), key=lambda item: (item.is_default, 0 if item.is_default else item.priority))


def _check_priority(owner: Any, priority: int, moving: set[str]) -> None:  # C5
    if priority not in PRIORITIES:
        raise validation(f"Priority '{priority}' must be between '{PRIORITIES[0]}-{PRIORITIES[-1]}'")
    if any(item.priority == priority and item.arn not in moving for item in owner.rules.values()):
        raise AwsError("PriorityInUse", f"Priority '{priority}' is currently in use")


@operation("elbv2", "CreateRule")
def create_rule(call: Call) -> dict[str, Any]:
    params = call.params
    owner = listener(call, params["ListenerArn"])
    conditions = canonical_conditions(params["Conditions"])
    if not conditions:
        raise validation("A condition must be specified")
    _check_priority(owner, params["Priority"], set())
    actions = canonical(call, params["Actions"], owner.load_balancer_arn, owner.protocol)
    arn = f"{owner.arn.replace(':listener/', ':listener-rule/')}/{mock_random.get_random_hex(16)}"
    item = FakeListenerRule(owner.arn, arn, conditions, params["Priority"], actions)
    item.transforms = params.get("Transforms")
    owner.register(arn, item)
    backend(call).add_tags([arn], params.get("Tags") or [])
    return {"Rules": [shown(item)]}


@operation("elbv2", "ModifyRule")
def modify_rule(call: Call) -> dict[str, Any]:
    params = call.params
    owner, item = rule(call, params["RuleArn"])
    if item.is_default:
        raise AwsError("OperationNotPermitted", f"Default rule '{item.arn}' cannot be modified")
    if not any(params.get(name) for name in ("Conditions", "Actions", "Transforms", "ResetTransforms")):
        raise validation("Either conditions or actions must be specified")
    conditions = canonical_conditions(params.get("Conditions") or [])
    if params.get("Actions"):
        item.actions = canonical(call, params["Actions"], owner.load_balancer_arn, owner.protocol)
    item.conditions = conditions or item.conditions
    if params.get("Transforms") or params.get("ResetTransforms"):
        item.transforms = params.get("Transforms")
    return {"Rules": [shown(item)]}


@operation("elbv2", "DescribeRules")
def describe_rules(call: Call) -> dict[str, Any]:
    params = call.params
    if bool(params.get("ListenerArn")) == bool(params.get("RuleArns")):
        raise validation("You must specify either listener rule ARNs or a listener ARN")
    if params.get("ListenerArn"):
        found = _ordered(listener(call, params["ListenerArn"]))
    else:
        found = [rule(call, arn)[1] for arn in params["RuleArns"]]
    found, marker = page(found, params.get("Marker"), params.get("PageSize"), 400)
    return {"Rules": [shown(item) for item in found], "NextMarker": marker}


@operation("elbv2", "DeleteRule")
def delete_rule(call: Call) -> dict[str, Any]:
    owner, item = rule(call, call.params["RuleArn"])
    if item.is_default:
        raise AwsError("OperationNotPermitted", f"Default rule '{item.arn}' cannot be deleted")
    owner.remove_rule(item.arn)
    return {}


@operation("elbv2", "SetRulePriorities")
def set_rule_priorities(call: Call) -> dict[str, Any]:
    """All or nothing: rules may swap their priorities."""
    wanted = [(rule(call, pair["RuleArn"]), pair["Priority"]) for pair in call.params["RulePriorities"]]
    moving = {item.arn for (_owner, item), _priority in wanted}
    priorities = [priority for _found, priority in wanted]
    if len(set(priorities)) < len(priorities):
        raise validation("A priority is specified more than once")
    for (owner, item), priority in wanted:
        if item.is_default:
            raise AwsError("OperationNotPermitted", f"Default rule '{item.arn}' cannot be modified")
        _check_priority(owner, priority, moving)
    for (_owner, item), priority in wanted:
        item.priority = priority
    return {"Rules": [shown(item) for (_owner, item), _priority in wanted]}
