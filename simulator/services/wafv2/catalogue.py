"""The operations on managed rule groups, logging and tags."""

from __future__ import annotations

import re
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page, tag_list, tags_of

from .entities import by_arn, place
from .managed import GROUPS, VENDOR, Group
from .rules import missing, refuse

# The name of a log group, bucket or delivery stream for WAF begins with aws-waf-logs-.
DESTINATION = re.compile(
    r"^arn:[a-z-]+:(s3:::|firehose:[a-z0-9-]+:\d{12}:deliverystream/|logs:(?P<region>[a-z0-9-]+):\d{12}:log-group:"
    r"(?=(?P<group>aws-waf-logs-[^:]+)))aws-waf-logs-[^:]+(:\*)?$"
)


@operation("wafv2", "ListAvailableManagedRuleGroups")
def list_groups(call: Call) -> dict[str, Any]:
    place(call)
    found = [
        {
            "VendorName": VENDOR,
            "Name": name,
            "VersioningSupported": group.versioned,
            "Description": group.description,
        }
        for name, group in GROUPS.items()
    ]
    part, following = page(found, call.params.get("NextMarker"), call.params.get("Limit"))
    return {"ManagedRuleGroups": part, "NextMarker": following}


def _group(call: Call) -> Group:
    place(call)
    if call.params["VendorName"] != VENDOR or call.params["Name"] not in GROUPS:
        raise missing()
    return GROUPS[call.params["Name"]]


@operation("wafv2", "DescribeManagedRuleGroup")
def describe_group(call: Call) -> dict[str, Any]:
    group = _group(call)
    action = {"Block": {}}
    return {
        "Capacity": group.capacity,
        "Rules": [{"Name": name, "Action": action} for name in group.rules],
        "LabelNamespace": f"awswaf:managed:aws:{call.params['Name']}:",
    }


@operation("wafv2", "PutLoggingConfiguration")
def put_logging(call: Call) -> dict[str, Any]:
    config = call.params["LoggingConfiguration"]
    entity = by_arn(call, config["ResourceArn"])
    destinations = config["LogDestinationConfigs"]
    if len(destinations) != 1:
        raise refuse("Exactly one log destination is allowed", "LOG_DESTINATION", str(destinations))
    _check_destination(call, destinations[0])
    kept = {"LogType": "WAF_LOGS", "LogScope": "CUSTOMER", "ManagedByFirewallManager": False, **config}
    _logging(call)[entity.arn] = kept
    return {"LoggingConfiguration": kept}


def _check_destination(call: Call, arn: str) -> None:
    found = DESTINATION.match(arn)
    if found is None:
        raise refuse("The ARN isn't valid.", "LOG_DESTINATION", arn)
    region, group = found["region"], found["group"]
    if group is not None:
        known = call.invoke("logs", "DescribeLogGroups", {"logGroupNamePrefix": group}, region=region)
        if group not in [entry["logGroupName"] for entry in known.get("logGroups", [])]:
            raise AwsError("WAFLogDestinationPermissionIssueException", "The log destination does not exist.")


def _logging(call: Call) -> dict[str, dict[str, Any]]:
    return state.store("wafv2", call.account, call.region).setdefault("logging", {})


@operation("wafv2", "GetLoggingConfiguration")
def get_logging(call: Call) -> dict[str, Any]:
    if call.params["ResourceArn"] not in _logging(call):
        raise missing()
    return {"LoggingConfiguration": _logging(call)[call.params["ResourceArn"]]}


@operation("wafv2", "DeleteLoggingConfiguration")
def delete_logging(call: Call) -> None:
    if _logging(call).pop(call.params["ResourceArn"], None) is None:
        raise missing()


@operation("wafv2", "ListLoggingConfigurations")
def list_logging(call: Call) -> dict[str, Any]:
    known = place(call)
    found = [config for arn, config in _logging(call).items() if arn in known]
    part, following = page(found, call.params.get("NextMarker"), call.params.get("Limit"))
    return {"LoggingConfigurations": part, "NextMarker": following}


@operation("wafv2", "ListTagsForResource")
def list_tags(call: Call) -> dict[str, Any]:
    arn = call.params["ResourceARN"]
    part, following = page(tag_list(by_arn(call, arn).tags), call.params.get("NextMarker"), call.params.get("Limit"))
    return {"TagInfoForResource": {"ResourceARN": arn, "TagList": part}, "NextMarker": following}


@operation("wafv2", "TagResource")
def tag(call: Call) -> None:
    by_arn(call, call.params["ResourceARN"]).tags.update(tags_of(call.params["Tags"]))


@operation("wafv2", "UntagResource")
def untag(call: Call) -> None:
    tags = by_arn(call, call.params["ResourceARN"]).tags
    for key in call.params["TagKeys"]:
        tags.pop(key, None)
