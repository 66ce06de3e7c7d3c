"""Amazon SQS: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import more, without_statement
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

TOO_LONG = ("InvalidAttributeValue", "Invalid value for the parameter Policy.", 400)

SERVICE = Service(
    "sqs",
    durations={
        "queue_name": 60,  # G15
    },
    throttled=("RequestThrottled", "Rate exceeded", 403),
    # Amazon SQS policy quotas.
    documents={
        ("CreateQueue", "Attributes.Policy"): (8_192, TOO_LONG),
        ("SetQueueAttributes", "Attributes.Policy"): (8_192, TOO_LONG),
    },
    permissions=TABLE,
    listings=(
        Listing(
            "sqs_queue",
            "list_queues",
            "QueueUrls",
            details=(
                ("get_queue_attributes", {"QueueUrl": "@", "AttributeNames": ["All"]}),
                ("list_queue_tags", {"QueueUrl": "@"}),
            ),
        ),
    ),
    changes={
        ("sqs_queue", "DelaySeconds"): more,
        ("sqs_queue", "VisibilityTimeout"): more,
        ("sqs_queue", "MessageRetentionPeriod"): more,
        ("sqs_queue", "Policy"): without_statement,
    },
)
