"""AWS Budgets, kept here: moto has neither updates nor subscribers nor tags."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page, tag_list, tags_of, utc

END = datetime.datetime(2087, 6, 15)
NOTIFICATIONS = 5
COST_TYPES = {
    "IncludeTax": True,
    "IncludeSubscription": True,
    "UseBlended": False,
    "IncludeRefund": True,
    "IncludeCredit": True,
    "IncludeUpfront": True,
    "IncludeRecurring": True,
    "IncludeOtherSubscription": True,
    "IncludeSupport": True,
    "IncludeDiscount": True,
    "UseAmortized": False,
}
TYPES = ("USAGE", "COST", "RI_UTILIZATION", "RI_COVERAGE", "SAVINGS_PLANS_UTILIZATION", "SAVINGS_PLANS_COVERAGE")
UNITS = ("DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM")
KEY = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")


class Budget:
    def __init__(self, config: dict[str, Any]) -> None:
        self.tags: dict[str, str] = {}
        self.actions: dict[str, dict[str, Any]] = {}  # by id: see actions.py
        self.notifications: list[tuple[dict[str, Any], list[dict[str, str]]]] = []
        self.change(config)

    def change(self, config: dict[str, Any]) -> None:
        """Take a new configuration, with the defaults that AWS fills in."""
        config = copy.deepcopy(config)
        for member, allowed in (("BudgetType", TYPES), ("TimeUnit", UNITS)):
            if config.get(member) not in allowed:
                raise refuse(f"{member} must be one of {', '.join(allowed)}")
        if not {"BudgetLimit", "PlannedBudgetLimits", "AutoAdjustData"} & set(config):
            raise refuse(
                "Unable to create/update budget - please provide one of the followings: Budget Limit/ Planned Budget "
                "Limit/ Auto Adjust Data"
            )
        if bool(config.get("FilterExpression")) != bool(config.get("Metrics")):
            raise refuse("FilterExpression and Metrics must be provided together.")
        if config.get("FilterExpression") and (config.get("CostFilters") or config.get("CostTypes")):
            raise refuse("CostFilters and CostTypes cannot be used with FilterExpression and Metrics.")
        limit = config.get("BudgetLimit")
        if limit:
            limit["Amount"] = _amount(limit["Amount"])
        if config["BudgetType"] == "COST" and "Metrics" not in config:
            config["CostTypes"] = {**COST_TYPES, **(config.get("CostTypes") or {})}
        now = utc(state.now())
        start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        config["TimePeriod"] = {"Start": start, "End": END, **(config.get("TimePeriod") or {})}
        unit = (limit or {}).get("Unit", "USD")
        config["CalculatedSpend"] = {"ActualSpend": {"Amount": "0.0", "Unit": unit}}
        config["LastUpdatedTime"] = now
        config["HealthStatus"] = {"Status": "HEALTHY"}
        self.config = config

    def add(self, notification: dict[str, Any], subscribers: list[dict[str, str]]) -> None:
        notification = {"ThresholdType": "PERCENTAGE", "NotificationState": "OK", **notification}
        if any(_key(other) == _key(notification) for other, _unused in self.notifications):
            raise AwsError("DuplicateRecordException", "The notification already exists.")
        if len(self.notifications) >= NOTIFICATIONS:
            raise AwsError("CreationLimitExceededException", f"A budget has at most {NOTIFICATIONS} notifications.")
        if not subscribers:
            raise refuse("A notification needs at least one subscriber.")
        self.notifications.append((notification, list(subscribers)))

    def find(self, notification: dict[str, Any]) -> int:
        """The position of a notification. Raises AwsError NotFoundException."""
        wanted = _key({"ThresholdType": "PERCENTAGE", **notification})
        for position, (known, _unused) in enumerate(self.notifications):
            if _key(known) == wanted:
                return position
        raise AwsError("NotFoundException", "Unable to find the notification.")


def _key(notification: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(notification[member] for member in KEY)


def refuse(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)


def _amount(text: str) -> str:  # G20
    try:
        return str(float(text))
    except ValueError as error:
        raise refuse(f"The amount {text} is no number.") from error


def budgets(call: Call) -> dict[str, Budget]:
    if call.params.get("AccountId", call.account) != call.account:
        message = f"Account {call.params['AccountId']} is a linked account or not the caller's."
        raise AwsError("AccessDeniedException", message)
    return state.store("budgets", call.account, call.partition)


def find(call: Call, name: str) -> Budget:
    if name not in budgets(call):
        raise AwsError("NotFoundException", f"Unable to get budget: {name} - the budget doesn't exist.")
    return budgets(call)[name]


@operation("budgets", "CreateBudget")
def create(call: Call) -> None:
    name = call.params["Budget"]["BudgetName"]
    if name in budgets(call):
        message = f"Error creating budget: {name} - the budget already exists."
        raise AwsError("DuplicateRecordException", message)
    budget = Budget(call.params["Budget"])
    for entry in call.params.get("NotificationsWithSubscribers") or []:
        budget.add(entry["Notification"], entry["Subscribers"])
    budget.tags = tags_of(call.params.get("ResourceTags"))
    budgets(call)[name] = budget


@operation("budgets", "UpdateBudget")
def update(call: Call) -> None:
    find(call, call.params["NewBudget"]["BudgetName"]).change(call.params["NewBudget"])


@operation("budgets", "DescribeBudget")
def describe(call: Call) -> dict[str, Any]:
    config = find(call, call.params["BudgetName"]).config
    hidden = () if call.params.get("ShowFilterExpression") else ("FilterExpression",)
    return {"Budget": {name: value for name, value in config.items() if name not in hidden}}


@operation("budgets", "DescribeBudgets")
def describe_all(call: Call) -> dict[str, Any]:
    found = [budget.config for budget in budgets(call).values()]
    part, following = page(found, call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"Budgets": part, "NextToken": following}


@operation("budgets", "DeleteBudget")
def delete(call: Call) -> None:
    find(call, call.params["BudgetName"])
    del budgets(call)[call.params["BudgetName"]]


@operation("budgets", "CreateNotification")
def create_notification(call: Call) -> None:
    find(call, call.params["BudgetName"]).add(call.params["Notification"], call.params["Subscribers"])


@operation("budgets", "UpdateNotification")
def update_notification(call: Call) -> None:
    budget = find(call, call.params["BudgetName"])
    position = budget.find(call.params["OldNotification"])
    changed = {"ThresholdType": "PERCENTAGE", "NotificationState": "OK", **call.params["NewNotification"]}
    if any(_key(other) == _key(changed) for at, (other, _unused) in enumerate(budget.notifications) if at != position):
        raise AwsError("DuplicateRecordException", "The notification already exists.")
    budget.notifications[position] = (changed, budget.notifications[position][1])


@operation("budgets", "DeleteNotification")
def delete_notification(call: Call) -> None:
    budget = find(call, call.params["BudgetName"])
    del budget.notifications[budget.find(call.params["Notification"])]


@operation("budgets", "DescribeNotificationsForBudget")
def describe_notifications(call: Call) -> dict[str, Any]:
    found = [notification for notification, _unused in find(call, call.params["BudgetName"]).notifications]
    part, following = page(found, call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"Notifications": part, "NextToken": following}


def _subscribers(call: Call) -> list[dict[str, str]]:
    budget = find(call, call.params["BudgetName"])
    return budget.notifications[budget.find(call.params["Notification"])][1]


@operation("budgets", "DescribeSubscribersForNotification")
def describe_subscribers(call: Call) -> dict[str, Any]:
    part, following = page(_subscribers(call), call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"Subscribers": part, "NextToken": following}


@operation("budgets", "CreateSubscriber")
def create_subscriber(call: Call) -> None:
    known = _subscribers(call)
    if call.params["Subscriber"] in known:
        raise AwsError("DuplicateRecordException", "The subscriber already exists.")
    known.append(call.params["Subscriber"])


def _position(call: Call, member: str) -> int:
    if call.params[member] not in _subscribers(call):
        raise AwsError("NotFoundException", "Unable to find the subscriber.")
    return _subscribers(call).index(call.params[member])


@operation("budgets", "UpdateSubscriber")
def update_subscriber(call: Call) -> None:
    _subscribers(call)[_position(call, "OldSubscriber")] = call.params["NewSubscriber"]


@operation("budgets", "DeleteSubscriber")
def delete_subscriber(call: Call) -> None:
    position = _position(call, "Subscriber")
    if len(_subscribers(call)) == 1:
        raise refuse("A notification needs at least one subscriber.")
    del _subscribers(call)[position]


def _tagged(call: Call) -> dict[str, str]:
    name, _slash, action = call.params["ResourceARN"].split(":budget/", 1)[-1].partition("/action/")
    budget = find(call, name)
    if action and action not in budget.actions:
        raise AwsError("NotFoundException", f"Unable to find the action {action}.")
    return budget.actions[action]["tags"] if action else budget.tags


@operation("budgets", "ListTagsForResource")
def list_tags(call: Call) -> dict[str, Any]:
    return {"ResourceTags": tag_list(_tagged(call))}


@operation("budgets", "TagResource")
def tag(call: Call) -> None:
    _tagged(call).update(tags_of(call.params["ResourceTags"]))


@operation("budgets", "UntagResource")
def untag(call: Call) -> None:
    tags = _tagged(call)
    for key in call.params["ResourceTagKeys"]:
        tags.pop(key, None)
