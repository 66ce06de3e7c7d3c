# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.ec2.availability_zone import AvailabilityZone
from ...aws.ec2.internet_gateway import InternetGateway
from ...aws.ec2.network_acls.network_acl import NetworkAcl
from ...aws.ec2.security_groups.default_security_group import DefaultSecurityGroup
from ...aws.ec2.subnet import Subnet
from ...aws.ec2.vpc import Vpc
from ...aws.service_quotas.service_quota import ELASTIC_IPS, VPCS, ServiceQuota
from ...engine.declaring import Declaration
from ..shared.handed import handed
from . import acls, endpoints, flow_logs, routes
from .building import Building
from .options import GROUPS, OPTIONS
from .subnetting import TIERS, layout


def declare(options, stack, instance="main"):
    """The Declaration of a network. In a VPC that is not this stack's only its security groups are made."""
    declaration = Declaration("network", stack, instance)
    building = Building(declaration, options)
    if options["vpc_id"] or stack.foreign("network"):
        building.vpc_id = declaration.neighbour("network", "vpc_id", options["vpc_id"], option="vpc_id")
        _security_groups(building)
    else:
        _own_vpc(building)
    building.finish()
    return declaration


def _own_vpc(building):
    options = building.options
    plan = layout(building.declaration, options)
    nat_letters = routes.nat_letters(building.declaration, options, plan.letters)
    _vpc(building)
    if options["check_quotas"]:
        _quotas(building, nat_letters)
    _subnets(building, plan)
    routes.add(building, nat_letters)
    if options["acls"]:
        _network_acls(building)
    _security_groups(building)
    endpoints.add(building)
    if options["flow_logs"]:
        flow_logs.add(building)


def _vpc(building):
    building.vpc = building.add(Vpc, "main", handed(building.options, OPTIONS, Vpc))
    building.vpc_id = building.vpc["VpcId"]
    building.declaration.add(DefaultSecurityGroup, "main", {"VpcId": building.vpc_id})
    building.gateway = building.add(InternetGateway, "main", {"VpcId": building.vpc_id})
    building.declaration.outputs.update(vpc_id=building.vpc_id, vpc_cidr=building.options["cidr"])


def _quotas(building, nat_letters):
    """What the stack needs must fit into the account's quotas; with what it has already, nothing is asked."""
    needed = {"vpcs": (VPCS, 1), "elastic_ips": (ELASTIC_IPS, len(nat_letters))}
    for name, (quota, count) in needed.items():
        if not count:
            continue
        node = building.declaration.add(ServiceQuota, name, {**quota, "Needed": count})

        names = (quota["QuotaName"], quota["ServiceCode"], quota["QuotaCode"])

        def allowed(missing, names=names):
            return (
                "the account's quota %r leaves %d too few; raise %s/%s in Service Quotas, remove some, or give false "
                "to try all the same" % (names[0], missing, *names[1:])
            )

        building.declaration.expect(node["Missing"], lambda missing: not missing, "check_quotas", True, allowed)


def _subnets(building, plan):
    """A subnet of each tier in each zone."""
    options, declaration = building.options, building.declaration
    names = options["zones"] or []
    building.subnets = {tier: {} for tier in plan.subnets}
    for index, letter in enumerate(plan.letters):
        wish = {"Name": names[index]} if names else {"Index": index}
        zone = declaration.add(AvailabilityZone, letter, {"RegionName": building.stack.region, **wish})
        for tier, cidrs in plan.subnets.items():
            name = "%s-%s" % (tier, letter)
            want = {
                "VpcId": building.vpc_id,
                "CidrBlock": cidrs[letter],
                "AvailabilityZone": zone["ZoneName"],
                **handed(options, OPTIONS, Subnet, name),
            }
            # A zone by count is chosen once. A load balancer in a public subnet needs the attached gateway.
            building.subnets[tier][letter] = building.add(
                Subnet,
                name,
                want,
                delegated=() if names else ("AvailabilityZone",),
                after=[building.gateway] if tier == "public" else (),
            )
    for tier in TIERS:
        nodes = building.subnets.get(tier, {}).values()
        declaration.outputs["%s_subnet_ids" % tier] = [node["SubnetId"] for node in nodes]
    declaration.outputs["zones"] = [node["AvailabilityZone"] for node in building.subnets["public"].values()]


def _network_acls(building):
    entries = acls.entries(building.declaration, building.options)
    for tier, subnets in building.subnets.items():
        ids = [subnet["SubnetId"] for subnet in subnets.values()]
        follows = {"Tier": tier, "Inside": building.options["cidr"], "Answers": entries["answers"]}
        want = {"VpcId": building.vpc_id, **entries[tier], "SubnetIds": ids, "Follows": follows}
        building.add(NetworkAcl, tier, want)


def _security_groups(building):
    for name in building.options["security_groups"]:
        group = building.group(name, GROUPS[name])
        building.declaration.outputs["%s_security_group_id" % name] = group["GroupId"]
