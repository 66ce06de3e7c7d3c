# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Budgets: actions, which are carried out when a budget is exceeded."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tags import tag_list

GONE = ("NotFoundException",)
GIVEN = (
    "NotificationType",
    "ActionType",
    "ActionThreshold",
    "Definition",
    "ExecutionRoleArn",
    "ApprovalModel",
    "Subscribers",
)


def threshold(value):
    """A threshold with its number as AWS answers it."""
    return {**value, "ActionThresholdValue": float(value["ActionThresholdValue"])} if isinstance(value, dict) else value


def subscribers(items):
    """Subscribers without an order."""
    return sorted(items or [], key=repr)


def definition(value):
    """A definition whose lists have no order."""
    if not isinstance(value, dict):
        return value
    return {
        name: {member: sorted(item, key=str) if isinstance(item, list) else item for member, item in members.items()}
        for name, members in value.items()
    }


class BudgetAction(TaggedKind):
    """An action of a budget. It has an id only: its tags say whose it is, and it goes before its budget."""

    kind = "budget_action"
    service = "budgets"
    region = "us-east-1"
    telling = ("BudgetName", "ActionType", "ActionThreshold")
    tagging = Tagging("ResourceARN", "Arn", tags="ResourceTags", keys="ResourceTagKeys", missing=GONE)
    needs = ("budget",)
    uses = ("budget", "role", "managed_policy", "sns_topic")
    coexist = "new_name"
    on_repeat = "none"
    fields = {
        "BudgetName": fields.required(change=fields.REPLACE),
        "ActionType": fields.required(change=fields.REPLACE),
        "NotificationType": fields.required(),
        "ActionThreshold": fields.required(canonical=threshold),
        "Definition": fields.required(canonical=definition),
        "ExecutionRoleArn": fields.required(),
        "ApprovalModel": fields.managed("MANUAL"),
        "Subscribers": fields.required(canonical=subscribers),
        "Arn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        if scope.full:  # also one whose budget is no longer the stack's
            rows = api.all("describe_budget_actions_for_account", "Actions", GONE, AccountId=api.account_id)
        else:
            names = sorted({live.id for live in scope.parents("budget", mine=False)})
            rows = [row for found in api.map(lambda name: cls._listed(api, name), names) for row in found]
        lives = [cls._live(api, row) for row in rows]
        cls.read_tags(api, lives)
        return lives

    @staticmethod
    def _listed(api, name):
        return api.all("describe_budget_actions_for_budget", "Actions", GONE, AccountId=api.account_id, BudgetName=name)

    @staticmethod
    def _live(api, row, tags=None):
        arn = "arn:%s:budgets::%s:budget/%s/action/%s" % (
            api.partition,
            api.account_id,
            row["BudgetName"],
            row["ActionId"],
        )
        values = {name: row[name] for name in ("BudgetName", *GIVEN) if name in row}
        return Live(row["ActionId"], {**values, "Arn": arn}, tags)

    @staticmethod
    def _named(api, live):
        return {"AccountId": api.account_id, "BudgetName": live.fields["BudgetName"], "ActionId": live.id}

    @classmethod
    def create(cls, api, want, tags):
        given = {name: want[name] for name in ("BudgetName", *GIVEN)}
        answer = api.create_budget_action(AccountId=api.account_id, ResourceTags=tag_list(tags), **given)
        return cls._live(api, {**given, "ActionId": answer["ActionId"]}, dict(tags))

    @classmethod
    def update(cls, api, live, want, delta):
        changed = {name: want[name] for name in GIVEN if delta.touches(name)}
        if changed:
            api.update_budget_action(**cls._named(api, live), **changed)
        live.fields.update({name: want[name] for name in GIVEN})
        return live

    @classmethod
    def refresh(cls, api, live):
        rows = [row for row in cls._listed(api, live.fields["BudgetName"]) if row["ActionId"] == live.id]
        return cls._live(api, rows[0], live.tags) if rows else None

    @classmethod
    def find_by_id(cls, api, identifier):
        rows = api.all("describe_budget_actions_for_account", "Actions", GONE, AccountId=api.account_id)
        lives = [cls._live(api, row) for row in rows if row["ActionId"] == identifier]
        cls.read_tags(api, lives)
        return next(iter(lives), None)

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_budget_action", GONE, **cls._named(api, live))
