"""Lifecycle configurations: every member kept, what S3 refuses refused."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from .buckets import find, settings

ACTIONS = (
    "Expiration",
    "Transitions",
    "NoncurrentVersionTransitions",
    "NoncurrentVersionExpiration",
    "AbortIncompleteMultipartUpload",
)
MINIMUM = "all_storage_classes_128K"
RULES = 1000


def _malformed() -> AwsError:
    return AwsError(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
        400,
    )


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidArgument", message, 400)


@operation("s3", "PutBucketLifecycleConfiguration")
def put(call: Call) -> dict[str, Any]:
    bucket = find(call, call.params["Bucket"])
    rules = copy.deepcopy((call.params.get("LifecycleConfiguration") or {}).get("Rules") or [])
    if not 0 < len(rules) <= RULES:
        raise _malformed()
    for rule in rules:
        _check(rule)
        if not rule.get("ID"):
            rule["ID"] = hashlib.sha256(json.dumps(rule, sort_keys=True, default=str).encode()).hexdigest()[:48]
    names = [rule["ID"] for rule in rules]
    if len(set(names)) != len(names):
        raise _invalid("Rule ID must be unique. Found same ID for more than one rule")
    minimum = call.params.get("TransitionDefaultMinimumObjectSize") or MINIMUM
    settings(bucket)["lifecycle"] = {"Rules": rules, "TransitionDefaultMinimumObjectSize": minimum}
    return {"TransitionDefaultMinimumObjectSize": minimum}


def _check(rule: dict[str, Any]) -> None:
    if rule.get("Status") not in ("Enabled", "Disabled"):
        raise _malformed()
    if "Filter" in rule and "Prefix" in rule:
        raise _malformed()
    if "Filter" not in rule and "Prefix" not in rule:
        raise _malformed()
    condition = rule.get("Filter") or {}
    if len(condition) > 1:
        raise _malformed()
    if not any(rule.get(action) for action in ACTIONS):
        raise AwsError("InvalidRequest", "At least one action needs to be specified in a rule", 400)
    for action in ACTIONS:
        for entry in rule[action] if isinstance(rule.get(action), list) else [rule.get(action) or {}]:
            for member in ("Days", "NoncurrentDays", "DaysAfterInitiation"):
                least = 0 if action in ("Transitions", "NoncurrentVersionTransitions") else 1
                if entry.get(member) is not None and int(entry[member]) < least:
                    raise _invalid(f"'{member}' for {action} action must be a positive integer")
    if rule.get("Expiration") is not None and len(rule["Expiration"]) != 1:
        raise _malformed()


@operation("s3", "GetBucketLifecycleConfiguration")
def get(call: Call) -> dict[str, Any]:
    found = settings(find(call, call.params["Bucket"])).get("lifecycle")
    if not found:
        raise AwsError("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404)
    return found


@operation("s3", "DeleteBucketLifecycle")
def delete(call: Call) -> None:
    settings(find(call, call.params["Bucket"])).pop("lifecycle", None)
