"""Watching and ruling: logs, alarms, events, topics, budgets, quotas, tags, identities."""

from __future__ import annotations

from simulator.core.permissions.tables.table import More, Table

LOGS = Table(
    prefix="logs",
    found={
        "log-group": ("logGroupName resourceArn",),
        "log-stream": ("logGroupName", "logStreamName"),
    },
    tagging="TagResource",
)

CLOUDWATCH = Table(
    prefix="cloudwatch",
    found={
        "alarm": ("AlarmName AlarmNames ResourceARN",),
        "dashboard": ("DashboardName DashboardNames ResourceARN",),
    },
    # Composite alarms are described only to those who may describe all (DescribeAlarms).
    kinds={"DescribeAlarms": "", "DescribeAlarmsForMetric": ""},
    tagging="TagResource",
)

_RULE = "rule-on-default-event-bus"
EVENTS = Table(
    prefix="events",
    found={_RULE: ("Name Rule ResourceARN",)},
    tagging="TagResource",
    passes={"PutTargets": (("Targets.RoleArn", "events.amazonaws.com"),)},
)

SNS = Table(
    prefix="sns",
    found={"topic": ("TopicArn ResourceArn Name #topic",)},
    tagging="TagResource",
)

# Budgets has an action for reading and one for changing, and three for tags.
_BUDGET_READS = (
    "DescribeBudget",
    "DescribeBudgets",
    "DescribeNotificationsForBudget",
    "DescribeSubscribersForNotification",
    "DescribeBudgetPerformanceHistory",
)
_BUDGET_CHANGES = (
    "CreateBudget",
    "UpdateBudget",
    "DeleteBudget",
    "CreateNotification",
    "UpdateNotification",
    "DeleteNotification",
    "CreateSubscriber",
    "UpdateSubscriber",
    "DeleteSubscriber",
)
BUDGETS = Table(
    prefix="budgets",
    found={"budget": ("BudgetName Budget.BudgetName ResourceARN",)},
    actions=dict.fromkeys(_BUDGET_READS, "ViewBudget") | dict.fromkeys(_BUDGET_CHANGES, "ModifyBudget"),
    tagging="TagResource",
)

QUOTAS = Table(prefix="servicequotas", found={"quota": ("ServiceCode", "QuotaCode")})

TAGGING = Table(prefix="tag")

IAM = Table(
    prefix="iam",
    found={
        "role": ("#role",),
        "policy": ("PolicyArn #policy",),
        "user": ("UserName",),
        "group": ("GroupName",),
        "instance-profile": ("InstanceProfileName",),
    },
    kinds=dict.fromkeys(("AttachRolePolicy", "DetachRolePolicy"), "role"),
    tagging="TagRole",
)

STS = Table(
    prefix="sts",
    found={"role": ("RoleArn",)},
    more={"AssumeRole": (More("sts:TagSession", "RoleArn", when="Tags"),)},
    free=frozenset({"GetCallerIdentity"}),
)

TABLES = {
    "logs": LOGS,
    "cloudwatch": CLOUDWATCH,
    "events": EVENTS,
    "sns": SNS,
    "budgets": BUDGETS,
    "service-quotas": QUOTAS,
    "resourcegroupstaggingapi": TAGGING,
    "iam": IAM,
    "sts": STS,
}
