# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""CloudWatch Logs Insights: saved queries."""

from __future__ import annotations

import hashlib

from ...engine import fields, ownership
from ...engine.kind import Kind, Live

GONE = ("ResourceNotFoundException",)
COMMENT = "# "


class QueryDefinition(Kind):
    """A saved query. Its name begins with the stack's prefix and a slash, which the console shows as a folder.

    A query takes no tags, and its name need not be unique: whose it is says a comment in its last line. Updates go by its
    id (PutQueryDefinition), and the token of the first call comes from stack and address, so that a repeated one makes no
    second query.
    """

    kind = "query_definition"
    service = "logs"
    identity = "natural"
    taggable = False
    on_repeat = "token"
    uses = ("log_group",)
    name_field = "name"
    name_limit = 255
    fields = {
        "name": fields.required(change=fields.REPLACE),
        "queryString": fields.required(),
        "logGroupNames": fields.managed([], order="set"),
        "queryDefinitionId": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        rows = [
            row
            for owner in scope.owners
            for row in api.all(
                "describe_query_definitions",
                "queryDefinitions",
                maxResults=1000,
                queryDefinitionNamePrefix="-".join(owner.split("/")[:2]) + "/",
            )
        ]
        return [cls._live(row) for row in rows]

    @staticmethod
    def _live(row):
        text, mark, stamp = row["queryString"].rpartition("\n" + COMMENT)
        tags = ownership.read_stamp(stamp) if mark else {}
        return Live(
            row["queryDefinitionId"],
            {
                "name": row["name"],
                "queryString": text if tags else row["queryString"],
                "logGroupNames": row.get("logGroupNames") or [],
                "queryDefinitionId": row["queryDefinitionId"],
            },
            tags,
        )

    @classmethod
    def validate(cls, want):
        # The stamp takes its part of the 10 000 characters of PutQueryDefinition.
        return ["queryString: at most 9500 characters are allowed"] if len(want["queryString"]) > 9500 else []

    @classmethod
    def _put(cls, api, want, tags, **more):
        row = {
            "name": want["name"],
            "logGroupNames": want["logGroupNames"],
            "queryString": "%s\n%s%s" % (want["queryString"], COMMENT, ownership.stamp(tags)),
        }
        answer = api.put_query_definition(**row, **more)
        return cls._live({**row, **answer})

    @classmethod
    def create(cls, api, want, tags):
        token = hashlib.sha256(repr((ownership.stamp(tags), sorted(want.items()))).encode()).hexdigest()
        return cls._put(api, want, tags, clientToken=token)

    @classmethod
    def update(cls, api, live, want, delta):
        return cls._put(api, want, live.tags, queryDefinitionId=live.id)

    @classmethod
    def refresh(cls, api, live):
        rows = api.all("describe_query_definitions", "queryDefinitions", queryDefinitionNamePrefix=live.fields["name"])
        return next((cls._live(row) for row in rows if row["queryDefinitionId"] == live.id), None)

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_query_definition", GONE, queryDefinitionId=live.id)
