# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""CloudWatch Logs: deliveries, which take logs from a source to a destination."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from .base import LogDeliveryKind


def path(value):
    """A delivery's path with the member that a read may leave out."""
    return {"enableHiveCompatiblePath": False, **value} if isinstance(value, dict) else value


class Delivery(LogDeliveryKind):
    """The delivery of a source's logs into a bucket. A source has one for each type of destination (CreateDelivery).

    AWS chooses its id. Fields, delimiter and path of a delivery are changed in place, its two ends never.
    """

    kind = "log_delivery"
    identity = "tags"
    telling = ("deliverySourceName",)
    coexist = "exclusive"
    uses = ("delivery_source", "delivery_destination", "bucket_policy")
    noun, member = "delivery", "delivery"
    listing = ("describe_deliveries", "deliveries")
    id_field, start_field = "id", "deliverySourceName"
    fields = {
        "deliverySourceName": fields.required(change=fields.REPLACE),
        "deliveryDestinationArn": fields.required(change=fields.REPLACE),
        "recordFields": fields.required(),
        "fieldDelimiter": fields.optional(),
        "s3DeliveryConfiguration": fields.required(canonical=path),
        "id": fields.computed(),
        "arn": fields.computed(),
    }
    SENT = ("recordFields", "fieldDelimiter", "s3DeliveryConfiguration")

    @classmethod
    def _live(cls, row, tags=None):
        return Live(row["id"], {name: row[name] for name in cls.fields if name in row}, tags)

    @classmethod
    def create(cls, api, want, tags):
        ends = {name: want[name] for name in ("deliverySourceName", "deliveryDestinationArn")}
        return cls._live(api.create_delivery(**ends, **cls.sent(want), tags=tags)["delivery"], dict(tags))

    @classmethod
    def sent(cls, want):
        """The arguments of a wish that may be changed later, too."""
        return {name: want[name] for name in cls.SENT if want.get(name) is not None}

    @classmethod
    def update(cls, api, live, want, delta):
        api.update_delivery_configuration(id=live.id, **cls.sent(want))
        live.fields.update(cls.sent(want))
        return live
