"""CloudFront functions: a development and a live stage, each with its own ETag."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import tags_of

from .api import LOCATION, arn_of, check_version, in_use, listing, moment, new_id, store
from .tags import set_tags

LIMIT = 10240  # bytes of code, see the quotas of CloudFront Functions


class Stage:
    """The code and configuration of a function in one stage."""

    def __init__(self, config: dict[str, Any], code: bytes) -> None:
        if len(code) > LIMIT:
            raise AwsError("FunctionSizeLimitExceeded", "The function is too large.")
        self.config = config
        self.code = code
        self.etag = new_id()
        self.created = self.modified = moment()


class Function:
    """A function by name: the development stage always, the live one after publishing."""

    def __init__(self, name: str, arn: str, development: Stage) -> None:
        self.name = name
        self.arn = arn
        self.stages = {"DEVELOPMENT": development}


def find(call: Call, stage: str | None = None) -> tuple[Function, Stage]:
    """The function named in the call and its stage. Raises AwsError NoSuchFunctionExists."""
    function = store(call, "function").get(call.params["Name"])
    stage = stage or call.params.get("Stage") or "DEVELOPMENT"
    if function is None or stage not in function.stages:
        raise AwsError("NoSuchFunctionExists", "The specified function does not exist.")
    return function, function.stages[stage]


def is_live(call: Call, arn: str) -> bool:
    """True when the function of that ARN is published."""
    return any(entry.arn == arn and "LIVE" in entry.stages for entry in store(call, "function").values())


def _summary(function: Function, name: str) -> dict[str, Any]:
    stage = function.stages[name]
    return {
        "Name": function.name,
        "Status": "UNPUBLISHED" if name == "DEVELOPMENT" and "LIVE" not in function.stages else "UNASSOCIATED",
        "FunctionConfig": stage.config,
        "FunctionMetadata": {
            "FunctionARN": function.arn,
            "Stage": name,
            "CreatedTime": stage.created,
            "LastModifiedTime": stage.modified,
        },
    }


@operation("cloudfront", "CreateFunction")
def create(call: Call) -> dict[str, Any]:
    name = call.params["Name"]
    if name in store(call, "function"):
        raise AwsError("FunctionAlreadyExists", "A function with the same name already exists in this account.")
    stage = Stage(call.params["FunctionConfig"], call.params["FunctionCode"])
    function = Function(name, arn_of(call, "function", name), stage)
    store(call, "function")[name] = function
    set_tags(call, function.arn, tags_of((call.params.get("Tags") or {}).get("Items")))
    summary = _summary(function, "DEVELOPMENT")
    return {"FunctionSummary": summary, "ETag": stage.etag, "Location": f"{LOCATION}/function/{name}"}


@operation("cloudfront", "DescribeFunction")
def describe(call: Call) -> dict[str, Any]:
    function, stage = find(call)
    return {"FunctionSummary": _summary(function, call.params.get("Stage") or "DEVELOPMENT"), "ETag": stage.etag}


@operation("cloudfront", "GetFunction")
def get(call: Call) -> dict[str, Any]:
    _unused, stage = find(call)
    return {"FunctionCode": stage.code, "ETag": stage.etag, "ContentType": "application/octet-stream"}


@operation("cloudfront", "UpdateFunction")
def update(call: Call) -> dict[str, Any]:
    function, stage = find(call, "DEVELOPMENT")
    check_version(call, stage)
    changed = Stage(call.params["FunctionConfig"], call.params["FunctionCode"])
    changed.created = stage.created
    function.stages["DEVELOPMENT"] = changed
    return {"FunctionSummary": _summary(function, "DEVELOPMENT"), "ETag": changed.etag}


@operation("cloudfront", "PublishFunction")
def publish(call: Call) -> dict[str, Any]:
    function, stage = find(call, "DEVELOPMENT")
    check_version(call, stage)
    function.stages["LIVE"] = Stage(stage.config, stage.code)
    return {"FunctionSummary": _summary(function, "LIVE")}


@operation("cloudfront", "DeleteFunction")
def delete(call: Call) -> None:  # F13
    function, stage = find(call, "DEVELOPMENT")
    check_version(call, stage)
    if in_use(call, function.arn, "FunctionARN"):
        raise AwsError("FunctionInUse", "The function is attached to one or more cache behaviors.")
    del store(call, "function")[function.name]


@operation("cloudfront", "ListFunctions")
def list_all(call: Call) -> dict[str, Any]:
    wanted = call.params.get("Stage")
    functions = store(call, "function").values()
    rows = [_summary(entry, name) for entry in functions for name in entry.stages if wanted in (None, name)]
    return {"FunctionList": listing(call, rows)}
