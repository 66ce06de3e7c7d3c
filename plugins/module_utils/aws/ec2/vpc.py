# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon VPC: the virtual private cloud itself."""

from __future__ import annotations

import ipaddress

from ...engine import fields
from ...engine.kind import READY, WORKING
from ...engine.references import is_known
from . import holding
from .base import Ec2Kind, Listing

__all__ = ["Ec2Kind", "Vpc"]

ATTRIBUTES = {"EnableDnsSupport": "enableDnsSupport", "EnableDnsHostnames": "enableDnsHostnames"}


class Vpc(Ec2Kind):
    """A VPC. EC2 User Guide: the CIDR is between /16 and /28 and cannot be changed."""

    kind = "vpc"
    console = "vpc/home?region={region}#VpcDetails:VpcId={id}"
    upkeep = "nothing"
    # Seen with DNS attributes: 12 to 22 s.
    durations = {"create": 15}
    tag_type = "vpc"
    listing = Listing("describe_vpcs", "Vpcs", "VpcId", "VpcIds", ("InvalidVpcID.NotFound",))
    coexist = "new_name"
    on_repeat = "none"
    poll = 2
    fields = {
        "CidrBlock": fields.required(change=fields.REPLACE),
        "InstanceTenancy": fields.managed("default", change=fields.REPLACE),
        "EnableDnsSupport": fields.managed(True),
        "EnableDnsHostnames": fields.managed(True),
        "VpcId": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """Attributes cost a call each, and a neighbour is not asked for them."""
        lives = super().observe(api, scope)
        cls._attributes(api, lives if scope.wants or scope.full else [])
        return lives

    @classmethod
    def find_by_id(cls, api, identifier):
        live = super().find_by_id(api, identifier)
        cls._attributes(api, [live] if live else [])
        return live

    @staticmethod
    def _attributes(api, lives):
        def attribute(pair):
            live, name = pair
            answer = api.describe_vpc_attribute(VpcId=live.id, Attribute=ATTRIBUTES[name])
            live.fields[name] = answer[name]["Value"]

        api.map(attribute, [(live, name) for live in lives for name in ATTRIBUTES])

    @classmethod
    def validate(cls, want):
        if not is_known(want["CidrBlock"]):
            return []
        prefix = ipaddress.ip_network(want["CidrBlock"]).prefixlen
        return [] if 16 <= prefix <= 28 else ["CidrBlock %s: between /16 and /28 is allowed" % want["CidrBlock"]]

    @classmethod
    def state(cls, live):
        return (READY, "") if live.raw in (None, "available") else (WORKING, live.raw)

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_vpc(
            CidrBlock=want["CidrBlock"],
            InstanceTenancy=want["InstanceTenancy"],
            TagSpecifications=cls.specification(tags),
        )["Vpc"]
        live = cls.live(row, tags)
        # A new VPC resolves names and gives none (CreateVpc's documentation).
        live.fields.update(EnableDnsSupport=True, EnableDnsHostnames=False)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        # The API takes one attribute a call, and names can only be given where they are resolved.
        names = sorted(ATTRIBUTES, reverse=bool(want["EnableDnsSupport"]))
        for name in names:
            if delta.touches(name):
                api.modify_vpc_attribute(VpcId=live.id, **{name: {"Value": want[name]}})
                live.fields[name] = want[name]
        return live

    @classmethod
    def refresh(cls, api, live):
        fresh = super().refresh(api, live)
        if fresh is not None:
            fresh.fields = {**live.fields, **fresh.fields}
        return fresh

    @classmethod
    def holders(cls, api, live):
        return holding.in_vpc(api, live.id)

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_vpc", cls.listing.missing, VpcId=live.id)
