# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Network ACLs: stateless filters in front of subnets."""

from __future__ import annotations

from ....engine import fields, ownership
from ....engine.errors import SlipwayError
from ....engine.kind import Live, Problem
from ...shared.quotas import quota
from ...shared.tags import tag_dict
from ..base import Ec2Kind, Listing, once_seen
from ..security_groups.security_group_rule import SecurityGroupRule
from .opening import opened

PROTOCOLS = {"all": "-1", "icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58"}
LAST_RULE = 32766  # 32767 is the final "deny" that AWS keeps
NO_ACL = ("InvalidNetworkAclID.NotFound",)
NO_ENTRY = ("InvalidNetworkAclEntry.NotFound", *NO_ACL)
NO_ASSOCIATION = ("InvalidAssociationID.NotFound", "InvalidNetworkAclAssociationID.NotFound")
USUAL, MOST = 20, 40  # entries in one direction: the usual quota, and the largest one
FILTER = 200  # values of one filter (EC2 API Reference, DescribeSecurityGroupRules)
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
    follows = ("security_group_rule",)
    coexist = "new_name"
    on_repeat = "none"
    fields = {
        "VpcId": fields.required(change=fields.REPLACE),
        "Ingress": fields.managed([], order="RuleNumber", canonical=entries),
        "Egress": fields.managed([], order="RuleNumber", canonical=entries),
        "SubnetIds": fields.managed([], order="set"),
        # What tells which entries security group rules need beside those: the Tier, the range Inside, the ports of Answers.
        "Follows": fields.managed(None, change=fields.CREATE_ONLY),
        "NetworkAclId": fields.computed(),
        "RulesOfOthers": fields.computed(),  # security group rules of other stacks in the VPC
    }

    @classmethod
    def follow(cls, want, live, others):
        said = want.get("Follows")
        if not said:
            return {}
        rules = [*others, *live.get("RulesOfOthers", ())]
        entries = opened(want["Ingress"], rules, said["Tier"], said["Inside"], said["Answers"], live.get("Ingress", ()))
        return {"Ingress": entries}

    @classmethod
    def read_late(cls, api, live, want):
        """The rules of other stacks: those that share the VPC reach and are reached through the same ACLs."""
        vpc = live.fields["VpcId"]
        rules = api.once(("rules of all stacks", vpc), lambda: cls._rules(api, vpc))
        others = [rule for owner, rule in rules if owner not in (None, live.stack)]
        return {"RulesOfOthers": others} if others else None

    @staticmethod
    def _rules(api, vpc):
        """(owning stack or None, fields) of all security group rules in a VPC."""
        rows = api.all("describe_security_groups", "SecurityGroups", Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        groups = sorted(row["GroupId"] for row in rows)
        listed = [
            row
            for first in range(0, len(groups), FILTER)
            for row in api.all(
                "describe_security_group_rules",
                "SecurityGroupRules",
                Filters=[{"Name": "group-id", "Values": groups[first : first + FILTER]}],
            )
        ]
        return [(tag_dict(row.get("Tags")).get(ownership.STACK), SecurityGroupRule.shape(row)) for row in listed]

    @classmethod
    def preflight(cls, api, want, live):
        """More entries than usual need a quota that was raised (Amazon VPC quotas, network ACLs: 20, up to 40)."""
        most = max(len(want[name]) for name in DIRECTIONS)
        if most <= USUAL:
            return []
        allowed = quota(api.of("service-quotas"), "vpc", "L-2AEEBF1A") or MOST
        if most <= allowed:
            return []
        text = (
            "%d entries in one direction are too many; the account's quota is %d (vpc/L-2AEEBF1A, at most %d). Give wider ranges, "
            "or let the answers of all come back: network_acl_udp: true"
        )
        return [Problem(text % (most, allowed, MOST))]

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
            wanted, was = set(want["SubnetIds"]), set(live.fields["SubnetIds"])
            cls._take(api, wanted - was, live.id)
            cls._give_back(api, was - wanted, live.fields["VpcId"])
            live.fields["SubnetIds"] = sorted(wanted)
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
    def _take(cls, api, subnets, acl):
        """Put subnets behind an ACL: their present associations are read in one call, and each is replaced."""
        held = once_seen(api, lambda: cls._held(api, subnets), subnets.issubset) if subnets else {}
        unseen = subnets.difference(held)
        if unseen:
            raise SlipwayError("the subnets %s are not visible yet; run again" % ", ".join(sorted(unseen)))
        for subnet in sorted(subnets):
            api.replace_network_acl_association(AssociationId=held[subnet], NetworkAclId=acl)

    @classmethod
    def _give_back(cls, api, subnets, vpc):
        """Put subnets behind the VPC's default ACL; those that are gone need nothing."""
        held = cls._held(api, subnets) if subnets else {}
        if not held:
            return
        filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "default", "Values": ["true"]}]
        default = api.all("describe_network_acls", "NetworkAcls", Filters=filters)[0]["NetworkAclId"]
        for _subnet, association in sorted(held.items()):
            api.maybe(
                "replace_network_acl_association", NO_ASSOCIATION, AssociationId=association, NetworkAclId=default
            )

    @staticmethod
    def _held(api, subnets):
        """Association by subnet; the listing shows the other subnets of the same ACLs too."""
        filters = [{"Name": "association.subnet-id", "Values": sorted(subnets)}]
        return {
            item["SubnetId"]: item["NetworkAclAssociationId"]
            for row in api.all("describe_network_acls", "NetworkAcls", Filters=filters)
            for item in row["Associations"]
            if item["SubnetId"] in subnets
        }

    @classmethod
    def delete(cls, api, live):
        """AWS refuses while subnets stand behind it: they go back to the VPC's default ACL."""
        rows = api.all("describe_network_acls", "NetworkAcls", missing=NO_ACL, NetworkAclIds=[live.id])
        cls._give_back(api, {item["SubnetId"] for row in rows for item in row["Associations"]}, live.fields["VpcId"])
        api.maybe("delete_network_acl", NO_ACL, NetworkAclId=live.id)
