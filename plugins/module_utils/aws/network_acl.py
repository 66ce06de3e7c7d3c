# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

"""Network ACLs: stateless filters in front of subnets."""

from ..engine import fields
from ..engine.kind import Live
from .common import tag_dict
from .ec2 import Ec2Kind, Listing

PROTOCOLS = {"all": "-1", "icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58"}
LAST_RULE = 32766  # 32767 is the final "deny" that AWS keeps
NO_ACL = ("InvalidNetworkAclID.NotFound",)
NO_ENTRY = ("InvalidNetworkAclEntry.NotFound", *NO_ACL)
NO_ASSOCIATION = ("InvalidAssociationID.NotFound", "InvalidNetworkAclAssociationID.NotFound")
DIRECTIONS = {"Ingress": False, "Egress": True}


def entry(value):
    """An entry as AWS shows it: the protocol as its number's text; ports only where the protocol has them."""
    if not isinstance(value, dict) or "Protocol" not in value:
        return value
    return {**value, "Protocol": PROTOCOLS.get(str(value["Protocol"]).lower(), str(value["Protocol"]))}


def entries(values):
    """Canonical form of a list of entries."""
    return [entry(value) for value in values] if isinstance(values, (list, tuple)) else values


class NetworkAcl(Ec2Kind):
    """A network ACL with its entries, by direction and rule number, and the subnets it stands before.

    Every subnet has exactly one ACL, the VPC's default one at first; a subnet that is no longer named goes back to it.
    """

    kind = "network_acl"
    tag_type = "network-acl"
    listing = Listing("describe_network_acls", "NetworkAcls", "NetworkAclId", "NetworkAclIds", NO_ACL)
    uses = ("vpc", "subnet")
    coexist = "new_name"
    on_repeat = "none"
    fields = {
        "VpcId": fields.required(change=fields.REPLACE),
        "Ingress": fields.managed([], order="RuleNumber", canonical=entries),
        "Egress": fields.managed([], order="RuleNumber", canonical=entries),
        "SubnetIds": fields.managed([], order="set"),
        "NetworkAclId": fields.computed(),
    }

    @classmethod
    def live(cls, row, tags=None):
        values = {
            "VpcId": row["VpcId"],
            "NetworkAclId": row["NetworkAclId"],
            "SubnetIds": sorted(item["SubnetId"] for item in row.get("Associations") or []),
        }
        for name, egress in DIRECTIONS.items():
            values[name] = [
                {key: value for key, value in item.items() if key != "Egress"}
                for item in row.get("Entries") or []
                if item["Egress"] == egress and item["RuleNumber"] <= LAST_RULE
            ]
        return Live(row["NetworkAclId"], values, tag_dict(row.get("Tags")) if tags is None else dict(tags))

    @classmethod
    def create(cls, api, want, tags):
        return cls.live(
            api.create_network_acl(VpcId=want["VpcId"], TagSpecifications=cls.specification(tags))["NetworkAcl"], tags
        )

    @classmethod
    def update(cls, api, live, want, delta):
        # Entries first: no subnet ever stands behind an ACL that still denies everything.
        for name, egress in DIRECTIONS.items():
            if delta.touches(name):
                cls._write_entries(api, live, entries(want[name]), name, egress)
        if delta.touches("SubnetIds"):
            cls._move(api, [item for item in want["SubnetIds"] if item not in live.fields["SubnetIds"]], live.id)
            left = [item for item in live.fields["SubnetIds"] if item not in want["SubnetIds"]]
            if left:
                cls._move(api, left, cls._default(api, live.fields["VpcId"]))
            live.fields["SubnetIds"] = sorted(want["SubnetIds"])
        return live

    @classmethod
    def _write_entries(cls, api, live, wanted, name, egress):
        was = {item["RuleNumber"]: item for item in live.fields[name]}
        numbers = {item["RuleNumber"] for item in wanted}
        for item in wanted:
            old = was.get(item["RuleNumber"])
            if old is None:
                api.create_network_acl_entry(NetworkAclId=live.id, Egress=egress, **item)
            elif old != item:
                api.replace_network_acl_entry(NetworkAclId=live.id, Egress=egress, **item)
        for number in sorted(set(was) - numbers):
            api.maybe("delete_network_acl_entry", NO_ENTRY, NetworkAclId=live.id, Egress=egress, RuleNumber=number)
        live.fields[name] = list(wanted)

    @classmethod
    def _move(cls, api, subnets, acl):
        """Put subnets behind an ACL: their present associations are read in one call, and each is replaced."""
        if not subnets:
            return
        filters = [{"Name": "association.subnet-id", "Values": sorted(subnets)}]
        held = {
            item["SubnetId"]: item["NetworkAclAssociationId"]
            for row in api.all("describe_network_acls", "NetworkAcls", Filters=filters)
            for item in row["Associations"]
        }
        for subnet in sorted(set(subnets) & set(held)):
            api.maybe("replace_network_acl_association", NO_ASSOCIATION, AssociationId=held[subnet], NetworkAclId=acl)

    @staticmethod
    def _default(api, vpc):
        filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "default", "Values": ["true"]}]
        return api.all("describe_network_acls", "NetworkAcls", Filters=filters)[0]["NetworkAclId"]

    @classmethod
    def delete(cls, api, live):
        """AWS refuses while subnets stand behind it: they go back to the VPC's default ACL."""
        rows = api.all("describe_network_acls", "NetworkAcls", missing=NO_ACL, NetworkAclIds=[live.id])
        subnets = [item["SubnetId"] for row in rows for item in row["Associations"]]
        if subnets:
            cls._move(api, subnets, cls._default(api, live.fields["VpcId"]))
        api.maybe("delete_network_acl", NO_ACL, NetworkAclId=live.id)
