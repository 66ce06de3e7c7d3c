"""AWS Budgets: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import either, fewer, key
from simulator.core.listing import ACCOUNT, Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "budgets",
    invalid="InvalidParameterException",
    too_many_tags=("ServiceQuotaExceededException", 400),
    permissions=TABLE,
    listings=(
        Listing(
            "budget",
            "describe_budgets",
            "Budgets",
            "BudgetName",
            {"AccountId": ACCOUNT},
            (("describe_notifications_for_budget", {"AccountId": ACCOUNT, "BudgetName": "@BudgetName"}),),
            everywhere=False,
        ),
        Listing(
            "budget_action",
            "describe_budget_actions_for_account",
            "Actions",
            "ActionId",
            {"AccountId": ACCOUNT},
            everywhere=False,
        ),
    ),
    changes={
        ("budget", "BudgetLimit"): key("Amount", 7.0),
        ("budget", "NotificationsWithSubscribers"): fewer,
        ("budget_action", "ApprovalModel"): either("AUTOMATIC", "MANUAL"),
        ("budget_action", "ActionThreshold"): key("ActionThresholdValue", 7.0),
    },
)
