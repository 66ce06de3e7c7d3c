"""What calls of AWS Budgets require."""

from __future__ import annotations

from simulator.core.permissions.table import Table, tags_by

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


TABLE = Table(
    prefix="budgets",
    found={
        "budget": ("BudgetName Budget.BudgetName ResourceARN",),
        "budgetAction": ("BudgetName ResourceARN", "ActionId ResourceARN"),
    },
    passes=dict.fromkeys(
        ("CreateBudgetAction", "UpdateBudgetAction"), (("ExecutionRoleArn", "budgets.amazonaws.com"),)
    ),
    actions=dict.fromkeys(_BUDGET_READS, "ViewBudget") | dict.fromkeys(_BUDGET_CHANGES, "ModifyBudget"),
    tagging="TagResource",
    tags=tags_by("budgets", "ListTagsForResource", "ResourceARN", "ResourceTags"),
)
