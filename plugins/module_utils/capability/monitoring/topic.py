# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The topic that everything is told to, who may write to it, and who listens."""

from __future__ import annotations

import re

from ...aws.sns.subscription import SnsSubscription
from ...aws.sns.topic import TLS_ONLY, SnsTopic
from ...aws.sts.account import account_id
from ..shared.handed import handed
from .options import OPTIONS
from .standard import node_name

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def topic_of(declaration, options, stack, instance):
    name = options["topic_name"] or stack.name("alerts" if instance == "main" else "%s-alerts" % instance)
    declaration.check(
        re.fullmatch(r"[A-Za-z0-9_-]{1,256}", name),
        "topic_name",
        name,
        "1 to 256 letters, digits, hyphens and underscores are allowed",
    )
    mine = {"StringEquals": {"aws:SourceAccount": account_id(declaration)}}
    statements = [
        {"Sid": "Alarms", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Condition": mine},
        {"Sid": "Budgets", "Principal": {"Service": "budgets.amazonaws.com"}, "Condition": mine},
        # The documented statement for EventBridge has no condition (EventBridge User Guide, Amazon SNS permissions).
        {"Sid": "Events", "Principal": {"Service": "events.amazonaws.com"}},
    ]
    document = {
        "Version": "2012-10-17",
        "Statement": [*({"Effect": "Allow", "Action": "sns:Publish", **item} for item in statements), TLS_ONLY],
    }
    want = {
        "DisplayName": stack.prefix[:100],
        **handed({**options, "topic_name": name}, OPTIONS, SnsTopic),
        "Policy": document,
    }
    if options["encryption"] == "customer":
        want["KmsMasterKeyId"] = declaration.neighbour(
            "encryption", "key_arn", options["kms_key_id"], option="kms_key_id"
        )
    topic = declaration.add(SnsTopic, "alerts", want)
    subscribe(declaration, topic["TopicArn"], [("emails", "email", address) for address in options["emails"]])
    given = [("subscriptions", item["protocol"], item["endpoint"]) for item in options["subscriptions"]]
    subscribe(declaration, topic["TopicArn"], given)
    return topic["TopicArn"]


def subscribe(declaration, topic, given):
    """The nodes of subscriptions.

    :param topic: ARN of the topic
    :param given: (option that says it, protocol, endpoint) of each
    """
    for option, protocol, endpoint in given:
        if protocol.startswith("email"):
            declaration.check(EMAIL.fullmatch(endpoint), option, endpoint, "an e-mail address is allowed")
        elif protocol == "https":
            declaration.check(endpoint.startswith("https://"), option, endpoint, "a URL with https:// is allowed")
        else:
            declaration.check(
                re.match(r"arn:[^:]+:%s:" % protocol, endpoint),
                option,
                endpoint,
                "the ARN of a %s resource is allowed" % protocol,
            )
        declaration.add(
            SnsSubscription,
            node_name("%s-%s" % (protocol, endpoint)),
            {"TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint},
        )
