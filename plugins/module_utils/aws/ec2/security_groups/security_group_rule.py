# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Security group rules: each an object with tags, so that several capabilities and stacks can share a group."""

from __future__ import annotations

import ipaddress
import re

from ....engine import fields, ownership
from ....engine.errors import AwsError, SlipwayError
from ....engine.kind import Live
from ....engine.references import is_known
from ...shared.tags import tag_dict
from ..base import Ec2Kind, Listing

PROTOCOLS = {"all": "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
DESCRIPTION = re.compile(r"[A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]{1,255}")
# Each source or destination as the permission shape of the authorize calls wants it: (list, member)
SOURCES = {
    "CidrIpv4": ("IpRanges", "CidrIp"),
    "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "PrefixListId": ("PrefixListIds", "PrefixListId"),
    "ReferencedGroupId": ("UserIdGroupPairs", "GroupId"),
}
CONTENT = ("GroupId", "IsEgress", "IpProtocol", "FromPort", "ToPort", *SOURCES)


def protocol(value):
    """A protocol as AWS shows it."""
    return PROTOCOLS.get(str(value).lower(), str(value).lower()) if is_known(value) else value


def cidr(value):
    """A range as AWS stores it: without host bits. What is no range passes unchanged."""
    if not isinstance(value, str) or not is_known(value):
        return value
    try:
        return str(ipaddress.ip_network(value, strict=False))
    except ValueError:
        return value


def _is_range(text, version):
    try:
        return ipaddress.ip_network(text, strict=False).version == version
    except ValueError:
        return False


def is_default_egress(permissions):
    """True where a group's egress permissions hold the rule that AWS adds to new groups, which has no description."""
    return any(
        item.get("IpProtocol") == "-1"
        and any(
            part.get("CidrIp") == "0.0.0.0/0" and not part.get("Description") for part in item.get("IpRanges") or []
        )
        for item in permissions or []
    )


class SecurityGroupRule(Ec2Kind):
    """One rule of a group, from or to one source. Nobody notices its replacement by an equal one."""

    kind = "security_group_rule"
    telling = ("FromPort", "CidrIpv4", "Description")
    tag_type = "security-group-rule"
    listing = Listing(
        "describe_security_group_rules",
        "SecurityGroupRules",
        "SecurityGroupRuleId",
        "SecurityGroupRuleIds",
        ("InvalidSecurityGroupRuleId.NotFound",),
    )
    uses = ("security_group", "prefix_list", "vpc", "elastic_ip")
    needs = ("security_group",)
    exclusive_in = "GroupId"
    coexist = "new_name"
    replace_freely = True
    shared = True
    fields = {
        "GroupId": fields.required(change=fields.REPLACE),
        "IsEgress": fields.required(change=fields.REPLACE),
        "IpProtocol": fields.required(canonical=protocol),
        "FromPort": fields.managed(-1),
        "ToPort": fields.managed(-1),
        "CidrIpv4": fields.optional(canonical=cidr),
        "CidrIpv6": fields.optional(canonical=cidr),
        "PrefixListId": fields.optional(),
        "ReferencedGroupId": fields.optional(),
        "Description": fields.required(),
        "SecurityGroupRuleId": fields.computed(),
    }

    @classmethod
    def shape(cls, row):
        values = super().shape(row)
        group = (row.get("ReferencedGroupInfo") or {}).get("GroupId")
        return {**values, "ReferencedGroupId": group} if group else values

    @classmethod
    def live(cls, row, tags=None):
        values = cls.shape(row)
        return Live(
            row["SecurityGroupRuleId"],
            values,
            tag_dict(row.get("Tags")) if tags is None else dict(tags),
            parent=row["GroupId"],
        )

    @classmethod
    def content(cls, values):
        """What makes two rules the same to AWS: all but the description."""
        return tuple(
            cls.fields[name].canonical(values[name])
            if cls.fields[name].canonical and values.get(name)
            else values.get(name)
            for name in CONTENT
        )

    key = content

    @classmethod
    def observe(cls, api, scope):
        """The rules of our groups, and our rules in the groups that wishes name.

        An untagged rule that equals a wish is left out: ``create`` takes it over. In somebody else's group, another stack's
        that equals a wish serves both, since AWS takes no second one (AuthorizeSecurityGroupEgress, duplicate rules).
        """
        ours = {group.id for group in scope.parents("security_group")}
        mine = {group.id for group in scope.parents("security_group") if group.stack == scope.owner}
        groups = sorted(ours | set(scope.named("GroupId")))
        filters = [[{"Name": "group-id", "Values": groups}]] if groups else []
        filters += [scope.tag_filters()] if scope.full else []
        rows = {
            row["SecurityGroupRuleId"]: row
            for listed in api.map(
                lambda item: api.all(cls.listing.operation, cls.listing.member, Filters=item), filters
            )
            for row in listed
        }
        wished = {cls.content(want) for want in scope.wants if is_known(want)}
        result = []
        for _id, row in sorted(rows.items()):
            live = cls.live(row)
            if ownership.STACK in live.tags:
                if live.tags[ownership.STACK] in scope.owners:
                    result.append(live)
                elif cls.content(live.fields) in wished and row["GroupId"] not in mine:
                    live.note = "%s of the stack %s serves this one too" % (live.id, live.tags[ownership.STACK])
                    result.append(live)
            elif (
                row["GroupId"] in ours and cls.content(live.fields) not in wished and not cls._added_by_aws(live.fields)
            ):
                result.append(live)
        return result

    @staticmethod
    def _added_by_aws(values):
        return (
            values["IsEgress"]
            and values["IpProtocol"] == "-1"
            and values.get("CidrIpv4") == "0.0.0.0/0"
            and not values.get("Description")
        )

    @classmethod
    def validate(cls, want):
        problems = []
        if sum(bool(want.get(name)) for name in SOURCES) != 1:
            problems.append("exactly one of %s is needed" % ", ".join(SOURCES))
        for name, version in (("CidrIpv4", 4), ("CidrIpv6", 6)):
            if want.get(name) and is_known(want[name]) and not _is_range(want[name], version):
                problems.append("%s %r: an IPv%d range is needed" % (name, want[name], version))
        if is_known(want["Description"]) and not DESCRIPTION.fullmatch(want["Description"]):
            problems.append(
                "Description %r: up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* are allowed"
                % want["Description"]
            )
        return problems

    @classmethod
    def create(cls, api, want, tags):
        authorize = api.authorize_security_group_egress if want["IsEgress"] else api.authorize_security_group_ingress
        try:
            row = authorize(
                GroupId=want["GroupId"],
                IpPermissions=[cls._permission(want)],
                TagSpecifications=cls.specification(tags),
            )["SecurityGroupRules"][0]
        except AwsError as error:
            if error.code != "InvalidPermission.Duplicate":
                raise
            return cls._take_over(api, want, tags)
        return cls.live(row, tags)

    @classmethod
    def _take_over(cls, api, want, tags):
        """The same rule is there already: ours to tag where the group is ours and nobody has claimed the rule."""
        rows = api.all(
            cls.listing.operation, cls.listing.member, Filters=[{"Name": "group-id", "Values": [want["GroupId"]]}]
        )
        live = next(live for live in map(cls.live, rows) if cls.content(live.fields) == cls.content(want))
        group = api.describe_security_groups(GroupIds=[want["GroupId"]])["SecurityGroups"][0]
        free = (
            ownership.STACK not in live.tags
            and tag_dict(group.get("Tags")).get(ownership.STACK) == tags[ownership.STACK]
        )
        # Another stack's rule at the same address, in a group that both share, serves both.
        own, other = live.tags.get(ownership.STACK) == tags[ownership.STACK], live.tags.get(ownership.ADDRESS)
        if own and other != tags[ownership.ADDRESS]:
            raise SlipwayError(
                "%s: the security group %s has the same rule already (%s), as %s; declare one of them only"
                % (tags[ownership.ADDRESS], want["GroupId"], live.id, other)
            )
        if not free and other != tags[ownership.ADDRESS]:
            next_step = ownership.stranger(live.id, live.tags.get(ownership.STACK), tags[ownership.ADDRESS])
            raise SlipwayError(
                "%s: the security group %s has the same rule already: %s"
                % (tags[ownership.ADDRESS], want["GroupId"], next_step)
            )
        return live

    @staticmethod
    def _permission(want):
        name = next(name for name in SOURCES if want.get(name))
        group, member = SOURCES[name]
        ports = {} if protocol(want["IpProtocol"]) == "-1" else {"FromPort": want["FromPort"], "ToPort": want["ToPort"]}
        return {
            "IpProtocol": protocol(want["IpProtocol"]),
            **ports,
            group: [{member: cidr(want[name]), "Description": want["Description"]}],
        }

    @classmethod
    def update(cls, api, live, want, delta):
        rule = {
            name: cidr(want[name]) if name in SOURCES else want[name]
            for name in ("FromPort", "ToPort", "Description", *SOURCES)
            if want.get(name) is not None
        }
        rule["IpProtocol"] = protocol(want["IpProtocol"])
        api.modify_security_group_rules(
            GroupId=want["GroupId"], SecurityGroupRules=[{"SecurityGroupRuleId": live.id, "SecurityGroupRule": rule}]
        )
        kept = {
            name: live.fields[name] for name in ("GroupId", "IsEgress", "SecurityGroupRuleId") if name in live.fields
        }
        live.fields = {**kept, **rule}
        return live

    @classmethod
    def delete(cls, api, live):
        revoke = "revoke_security_group_egress" if live.fields["IsEgress"] else "revoke_security_group_ingress"
        api.maybe(
            revoke,
            ("InvalidSecurityGroupRuleId.NotFound", "InvalidGroup.NotFound", "InvalidPermission.NotFound"),
            GroupId=live.fields["GroupId"],
            SecurityGroupRuleIds=[live.id],
        )
