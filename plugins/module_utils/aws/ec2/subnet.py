# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon VPC subnets."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import READY, WORKING
from . import holding
from .base import Ec2Kind, Listing


class Subnet(Ec2Kind):
    """A subnet. Its range and zone cannot be changed, and two subnets of a VPC cannot overlap (CreateSubnet)."""

    kind = "subnet"
    console = "vpc/home?region={region}#SubnetDetails:subnetId={id}"
    upkeep = "nothing"
    tag_type = "subnet"
    listing = Listing("describe_subnets", "Subnets", "SubnetId", "SubnetIds", ("InvalidSubnetID.NotFound",))
    uses = ("vpc", "availability_zone", "internet_gateway")
    on_repeat = "overlap"
    poll = 2
    # Interfaces of load balancers, tasks and functions stay for minutes after their owners are gone.
    delete_timeout = 1800
    fields = {
        "VpcId": fields.required(change=fields.REPLACE),
        "CidrBlock": fields.required(change=fields.REPLACE),
        "AvailabilityZone": fields.required(change=fields.REPLACE),
        "MapPublicIpOnLaunch": fields.managed(False),
        "SubnetId": fields.computed(),
    }

    @classmethod
    def state(cls, live):
        return (READY, "") if live.raw in (None, "available") else (WORKING, live.raw)

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_subnet(
            VpcId=want["VpcId"],
            CidrBlock=want["CidrBlock"],
            AvailabilityZone=want["AvailabilityZone"],
            TagSpecifications=cls.specification(tags),
        )["Subnet"]
        return cls.live(row, tags)

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches("MapPublicIpOnLaunch"):
            api.modify_subnet_attribute(SubnetId=live.id, MapPublicIpOnLaunch={"Value": want["MapPublicIpOnLaunch"]})
            live.fields["MapPublicIpOnLaunch"] = want["MapPublicIpOnLaunch"]
        return live

    @classmethod
    def holders(cls, api, live):
        return holding.interfaces(api, subnet_id=live.id)

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_subnet", cls.listing.missing, SubnetId=live.id)
