"""Budgets: defaults, updates, notifications, subscribers and tags."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulator.refusal import code

ACCOUNT = "123456789012"
MAIL = {"SubscriptionType": "EMAIL", "Address": "ops@example.com"}


def budget(amount: str = "100", **changes: Any) -> dict[str, Any]:
    limit = {"Amount": amount, "Unit": "USD"}
    return {"BudgetName": "month", "BudgetLimit": limit, "TimeUnit": "MONTHLY", "BudgetType": "COST", **changes}


def notification(threshold: float = 80, kind: str = "ACTUAL") -> dict[str, Any]:
    return {"NotificationType": kind, "ComparisonOperator": "GREATER_THAN", "Threshold": threshold}


@pytest.fixture
def budgets(client):
    made = client("budgets")
    made.create_budget(
        AccountId=ACCOUNT,
        Budget=budget(CostFilters={"TagKeyValue": ["user:stack$app"]}),
        NotificationsWithSubscribers=[{"Notification": notification(), "Subscribers": [MAIL]}],
        ResourceTags=[{"Key": "a", "Value": "b"}],
    )
    return made


def read(budgets) -> dict[str, Any]:
    return budgets.describe_budget(AccountId=ACCOUNT, BudgetName="month")["Budget"]


@pytest.mark.behaviour("G20")
def test_amounts_are_normalised_and_defaults_filled(budgets):
    shown = read(budgets)
    assert shown["BudgetLimit"] == {"Amount": "100.0", "Unit": "USD"}
    assert shown["CostTypes"]["IncludeTax"] is True and shown["CostTypes"]["UseBlended"] is False
    assert shown["CostFilters"] == {"TagKeyValue": ["user:stack$app"]} and shown["TimePeriod"]["Start"].day == 1


def test_an_update_replaces(budgets):
    budgets.update_budget(AccountId=ACCOUNT, NewBudget=budget("50"))
    shown = read(budgets)
    assert shown["BudgetLimit"]["Amount"] == "50.0" and "CostFilters" not in shown
    assert budgets.list_tags_for_resource(ResourceARN=f"arn:aws:budgets::{ACCOUNT}:budget/month")["ResourceTags"]
    other = budget(BudgetName="none")
    assert code(budgets.update_budget, AccountId=ACCOUNT, NewBudget=other) == "NotFoundException"


def test_refused_budgets(budgets):
    create = budgets.create_budget
    assert code(create, AccountId=ACCOUNT, Budget=budget()) == "DuplicateRecordException"
    assert code(create, AccountId=ACCOUNT, Budget=budget("much", BudgetName="b")) == "InvalidParameterException"
    assert code(create, AccountId="210987654321", Budget=budget(BudgetName="b")) == "AccessDeniedException"
    without = {key: value for key, value in budget(BudgetName="b").items() if key != "BudgetLimit"}
    assert code(create, AccountId=ACCOUNT, Budget=without) == "InvalidParameterException"


def test_notifications(budgets):
    where = {"AccountId": ACCOUNT, "BudgetName": "month"}

    def shown() -> list[tuple[str, float]]:
        found = budgets.describe_notifications_for_budget(**where)["Notifications"]
        return [(entry["NotificationType"], entry["Threshold"]) for entry in found]

    budgets.create_notification(**where, Notification=notification(100, "FORECASTED"), Subscribers=[MAIL])
    assert shown() == [("ACTUAL", 80), ("FORECASTED", 100)]
    again = {"Notification": notification(), "Subscribers": [MAIL]}
    assert code(budgets.create_notification, **where, **again) == "DuplicateRecordException"
    budgets.update_notification(**where, OldNotification=notification(), NewNotification=notification(90))
    assert shown() == [("ACTUAL", 90), ("FORECASTED", 100)]
    budgets.delete_notification(**where, Notification=notification(90))
    assert code(budgets.delete_notification, **where, Notification=notification(90)) == "NotFoundException"
    for threshold in range(1, 5):
        budgets.create_notification(**where, Notification=notification(threshold), Subscribers=[MAIL])
    one_more = {"Notification": notification(7), "Subscribers": [MAIL]}
    assert code(budgets.create_notification, **where, **one_more) == "CreationLimitExceededException"


def test_subscribers(budgets):
    where = {"AccountId": ACCOUNT, "BudgetName": "month", "Notification": notification()}
    topic = {"SubscriptionType": "SNS", "Address": "arn:aws:sns:us-east-1:123456789012:t"}
    budgets.create_subscriber(**where, Subscriber=topic)
    assert budgets.describe_subscribers_for_notification(**where)["Subscribers"] == [MAIL, topic]
    assert code(budgets.create_subscriber, **where, Subscriber=topic) == "DuplicateRecordException"
    changed = MAIL | {"Address": "new@example.com"}
    budgets.update_subscriber(**where, OldSubscriber=MAIL, NewSubscriber=changed)
    budgets.delete_subscriber(**where, Subscriber=topic)
    assert budgets.describe_subscribers_for_notification(**where)["Subscribers"] == [changed]
    assert code(budgets.delete_subscriber, **where, Subscriber=changed) == "InvalidParameterException"


def test_tags_and_deletion(budgets):
    arn = f"arn:aws:budgets::{ACCOUNT}:budget/month"
    budgets.tag_resource(ResourceARN=arn, ResourceTags=[{"Key": "c", "Value": "d"}])
    budgets.untag_resource(ResourceARN=arn, ResourceTagKeys=["a"])
    assert budgets.list_tags_for_resource(ResourceARN=arn)["ResourceTags"] == [{"Key": "c", "Value": "d"}]
    budgets.delete_budget(AccountId=ACCOUNT, BudgetName="month")
    assert code(budgets.describe_budget, AccountId=ACCOUNT, BudgetName="month") == "NotFoundException"
    assert budgets.describe_budgets(AccountId=ACCOUNT)["Budgets"] == []
