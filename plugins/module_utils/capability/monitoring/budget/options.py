# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The documented options of the budget, one notification and one action."""

from __future__ import annotations

from ....aws.shared import documents
from ...shared import forms
from ...shared.option import Form, Option

# Metric of the API.
METRICS = (
    "BlendedCost",
    "UnblendedCost",
    "AmortizedCost",
    "NetUnblendedCost",
    "NetAmortizedCost",
    "UsageQuantity",
    "NormalizedUsageAmount",
    "Hours",
)
NOTIFICATION = {
    "type": Option(
        "str",
        "What is compared: what was spent, or what AWS expects.",
        default="ACTUAL",
        choices=["ACTUAL", "FORECASTED"],
        field=".Notification.NotificationType",
    ),
    "threshold": Option(
        "float",
        "Threshold of the notification.",
        required=True,
        between=(0, 15_000_000_000_000),
        field=".Notification.Threshold",
    ),
    "threshold_type": Option(
        "str",
        "Whether the threshold is a percentage of the budget or an amount.",
        default="PERCENTAGE",
        choices=["PERCENTAGE", "ABSOLUTE_VALUE"],
        field=".Notification.ThresholdType",
    ),
    "topic": Option("bool", "Whether the topic is told.", default=True),
    "emails": Option(
        "list", "Addresses that are told directly.", default=[], elements="str", aws="At most 10.", count=(None, 10)
    ),
}
ACTION = {
    "name": Option("str", "Name of the action within the stack.", required=True, form=forms.KEY),
    "type": Option(
        "str",
        "What is compared: what was spent, or what AWS expects.",
        default="ACTUAL",
        choices=["ACTUAL", "FORECASTED"],
        field="budget_action.NotificationType",
    ),
    "threshold": Option(
        "float",
        "Threshold over which it is done.",
        required=True,
        between=(0, 15_000_000_000_000),
        field="budget_action.ActionThreshold.ActionThresholdValue",
    ),
    "threshold_type": Option(
        "str",
        "Whether the threshold is a percentage of the budget or an amount.",
        default="PERCENTAGE",
        choices=["PERCENTAGE", "ABSOLUTE_VALUE"],
        field="budget_action.ActionThreshold.ActionThresholdType",
    ),
    "approval": Option(
        "str",
        "V(AUTOMATIC) does it at once, V(MANUAL) when a person says so in the console.",
        default="MANUAL",
        choices=["AUTOMATIC", "MANUAL"],
        field="budget_action.ApprovalModel",
    ),
    "iam_policy": Option(
        "dict",
        "Attach a managed policy, such as one that denies new resources.",
        options={
            "policy_arn": Option("str", "ARN of the policy.", required=True, form=forms.POLICY_ARN),
            "roles": Option("list", "Names of roles that get it.", default=[], elements="str", count=(None, 100)),
            "groups": Option("list", "Names of groups that get it.", default=[], elements="str", count=(None, 100)),
            "users": Option("list", "Names of users that get it.", default=[], elements="str", count=(None, 100)),
        },
    ),
    "scp": Option(
        "dict",
        "Attach a service control policy. Possible in the management account of an organisation.",
        options={
            "policy_id": Option(
                "str",
                "ID of the policy.",
                required=True,
                form=Form(
                    "an ID such as p-examplepolicyid111 is allowed", "p-[0-9a-zA-Z_]{8,128}", samples=("p-abcdefgh",)
                ),
            ),
            "target_ids": Option(
                "list", "Roots, units and accounts that get it.", required=True, elements="str", count=(1, 100)
            ),
        },
    ),
    "stop": Option(
        "dict",
        "Stop instances of EC2 or RDS. There is no such action for services of ECS on Fargate: they go on running, and costing.",
        options={
            "service": Option("str", "Whose instances.", required=True, choices=["ec2", "rds"]),
            "instance_ids": Option(
                "list",
                "IDs of instances of EC2, or identifiers of databases, such as V(output(database.identifier\\)).",
                required=True,
                elements="str",
                count=(1, 100),
            ),
            "region": Option("str", "Their Region. The stack's when omitted."),
        },
    ),
    "role_arn": Option(
        "str",
        "Role with which AWS Budgets does it. One that may do just this is made when omitted.",
        form=forms.ROLE_ARN,
    ),
    "topic": Option("bool", "Whether the topic is told.", default=True),
    "emails": Option(
        "list", "Addresses that are told directly.", default=[], elements="str", aws="At most 10.", count=(None, 10)
    ),
}
BUDGET = {
    "amount": Option(
        "float",
        "Amount in one period of time.",
        required=True,
        field="budget.BudgetLimit.Amount",
    ),
    "currency": Option(
        "str",
        "Currency of the account's bills.",
        default="USD",
        field="budget.BudgetLimit.Unit",
    ),
    "time_unit": Option(
        "str",
        "The period of time.",
        default="MONTHLY",
        choices=["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY"],
        field="budget.TimeUnit",
    ),
    "name": Option(
        "str",
        "Name of the budget. The default holds application, environment and Region.",
        aws="At most 100 characters, without colon and backslash.",
        length=(None, 100),
        field="budget.BudgetName",
    ),
    "cost_filters": Option(
        "dict",
        "What is counted, in the form of the API's C(CostFilters). The default is the whole account.",
        default={},
        sample={"TagKeyValue": ["user:team$ordering"]},
        of="list",
        names=Form("a name of at most 50 characters is allowed", ".{1,50}"),
        field="budget.CostFilters",
    ),
    "notifications": Option(
        "list",
        "When somebody is told. The default is at 80 % spent and at 100 % forecast.",
        elements="dict",
        options=NOTIFICATION,
        aws="At most 5.",
        count=(None, 5),
        field="budget.NotificationsWithSubscribers",
    ),
    "tags": Option(
        "dict",
        "Tags of which one has to be on what is counted, key to one or several values.",
        default={},
        of="list",
        sample={"Environment": ["production"]},
        aws="The payer account has to have activated the key as a cost allocation tag.",
    ),
    "filter_expression": Option(
        "dict",
        "What is counted, in the form of the API's C(FilterExpression), instead of O(budget.cost_filters) and O(budget.tags).",
        document=documents.shaped("budgets", "Expression"),
        sample={"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit"]}}},
    ),
    "metrics": Option(
        "list",
        "What an expression adds up. V([UnblendedCost]) when omitted.",
        elements="str",
        choices=list(METRICS),
        count=(1, 1),
    ),
    "billing_view_arn": Option(
        "str",
        "ARN of the billing view that is counted. The account's own when omitted.",
        class_="optional",
        form=forms.BILLING_VIEW_ARN,
        field="budget.BillingViewArn",
    ),
    "actions": Option(
        "list",
        "What is done when the budget is exceeded, besides telling somebody.",
        default=[],
        elements="dict",
        key=("name",),
        options=ACTION,
    ),
}
