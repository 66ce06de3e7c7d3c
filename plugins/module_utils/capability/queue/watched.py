# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What monitoring watches of a queue (SQS Developer Guide, available CloudWatch metrics)."""

from __future__ import annotations

from ...aws.cloudwatch.watched import Graph, Standard, Watched

HOUR = 3600

WATCHED = (
    Watched(
        "AWS/SQS",
        {"QueueName": ("sqs_queue", "%s", "QueueName")},
        alarms=(
            Standard(
                "oldest",
                "Seconds for which the oldest message of %s waits",
                "ApproximateAgeOfOldestMessage",
                HOUR,
                "Maximum",
                quiet=True,
            ),
        ),
        graphs=(
            Graph("Queues: messages that wait", ("ApproximateNumberOfMessagesVisible",), "Maximum"),
            Graph("Queues: age of the oldest message", ("ApproximateAgeOfOldestMessage",), "Maximum"),
        ),
    ),
    Watched(
        "AWS/SQS",
        {"QueueName": ("sqs_queue", "%s-dead-letter", "QueueName")},
        alarms=(
            Standard(
                "dead-letter",
                "Messages of %s that could not be worked on",
                "ApproximateNumberOfMessagesVisible",
                0,
                "Maximum",
                quiet=True,
            ),
        ),
        graphs=(
            Graph("Queues: messages that could not be worked on", ("ApproximateNumberOfMessagesVisible",), "Maximum"),
        ),
    ),
)
