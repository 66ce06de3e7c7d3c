# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of queue."""

from __future__ import annotations

from ..shared import policy
from ..shared.option import Form, Option

# CreateQueue's reference.
NAME = Form(
    "a name of letters, digits, - and _ is allowed; FIFO queues, whose names end in .fifo, are not made",
    r"[A-Za-z0-9_-]{1,80}",
    samples=("shop-mail",),
)
DAYS_14 = 1209600

DEAD_LETTER = {
    "max_receive_count": Option(
        "int",
        "How often a message is received before it goes to the dead-letter queue.",
        default=5,
        between=(1, 1000),
        aws="1 to 1000.",
        field="sqs_queue.RedrivePolicy.maxReceiveCount",
    ),
    "message_retention_period": Option(
        "int",
        "Seconds for which the dead-letter queue keeps a message, counted from when it was first sent.",
        default=DAYS_14,
        between=(60, DAYS_14),
        aws="60 to 1209600 seconds (14 days).",
        field="sqs_queue/*-dead-letter.MessageRetentionPeriod",
    ),
}

QUEUE = {
    "name": Option(
        "str",
        "Name of the queue. Made of the stack's name and the key when omitted. Another name means another queue.",
        form=NAME,
        aws="At most 80 letters, digits, hyphens and underscores.",
        field="sqs_queue.QueueName",
    ),
    "visibility_timeout": Option(
        "int",
        "Seconds for which a received message is hidden from other receivers. At least as long as its work takes.",
        default=30,
        between=(0, 43200),
        field="sqs_queue.VisibilityTimeout",
        aws="0 to 43200 seconds (12 hours).",
    ),
    "message_retention_period": Option(
        "int",
        "Seconds for which a message that nobody deletes is kept.",
        default=345600,
        between=(60, DAYS_14),
        field="sqs_queue.MessageRetentionPeriod",
        aws="60 to 1209600 seconds (14 days).",
    ),
    "delay_seconds": Option(
        "int",
        "Seconds before a sent message can be received.",
        default=0,
        between=(0, 900),
        field="sqs_queue.DelaySeconds",
        aws="0 to 900 seconds (15 minutes).",
    ),
    "maximum_message_size": Option(
        "int",
        "Bytes that a message has at the most.",
        default=1048576,
        between=(1024, 1048576),
        field="sqs_queue.MaximumMessageSize",
        aws="1024 bytes to 1048576 (1 MiB).",
    ),
    "receive_wait_seconds": Option(
        "int",
        "Seconds for which ReceiveMessage waits for a message that is not there yet: above V(0), long polling.",
        default=20,
        between=(0, 20),
        field="sqs_queue.ReceiveMessageWaitTimeSeconds",
        aws="0 to 20.",
    ),
    "s3_notifications": Option(
        "bool",
        "Whether buckets of the account may send their notifications to it: O(slipway.aws.storage#module:buckets.notifications).",
        default=False,
    ),
    "dead_letter": Option(
        "dict",
        [
            "The queue for what could not be worked on, called as this one with C(-dead-letter) at its end.",
            "Messages are moved there once they were received O(dead_letter.max_receive_count) times and not deleted.",
        ],
        default={},
        options=DEAD_LETTER,
    ),
}

SPEC = {
    "short_description": "Make Amazon SQS queues, each with its dead-letter queue",
    "description": [
        "Makes standard queues that are encrypted and take requests with TLS only, each with a queue for what could not be worked on.",
        "Services send and receive by O(slipway.aws.service#module:services.queues), which gives them rights and the queue's URL.",
        "Messages in a queue go with it when it is deleted.",
    ],
    "options": {
        "queues": Option(
            "dict",
            "The queues, name to options. The name is part of every address and cannot change later.",
            default={},
            values=QUEUE,
        ),
        "encryption": Option(
            "str",
            [
                "Key for the messages. V(customer) is the stack's own key or O(kms_key_id), V(aws) is one of SQS.",
                "With V(customer), AWS services that send to a queue need leave to use the key.",
            ],
            default="customer",
            choices=["customer", "aws"],
        ),
        "kms_key_id": Option("str", "ARN of a KMS key. The stack's own when omitted.", class_="optional"),
    },
    "outputs": {
        "queue_urls": {
            "type": "dict",
            "description": "URLs by name.",
            "sample": {"mail": "https://sqs.us-east-1.amazonaws.com/123456789012/shop-prod-mail"},
        },
        "queue_arns": {
            "type": "dict",
            "description": "ARNs by name.",
            "sample": {"mail": "arn:aws:sqs:us-east-1:123456789012:shop-prod-mail"},
        },
        "dead_letter_queue_names": {
            "type": "dict",
            "description": "Names of the dead-letter queues, by the name of their queue.",
            "sample": {"mail": "shop-prod-mail-dead-letter"},
        },
    },
    "examples": """
- name: A queue for mail that takes a minute to send
  slipway.aws.queue:
    queues:
      mail:
        visibility_timeout: 120

- name: Another that gives up at the second try, with SQS's own key
  slipway.aws.queue:
    queues:
      import:
        dead_letter: {max_receive_count: 2, message_retention_period: 604800}
    encryption: aws
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
