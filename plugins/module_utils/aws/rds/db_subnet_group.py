# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: the subnets that database instances may stand in."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from ...engine.references import is_known
from ..shared.tags import tag_list
from .base import RdsKind, lower

MISSING = "DBSubnetGroupNotFoundFault"


class DbSubnetGroup(RdsKind):
    """A DB subnet group. It is refused deletion while an instance is in it, and for minutes afterwards."""

    kind = "db_subnet_group"
    upkeep = "nothing"
    late_tags = True
    name_field = "DBSubnetGroupName"
    name_limit = 255
    arn_field = "DBSubnetGroupArn"
    resource_type = "rds:subgrp"
    listing = ("describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupName", MISSING)
    uses = ("subnet",)
    delete_retry = ("InvalidDBSubnetGroupStateFault", "InvalidDBSubnetStateFault")
    fields = {
        "DBSubnetGroupName": fields.required(change=fields.REPLACE, canonical=lower),
        "DBSubnetGroupDescription": fields.managed("Subnets of the database"),
        "SubnetIds": fields.required(order="set"),
        "DBSubnetGroupArn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        lives = [cls._live(row) for row in cls.rows(api, scope)]
        if scope.full:
            cls.read_tags(api, lives)
        return lives

    @classmethod
    def _live(cls, row, tags=None):
        values = {name: row[name] for name in ("DBSubnetGroupName", "DBSubnetGroupDescription", "DBSubnetGroupArn")}
        values["SubnetIds"] = [subnet["SubnetIdentifier"] for subnet in row["Subnets"]]
        return Live(row["DBSubnetGroupName"], values, tags)

    @classmethod
    def validate(cls, want):
        # RDS User Guide: a subnet group covers at least two Availability Zones, so it has at least two subnets.
        if is_known(want["SubnetIds"]) and len(want["SubnetIds"]) < 2:
            return ["SubnetIds %s: at least two subnets in two zones are needed" % ", ".join(want["SubnetIds"])]
        return []

    @classmethod
    def create(cls, api, want, tags):
        return cls._live(
            api.create_db_subnet_group(
                DBSubnetGroupName=want["DBSubnetGroupName"],
                DBSubnetGroupDescription=want["DBSubnetGroupDescription"],
                SubnetIds=want["SubnetIds"],
                Tags=tag_list(tags),
            )["DBSubnetGroup"],
            tags,
        )

    @classmethod
    def update(cls, api, live, want, delta):
        return cls._live(
            api.modify_db_subnet_group(
                DBSubnetGroupName=live.id,
                DBSubnetGroupDescription=want["DBSubnetGroupDescription"],
                SubnetIds=want["SubnetIds"],
            )["DBSubnetGroup"],
            live.tags,
        )

    @classmethod
    def refresh(cls, api, live):
        row = cls.row(api, live)
        return cls._live(row, live.tags) if row else None

    @classmethod
    def holders(cls, api, live):
        rows = api.all("describe_db_instances", "DBInstances")
        return [
            "DB instance %s (%s)" % (row["DBInstanceIdentifier"], row["DBInstanceStatus"])
            for row in rows
            if (row.get("DBSubnetGroup") or {}).get("DBSubnetGroupName") == live.id
        ]

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_db_subnet_group", (MISSING,), DBSubnetGroupName=live.id)
