"""What calls of Amazon SQS require."""

from __future__ import annotations

from simulator.core.permissions.table import Table, last_part, tags_by


def _url(arn: str) -> str:
    """The URL of a queue, by the name at the end of its ARN."""
    return f"https://sqs.us-east-1.amazonaws.com/123456789012/{arn.rpartition(':')[2]}"


TABLE = Table(
    prefix="sqs",
    found={"queue": ("QueueUrl QueueName",)},
    tagging="TagQueue",
    bare=last_part,  # of a queue's URL
    tags=tags_by("sqs", "ListQueueTags", "QueueUrl", "Tags", of=_url),
)
