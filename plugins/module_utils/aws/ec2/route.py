# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EC2: routes."""

from __future__ import annotations

import ipaddress

from ...engine import fields
from ...engine.kind import Kind, Live
from ...engine.references import is_known
from .route_table import NO_TABLE

DESTINATIONS = ("DestinationCidrBlock", "DestinationPrefixListId")
TARGETS = ("GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId")


class Route(Kind):
    """One route of our own table.

    What AWS or a gateway endpoint put there is not ours: the local route (its origin is the table's creation),
    propagated routes, and those to an endpoint. Another target is set in place, without a gap (ReplaceRoute).
    """

    kind = "route"
    service = "ec2"
    telling = ("DestinationCidrBlock",)
    identity = "part"
    taggable = False
    needs = ("route_table",)
    uses = ("route_table", "internet_gateway", "nat_gateway")
    exclusive_in = "RouteTableId"
    # It refers to gateways that go before or with its table.
    deleted_with_parent = False
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
