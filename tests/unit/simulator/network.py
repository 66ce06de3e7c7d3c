"""A load balancer with the network it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def load_balancer(client: Callable[..., Any], name: str = "app") -> dict[str, Any]:
    """Create an internet-facing Application Load Balancer in a VPC of its own; returns what AWS answers."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"]
        for index, zone in enumerate("ab")
    ]
    balancers = client("elbv2").create_load_balancer(Name=name, Subnets=[subnet["SubnetId"] for subnet in subnets])
    return balancers["LoadBalancers"][0]
