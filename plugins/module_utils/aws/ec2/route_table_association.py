# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EC2: which subnet uses which route table."""

from __future__ import annotations

from ...engine import fields
from ...engine.errors import AwsError
from ...engine.kind import Kind, Live


class RouteTableAssociation(Kind):
    """Which table a subnet uses: a part of the subnet, which has one. Without it the VPC's main table counts."""

    kind = "route_table_association"
    service = "ec2"
    identity = "part"
    taggable = False
    needs = ("subnet", "route_table")
    uses = ("subnet", "route_table")
    # AWS keeps a table while a subnet uses it.
    deleted_with_parent = False
    on_repeat = "unique"
    fields = {
        "SubnetId": fields.required(change=fields.REPLACE),
        "RouteTableId": fields.required(),
        "AssociationId": fields.computed(fields.EACH_UPDATE),
    }

    @classmethod
    def key(cls, values):
        return values.get("SubnetId")

    @classmethod
    def observe(cls, api, scope):
        subnets = {subnet.id for subnet in scope.parents("subnet")}
        return [
            cls._live(row["SubnetId"], table.id, row["RouteTableAssociationId"])
            for table in scope.parents("route_table")
            for row in (table.raw or {}).get("Associations", ())
            if row.get("SubnetId") in subnets and row.get("AssociationState", {}).get("State") != "disassociated"
        ]

    @staticmethod
    def _live(subnet, table, association):
        return Live(
            association, {"SubnetId": subnet, "RouteTableId": table, "AssociationId": association}, parent=subnet
        )

    @classmethod
    def create(cls, api, want, tags):
        try:
            answer = api.associate_route_table(SubnetId=want["SubnetId"], RouteTableId=want["RouteTableId"])
        except AwsError as error:
            if error.code != "Resource.AlreadyAssociated":
                raise
            # A table that is not this stack's has the subnet.
            filters = [{"Name": "association.subnet-id", "Values": [want["SubnetId"]]}]
            held = next(
                row["RouteTableAssociationId"]
                for table in api.all("describe_route_tables", "RouteTables", Filters=filters)
                for row in table["Associations"]
                if row.get("SubnetId") == want["SubnetId"]
            )
            return cls._replace(api, held, want)
        return cls._live(want["SubnetId"], want["RouteTableId"], answer["AssociationId"])

    @classmethod
    def update(cls, api, live, want, delta):
        return cls._replace(api, live.id, want)

    @classmethod
    def _replace(cls, api, association, want):
        answer = api.replace_route_table_association(AssociationId=association, RouteTableId=want["RouteTableId"])
        return cls._live(want["SubnetId"], want["RouteTableId"], answer["NewAssociationId"])

    @classmethod
    def delete(cls, api, live):
        api.maybe("disassociate_route_table", ("InvalidAssociationID.NotFound",), AssociationId=live.id)
