# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""NAT gateways and the Elastic IP addresses they speak from."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import FAILED, READY, WORKING
from .base import Ec2Kind, Listing, without_going_twins


class NatGateway(Ec2Kind):
    """A zonal, public NAT gateway.

    Its address can serve one gateway only: a repeated create is accepted, and ends in a failed gateway. Failed and
    deleted ones stay in the listing for about an hour (VPC User Guide, "NAT gateway creation fails").
    """

    kind = "nat_gateway"
    console = "vpc/home?region={region}#NatGatewayDetails:natGatewayId={id}"
    tag_type = "natgateway"
    listing = Listing("describe_nat_gateways", "NatGateways", "NatGatewayId", "NatGatewayIds", ("NatGatewayNotFound",))
    uses = ("subnet", "elastic_ip", "internet_gateway")
    on_repeat = "none"
    delete_failed = True
    wait_timeout = 1200
    waits_for_deletion = True
    # As a rule 1 to 2 min, and one to go (VPC User Guide: up to 15 min).
    durations = {"create": 90, "delete": 60}
    poll = 10
    fields = {
        "SubnetId": fields.required(change=fields.REPLACE),
        "AllocationId": fields.required(change=fields.REPLACE),
        "ConnectivityType": fields.managed("public", change=fields.REPLACE),
        "NatGatewayId": fields.computed(),
    }

    @classmethod
    def shape(cls, row):
        first = (row.get("NatGatewayAddresses") or [{}])[0]
        # Gateways made before private ones existed have no type; they are public.
        return {
            "NatGatewayId": row["NatGatewayId"],
            "SubnetId": row["SubnetId"],
            "AllocationId": first.get("AllocationId"),
            "ConnectivityType": row.get("ConnectivityType") or "public",
        }

    @classmethod
    def live(cls, row, tags=None):
        live = super().live(row, tags)
        live.raw = (
            row["State"]
            if row["State"] != "failed"
            else "failed: %s: %s" % (row.get("FailureCode"), row.get("FailureMessage"))
        )
        return live

    @classmethod
    def observe(cls, api, scope):
        if cls.never_ran(api, scope):
            return []
        states = {"Name": "state", "Values": ["pending", "available", "deleting"]}
        rows = api.all(cls.listing.operation, cls.listing.member, Filter=[*scope.tag_filters(), states])
        return without_going_twins([cls.live(row) for row in rows], ("deleting",))

    @classmethod
    def state(cls, live):
        if live.raw in (None, "available"):
            return READY, ""
        return (FAILED if live.raw.startswith("failed") else WORKING), live.raw

    @classmethod
    def refresh_many(cls, api, lives):
        found = cls.described(api, lives, "Filter", "nat-gateway-id")
        return {key: live for key, live in found.items() if live.raw != "deleted"}

    @classmethod
    def refresh(cls, api, live):
        return cls.refresh_many(api, [live]).get(live.id)

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_nat_gateway(
            SubnetId=want["SubnetId"],
            AllocationId=want["AllocationId"],
            ConnectivityType=want["ConnectivityType"],
            TagSpecifications=cls.specification(tags),
        )["NatGateway"]
        live = cls.live(row, tags)
        # The answer of a pending gateway may leave its address out.
        live.fields["AllocationId"] = live.fields["AllocationId"] or want["AllocationId"]
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_nat_gateway", cls.listing.missing, NatGatewayId=live.id)
