"""Amazon SQS: moto's, where the name of a deleted queue stays taken for a minute (behaviour G15), and attributes have limits."""

from __future__ import annotations

from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, check, operation
from simulator.core.lists import backend

RECENTLY = "You must wait 60 seconds after deleting a queue before you can create another with the same name."
# CreateQueue's reference.
RANGES = {
    "DelaySeconds": (0, 900),
    "MaximumMessageSize": (1024, 1048576),
    "MessageRetentionPeriod": (60, 1209600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43200),
    "KmsDataKeyReusePeriodSeconds": (60, 86400),
}


def _freed(call: Call) -> dict[str, float]:
    """When the names of deleted queues can be taken again."""
    return state.store("sqs", call.account, call.region).setdefault("freed", {})


@check("sqs")
def check_attributes(call: Call) -> None:
    attributes = call.params.get("Attributes") or {}
    for name, (low, high) in RANGES.items():
        value = attributes.get(name)
        if value is not None and not (str(value).isdigit() and low <= int(value) <= high):
            raise AwsError("InvalidAttributeValue", f"Invalid value for the parameter {name}.", 400)
    if attributes.get("KmsMasterKeyId") and attributes.get("SqsManagedSseEnabled") == "true":
        raise AwsError("InvalidAttributeName", "You can use one type of server-side encryption at one time.", 400)


@operation("sqs", "CreateQueue")
def create_queue(call: Call) -> dict[str, Any]:
    if not state.is_ready(_freed(call).get(call.params["QueueName"])):
        raise AwsError("QueueDeletedRecently", RECENTLY, 400)
    return call.forward()


@operation("sqs", "DeleteQueue")
def delete_queue(call: Call) -> dict[str, Any]:
    answer = call.forward()
    _freed(call)[call.params["QueueUrl"].rsplit("/", 1)[-1]] = state.ready_at("sqs:queue_name")
    return answer


@operation("sqs", "SetQueueAttributes")
def set_queue_attributes(call: Call) -> dict[str, Any]:
    """A policy stays where it is not among the attributes; moto takes it away."""
    attributes = call.params["Attributes"]
    if "Policy" not in attributes:
        attributes = {**attributes, "Policy": _attribute(call, "Policy") or ""}
    return call.forward({**call.params, "Attributes": attributes})


@operation("sqs", "GetQueueAttributes")
def get_queue_attributes(call: Call) -> dict[str, Any]:
    """A queue has one encryption: a key of KMS switches SQS's own off. What is empty is not answered."""
    answer = call.forward()
    attributes = {name: value for name, value in answer.get("Attributes", {}).items() if value not in ("", None)}
    if "SqsManagedSseEnabled" in attributes and _attribute(call, "KmsMasterKeyId"):
        attributes["SqsManagedSseEnabled"] = "false"
    return {**answer, "Attributes": attributes}


def _attribute(call: Call, name: str) -> str | None:
    """What an attribute of the queue is now."""
    found = backend("sqs", call.account, call.region).get_queue(call.params["QueueUrl"].rsplit("/", 1)[-1])
    return found.attributes.get(name)
