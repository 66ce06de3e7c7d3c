# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Route tables, their routes, and which subnets use them."""

from __future__ import annotations

import ipaddress

from ..engine import fields
from ..engine.errors import AwsError
from ..engine.kind import Kind, Live
from ..engine.references import is_known
from .common import tag_dict
from .ec2 import Ec2Kind, Listing

DESTINATIONS = ("DestinationCidrBlock", "DestinationPrefixListId")
TARGETS = ("GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId")
NO_TABLE = ("InvalidRouteTableID.NotFound",)


class RouteTable(Ec2Kind):
    """A route table. Routes and associations are parts; they are read off the same rows, kept in ``raw``."""

    kind = "route_table"
    tag_type = "route-table"
    listing = Listing("describe_route_tables", "RouteTables", "RouteTableId", "RouteTableIds", NO_TABLE)
    uses = ("vpc",)
    coexist = "new_name"
    on_repeat = "none"
    fields = {
        "VpcId": fields.required(change=fields.REPLACE),
        "RouteTableId": fields.computed(),
    }

    @classmethod
    def live(cls, row, tags=None):
        return Live(
            row["RouteTableId"], cls.shape(row), tag_dict(row.get("Tags")) if tags is None else dict(tags), raw=row
        )

    @classmethod
    def create(cls, api, want, tags):
        return cls.live(
            api.create_route_table(VpcId=want["VpcId"], TagSpecifications=cls.specification(tags))["RouteTable"], tags
        )

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_route_table", NO_TABLE, RouteTableId=live.id)


class Route(Kind):
    """One route of our own table.

    What AWS or a gateway endpoint put there is not ours: the local route (its origin is the table's creation),
    propagated routes, and those to an endpoint. Another target is set in place, without a gap (ReplaceRoute).
    """

    kind = "route"
    service = "ec2"
    identity = "part"
    taggable = False
    needs = ("route_table",)
    uses = ("route_table", "internet_gateway", "nat_gateway")
    exclusive_in = "RouteTableId"
    # It refers to gateways that go before or with its table.
    dies_with_parent = False
    replace_freely = True
    fields = {
        "RouteTableId": fields.required(change=fields.REPLACE),
        **{name: fields.optional(change=fields.REPLACE) for name in DESTINATIONS},
        **{name: fields.optional() for name in TARGETS},
    }

    @classmethod
    def key(cls, values):
        return (values.get("RouteTableId"), *(values.get(name) for name in DESTINATIONS))

    @classmethod
    def observe(cls, api, scope):
        return [
            cls._live(table.id, row)
            for table in scope.parents("route_table")
            for row in (table.raw or {}).get("Routes", ())
            if row.get("Origin") == "CreateRoute"
            and not row.get("GatewayId", "").startswith("vpce-")
            and any(row.get(name) for name in DESTINATIONS)
        ]

    @classmethod
    def _live(cls, table, row):
        values = {name: row[name] for name in (*DESTINATIONS, *TARGETS) if row.get(name)}
        destination = next(values[name] for name in DESTINATIONS if name in values)
        return Live("%s %s" % (table, destination), {"RouteTableId": table, **values}, parent=table)

    @classmethod
    def validate(cls, want):
        cidr = want.get("DestinationCidrBlock")
        if cidr and is_known(cidr) and str(ipaddress.ip_network(cidr, strict=False)) != cidr:
            return [
                "DestinationCidrBlock %s: AWS stores %s; write that" % (cidr, ipaddress.ip_network(cidr, strict=False))
            ]
        return []

    @classmethod
    def create(cls, api, want, tags):
        api.create_route(**cls._arguments(want))
        return cls._live(want["RouteTableId"], want)

    @classmethod
    def update(cls, api, live, want, delta):
        api.replace_route(**cls._arguments(want))
        return cls._live(want["RouteTableId"], want)

    @staticmethod
    def _arguments(want):
        return {name: want[name] for name in ("RouteTableId", *DESTINATIONS, *TARGETS) if want.get(name)}

    @classmethod
    def delete(cls, api, live):
        arguments = {name: live.fields[name] for name in ("RouteTableId", *DESTINATIONS) if live.fields.get(name)}
        api.maybe("delete_route", ("InvalidRoute.NotFound", *NO_TABLE), **arguments)


class RouteTableAssociation(Kind):
    """Which table a subnet uses: a part of the subnet, which has one. Without it the VPC's main table counts."""

    kind = "route_table_association"
    service = "ec2"
    identity = "part"
    taggable = False
    needs = ("subnet", "route_table")
    uses = ("subnet", "route_table")
    # AWS keeps a table while a subnet uses it.
    dies_with_parent = False
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
