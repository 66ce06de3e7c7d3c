"""Amazon SNS: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import without_statement
from simulator.core.listing import Listing
from simulator.core.service import OLDER_WORDS, Service

from .permissions import TABLE

TOO_LONG = ("InvalidParameter", "Invalid parameter: Policy Error: the policy is too long", 400)

SERVICE = Service(
    "sns",
    throttled=("Throttled", "Rate exceeded", 429),
    expired=OLDER_WORDS["expired"],
    denied=("AuthorizationError", 403),
    invalid="InvalidParameter",
    too_many_tags=("TagLimitExceeded", 400),
    # SetTopicAttributes, Policy: 30 KB.
    documents={
        ("CreateTopic", "Attributes.Policy"): (30_720, TOO_LONG),
        ("SetTopicAttributes", "AttributeValue"): (30_720, TOO_LONG),
    },
    # A7
    refuses={
        "role": dict.fromkeys(
            ("CreateTopic", "SetTopicAttributes"),
            ("InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound", 400),
        ),
    },
    permissions=TABLE,
    listings=(
        Listing(
            "sns_topic",
            "list_topics",
            "Topics",
            "TopicArn",
            details=(
                ("get_topic_attributes", {"TopicArn": "@TopicArn"}),
                ("list_subscriptions_by_topic", {"TopicArn": "@TopicArn"}),
                ("list_tags_for_resource", {"ResourceArn": "@TopicArn"}),
            ),
        ),
    ),
    changes={
        ("sns_topic", "DisplayName"): "by-hand",
        ("sns_topic", "Policy"): without_statement,
    },
)
