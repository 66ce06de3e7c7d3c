# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The budget: what it counts, who is told, and what is done when it is exceeded."""

from __future__ import annotations

import re

from ....aws.budgets.action import BudgetAction
from ....aws.budgets.budget import Budget
from ....aws.sts.account import account_id
from ...shared.handed import handed, record
from ...shared.roles import grant, path, trust
from ..standard import node_name
from ..topic import EMAIL
from .options import ACTION, BUDGET, NOTIFICATION

STOPPED = {"ec2": "STOP_EC2_INSTANCES", "rds": "STOP_RDS_INSTANCES"}
TAG = "user:%s$%s"  # a tag of the user's, and not one of AWS's, as CostFilters has it


def budget_of(declaration, options, stack, instance, topic):
    """The node of the budget, and those of its actions with their roles."""
    declaration.check(options["amount"] > 0, "budget.amount", options["amount"], "more than 0 is allowed")
    name = options["name"] or stack.name(
        "budget" if instance == "main" else "%s-budget" % instance, Budget.name_limit, regional=True
    )
    declaration.check(
        len(name) <= 100 and not re.search(r"[:\\]", name),
        "budget.name",
        name,
        "at most 100 characters without colon and backslash are allowed",
    )
    given = options["notifications"]
    if given is None:
        given = [
            {"type": kind, "threshold": level, "threshold_type": "PERCENTAGE", "topic": True, "emails": []}
            for kind, level in (("ACTUAL", 80.0), ("FORECASTED", 100.0))
        ]
    notifications = []
    for item in given:
        notification = record(item, NOTIFICATION)
        notification["Notification"]["ComparisonOperator"] = "GREATER_THAN"
        listeners = _subscribers(declaration, "budget.notifications", item, item["threshold"], topic)
        notifications.append({"Subscribers": listeners, **notification})
    keys = [tuple(sorted(item["Notification"].items())) for item in notifications]
    declaration.check(
        len(set(keys)) == len(keys),
        "budget.notifications",
        "%d notifications" % len(given),
        "each type and threshold once is allowed",
    )
    budget = declaration.add(
        Budget,
        "main",
        {
            **handed({**options, "name": name}, BUDGET, Budget),
            **_counted(declaration, options),
            "NotificationsWithSubscribers": notifications,
        },
    )
    seen = set()
    for index, item in enumerate(options["actions"]):
        option = "budget.actions[%d]" % index
        declaration.check(item["name"] not in seen, option + ".name", item["name"], "each name once is allowed")
        seen.add(item["name"])
        _action(declaration, option, item, budget, topic)


def _subscribers(declaration, option, item, shown, topic):
    for address in item["emails"]:
        declaration.check(EMAIL.fullmatch(address), option, address, "an e-mail address is allowed")
    found = [{"SubscriptionType": "EMAIL", "Address": address} for address in item["emails"]]
    found += [{"SubscriptionType": "SNS", "Address": topic}] if item["topic"] else []
    declaration.check(found, option, shown, "the topic or an address is needed")
    return found


def _counted(declaration, options):
    """What the budget counts: by filters of the API's older form, or by an expression with what is added up."""
    filters, expression = dict(options["cost_filters"]), options["filter_expression"]
    for key, values in sorted(options["tags"].items()):
        filters.setdefault("TagKeyValue", [])
        filters["TagKeyValue"] = [*filters["TagKeyValue"], *(TAG % (key, value) for value in values)]
    declaration.check(
        not (filters and expression),
        "budget.filter_expression",
        expression,
        "either this or cost_filters and tags are allowed",
    )
    declaration.check(
        bool(expression) or not options["metrics"],
        "budget.metrics",
        options["metrics"],
        "it goes with a filter_expression",
    )
    if not expression:
        return {"CostFilters": filters}
    return {"CostFilters": {}, "FilterExpression": expression, "Metrics": options["metrics"] or ["UnblendedCost"]}


def _action(declaration, option, item, budget, topic):
    kind, definition, statements = _done(declaration, option, item)
    stack, name = declaration.stack, node_name(item["name"])
    role = item["role_arn"]
    if not role:
        want = {
            "RoleName": stack.name("budget-%s" % name, limit=64, regional=True),
            "Path": path(stack),
            # Cost Management User Guide, configuring a role for budgets actions.
            "AssumeRolePolicyDocument": trust(
                declaration, "budgets.amazonaws.com", pattern="budgets::{account}:budget/*"
            ),
            "ManagedPolicyArns": [],
        }
        role = grant(declaration, "budget-%s" % name, want, statements, "action")["Arn"]
    declaration.add(
        BudgetAction,
        name,
        {
            **handed(item, ACTION, BudgetAction),
            "BudgetName": budget["BudgetName"],
            "ActionType": kind,
            "Definition": definition,
            "ExecutionRoleArn": role,
            "Subscribers": _subscribers(declaration, option, item, item["name"], topic),
        },
    )


def _done(declaration, option, item):
    """(ActionType, Definition, statements of the role) of an action (User Guide, role for budgets actions)."""
    stack, account = declaration.stack, account_id(declaration)
    given = [name for name in ("iam_policy", "scp", "stop") if item[name]]
    declaration.check(len(given) == 1, option, item["name"], "one of iam_policy, scp and stop is needed")
    if item["scp"]:
        actions = ["organizations:AttachPolicy", "organizations:DetachPolicy"]
        definition = {"PolicyId": item["scp"]["policy_id"], "TargetIds": item["scp"]["target_ids"]}
        return "APPLY_SCP_POLICY", {"ScpActionDefinition": definition}, [_allow("Attach", actions, ["*"])]
    if item["stop"]:
        which, region = item["stop"], item["stop"]["region"] or stack.region
        definition = {
            "ActionSubType": STOPPED[which["service"]],
            "Region": region,
            "InstanceIds": which["instance_ids"],
        }
        actions = {
            "ec2": ["ec2:DescribeInstanceStatus", "ec2:StartInstances", "ec2:StopInstances"],
            "rds": ["rds:DescribeDBInstances", "rds:StartDBInstance", "rds:StopDBInstance"],
        }
        statements = [
            _allow("Instances", actions[which["service"]], ["*"]),
            _allow("Document", ["ssm:StartAutomationExecution"], ["*"]),
        ]
        return "RUN_SSM_DOCUMENTS", {"SsmActionDefinition": definition}, statements
    policy = item["iam_policy"] or {"policy_arn": "", "roles": [], "groups": [], "users": []}
    whom = [(name, policy[name]) for name in ("roles", "groups", "users") if policy[name]]
    declaration.check(
        whom or not item["iam_policy"],
        option + ".iam_policy",
        policy["policy_arn"],
        "roles, groups or users are needed",
    )
    definition = {"PolicyArn": policy["policy_arn"], **{name.capitalize(): names for name, names in whom}}
    statements = []
    for kind, names in whom:
        single = kind[:-1]
        statement = _allow(
            kind.capitalize(),
            ["iam:%s%sPolicy" % (verb, single.capitalize()) for verb in ("Attach", "Detach")],
            ["arn:%s:iam::%s:%s/*" % (stack.partition, account, single)],
        )
        # Names say nothing of the path that a role is at; the policy is the one and no other.
        statements.append({**statement, "Condition": {"ArnEquals": {"iam:PolicyARN": policy["policy_arn"]}}})
    return "APPLY_IAM_POLICY", {"IamActionDefinition": definition}, statements


def _allow(sid, actions, resources):
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}
