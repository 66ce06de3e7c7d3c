# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Security groups, and the default group of a VPC."""

from __future__ import annotations

import re

from ....engine import fields
from ....engine.kind import Live
from ....engine.references import is_known
from .. import holding
from ..base import Ec2Kind, Listing
from .security_group_rule import is_default_egress

NO_GROUP = ("InvalidGroup.NotFound", "InvalidGroupId.NotFound")
NAME = re.compile(r"(?!sg-)[A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]{1,255}")
ALL_IPV4 = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


class SecurityGroup(Ec2Kind):
    """A security group without rules: each rule is an object of its own.

    ``DefaultEgress`` is the rule that AWS puts into every new group of a VPC (everything out, to anywhere). It has no
    description, ours always do; it is closed right after creation.
    """

    kind = "security_group"
    telling = ("GroupName",)
    console = "ec2/home?region={region}#SecurityGroup:groupId={id}"
    upkeep = "nothing"
    tag_type = "security-group"
    listing = Listing("describe_security_groups", "SecurityGroups", "GroupId", "GroupIds", NO_GROUP)
    uses = ("vpc",)
    coexist = "new_name"
    name_field = "GroupName"
    name_limit = 255
    # Interfaces of load balancers, tasks and functions stay for minutes after their owners are gone.
    delete_timeout = 1800
    fields = {
        "GroupName": fields.required(change=fields.REPLACE),
        "Description": fields.required(change=fields.REPLACE),
        "VpcId": fields.required(change=fields.REPLACE),
        "DefaultEgress": fields.managed(False),
        "GroupId": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values.get("VpcId"), values.get("GroupName")

    @classmethod
    def shape(cls, row):
        return {
            **{name: row[name] for name in ("GroupName", "Description", "VpcId", "GroupId")},
            "DefaultEgress": is_default_egress(row.get("IpPermissionsEgress")),
        }

    @classmethod
    def observe(cls, api, scope):
        lives = super().observe(api, scope)
        # A wished name that is not among ours may be somebody else's.
        missing = sorted(set(scope.named("GroupName")) - {live.fields["GroupName"] for live in lives})
        if missing:
            filters = [{"Name": "group-name", "Values": missing}]
            lives += [cls.live(row) for row in api.all(cls.listing.operation, cls.listing.member, Filters=filters)]
        return lives

    @classmethod
    def validate(cls, want):
        return [
            "%s %r: up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* are allowed, not beginning with sg-"
            % (name, want[name])
            for name in ("GroupName", "Description")
            if is_known(want[name]) and not NAME.fullmatch(want[name])
        ]

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_security_group(
            GroupName=want["GroupName"],
            Description=want["Description"],
            VpcId=want["VpcId"],
            TagSpecifications=cls.specification(tags),
        )
        # A new group lets everything out (CreateSecurityGroup's documentation).
        return Live(
            row["GroupId"],
            {
                "GroupId": row["GroupId"],
                "DefaultEgress": True,
                **{name: want[name] for name in ("GroupName", "Description", "VpcId")},
            },
            dict(tags),
        )

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches("DefaultEgress"):
            if want["DefaultEgress"]:
                api.maybe(
                    "authorize_security_group_egress",
                    ("InvalidPermission.Duplicate",),
                    GroupId=live.id,
                    IpPermissions=ALL_IPV4,
                )
            else:
                api.maybe(
                    "revoke_security_group_egress",
                    ("InvalidPermission.NotFound",),
                    GroupId=live.id,
                    IpPermissions=ALL_IPV4,
                )
            live.fields["DefaultEgress"] = want["DefaultEgress"]
        return live

    @classmethod
    def holders(cls, api, live):
        """Rules of other groups are looked for where no interface holds it: one that holds it says enough."""
        return holding.interfaces(api, group_id=live.id) or holding.referring_groups(api, live.id)

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_security_group", NO_GROUP, GroupId=live.id)
