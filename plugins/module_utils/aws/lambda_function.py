# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Lambda: small functions whose code is text of ours, and who may call them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile

from ..engine import fields
from ..engine.kind import FAILED, READY, WORKING, Kind, Live
from ..engine.references import is_known

MISSING = ("ResourceNotFoundException",)


def package(files):
    """A zip archive of name -> text: the same bytes for the same texts, so that its digest can be compared."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, on whatever system this runs
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def digest(code):
    """Code as Lambda identifies it, CodeSha256; a digest stays as it is, and so does code that is not known yet (as text)."""
    if not isinstance(code, dict):
        return code
    if not is_known(code):
        return json.dumps(code, sort_keys=True)
    return base64.b64encode(hashlib.sha256(package(code)).digest()).decode()


class LambdaFunction(Kind):
    """A function. ``Code`` is name -> text of its files, compared by Lambda's own digest of the archive."""

    kind = "lambda_function"
    service = "lambda"
    identity = "natural"
    name_field = "FunctionName"
    name_limit = 64
    uses = ("role", "log_group", "kms_key")
    wait_timeout = 300
    poll = 2
    fields = {
        "FunctionName": fields.required(change=fields.REPLACE),
        "Description": fields.managed(""),
        "Role": fields.required(),
        "Runtime": fields.required(),
        "Handler": fields.required(),
        "Code": fields.required(canonical=digest),
        "Timeout": fields.managed(3),
        "MemorySize": fields.managed(128),
        "Architectures": fields.managed(["x86_64"]),
        "Environment": fields.managed({"Variables": {}}, exact=True),
        "TracingConfig": fields.managed({"Mode": "PassThrough"}),
        "FunctionArn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        names = set(scope.named("FunctionName"))
        if scope.full:
            names |= {
                row["FunctionName"]
                for row in api.all("list_functions", "Functions")
                if row["FunctionName"].startswith(scope.prefix)
            }
        return [live for live in api.map(lambda name: cls._read(api, name), sorted(names)) if live]

    @classmethod
    def _read(cls, api, name):
        answer = api.maybe("get_function", MISSING, FunctionName=name)
        return cls._live(answer["Configuration"], answer.get("Tags", {})) if answer else None

    @classmethod
    def _live(cls, row, tags):
        values = {name: row[name] for name in cls.fields if name in row}
        values["Code"] = row["CodeSha256"]
        values.setdefault("Environment", {"Variables": {}})
        values["Environment"] = {"Variables": values["Environment"].get("Variables", {})}
        return Live(
            row["FunctionName"],
            values,
            dict(tags),
            raw={
                name: row.get(name) for name in ("State", "StateReason", "LastUpdateStatus", "LastUpdateStatusReason")
            },
        )

    @classmethod
    def state(cls, live):
        if live.raw["State"] == "Failed" or live.raw["LastUpdateStatus"] == "Failed":
            return FAILED, live.raw["StateReason"] or live.raw["LastUpdateStatusReason"] or "failed"
        if live.raw["State"] == "Pending" or live.raw["LastUpdateStatus"] == "InProgress":
            return WORKING, "being prepared by Lambda"
        return READY, ""

    @classmethod
    def _configuration(cls, want):
        names = ("Description", "Role", "Runtime", "Handler", "Timeout", "MemorySize", "Environment", "TracingConfig")
        return {name: want[name] for name in names}

    @classmethod
    def create(cls, api, want, tags):
        return cls._live(
            api.create_function(
                FunctionName=want["FunctionName"],
                Code={"ZipFile": package(want["Code"])},
                Architectures=want["Architectures"],
                PackageType="Zip",
                Tags=tags,
                **cls._configuration(want),
            ),
            tags,
        )

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches("Code", "Architectures"):
            row = api.update_function_code(
                FunctionName=live.id, ZipFile=package(want["Code"]), Architectures=want["Architectures"]
            )
            live = cls._live(row, live.tags)
        if delta.touches(*cls._configuration(want)):
            live = cls._live(
                api.update_function_configuration(FunctionName=live.id, **cls._configuration(want)), live.tags
            )
        return live

    @classmethod
    def refresh(cls, api, live):
        return cls._read(api, live.id)

    @classmethod
    def tag(cls, api, live, tags):
        api.tag_resource(Resource=live.fields["FunctionArn"], Tags=tags)

    @classmethod
    def untag(cls, api, live, keys):
        api.untag_resource(Resource=live.fields["FunctionArn"], TagKeys=list(keys))

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_function", MISSING, FunctionName=live.id)


class LambdaPermission(Kind):
    """A statement of a function's resource policy: who may call it. It goes with the function."""

    kind = "lambda_permission"
    service = "lambda"
    identity = "part"
    taggable = False
    on_repeat = "unique"
    replace_freely = True
    needs = ("lambda_function",)
    uses = ("lambda_function", "event_rule")
    fields = {
        "FunctionName": fields.required(change=fields.REPLACE),
        "StatementId": fields.required(change=fields.REPLACE),
        "Action": fields.managed("lambda:InvokeFunction", change=fields.REPLACE),
        "Principal": fields.required(change=fields.REPLACE),
        "SourceArn": fields.required(change=fields.REPLACE),
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
                    "SourceArn": next(iter((row.get("Condition") or {}).get("ArnLike", {}).values()), None),
                },
                parent=function,
            )
            for row in statements
        ]

    @classmethod
    def create(cls, api, want, tags):
        api.add_permission(**{name: want[name] for name in cls.fields})
        return Live("%s/%s" % cls.key(want), dict(want), parent=want["FunctionName"])

    @classmethod
    def refresh(cls, api, live):
        return next((row for row in cls._read(api, live.parent) if row.id == live.id), None)

    @classmethod
    def delete(cls, api, live):
        api.maybe("remove_permission", MISSING, FunctionName=live.parent, StatementId=live.fields["StatementId"])
