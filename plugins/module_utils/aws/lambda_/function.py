# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Lambda: functions."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile

from ...engine import fields
from ...engine.kind import FAILED, READY, WORKING, Live
from ...engine.references import is_known
from ..shared.named import NamedKind
from ..shared.tagged import Tagging

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


class LambdaFunction(NamedKind):
    """A function. ``Code`` is name -> text of its files, compared by Lambda's own digest of the archive."""

    kind = "lambda_function"
    service = "lambda"
    telling = ("FunctionName", "Runtime", "MemorySize")
    tagging = Tagging("Resource", "FunctionArn", pair=None, missing=MISSING, reading="list_tags")
    index_type = "lambda:function"
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
    def listed(cls, api, prefix):
        return [row["FunctionName"] for row in api.all("list_functions", "Functions")]

    @classmethod
    def read(cls, api, name):
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
    def delete(cls, api, live):
        api.maybe("delete_function", MISSING, FunctionName=live.id)
