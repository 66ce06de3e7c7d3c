"""Budgets: defaults, updates, notifications, subscribers and tags."""

from __future__ import annotations

import json
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


def test_an_expression_goes_with_metrics_and_is_shown_on_demand(budgets):
    expression = {"Tags": {"Key": "stack", "Values": ["app"], "MatchOptions": ["EQUALS"]}}
    update = budgets.update_budget
    alone = budget(FilterExpression=expression)
    assert code(update, AccountId=ACCOUNT, NewBudget=alone) == "InvalidParameterException"
    both = budget(FilterExpression=expression, Metrics=["UnblendedCost"], CostFilters={"Region": ["us-east-1"]})
    assert code(update, AccountId=ACCOUNT, NewBudget=both) == "InvalidParameterException"
    update(AccountId=ACCOUNT, NewBudget=budget(FilterExpression=expression, Metrics=["UnblendedCost"]))
    assert "FilterExpression" not in read(budgets)
    shown = budgets.describe_budget(AccountId=ACCOUNT, BudgetName="month", ShowFilterExpression=True)["Budget"]
    assert shown["FilterExpression"] == expression and "CostTypes" not in shown


def test_actions_need_a_role_that_budgets_may_assume(budgets, client):
    def trusting(name: str, service: str) -> str:
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]

    given = {
        "AccountId": ACCOUNT,
        "BudgetName": "month",
        "NotificationType": "ACTUAL",
        "ActionType": "APPLY_SCP_POLICY",
        "ActionThreshold": {"ActionThresholdValue": 100, "ActionThresholdType": "PERCENTAGE"},
        "Definition": {"ScpActionDefinition": {"PolicyId": "p-abcdefgh", "TargetIds": [ACCOUNT]}},
        "ApprovalModel": "MANUAL",
        "Subscribers": [MAIL],
        "ResourceTags": [{"Key": "a", "Value": "b"}],
    }
    other = trusting("other", "ec2.amazonaws.com")
    assert code(budgets.create_budget_action, **given, ExecutionRoleArn=other) == "InvalidParameterException"
    role = trusting("action", "budgets.amazonaws.com")
    wrong = {**given, "ActionType": "RUN_SSM_DOCUMENTS"}
    assert code(budgets.create_budget_action, **wrong, ExecutionRoleArn=role) == "InvalidParameterException"
    named = {"AccountId": ACCOUNT, "BudgetName": "month"}
    named["ActionId"] = budgets.create_budget_action(**given, ExecutionRoleArn=role)["ActionId"]
    budgets.update_budget_action(**named, ApprovalModel="AUTOMATIC")
    shown = budgets.describe_budget_action(**named)["Action"]
    assert (shown["Status"], shown["ApprovalModel"]) == ("STANDBY", "AUTOMATIC")
    arn = f"arn:aws:budgets::{ACCOUNT}:budget/month/action/{named['ActionId']}"
    assert budgets.list_tags_for_resource(ResourceARN=arn)["ResourceTags"] == [{"Key": "a", "Value": "b"}]
    budgets.delete_budget_action(**named)
    assert code(budgets.delete_budget_action, **named) == "NotFoundException"
