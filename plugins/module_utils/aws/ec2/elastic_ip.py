# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EC2: Elastic IP addresses."""

from __future__ import annotations

from ...engine import fields
from . import holding
from .base import Ec2Kind, Listing


class ElasticIp(Ec2Kind):
    """An Elastic IP address. Partners may have it in their allow lists, so it is never replaced by itself."""

    kind = "elastic_ip"
    tag_type = "elastic-ip"
    listing = Listing(
        "describe_addresses",
        "Addresses",
        "AllocationId",
        "AllocationIds",
        ("InvalidAllocationID.NotFound", "InvalidAddress.NotFound"),
    )
    # Its release and a NAT gateway's end let the internet gateway go.
    uses = ("internet_gateway",)
    coexist = "never"
    on_repeat = "none"
    # Until its NAT gateway is fully gone AWS answers with these misleading codes.
    delete_retry = (
        "AuthFailure",
        "InvalidNetworkInterfaceID.NotFound",
        "InvalidIPAddress.InUse",
        "DependencyViolation",
    )
    fields = {
        "Domain": fields.managed("vpc", change=fields.CREATE_ONLY),
        "AllocationId": fields.computed(),
        "PublicIp": fields.computed(),
    }

    @classmethod
    def create(cls, api, want, tags):
        return cls.live(api.allocate_address(Domain=want["Domain"], TagSpecifications=cls.specification(tags)), tags)

    @classmethod
    def holders(cls, api, live):
        return holding.interfaces(api, **{"association.allocation_id": live.id})

    @classmethod
    def delete(cls, api, live):
        api.maybe("release_address", cls.listing.missing, AllocationId=live.id)
