# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

"""Amazon VPC: the virtual private cloud itself."""

import ipaddress

from ..engine import fields
from ..engine.kind import Kind, Live
from ..engine.references import is_known
from .common import tag_dict, tag_list


class Ec2Kind(Kind):
    """What all EC2 objects share: tags in the create call, tags by id, listings that filter by tag."""

    service = "ec2"
    tag_type = ""                # the ResourceType of TagSpecifications

    @classmethod
    def specification(cls, tags):
        """The TagSpecifications argument of a create call."""
        return [{"ResourceType": cls.tag_type, "Tags": tag_list(tags)}]

    @classmethod
    def tag(cls, api, live, tags):
        api.create_tags(Resources=[live.id], Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.delete_tags(Resources=[live.id], Tags=[{"Key": key} for key in keys])


class Vpc(Ec2Kind):
    """A VPC. EC2 User Guide: the CIDR is between /16 and /28 and cannot be changed."""

    kind = "vpc"
    tag_type = "vpc"
    coexist = "new_name"
    on_repeat = "none"
    poll = 2
    fields = {
        "CidrBlock": fields.required(change=fields.REPLACE),
        "InstanceTenancy": fields.managed("default", change=fields.REPLACE),
        "EnableDnsSupport": fields.managed(True),
        "EnableDnsHostnames": fields.managed(True),
        "VpcId": fields.computed(),
        "DefaultSecurityGroupId": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        rows = api.all("describe_vpcs", "Vpcs", Filters=scope.tag_filters())

        def detail(row):
            values = {name: row[name] for name in ("VpcId", "CidrBlock", "InstanceTenancy")}
            for name, attribute in (("EnableDnsSupport", "enableDnsSupport"), ("EnableDnsHostnames", "enableDnsHostnames")):
                values[name] = api.describe_vpc_attribute(VpcId=row["VpcId"], Attribute=attribute)[name]["Value"]
            return Live(row["VpcId"], values, tag_dict(row.get("Tags")), raw=row["State"])
        return api.map(detail, rows)

    @classmethod
    def validate(cls, want):
        if not is_known(want["CidrBlock"]):
            return []
        prefix = ipaddress.ip_network(want["CidrBlock"]).prefixlen
        return [] if 16 <= prefix <= 28 else ["CidrBlock %s: between /16 and /28 is allowed" % want["CidrBlock"]]

    @classmethod
    def state(cls, live):
        return ("ready", "") if live.raw in (None, "available") else ("working", live.raw)

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_vpc(CidrBlock=want["CidrBlock"], InstanceTenancy=want["InstanceTenancy"],
                             TagSpecifications=cls.specification(tags))["Vpc"]
        # A new VPC resolves names and gives none (CreateVpc's documentation).
        return Live(row["VpcId"], {"VpcId": row["VpcId"], "CidrBlock": row["CidrBlock"],
                                   "InstanceTenancy": row["InstanceTenancy"],
                                   "EnableDnsSupport": True, "EnableDnsHostnames": False}, tags, raw=row["State"])

    @classmethod
    def update(cls, api, live, want, delta):
        # The API takes one attribute a call.
        for name in ("EnableDnsSupport", "EnableDnsHostnames"):
            if delta.touches(name):
                api.modify_vpc_attribute(VpcId=live.id, **{name: {"Value": want[name]}})
                live.fields[name] = want[name]
        return live

    @classmethod
    def refresh(cls, api, live):
        answer = api.maybe("describe_vpcs", ("InvalidVpcID.NotFound",), VpcIds=[live.id])
        if not answer:
            return None
        live.raw = answer["Vpcs"][0]["State"]
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_vpc", ("InvalidVpcID.NotFound",), VpcId=live.id)
