"""What calls of CloudWatch Logs require."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, tags_by

_SOURCE = "arn:{Partition}:logs:{Region}:{Account}:delivery-source:{name}"


def _distribution(facts: Facts) -> Iterator[str]:
    for arn in facts.given("resourceArn"):
        if ":cloudfront:" in arn:
            yield arn


def _log_bucket(facts: Facts) -> Iterator[str]:
    """The bucket whose policy has to let a delivery in."""
    for arn in facts.given("deliveryDestinationArn"):
        found = facts.invoke("logs", "GetDeliveryDestination", {"name": arn.rpartition(":")[2]})["deliveryDestination"]
        target = found["deliveryDestinationConfiguration"]["destinationResourceArn"]
        if found["deliveryDestinationType"] == "S3":
            yield target.partition("/")[0]


TABLE = Table(
    prefix="logs",
    found={
        "log-group": ("logGroupName resourceArn",),
        "log-stream": ("logGroupName", "logStreamName"),
        "delivery-source": ("name deliverySourceName resourceArn",),
        "delivery-destination": ("name deliveryDestinationArn resourceArn",),
        "delivery": ("id resourceArn",),
    },
    tagging="TagResource",
    # CloudWatch Logs User Guide, logging that requires additional permissions [V2]: service-specific ones, logs sent to S3.
    more={
        "PutDeliverySource": (More("cloudfront:AllowVendedLogDeliveryForResource", "#distribution"),),
        # The reference names the destination as the resource of this action, the guide's policy has both.
        "DeleteDeliverySource": (More("logs:DeleteDeliverySource", arn=_SOURCE),),
        "CreateDelivery": (More("s3:GetBucketPolicy", "#log_bucket"), More("s3:PutBucketPolicy", "#log_bucket")),
    },
    facts={"#distribution": _distribution, "#log_bucket": _log_bucket},
    tags=tags_by("logs", "ListTagsForResource", "resourceArn", "tags"),
)
