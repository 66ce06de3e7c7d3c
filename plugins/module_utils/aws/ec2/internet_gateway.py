# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon VPC internet gateways."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from ..shared.tags import tag_dict
from . import holding
from .base import Ec2Kind, Listing

ATTACHED, DETACHED = "attached", "detached"


class InternetGateway(Ec2Kind):
    """An internet gateway and its attachment, which is a second call.

    A detached one belongs to no VPC yet, so it fits the only VPC that is wished for. Nobody but its VPC uses a gateway:
    a replacement follows that of the VPC, which needs a word of its own.
    """

    kind = "internet_gateway"
    tag_type = "internet-gateway"
    listing = Listing(
        "describe_internet_gateways",
        "InternetGateways",
        "InternetGatewayId",
        "InternetGatewayIds",
        ("InvalidInternetGatewayID.NotFound",),
    )
    uses = ("vpc",)
    # The wished VPC must be known by then.
    needs = ("vpc",)
    coexist = "new_name"
    on_repeat = "none"
    replace_freely = True
    # Public addresses that are given back slowly hold the gateway for 5 to 10 minutes.
    delete_timeout = 1800
    fields = {
        "VpcId": fields.required(change=fields.REPLACE),
        "State": fields.managed(ATTACHED),
        "InternetGatewayId": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        if cls.never_ran(api, scope):
            return []
        rows = api.all(cls.listing.operation, cls.listing.member, Filters=scope.tag_filters())
        wanted = scope.named("VpcId")
        return [cls._live(row, wanted[0] if len(wanted) == 1 else None) for row in rows]

    @classmethod
    def live(cls, row, tags=None):
        return cls._live(row, None)

    @classmethod
    def _live(cls, row, fitting):
        attached = next(
            (item["VpcId"] for item in row.get("Attachments") or [] if item.get("State") != "detached"), None
        )
        values = {
            "InternetGatewayId": row["InternetGatewayId"],
            "VpcId": attached or fitting,
            "State": ATTACHED if attached else DETACHED,
        }
        return Live(row["InternetGatewayId"], values, tag_dict(row.get("Tags")))

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_internet_gateway(TagSpecifications=cls.specification(tags))["InternetGateway"]
        live = cls._live(row, want["VpcId"])
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches("State"):
            # Resource.AlreadyAssociated: an earlier attempt reached AWS after all.
            api.maybe(
                "attach_internet_gateway",
                ("Resource.AlreadyAssociated",),
                InternetGatewayId=live.id,
                VpcId=want["VpcId"],
            )
            live.fields.update(VpcId=want["VpcId"], State=ATTACHED)
        return live

    @classmethod
    def holders(cls, api, live):
        """Public addresses of its VPC (DetachInternetGateway)."""
        return holding.interfaces(api, holding.addressed, vpc_id=live.fields["VpcId"])

    @classmethod
    def delete(cls, api, live):
        if live.fields.get("State") == ATTACHED:
            api.maybe(
                "detach_internet_gateway",
                ("Gateway.NotAttached", *cls.listing.missing),
                InternetGatewayId=live.id,
                VpcId=live.fields["VpcId"],
            )
        api.maybe("delete_internet_gateway", cls.listing.missing, InternetGatewayId=live.id)
