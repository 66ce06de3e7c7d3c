# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Lambda: who may invoke a function."""

from __future__ import annotations

import json

from ...engine import fields
from ...engine.kind import Kind, Live
from .function import MISSING


class LambdaPermission(Kind):
    """A statement of a function's resource policy: who may call it. It goes with the function."""

    kind = "lambda_permission"
    service = "lambda"
    telling = ("Principal",)
    identity = "part"
    taggable = False
    on_repeat = "unique"
    replace_freely = True
    exclusive_in = "FunctionName"
    needs = ("lambda_function",)
    uses = ("lambda_function", "event_rule")
    fields = {
        "FunctionName": fields.required(change=fields.REPLACE),
        "StatementId": fields.required(change=fields.REPLACE),
        "Action": fields.managed("lambda:InvokeFunction", change=fields.REPLACE),
        "Principal": fields.required(change=fields.REPLACE),
        "SourceArn": fields.optional(change=fields.REPLACE),
        "SourceAccount": fields.optional(change=fields.REPLACE),
    }

    @classmethod
    def key(cls, values):
        return values.get("FunctionName"), values.get("StatementId")

    @classmethod
    def observe(cls, api, scope):
        lives = api.map(lambda function: cls._read(api, function.id), scope.parents("lambda_function"))
        return [live for some in lives for live in some]

    @classmethod
    def _read(cls, api, function):
        answer = api.maybe("get_policy", MISSING, FunctionName=function)
        statements = json.loads(answer["Policy"])["Statement"] if answer else []
        return [
            Live(
                "%s/%s" % (function, row["Sid"]),
                {
                    "FunctionName": function,
                    "StatementId": row["Sid"],
                    "Action": row["Action"],
                    "Principal": row["Principal"].get("Service")
                    if isinstance(row["Principal"], dict)
                    else row["Principal"],
                    **_sources(row.get("Condition") or {}),
                },
                parent=function,
            )
            for row in statements
        ]

    @classmethod
    def create(cls, api, want, tags):
        api.add_permission(**{name: want[name] for name in cls.fields if want.get(name) is not None})
        return Live("%s/%s" % cls.key(want), dict(want), parent=want["FunctionName"])

    @classmethod
    def refresh(cls, api, live):
        return next((row for row in cls._read(api, live.parent) if row.id == live.id), None)

    @classmethod
    def delete(cls, api, live):
        api.maybe("remove_permission", MISSING, FunctionName=live.parent, StatementId=live.fields["StatementId"])


def _sources(condition):
    """For what the principal may call, as AddPermission takes it."""
    given = {
        "SourceArn": condition.get("ArnLike", {}).values(),
        "SourceAccount": condition.get("StringEquals", {}).values(),
    }
    return {name: value for name, values in given.items() for value in values}
