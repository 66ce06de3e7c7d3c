"""VPCs and subnets: sizes, and what keeps them from being deleted."""

from __future__ import annotations

import os
from typing import Any

from moto.ec2.models import ec2_backends

from simulator.core.handlers import AwsError, Call, operation

from .cidr import check_size
from .interfaces import held


def _dependency(message: str) -> AwsError:
    return AwsError("DependencyViolation", message)


@operation("ec2", "CreateVpc", "AssociateVpcCidrBlock")
def create_vpc(call: Call) -> dict[str, Any]:
    params = dict(call.params)
    if params.get("CidrBlock"):
        params["CidrBlock"] = check_size(params["CidrBlock"], "InvalidVpc.Range")
    return call.forward(params)


@operation("ec2", "CreateSubnet")
def create_subnet(call: Call) -> dict[str, Any]:
    params = dict(call.params)
    if params.get("CidrBlock"):
        params["CidrBlock"] = check_size(params["CidrBlock"], "InvalidSubnet.Range")
    zone = params.get("AvailabilityZone")
    zones = [item.name for item in ec2_backends[call.account][call.region].describe_availability_zones()]
    if zone and zone not in zones:
        raise AwsError(
            "InvalidParameterValue",
            f"Value ({zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the "
            f"following availability zones: {', '.join(zones)}.",
        )
    return call.forward(params)


@operation("ec2", "DeleteSubnet")
def delete_subnet(call: Call) -> dict[str, Any]:
    subnet_id = call.params["SubnetId"]
    if any(interface.subnet_id == subnet_id for interface in held(call.account, call.region)):
        raise _dependency(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
    answer = call.forward()
    # Its association with a route table goes with it (VPC User Guide, delete a subnet); moto keeps it.
    for table in ec2_backends[call.account][call.region].route_tables.values():
        for association in [key for key, target in table._associations.items() if target == subnet_id]:
            del table._associations[association]
    return answer


@operation("ec2", "DeleteVpc")
def delete_vpc(call: Call) -> dict[str, Any]:  # B14
    """Default group, main route table and default ACL go with the VPC, everything else has to be gone."""
    vpc_id = call.params["VpcId"]
    ec2 = ec2_backends[call.account][call.region]
    left = [
        *(subnet for zone in ec2.subnets.values() for subnet in zone.values() if subnet.vpc_id == vpc_id),
        *(gateway for gateway in ec2.internet_gateways.values() if gateway.vpc and gateway.vpc.id == vpc_id),
        *(group for group in ec2.groups.get(vpc_id, {}).values() if group.name != "default"),
        *(acl for acl in ec2.network_acls.values() if acl.vpc_id == vpc_id and not acl.default),
        *(endpoint for endpoint in ec2.vpc_end_points.values() if endpoint.vpc_id == vpc_id),
        *(interface for interface in held(call.account, call.region) if interface.vpc_id == vpc_id),
    ]
    if left:
        raise _dependency(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
    answer = call.forward()
    for acl_id in [acl.id for acl in ec2.network_acls.values() if acl.vpc_id == vpc_id]:
        del ec2.network_acls[acl_id]
    return answer


def install() -> None:
    """Machine images are not simulated; making moto's 1 300 would take most of the time of a new region."""
    os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
