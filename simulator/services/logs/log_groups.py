"""CloudWatch Logs: log groups with retention, keys and classes, metric filters, resource policies."""

from __future__ import annotations

import json
import re
from typing import Any

from moto.logs.models import LogGroup, logs_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

# Days that PutRetentionPolicy takes, see its API reference.
RETENTION = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
NAME = re.compile(r"^[.\-_/#A-Za-z0-9]{1,512}$")
CLASSES = ("STANDARD", "INFREQUENT_ACCESS", "DELIVERY")


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)


def _group(call: Call, name: str | None) -> Any:
    group = logs_backends[call.account][call.region].groups.get(name or "")
    if group is None:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    return group


def ensure_group(account: str, region: str, name: str) -> None:
    """Make a log group as a service does that writes to one that is not there: without retention (behaviour G5)."""
    logs_backends[account][region].ensure_log_group(name)


def _check_key(call: Call, key: str, group: str) -> None:  # G8
    """Refuse a key that is missing or off, or whose policy leaves CloudWatch Logs out."""
    arn = f"arn:{call.partition}:logs:{call.region}:{call.account}:log-group:{group}"
    refused = _invalid(f"The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'")
    if not key.startswith("arn:") or ":alias/" in key:
        raise _invalid(f"Specified KMS key ARN is invalid: {key}")
    try:
        metadata = call.invoke("kms", "DescribeKey", {"KeyId": key})["KeyMetadata"]
        policy = json.loads(call.invoke("kms", "GetKeyPolicy", {"KeyId": key, "PolicyName": "default"})["Policy"])
    except AwsError as error:
        raise refused from error
    services = {f"logs.{call.region}.amazonaws.com", "logs.amazonaws.com"}
    if not metadata["Enabled"] or not any(_allows(item, services) for item in _as_list(policy["Statement"])):
        raise refused


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _allows(statement: dict[str, Any], services: set[str]) -> bool:
    principal = statement.get("Principal")
    if statement.get("Effect") != "Allow" or not isinstance(principal, dict):
        return False
    return bool(services & set(_as_list(principal.get("Service", []))))


@operation("logs", "CreateLogGroup")
def create_log_group(call: Call) -> dict[str, Any]:
    params = call.params
    name = params["logGroupName"]
    if not NAME.match(name):
        raise _invalid(f"1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint")
    if name.startswith("aws/"):
        raise _invalid("Log groups starting with aws/ are reserved for AWS use.")
    if params.get("logGroupClass", "STANDARD") not in CLASSES:
        raise _invalid(f"Invalid log group class {params['logGroupClass']}")
    if params.get("kmsKeyId"):
        _check_key(call, params["kmsKeyId"], name)
    call.forward()
    group = _group(call, name)
    group.log_group_class = params.get("logGroupClass") or "STANDARD"
    group.deletion_protection = bool(params.get("deletionProtectionEnabled"))
    return {}


@operation("logs", "DeleteLogGroup")
def delete_log_group(call: Call) -> dict[str, Any]:
    backend = logs_backends[call.account][call.region]
    group = _group(call, call.params["logGroupName"])
    if getattr(group, "deletion_protection", False):
        raise AwsError("ValidationException", "Log group has deletion protection enabled. Disable it before deletion.")
    backend.tagger.delete_all_tags_for_resource(group.arn)
    filters = backend.filters.metric_filters
    filters[:] = [item for item in filters if item["logGroupName"] != group.name]
    return call.forward()


@operation("logs", "PutLogGroupDeletionProtection")
def put_log_group_deletion_protection(call: Call) -> dict[str, Any]:
    name = call.params["logGroupIdentifier"].split(":log-group:")[-1].removesuffix(":*")
    _group(call, name).deletion_protection = call.params["deletionProtectionEnabled"]
    return {}


@operation("logs", "DescribeLogGroups")
def describe_log_groups(call: Call) -> dict[str, Any]:
    params = call.params
    limit = params.get("limit") or 50
    if limit > 50:
        raise _invalid(f"1 validation error detected: Value '{limit}' at 'limit' must be at most 50")
    if params.get("logGroupNamePrefix") and params.get("logGroupNamePattern"):
        raise _invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
    wanted = {item.split(":log-group:")[-1].removesuffix(":*") for item in params.get("logGroupIdentifiers") or []}
    pattern = (params.get("logGroupNamePattern") or "").lower()
    groups = [
        group
        for name, group in sorted(logs_backends[call.account][call.region].groups.items())
        if name.startswith(params.get("logGroupNamePrefix") or "")
        and (not wanted or name in wanted)
        and pattern in name.lower()
        and params.get("logGroupClass") in (None, getattr(group, "log_group_class", "STANDARD"))
    ]
    groups, token = page(groups, params.get("nextToken"), limit)
    return {"logGroups": [_shown(call, group) for group in groups], "nextToken": token}


def _shown(call: Call, group: LogGroup) -> dict[str, Any]:
    filters = logs_backends[call.account][call.region].filters.metric_filters
    return {
        **group.to_describe_dict(),
        "metricFilterCount": sum(item["logGroupName"] == group.name for item in filters),
        "logGroupClass": getattr(group, "log_group_class", "STANDARD"),
        "deletionProtectionEnabled": getattr(group, "deletion_protection", False),
    }


@operation("logs", "PutRetentionPolicy")
def put_retention_policy(call: Call) -> dict[str, Any]:  # G7
    days = call.params["retentionInDays"]
    if days not in RETENTION:
        raise _invalid(
            f"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member "
            f"must satisfy enum value set: {list(RETENTION)}"
        )
    _group(call, call.params["logGroupName"]).retention_in_days = days
    return {}


@operation("logs", "AssociateKmsKey")
def associate_kms_key(call: Call) -> dict[str, Any]:
    group = _group(call, _target(call))
    _check_key(call, call.params["kmsKeyId"], group.name)
    group.kms_key_id = call.params["kmsKeyId"]
    return {}


@operation("logs", "DisassociateKmsKey")
def disassociate_kms_key(call: Call) -> dict[str, Any]:
    _group(call, _target(call)).kms_key_id = None
    return {}


def _target(call: Call) -> str:
    name, resource = call.params.get("logGroupName"), call.params.get("resourceIdentifier")
    if bool(name) == bool(resource):
        raise _invalid("Exactly one of logGroupName and resourceIdentifier must be specified.")
    return name or resource.split(":log-group:")[-1].removesuffix(":*")


def _check_class(group: LogGroup) -> None:
    """Raises AwsError for what only the class STANDARD has: metric filters and subscriptions (User Guide, log classes)."""
    found = getattr(group, "log_group_class", "STANDARD")
    if found != "STANDARD":
        raise AwsError("InvalidOperationException", f"This operation is not supported for log groups of class {found}.")


@operation("logs", "PutSubscriptionFilter")
def put_subscription_filter(call: Call) -> dict[str, Any]:
    _check_class(_group(call, call.params["logGroupName"]))
    return call.forward()


@operation("logs", "PutMetricFilter")
def put_metric_filter(call: Call) -> dict[str, Any]:
    """Create or replace: the name is unique within its log group."""
    params = call.params
    _check_class(_group(call, params["logGroupName"]))
    if not re.fullmatch(r"[^:*]{1,512}", params["filterName"]):
        raise _invalid(f"1 validation error detected: Value '{params['filterName']}' at 'filterName' is invalid")
    if len(params["metricTransformations"]) != 1:
        raise _invalid("Exactly one metric transformation must be specified")
    for transformation in params["metricTransformations"]:
        if transformation.get("dimensions") and "defaultValue" in transformation:
            raise _invalid("Invalid metric transformation: dimensions and default value are mutually exclusive")
    filters = logs_backends[call.account][call.region].filters.metric_filters
    key = params["logGroupName"], params["filterName"]
    members = ("logGroupName", "filterName", "filterPattern", "metricTransformations", "applyOnTransformedLogs")
    row = {"applyOnTransformedLogs": False, **{name: params[name] for name in members if name in params}}
    row["creationTime"] = int(state.now() * 1000)
    filters[:] = [item for item in filters if (item["logGroupName"], item["filterName"]) != key] + [row]
    return {}


@operation("logs", "DescribeMetricFilters")
def describe_metric_filters(call: Call) -> dict[str, Any]:
    params = call.params
    if params.get("logGroupName"):
        _group(call, params["logGroupName"])
    rows = [
        row
        for row in logs_backends[call.account][call.region].filters.metric_filters
        if params.get("logGroupName") in (None, row["logGroupName"])
        and row["filterName"].startswith(params.get("filterNamePrefix") or "")
        and all(
            params.get(name) in (None, transformation[name])
            for name in ("metricName", "metricNamespace")
            for transformation in row["metricTransformations"]
        )
    ]
    rows.sort(key=lambda row: (row["logGroupName"], row["filterName"]))
    rows, token = page(rows, params.get("nextToken"), params.get("limit"), 50)
    return {"metricFilters": rows, "nextToken": token}


@operation("logs", "DeleteMetricFilter")
def delete_metric_filter(call: Call) -> dict[str, Any]:
    filters = logs_backends[call.account][call.region].filters.metric_filters
    key = call.params["logGroupName"], call.params["filterName"]
    kept = [item for item in filters if (item["logGroupName"], item["filterName"]) != key]
    if len(kept) == len(filters):
        raise AwsError("ResourceNotFoundException", "The specified metric filter does not exist.")
    filters[:] = kept
    return {}


@operation("logs", "PutResourcePolicy")
def put_resource_policy(call: Call) -> dict[str, Any]:
    try:
        valid = "Statement" in json.loads(call.params.get("policyDocument") or "")
    except ValueError:
        valid = False
    if not valid:
        raise _invalid("Resource Policy Document provided is not valid")
    return call.forward()
