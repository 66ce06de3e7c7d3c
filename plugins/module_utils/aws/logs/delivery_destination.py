# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""CloudWatch Logs: delivery destinations, which stand for where logs of other services go."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from .base import LogDeliveryKind


class DeliveryDestination(LogDeliveryKind):
    """A bucket, with what the keys of its logs begin with, and the format of the logs.

    The format is fixed when it is made (CloudFront Developer Guide, output file format); where the logs go is so here, too.
    """

    kind = "delivery_destination"
    identity = "natural"
    name_field = "name"
    name_limit = 60
    telling = ("name", "outputFormat")
    coexist = "new_name"
    uses = ("s3_bucket",)
    noun, member = "delivery_destination", "deliveryDestination"
    listing = ("describe_delivery_destinations", "deliveryDestinations")
    fields = {
        "name": fields.required(change=fields.REPLACE),
        "outputFormat": fields.required(change=fields.REPLACE),
        "destinationResourceArn": fields.required(change=fields.REPLACE),
        "arn": fields.computed(),
    }

    @classmethod
    def _live(cls, row, tags=None):
        values = {
            "name": row["name"],
            "outputFormat": row.get("outputFormat"),
            "destinationResourceArn": (row.get("deliveryDestinationConfiguration") or {}).get("destinationResourceArn"),
            "arn": row["arn"],
        }
        return Live(row["name"], {name: value for name, value in values.items() if value is not None}, tags)

    @classmethod
    def create(cls, api, want, tags):
        answer = api.put_delivery_destination(
            name=want["name"],
            outputFormat=want["outputFormat"],
            deliveryDestinationConfiguration={"destinationResourceArn": want["destinationResourceArn"]},
            tags=tags,
        )
        return cls._live(answer["deliveryDestination"], dict(tags))
