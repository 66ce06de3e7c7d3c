"""Event notifications: their destinations have to be there and to let S3 send. moto sends the events."""

from __future__ import annotations

import copy
import json
from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.policies import as_list, statements

from .buckets import find, settings

PRINCIPAL = "s3.amazonaws.com"
UNABLE = "Unable to validate the following destination configurations"


@operation("s3", "PutBucketNotificationConfiguration")
def put(call: Call) -> dict[str, Any]:  # F29
    bucket = find(call, call.params["Bucket"])
    wanted = copy.deepcopy(call.params["NotificationConfiguration"])
    if not call.params.get("SkipDestinationValidation"):
        for item in wanted.get("QueueConfigurations") or []:
            _check(bucket.region_name, item["QueueArn"], _queue(call, item["QueueArn"]), "sqs:sendmessage")
            _check_key(call, _queue(call, item["QueueArn"]))
        for item in wanted.get("TopicConfigurations") or []:
            _check(bucket.region_name, item["TopicArn"], _topic(call, item["TopicArn"]), "sns:publish")
    answer = call.forward()
    # AWS answers the names of rules with a capital letter.
    for name in ("QueueConfigurations", "TopicConfigurations", "LambdaFunctionConfigurations"):
        for item in wanted.get(name) or []:
            for rule in item.get("Filter", {}).get("Key", {}).get("FilterRules", []):
                rule["Name"] = rule["Name"].capitalize()
    settings(bucket)["notifications"] = wanted
    return answer


@operation("s3", "GetBucketNotificationConfiguration")
def get(call: Call) -> dict[str, Any]:
    return settings(find(call, call.params["Bucket"])).get("notifications", {})


def _queue(call: Call, arn: str) -> dict[str, Any]:
    region, account, name = arn.split(":")[3:]
    try:
        url = call.invoke("sqs", "GetQueueUrl", {"QueueName": name}, account, region)["QueueUrl"]
        asked = {"QueueUrl": url, "AttributeNames": ["All"]}
        return call.invoke("sqs", "GetQueueAttributes", asked, account, region).get("Attributes") or {}
    except AwsError as error:
        raise AwsError("InvalidArgument", UNABLE, 400) from error


def _topic(call: Call, arn: str) -> dict[str, Any]:
    region, account = arn.split(":")[3:5]
    try:
        return call.invoke("sns", "GetTopicAttributes", {"TopicArn": arn}, account, region).get("Attributes") or {}
    except AwsError as error:
        raise AwsError("InvalidArgument", UNABLE, 400) from error


def _check(region: str, arn: str, attributes: dict[str, Any], action: str) -> None:
    if arn.split(":")[3] != region or not _allows(attributes.get("Policy"), {action, action.split(":")[0] + ":*", "*"}):
        raise AwsError("InvalidArgument", UNABLE, 400)


def _check_key(call: Call, attributes: dict[str, Any]) -> None:
    """A queue with a key of KMS: its policy has to let S3 use it."""
    key = attributes.get("KmsMasterKeyId")
    if not key:
        return
    policy = call.invoke("kms", "GetKeyPolicy", {"KeyId": key, "PolicyName": "default"})["Policy"]
    if not _allows(policy, {"kms:generatedatakey", "kms:generatedatakey*", "kms:*"}):
        raise AwsError("InvalidArgument", UNABLE, 400)


def _allows(policy: Any, actions: set[str]) -> bool:
    if not policy:
        return False
    for rule in statements(policy if isinstance(policy, str) else json.dumps(policy)):
        principal = rule.get("Principal")
        services = as_list(principal.get("Service", [])) if isinstance(principal, dict) else []
        named = {action.lower() for action in as_list(rule.get("Action", []))}
        if rule["Effect"] == "Allow" and PRINCIPAL in services and named & actions:
            return True
    return False
