"""What calls of Amazon SNS require."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import Table, tags_by


def _topic(facts: Facts) -> Iterator[str]:
    for arn in facts.given("SubscriptionArn"):
        yield arn.rpartition(":")[0]


TABLE = Table(
    prefix="sns",
    found={"topic": ("TopicArn ResourceArn Name #topic",)},
    tagging="TagResource",
    tags=tags_by("sns", "ListTagsForResource", "ResourceArn", "Tags"),
    facts={"#topic": _topic},
    keys={"sns:Protocol": "Protocol"},
)
