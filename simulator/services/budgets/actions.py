"""Actions of budgets: kept beside their budget, which has to be there; the role has to be one that AWS Budgets may assume."""

from __future__ import annotations

import copy
import json
import uuid
from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, page, tags_of

from .budgets import budgets, find, refuse

SHARES = ("NotificationType", "ActionThreshold", "Definition", "ExecutionRoleArn", "ApprovalModel", "Subscribers")
DEFINITIONS = {
    "APPLY_IAM_POLICY": "IamActionDefinition",
    "APPLY_SCP_POLICY": "ScpActionDefinition",
    "RUN_SSM_DOCUMENTS": "SsmActionDefinition",
}


def _check(call: Call, action: dict[str, Any]) -> None:
    """Raises AwsError where the definition is not the type's, or the role cannot be assumed."""
    wanted = DEFINITIONS[action["ActionType"]]
    if list(action["Definition"]) != [wanted]:
        raise refuse(f"The definition of an action of type {action['ActionType']} must be {wanted}.")
    policy = action["Definition"].get("IamActionDefinition")
    if policy is not None and not any(policy.get(name) for name in ("Roles", "Groups", "Users")):
        raise refuse("At least one role, group or user must be given.")
    arn = action["ExecutionRoleArn"]
    roles = backend("iam", call.account, call.partition).roles.values()
    role = next((role for role in roles if role.arn == arn), None)
    document = role and role.assume_role_policy_document
    trusted = json.dumps(json.loads(document) if isinstance(document, str) else document)
    if role is None or "budgets.amazonaws.com" not in trusted:
        raise refuse(f"AWS Budgets cannot assume the role {arn}.")


def _find(call: Call) -> tuple[dict[str, dict[str, Any]], str]:
    """The actions of the budget, and the id of the one that is asked for. Raises AwsError NotFoundException."""
    found, name = find(call, call.params["BudgetName"]).actions, call.params["ActionId"]
    if name not in found:
        raise AwsError("NotFoundException", f"Unable to find the action {name}.")
    return found, name


def _shown(call: Call, budget: str, identifier: str, action: dict[str, Any]) -> dict[str, Any]:
    return {"ActionId": identifier, "BudgetName": budget, "Status": "STANDBY", **copy.deepcopy(action["config"])}


@operation("budgets", "CreateBudgetAction")
def create(call: Call) -> dict[str, Any]:
    budget, given = find(call, call.params["BudgetName"]), call.params
    config = {name: copy.deepcopy(given[name]) for name in ("ActionType", *SHARES)}
    _check(call, config)
    identifier = str(uuid.uuid4())
    budget.actions[identifier] = {"config": config, "tags": tags_of(given.get("ResourceTags"))}
    return {"AccountId": call.account, "BudgetName": given["BudgetName"], "ActionId": identifier}


@operation("budgets", "UpdateBudgetAction")
def update(call: Call) -> dict[str, Any]:
    found, identifier = _find(call)
    old = found[identifier]["config"]
    new = {**old, **{name: copy.deepcopy(call.params[name]) for name in SHARES if call.params.get(name) is not None}}
    _check(call, new)
    found[identifier]["config"] = new
    budget = call.params["BudgetName"]
    shown = [_shown(call, budget, identifier, {"config": config}) for config in (old, new)]
    return {"AccountId": call.account, "BudgetName": budget, "OldAction": shown[0], "NewAction": shown[1]}


@operation("budgets", "DeleteBudgetAction")
def delete(call: Call) -> dict[str, Any]:
    found, identifier = _find(call)
    budget = call.params["BudgetName"]
    return {
        "AccountId": call.account,
        "BudgetName": budget,
        "Action": _shown(call, budget, identifier, found.pop(identifier)),
    }


@operation("budgets", "DescribeBudgetAction")
def describe(call: Call) -> dict[str, Any]:
    found, identifier = _find(call)
    budget = call.params["BudgetName"]
    action = _shown(call, budget, identifier, found[identifier])
    return {"AccountId": call.account, "BudgetName": budget, "Action": action}


@operation("budgets", "DescribeBudgetActionsForBudget")
def describe_all(call: Call) -> dict[str, Any]:
    name = call.params["BudgetName"]
    found = [_shown(call, name, key, action) for key, action in find(call, name).actions.items()]
    part, following = page(found, call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"Actions": part, "NextToken": following}


@operation("budgets", "DescribeBudgetActionsForAccount")
def describe_account(call: Call) -> dict[str, Any]:
    found = [
        _shown(call, name, key, action)
        for name, budget in budgets(call).items()
        for key, action in budget.actions.items()
    ]
    part, following = page(found, call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"Actions": part, "NextToken": following}
