# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""CloudWatch Logs: delivery sources, which stand for what writes logs."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live, Problem
from ...engine.references import is_known
from .base import LogDeliveryKind


class DeliverySource(LogDeliveryKind):
    """The logs of one type that one object of another service writes.

    It never gets another object ("Update to existing Delivery Source with new ResourceId is not allowed"), and a CloudFront
    distribution has but one source ("This ResourceId has already been used in another Delivery Source in this account", CloudFront
    Developer Guide, troubleshooting of standard logging v2).
    """

    kind = "delivery_source"
    identity = "natural"
    name_field = "name"
    name_limit = 60
    coexist = "new_name"
    uses = ("distribution",)
    noun, member = "delivery_source", "deliverySource"
    listing = ("describe_delivery_sources", "deliverySources")
    fields = {
        "name": fields.required(change=fields.REPLACE),
        "resourceArn": fields.required(change=fields.REPLACE),
        "logType": fields.required(change=fields.REPLACE),
        "arn": fields.computed(),
    }

    @classmethod
    def _live(cls, row, tags=None):
        values = {
            "name": row["name"],
            "resourceArn": row["resourceArns"][0],
            "logType": row["logType"],
            "arn": row["arn"],
        }
        return Live(row["name"], values, tags)

    @classmethod
    def preflight(cls, api, want, live):
        wanted = want["resourceArn"]
        if not is_known(wanted) or live is not None and live.fields["resourceArn"] == wanted:
            return []
        return [
            Problem(
                "%s has the delivery source %s already, and can have but one. Delete its deliveries, then the source "
                "(aws logs delete-delivery, delete-delivery-source)" % (wanted, row["name"])
            )
            for row in cls.rows(api)
            if wanted in row["resourceArns"] and row["name"] != want["name"]
        ]

    @classmethod
    def create(cls, api, want, tags):
        given = {name: want[name] for name in ("name", "resourceArn", "logType")}
        return cls._live(api.put_delivery_source(**given, tags=tags)["deliverySource"], dict(tags))
