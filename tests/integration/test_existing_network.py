"""A stack in a network that somebody else made: named once, looked up before anything is made, and never touched."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput, Refused
from tests.support.environments import destroy, finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

DECLARED = {
    "stack": {"service_linked_roles": []},
    "network": {},
    "load_balancer": {"https": False, "http": "serve", "access_logs": False, "deletion_protection": False},
    "file_system": {"encryption": "aws", "backup": False, "access_points": {"uploads": {}}},
    "discovery": {},
}


def made(simulator: SimulatorProcess, zones: str = "ab") -> dict[str, Any]:
    ec2 = simulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    found: dict[str, Any] = {"vpc_id": vpc, "vpc_cidr": "10.9.0.0/16"}
    for index, tier in enumerate(("public", "private")):
        found[f"{tier}_subnet_ids"] = [
            ec2.create_subnet(
                VpcId=vpc, CidrBlock=f"10.9.{index * 10 + number}.0/24", AvailabilityZone=f"us-east-1{letter}"
            )["Subnet"]["SubnetId"]
            for number, letter in enumerate(zones)
        ]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    return found


def standing(simulator: SimulatorProcess, vpc: str) -> list[Any]:
    ec2, where = simulator.client("ec2"), [{"Name": "vpc-id", "Values": [vpc]}]
    return [
        ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"],
        ec2.describe_subnets(Filters=where)["Subnets"],
        ec2.describe_route_tables(Filters=where)["RouteTables"],
        ec2.describe_network_acls(Filters=where)["NetworkAcls"],
    ]


def test_capabilities_stand_in_the_network_that_is_named_once(simulator: SimulatorProcess) -> None:
    network = made(simulator)
    before = standing(simulator, network["vpc_id"])
    identity = {"network": network}
    finished(converge(simulator, DECLARED, identity=identity))
    balancer = simulator.client("elbv2").describe_load_balancers()["LoadBalancers"][0]
    assert sorted(zone["SubnetId"] for zone in balancer["AvailabilityZones"]) == sorted(network["public_subnet_ids"])
    targets = [
        target["SubnetId"]
        for system in simulator.client("efs").describe_file_systems()["FileSystems"]
        for target in simulator.client("efs").describe_mount_targets(FileSystemId=system["FileSystemId"])[
            "MountTargets"
        ]
    ]
    assert sorted(targets) == sorted(network["private_subnet_ids"])
    assert not converge(simulator, DECLARED, identity=identity).changed
    destroy(simulator, identity, data=["file_system/main/file_system/main"])
    assert standing(simulator, network["vpc_id"]) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"vpc_id": "vpc-0123456789abcdef0"}, "stack_network.vpc_id: there is no VPC vpc-0123456789abcdef0"),
        ({"private_subnet_ids": ["subnet-0123456789abcdef0"]}, "stack_network.private_subnet_ids: .* is not"),
        ({"vpc_cidr": "10.8.0.0/16"}, "stack_network.vpc_cidr: .* the VPC has 10.9.0.0/16"),
    ],
)
def test_what_is_not_there_is_refused_before_anything_is_made(
    simulator: SimulatorProcess, change: dict[str, Any], said: str
) -> None:
    identity = {"network": {**made(simulator), **change}}
    refused(simulator, identity, said)


def test_subnets_of_another_network_or_of_one_zone_are_refused(simulator: SimulatorProcess) -> None:
    one, other = made(simulator), made(simulator, "bb")
    strange = {**one, "public_subnet_ids": other["public_subnet_ids"]}
    refused(simulator, {"network": strange}, f"stack_network.public_subnet_ids: .* is in {other['vpc_id']}")
    refused(simulator, {"network": other}, "stack_network.public_subnet_ids: .* all are in us-east-1b")


def test_too_few_subnets_and_two_networks_are_refused(simulator: SimulatorProcess) -> None:
    network = made(simulator, "a")
    with pytest.raises(BadInput, match="stack_network.public_subnet_ids: .* 2 or more are needed"):
        converge(simulator, DECLARED, identity={"network": network})
    both = {"network": network, "from_stack": {"network": "platform/prod/us-east-1"}}
    with pytest.raises(BadInput, match="stack_network: .* either this or stack_from_stack.network"):
        converge(simulator, DECLARED, identity=both)


def refused(simulator: SimulatorProcess, identity: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        result = converge(simulator, DECLARED, identity=identity)
        raise Refused(result.plan.problems)
    assert simulator.client("elbv2").describe_load_balancers()["LoadBalancers"] == []
