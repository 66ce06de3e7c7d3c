# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A VPC with its subnets that somebody else made, as a read-only lookup."""

from __future__ import annotations

from ....engine import fields
from ....engine.kind import Kind, Live


class ExistingNetwork(Kind):
    """A VPC, and where the named subnets are: ``Subnets`` is ID -> {VpcId, AvailabilityZone}, without those that are nowhere."""

    kind = "existing_network"
    service = "ec2"
    identity = "natural"
    taggable = False
    data = True
    telling = ("VpcId",)
    fields = {
        "VpcId": fields.required(),
        "SubnetIds": fields.required(),
        "CidrBlocks": fields.computed(),
        "Subnets": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values["VpcId"], tuple(values["SubnetIds"])

    @classmethod
    def observe(cls, api, scope):
        found = api.map(lambda want: cls._look(api, want), scope.wants)
        return [live for live in found if live is not None]

    @classmethod
    def _look(cls, api, want):
        vpcs = api.all("describe_vpcs", "Vpcs", missing=("InvalidVpcID.NotFound",), VpcIds=[want["VpcId"]])
        if not vpcs:
            return None
        # A filter, since an ID that there is not would fail the whole call.
        filters = [{"Name": "subnet-id", "Values": want["SubnetIds"]}]
        rows = api.all("describe_subnets", "Subnets", Filters=filters) if want["SubnetIds"] else []
        ranges = [row["CidrBlock"] for row in vpcs[0].get("CidrBlockAssociationSet", [])] or [vpcs[0]["CidrBlock"]]
        subnets = {row["SubnetId"]: {name: row[name] for name in ("VpcId", "AvailabilityZone")} for row in rows}
        return Live(want["VpcId"], {**want, "CidrBlocks": ranges, "Subnets": subnets})

    @classmethod
    def missing_text(cls, want):
        return "stack_network.vpc_id: there is no VPC %s in this account and Region" % want["VpcId"]
