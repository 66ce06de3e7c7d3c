# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VPC endpoints, and the rules that let the services reach them."""

from __future__ import annotations

import re

from ...aws.ec2.security_groups.prefix_list import PrefixList
from ...aws.ec2.vpc_endpoint import VpcEndpoint
from . import endpoint_policies


def add(building):
    """Gateway endpoints in the route tables of their tiers, interface endpoints in the private subnets."""
    options = building.options
    _check(building.declaration, options)
    tables = [
        table["RouteTableId"] for tier in options["gateway_endpoint_tiers"] for table in building.tables.get(tier, ())
    ]
    for service in options["gateway_endpoints"]:
        _endpoint(building, "gateway", service, {"RouteTableIds": tables})
    if options["interface_endpoints"]:
        _interface_endpoints(building)


def _check(declaration, options):
    for service in options["interface_endpoints"]:
        declaration.check(
            re.fullmatch(r"[a-z0-9.-]{2,200}", service),
            "interface_endpoints",
            service,
            "the name of an AWS service such as ecr.api, or the full name of an endpoint service, is allowed",
        )
    endpoint_policies.check(declaration, options)


def _interface_endpoints(building):
    # Private DNS sends everything of the VPC that speaks to the service here, not only our services.
    group = building.group("endpoints", "VPC endpoints")
    building.https_rule("endpoints-vpc", group, False, "AWS services for the VPC", CidrIpv4=building.vpc["CidrBlock"])
    want = {
        "VpcEndpointType": "Interface",
        "PrivateDnsEnabled": True,
        "SecurityGroupIds": [group["GroupId"]],
        "SubnetIds": [subnet["SubnetId"] for subnet in building.subnets["private"].values()],
    }
    for service in building.options["interface_endpoints"]:
        _endpoint(building, "interface", service, want)
    if "service" in building.groups:
        _ways_to_endpoints(building, building.groups["service"], group)
    building.declaration.outputs["endpoints_security_group_id"] = group["GroupId"]


def _ways_to_endpoints(building, services, group):
    building.https_rule(
        "service-endpoints", services, True, "AWS services by VPC endpoint", ReferencedGroupId=group["GroupId"]
    )
    for service in building.options["gateway_endpoints"]:
        # Image layers come from S3: without a way to the internet the services still reach it.
        ranges = building.declaration.add(PrefixList, service, {"PrefixListName": _full_name(building, service)})
        building.https_rule(
            "service-%s" % service,
            services,
            True,
            "%s by gateway endpoint" % service,
            PrefixListId=ranges["PrefixListId"],
        )


def _endpoint(building, form, service, want):
    policy = endpoint_policies.document(building, service)
    name = {"VpcId": building.vpc_id, "ServiceName": _full_name(building, service), "PolicyDocument": policy}
    building.add(VpcEndpoint, "%s-%s" % (form, service), {**name, **want})


def _full_name(building, service):
    """The full name of an endpoint service; AWS's own are com.amazonaws.<region>.<name>, given names stay."""
    full = service.startswith(("com.", "cn.com.", "aws."))
    return service if full else "com.amazonaws.%s.%s" % (building.stack.region, service)
