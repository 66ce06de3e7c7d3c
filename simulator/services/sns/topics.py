"""Amazon SNS: checked attributes, policies and endpoints, and subscriptions that wait for confirmation."""

from __future__ import annotations

import re
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, tags_of
from simulator.core.policies import MalformedPolicy, statements, unknown_principals

TOPIC_ATTRIBUTES = {
    "ArchivePolicy",
    "ContentBasedDeduplication",
    "DeliveryPolicy",
    "DisplayName",
    "FifoThroughputScope",
    "FifoTopic",
    "KmsMasterKeyId",
    "Policy",
    "SignatureVersion",
    "TracingConfig",
} | {
    f"{protocol}{kind}"
    for protocol in ("HTTP", "Firehose", "Lambda", "Application", "SQS")
    for kind in ("SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn")
}
ENDPOINTS = {
    "http": re.compile(r"^http://.+$"),
    "https": re.compile(r"^https://.+$"),
    "email": re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    "email-json": re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    "sms": re.compile(r"^\+?[0-9./-]{5,20}$"),
    "sqs": re.compile(r"^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+$"),
    "lambda": re.compile(r"^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:.+$"),
    "firehose": re.compile(r"^arn:[a-z-]+:firehose:[a-z0-9-]+:\d{12}:deliverystream/.+$"),
    "application": re.compile(r"^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:endpoint/.+$"),
}
CONFIRMED_BY_HAND = ("http", "https", "email", "email-json")
PENDING = "PendingConfirmation"


def _refuse(what: str) -> AwsError:
    return AwsError("InvalidParameter", f"Invalid parameter: {what}")


def _attributes(call: Call, arn: str) -> dict[str, str]:
    """The attributes given for a topic."""
    return state.store("sns", call.account, call.region).setdefault("topics", {}).setdefault(arn, {})


def _check_attributes(given: dict[str, str]) -> None:
    for name, value in given.items():
        if name not in TOPIC_ATTRIBUTES:
            raise _refuse(f"Attributes Reason: Unknown attribute {name}")
        if name == "Policy" and value:
            _check_policy(value)


def _check_policy(text: str) -> None:
    try:
        rules = statements(text)
    except MalformedPolicy as error:
        raise _refuse(f"Policy Error: {error}") from error
    if unknown_principals(rules):
        raise _refuse("Policy Error: PrincipalNotFound")


@operation("sns", "CreateTopic")
def create(call: Call) -> dict[str, Any]:
    given = dict(call.params.get("Attributes") or {})
    _check_attributes(given)
    arn = f"arn:{call.partition}:sns:{call.region}:{call.account}:{call.params['Name']}"
    topic = backend("sns", call.account, call.region).topics.get(arn)
    if topic is None:
        answer = call.forward()
        _attributes(call, answer["TopicArn"]).update(given)
        return answer
    known = _attributes(call, arn)
    if any(known.get(name) != value for name, value in given.items()):
        raise _refuse("Attributes Reason: Topic already exists with different attributes")
    if call.params.get("Tags") and tags_of(call.params["Tags"]) != topic._tags:
        raise _refuse("Tags Reason: Topic already exists with different tags")
    return {"TopicArn": arn}


@operation("sns", "SetTopicAttributes")
def set_attributes(call: Call) -> dict[str, Any]:  # G14
    name, value = call.params["AttributeName"], call.params.get("AttributeValue") or ""
    if name not in TOPIC_ATTRIBUTES - {"FifoTopic"}:
        raise _refuse("AttributeName")
    _check_attributes({name: value})
    if name != "Policy" or value:
        call.forward({**call.params, "AttributeValue": value})
    known = _attributes(call, call.params["TopicArn"])
    known[name] = value
    return {}


@operation("sns", "GetTopicAttributes")
def get_attributes(call: Call) -> dict[str, Any]:
    answer = call.forward()["Attributes"]
    arn = call.params["TopicArn"]
    pending = [_is_pending(entry) for entry in _subscriptions(call) if entry.topic.arn == arn]
    known = {name: value for name, value in _attributes(call, arn).items() if name != "Policy"}
    answer |= known | {
        "SubscriptionsPending": str(pending.count(True)),
        "SubscriptionsConfirmed": str(pending.count(False)),
        "SubscriptionsDeleted": "0",
    }
    return {"Attributes": {name: value for name, value in answer.items() if value != "" or name == "DisplayName"}}


@operation("sns", "DeleteTopic")
def delete(call: Call) -> dict[str, Any]:
    state.store("sns", call.account, call.region).get("topics", {}).pop(call.params["TopicArn"], None)
    return call.forward()


def _subscriptions(call: Call) -> list[Any]:
    return list(backend("sns", call.account, call.region).subscriptions.values())


def _is_pending(subscription: Any) -> bool:
    return str(subscription.attributes.get(PENDING)).lower() == "true"


@operation("sns", "Subscribe")
def subscribe(call: Call) -> dict[str, Any]:  # G13
    protocol, endpoint = call.params["Protocol"], call.params.get("Endpoint") or ""
    if protocol not in ENDPOINTS:
        raise _refuse(f"Invalid protocol type: {protocol}")
    if not ENDPOINTS[protocol].match(endpoint):
        raise _refuse(f"{protocol.capitalize()} endpoint: {endpoint}")
    if protocol == "firehose" and "SubscriptionRoleArn" not in (call.params.get("Attributes") or {}):
        raise _refuse("Subscription Role ARN is required")
    known = {entry.arn for entry in _subscriptions(call)}
    arn = call.forward()["SubscriptionArn"]
    subscription = backend("sns", call.account, call.region).subscriptions[arn]
    if arn not in known:
        subscription.attributes[PENDING] = protocol in CONFIRMED_BY_HAND
        subscription.attributes["ConfirmationWasAuthenticated"] = protocol not in CONFIRMED_BY_HAND
    shown = arn
    if _is_pending(subscription) and not call.params.get("ReturnSubscriptionArn"):
        shown = "pending confirmation"
    return {"SubscriptionArn": shown}


@operation("sns", "ListSubscriptions", "ListSubscriptionsByTopic")
def list_subscriptions(call: Call) -> dict[str, Any]:
    answer = call.forward()
    pending = {entry.arn for entry in _subscriptions(call) if _is_pending(entry)}
    for entry in answer.get("Subscriptions", []):
        if entry["SubscriptionArn"] in pending:
            entry["SubscriptionArn"] = PENDING
    return answer


@operation("sns", "ConfirmSubscription")
def confirm(call: Call) -> dict[str, Any]:
    """Confirm a subscription. Its token is the last part of its ARN, which Subscribe can be asked to return."""
    for entry in _subscriptions(call):
        if entry.topic.arn == call.params["TopicArn"] and entry.arn.endswith(":" + call.params["Token"]):
            entry.attributes[PENDING] = False
            entry.attributes["ConfirmationWasAuthenticated"] = True
            return {"SubscriptionArn": entry.arn}
    raise _refuse("Token")


@operation("sns", "Unsubscribe")
def unsubscribe(call: Call) -> dict[str, Any]:
    parts = call.params["SubscriptionArn"].split(":")
    if len(parts) < 6:
        reason = f"An ARN must have at least 6 elements, not {len(parts)}"
        raise _refuse(f"SubscriptionArn Reason: {reason}")
    return call.forward()
