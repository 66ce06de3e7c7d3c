"""Amazon EC2's networks: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, fewer, longer, without_statement
from simulator.core.lags import Seen, Stale
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

_RULES = "SecurityGroupRules.*.SecurityGroupRuleId"


def _ec2(create: str, path: str, describe: str, rows: str, code: str) -> Seen:
    member = path.rsplit(".", 1)[-1]
    error = (code, f"The {member} '{{}}' does not exist", 400)
    return Seen(member, {create: path}, {describe: rows}, error, 5)


SERVICE = Service(
    "ec2",
    durations={
        "address": 10,  # B5
        "nat_gateway": 90,
        "nat_gateway.delete": 60,
        "vpc_endpoint": 60,
        "vpc_endpoint.delete": 120,
    },
    throttled=("RequestLimitExceeded", "Request limit exceeded.", 503),
    failed=("InternalError", "An internal error has occurred", 500),
    expired=("RequestExpired", "Request has expired.", 400),
    denied=("UnauthorizedOperation", 403),
    denied_text="You are not authorized to perform this operation. {}",
    invalid="InvalidParameterValue",
    too_many_tags=("TagLimitExceeded", 400),
    seen=(
        # B1
        _ec2("CreateVpc", "Vpc.VpcId", "DescribeVpcs", "Vpcs", "InvalidVpcID.NotFound"),
        _ec2("CreateSubnet", "Subnet.SubnetId", "DescribeSubnets", "Subnets", "InvalidSubnetID.NotFound"),
        _ec2("CreateSecurityGroup", "GroupId", "DescribeSecurityGroups", "SecurityGroups", "InvalidGroup.NotFound"),
        _ec2(
            "CreateRouteTable",
            "RouteTable.RouteTableId",
            "DescribeRouteTables",
            "RouteTables",
            "InvalidRouteTableID.NotFound",
        ),
        _ec2(
            "CreateInternetGateway",
            "InternetGateway.InternetGatewayId",
            "DescribeInternetGateways",
            "InternetGateways",
            "InvalidInternetGatewayID.NotFound",
        ),
        _ec2(
            "CreateNetworkAcl",
            "NetworkAcl.NetworkAclId",
            "DescribeNetworkAcls",
            "NetworkAcls",
            "InvalidNetworkAclID.NotFound",
        ),
        _ec2("AllocateAddress", "AllocationId", "DescribeAddresses", "Addresses", "InvalidAllocationID.NotFound"),
        _ec2("CreateNatGateway", "NatGateway.NatGatewayId", "DescribeNatGateways", "NatGateways", "NatGatewayNotFound"),
        _ec2(
            "CreateVpcEndpoint",
            "VpcEndpoint.VpcEndpointId",
            "DescribeVpcEndpoints",
            "VpcEndpoints",
            "InvalidVpcEndpointId.NotFound",
        ),
        *(
            _ec2(
                create,
                _RULES,
                "DescribeSecurityGroupRules",
                "SecurityGroupRules",
                "InvalidSecurityGroupRuleId.NotFound",
            )
            for create in ("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
        ),
    ),
    stale=(
        # B2
        Stale("SubnetId", ("ModifySubnetAttribute",), {"DescribeSubnets": ("SubnetIds", "Subnets")}, 3),
    ),
    permissions=TABLE,
    listings=(
        Listing("vpc", "describe_vpcs", "Vpcs", "VpcId"),
        Listing("subnet", "describe_subnets", "Subnets", "SubnetId"),
        Listing("route_table", "describe_route_tables", "RouteTables", "RouteTableId"),
        Listing("internet_gateway", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
        # What has failed costs nothing and goes by itself within the hour, as what is deleted does (behaviour B4).
        Listing(
            "nat_gateway", "describe_nat_gateways", "NatGateways[?State!='deleted' && State!='failed']", "NatGatewayId"
        ),
        Listing("elastic_ip", "describe_addresses", "Addresses", "AllocationId"),
        Listing("security_group", "describe_security_groups", "SecurityGroups", "GroupId"),
        Listing("security_group_rule", "describe_security_group_rules", "SecurityGroupRules", "SecurityGroupRuleId"),
        Listing("network_acl", "describe_network_acls", "NetworkAcls", "NetworkAclId"),
        Listing("vpc_endpoint", "describe_vpc_endpoints", "VpcEndpoints[?State!='deleted']", "VpcEndpointId"),
        Listing("flow_log", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    ),
    changes={
        ("default_security_group", "IpPermissions"): SAME,
        ("network_acl", "Egress"): fewer,
        ("network_acl", "Ingress"): fewer,
        ("security_group_rule", "Description"): longer,
        ("vpc_endpoint", "PolicyDocument"): without_statement,
        ("vpc_endpoint", "PrivateDnsEnabled"): lambda value: (
            False if value else SAME
        ),  # interface endpoints alone have it,
        ("vpc_endpoint", "SubnetIds"): fewer,
        ("vpc_endpoint", "RouteTableIds"): fewer,
        # Changing it alone is no update: another object would have to come or go.
        ("security_group", "DefaultEgress"): SAME,
    },
)
