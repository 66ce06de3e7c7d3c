# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The ways out of the subnets: NAT gateways, route tables and routes."""

from __future__ import annotations

from ...aws.ec2.elastic_ip import ElasticIp
from ...aws.ec2.nat_gateway import NatGateway
from ...aws.ec2.route import Route
from ...aws.ec2.route_table import RouteTable
from ...aws.ec2.route_table_association import RouteTableAssociation
from .options import TARGETS
from .subnetting import network

ANYWHERE = "0.0.0.0/0"


def nat_letters(declaration, options, letters):
    """The letters of the zones that have a NAT gateway."""
    zone, region = options["nat_gateway_zone"], declaration.stack.region
    named = {name: letter for letter in letters for name in (letter, region + letter)}
    declaration.check(
        zone is None or zone in named,
        "nat_gateway_zone",
        zone,
        "one of the network's zones is allowed: %s" % ", ".join(sorted(named)),
    )
    return {"per_zone": letters, "single": (named.get(zone, letters[0]),), "none": ()}[options["nat_gateways"]]


def add(building, nat_letters):
    """A table for the public subnets and one for each private one, always: another NAT mode moves no subnet.

    The isolated subnets have one that leads nowhere.

    :param nat_letters: the letters of the zones that have a NAT gateway
    """
    outputs = building.declaration.outputs
    gateways, addresses = {}, []
    for letter in nat_letters:
        address = building.add(ElasticIp, "nat-%s" % letter, {})
        want = {
            "SubnetId": building.subnets["public"][letter]["SubnetId"],
            "AllocationId": address["AllocationId"],
        }
        gateways[letter] = building.add(NatGateway, letter, want)
        addresses.append(address["PublicIp"])
    outputs["egress_addresses"] = addresses
    internet = {"GatewayId": building.gateway["InternetGatewayId"]}
    building.tables = {"public": [_table(building, "public", internet, building.subnets["public"].values())]}
    building.tables["private"] = []
    for letter, subnet in building.subnets["private"].items():
        nat = gateways.get(letter) or next(iter(gateways.values()), None)
        target = {"NatGatewayId": nat["NatGatewayId"]} if nat else None
        building.tables["private"].append(_table(building, "private-%s" % letter, target, [subnet]))
    if "isolated" in building.subnets:
        building.tables["isolated"] = [_table(building, "isolated", None, building.subnets["isolated"].values())]
    for tier in ("private", "isolated"):
        outputs[tier + "_route_table_ids"] = [table["RouteTableId"] for table in building.tables.get(tier, ())]
    for item in building.options["routes"]:
        _free_route(building, item)


def _table(building, name, target, subnets):
    table = building.add(RouteTable, name, {"VpcId": building.vpc_id})
    if target:
        _route(building, "%s-default" % name, table, ANYWHERE, target)
    for subnet in subnets:
        want = {"SubnetId": subnet["SubnetId"], "RouteTableId": table["RouteTableId"]}
        building.declaration.add(RouteTableAssociation, subnet.address.split("/")[-1], want)
    return table


def _route(building, name, table, destination, target):
    want = {"RouteTableId": table["RouteTableId"], "DestinationCidrBlock": destination, **target}
    building.declaration.add(Route, name, want)


def _free_route(building, item):
    declaration, cidr = building.declaration, building.options["cidr"]

    def check(condition, allowed):
        declaration.check(condition, "routes", item, allowed)

    destination = network(item["destination"])
    check(
        destination is not None and destination.prefixlen > 0,
        "a destination without host bits, such as 10.8.0.0/16, other than 0.0.0.0/0 is needed",
    )
    check(not destination.overlaps(network(cidr)), "a destination outside network_cidr %s is needed" % cidr)
    target = {field: item[option] for option, field in TARGETS.items() if item[option]}
    check(len(target) == 1, "exactly one of %s is needed" % ", ".join(TARGETS))
    check(item["tier"] in (*building.tables, "all"), "tier isolated needs network_isolated: true")
    tables = [table for tier in building.tables if item["tier"] in (tier, "all") for table in building.tables[tier]]
    for table in tables:
        name = "%s-%s" % (table.address.split("/")[-1], str(destination).replace("/", "_"))
        taken = any(node.address.endswith("/route/" + name) for node in declaration.nodes)
        check(not taken, "each destination is given once for a tier")
        _route(building, name, table, str(destination), target)
