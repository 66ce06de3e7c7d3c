# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The existing network that the stack stands in: looked up once, before anything is made in it."""

from __future__ import annotations

import functools

from ...aws.ec2.lookups.existing_network import ExistingNetwork

TIERS = ("public_subnet_ids", "private_subnet_ids", "database_subnet_ids")


def look(declaration):
    """The lookup of what ``stack_network`` names, and what has to hold of it."""
    given = declaration.stack.existing.get("network")
    if not given:
        return
    tiers = {tier: given[tier] for tier in TIERS if given.get(tier)}
    ids = sorted({subnet for subnets in tiers.values() for subnet in subnets})
    node = declaration.add(ExistingNetwork, "main", {"VpcId": given["vpc_id"], "SubnetIds": ids})
    for tier, subnets in tiers.items():
        problem = functools.partial(_problem, given["vpc_id"], subnets)
        declaration.expect(
            node["Subnets"], lambda found, problem=problem: not problem(found), "network." + tier, subnets, problem
        )
    if given.get("vpc_cidr"):
        cidr = given["vpc_cidr"]
        declaration.expect(
            node["CidrBlocks"],
            lambda ranges: cidr in ranges,
            "network.vpc_cidr",
            cidr,
            lambda ranges: "the VPC has %s" % ", ".join(ranges),
        )


def _problem(vpc, subnets, found):
    """What is wrong with the subnets of a tier, or an empty text."""
    nowhere = [subnet for subnet in subnets if subnet not in found]
    if nowhere:
        return "subnets that are there are allowed, and %s is not" % ", ".join(nowhere)
    elsewhere = [
        "%s is in %s" % (subnet, found[subnet]["VpcId"]) for subnet in subnets if found[subnet]["VpcId"] != vpc
    ]
    if elsewhere:
        return "subnets of %s are allowed, and %s" % (vpc, ", ".join(elsewhere))
    zones = {found[subnet]["AvailabilityZone"] for subnet in subnets}
    if len(subnets) > 1 and len(zones) == 1:
        return "subnets in two Availability Zones or more are needed, and all are in %s" % ", ".join(zones)
    return ""
