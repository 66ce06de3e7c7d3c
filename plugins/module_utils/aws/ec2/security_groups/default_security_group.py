# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EC2: the default security group of a VPC, emptied."""

from __future__ import annotations

from ....engine import fields
from ....engine.errors import SlipwayError
from ....engine.kind import Kind, Live
from ..base import once_seen


class DefaultSecurityGroup(Kind):
    """The group that every VPC has and that cannot be deleted: without any rule it lets nothing pass.

    A part of the VPC. Its "creation" closes one direction, the update straight after it the other.
    """

    kind = "default_security_group"
    service = "ec2"
    identity = "part"
    taggable = False
    needs = ("vpc",)
    uses = ("vpc",)
    on_repeat = "upsert"
    fields = {
        "VpcId": fields.required(change=fields.REPLACE),
        "IpPermissions": fields.managed([], exact=True),
        "IpPermissionsEgress": fields.managed([], exact=True),
        "GroupId": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values.get("VpcId")

    @classmethod
    def observe(cls, api, scope):
        vpcs = sorted(vpc.id for vpc in scope.parents("vpc") if vpc.stack == scope.owner)
        return cls._read(api, vpcs) if vpcs else []

    @classmethod
    def _read(cls, api, vpcs):
        filters = [{"Name": "vpc-id", "Values": vpcs}, {"Name": "group-name", "Values": ["default"]}]
        return [
            Live(
                row["GroupId"],
                {
                    "IpPermissions": [],
                    "IpPermissionsEgress": [],
                    **{name: row[name] for name in cls.fields if name in row},
                },
                parent=row["VpcId"],
            )
            for row in api.all("describe_security_groups", "SecurityGroups", Filters=filters)
        ]

    @classmethod
    def create(cls, api, want, tags):
        found = once_seen(api, lambda: cls._read(api, [want["VpcId"]]), bool)
        if not found:
            raise SlipwayError("the default security group of %s is not visible yet; run again" % want["VpcId"])
        live = found[0]
        if live.fields["IpPermissions"]:
            cls._revoke(api, live, "IpPermissions")
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        for name in ("IpPermissions", "IpPermissionsEgress"):
            if delta.touches(name):
                cls._revoke(api, live, name)
        return live

    @classmethod
    def _revoke(cls, api, live, name):
        revoke = "revoke_security_group_egress" if name.endswith("Egress") else "revoke_security_group_ingress"
        api.maybe(revoke, ("InvalidPermission.NotFound",), GroupId=live.id, IpPermissions=live.fields[name])
        live.fields[name] = []

    @classmethod
    def delete(cls, api, live):
        """Goes with its VPC."""
