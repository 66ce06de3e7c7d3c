# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Budgets: budgets with their notifications. Account-wide, served from one endpoint."""

from __future__ import annotations

import decimal

from ...engine import fields, ownership
from ...engine.kind import Kind, Live
from ..shared.tags import tag_dict, tag_list

GONE = ("NotFoundException",)
SPENT = (
    "BudgetName",
    "BudgetType",
    "TimeUnit",
    "BudgetLimit",
    "CostFilters",
    "FilterExpression",
    "Metrics",
    "BillingViewArn",
)
MEMBERS = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")


def limit(value):
    """An amount as a number: AWS answers 100 as 100.0."""
    if not isinstance(value, dict):
        return value
    return {**value, "Amount": format(decimal.Decimal(str(value["Amount"])).normalize(), "f")}


def filters(value):
    """Filters without an order."""
    return {name: sorted(items) for name, items in value.items()} if isinstance(value, dict) else value


def notifications(items):
    """Notifications with their subscribers in one form, without an order."""
    result = []
    for item in items or []:
        notification = {name: item["Notification"][name] for name in MEMBERS if name in item["Notification"]}
        notification["Threshold"] = float(notification["Threshold"])
        notification.setdefault("ThresholdType", "PERCENTAGE")
        subscribers = sorted(
            ({name: entry[name] for name in ("SubscriptionType", "Address")} for entry in item["Subscribers"]), key=repr
        )
        result.append({"Notification": notification, "Subscribers": subscribers})
    return sorted(result, key=lambda item: repr(sorted(item["Notification"].items())))


class Budget(Kind):
    """A budget on cost. Its notifications are told apart by kind and threshold; each holds up to eleven subscribers."""

    kind = "budget"
    service = "budgets"
    region = "us-east-1"
    identity = "natural"
    late_tags = True
    name_field = "BudgetName"
    name_limit = 100
    uses = ("sns_topic",)
    fields = {
        "BudgetName": fields.required(change=fields.REPLACE),
        "BudgetType": fields.managed("COST", change=fields.REPLACE),
        "TimeUnit": fields.managed("MONTHLY"),
        "BudgetLimit": fields.required(canonical=limit),
        "CostFilters": fields.managed({}, canonical=filters, exact=True),
        "FilterExpression": fields.managed(None),
        "Metrics": fields.managed(None),
        "BillingViewArn": fields.optional(),
        "NotificationsWithSubscribers": fields.managed([], canonical=notifications),
    }

    @classmethod
    def observe(cls, api, scope):
        names = set(scope.named("BudgetName"))
        if scope.full:
            rows = api.all("describe_budgets", "Budgets", GONE, AccountId=api.account_id)
            others = [Live(row["BudgetName"], {}) for row in rows if row["BudgetName"] not in names]
            cls.read_tags(api, others)
            names |= {live.id for live in others if live.tags.get(ownership.STACK) in scope.owners}
        shown = {want["BudgetName"] for want in scope.wants if want.get("FilterExpression")}
        lives = [live for live in api.map(lambda name: cls._read(api, name, name in shown), sorted(names)) if live]
        wanted = scope.named("BudgetName")
        cls.read_tags(api, [live for live in lives if live.id not in wanted])
        return lives

    @classmethod
    def _read(cls, api, name, shown=False):
        """
        :param shown: whether its expression is asked for, which the answer else has not
        """
        more = {"ShowFilterExpression": True} if shown else {}
        answer = api.maybe("describe_budget", GONE, AccountId=api.account_id, BudgetName=name, **more)
        if not answer:
            return None
        values = {member: answer["Budget"][member] for member in SPENT if member in answer["Budget"]}
        values.setdefault("CostFilters", {})
        found = []
        for notification in api.all(
            "describe_notifications_for_budget", "Notifications", GONE, AccountId=api.account_id, BudgetName=name
        ):
            notification = {member: notification[member] for member in MEMBERS if member in notification}
            found.append(
                {
                    "Notification": notification,
                    "Subscribers": api.all(
                        "describe_subscribers_for_notification",
                        "Subscribers",
                        GONE,
                        AccountId=api.account_id,
                        BudgetName=name,
                        Notification=notification,
                    ),
                }
            )
        return Live(name, {**values, "NotificationsWithSubscribers": found})

    @staticmethod
    def _arn(api, live):
        return "arn:%s:budgets::%s:budget/%s" % (api.partition, api.account_id, live.id)

    @classmethod
    def read_tags(cls, api, lives):
        def read(live):
            answer = api.maybe("list_tags_for_resource", GONE, ResourceARN=cls._arn(api, live))
            live.tags = tag_dict((answer or {}).get("ResourceTags"))

        api.map(read, lives)

    @staticmethod
    def _budget(want):
        budget = {name: want[name] for name in SPENT if want.get(name)}
        return {**budget, "BudgetLimit": limit(want["BudgetLimit"])}

    @classmethod
    def create(cls, api, want, tags):
        api.create_budget(
            AccountId=api.account_id,
            Budget=cls._budget(want),
            ResourceTags=tag_list(tags),
            NotificationsWithSubscribers=notifications(want["NotificationsWithSubscribers"]),
        )
        return Live(want["BudgetName"], {name: want[name] for name in cls.fields if name in want}, dict(tags))

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches(*SPENT):
            api.update_budget(AccountId=api.account_id, NewBudget=cls._budget(want))
        if delta.touches("NotificationsWithSubscribers"):
            cls._renotify(api, live, want)
        live.fields.update(want)
        return live

    @classmethod
    def _renotify(cls, api, live, want):
        """A notification that differs in any way is taken away and made again: the calls for parts of one cannot be
        mixed.
        """
        was = notifications(live.fields["NotificationsWithSubscribers"])
        wanted = notifications(want["NotificationsWithSubscribers"])
        common = {"AccountId": api.account_id, "BudgetName": live.id}
        for item in was:
            if item not in wanted:
                api.maybe("delete_notification", GONE, Notification=item["Notification"], **common)
        for item in wanted:
            if item not in was:
                api.create_notification(Notification=item["Notification"], Subscribers=item["Subscribers"], **common)

    @classmethod
    def tag(cls, api, live, tags):
        api.tag_resource(ResourceARN=cls._arn(api, live), ResourceTags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.untag_resource(ResourceARN=cls._arn(api, live), ResourceTagKeys=list(keys))

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("describe_budget", GONE, AccountId=api.account_id, BudgetName=live.id) else None

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_budget", GONE, AccountId=api.account_id, BudgetName=live.id)
