# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudFront: functions that run at the edge."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.kind import Live
from ..shared import limits
from .base import CloudFrontKind, mine, with_etag

GONE = ("NoSuchFunctionExists",)


class CloudFrontFunction(CloudFrontKind):
    """A function in its live stage. What was made and not published yet has no code there, so the next run publishes it.

    Ours by the stamp in its comment: a function's tags cannot be given by every SDK.
    """

    kind = "cloudfront_function"
    telling = ("Runtime",)
    identity = "natural"
    name_field = "Name"
    name_limit = 64
    taggable = False
    on_repeat = "unique"
    delete_retry = ("FunctionInUse", "PreconditionFailed")
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Runtime": fields.managed("cloudfront-js-2.0"),
        "FunctionCode": fields.required(limit=limits.FUNCTION),
        "FunctionARN": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        rows = cls.listing(api, "list_functions", "FunctionList", Stage="DEVELOPMENT")
        ours = [row for row in rows if mine(scope, row["Name"], row["FunctionConfig"].get("Comment"))]
        return api.map(lambda row: cls._live(api, row), ours)

    @classmethod
    def _live(cls, api, row):
        comment = row["FunctionConfig"].get("Comment", "")
        values = {
            "Name": row["Name"],
            "Runtime": row["FunctionConfig"]["Runtime"],
            "FunctionCode": cls._code(api, row["Name"], "LIVE"),
            "FunctionARN": row["FunctionMetadata"]["FunctionARN"],
        }
        return Live(row["Name"], values, ownership.read_stamp(comment), raw=comment)

    @staticmethod
    def _code(api, name, stage):
        answer = api.maybe("get_function", GONE, Name=name, Stage=stage)
        return answer["FunctionCode"].read().decode() if answer else ""

    @classmethod
    def refresh(cls, api, live):
        answer = api.maybe("describe_function", GONE, Name=live.id)
        return cls._live(api, answer["FunctionSummary"]) if answer else None

    @classmethod
    def create(cls, api, want, tags):
        comment = ownership.stamp(tags)
        row = api.create_function(
            Name=want["Name"],
            FunctionConfig={"Comment": comment, "Runtime": want["Runtime"]},
            FunctionCode=want["FunctionCode"].encode(),
        )["FunctionSummary"]
        arn = row["FunctionMetadata"]["FunctionARN"]
        values = {"Name": want["Name"], "Runtime": want["Runtime"], "FunctionCode": "", "FunctionARN": arn}
        return Live(want["Name"], values, dict(tags), raw=comment)

    @classmethod
    def update(cls, api, live, want, delta):
        cls._write(api, live.id, live.raw, want)
        live.fields.update({name: want[name] for name in ("Runtime", "FunctionCode")})
        return live

    @classmethod
    def _write(cls, api, name, comment, want):
        """Put the code into the development stage, where it is not there yet, and publish it."""
        configuration = {"Comment": comment, "Runtime": want["Runtime"]}

        def change():
            answer = api.describe_function(Name=name)
            etag, there = answer["ETag"], answer["FunctionSummary"]["FunctionConfig"]
            if there != configuration or cls._code(api, name, "DEVELOPMENT") != want["FunctionCode"]:
                code = want["FunctionCode"].encode()
                etag = api.update_function(Name=name, IfMatch=etag, FunctionConfig=configuration, FunctionCode=code)[
                    "ETag"
                ]
            api.publish_function(Name=name, IfMatch=etag)

        with_etag(change)

    @classmethod
    def tag(cls, api, live, tags):
        live.raw, live.tags = ownership.stamp(tags), dict(tags)
        cls._write(api, live.id, live.raw, live.fields)

    @classmethod
    def untag(cls, api, live, keys):
        cls._write(api, live.id, "", live.fields)

    @classmethod
    def delete(cls, api, live):
        answer = api.maybe("describe_function", GONE, Name=live.id)
        if answer:
            api.maybe("delete_function", GONE, Name=live.id, IfMatch=answer["ETag"])
