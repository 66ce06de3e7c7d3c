# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The network of a stack: VPC, subnets, gateways, routes, filters, endpoints and flow logs."""

from __future__ import annotations

from ...aws.ec2.availability_zone import AvailabilityZone
from ...aws.ec2.elastic_ip import ElasticIp
from ...aws.ec2.flow_log import FlowLog
from ...aws.ec2.internet_gateway import InternetGateway
from ...aws.ec2.nat_gateway import NatGateway
from ...aws.ec2.network_acls.network_acl import NetworkAcl
from ...aws.ec2.route import Route
from ...aws.ec2.route_table import RouteTable
from ...aws.ec2.route_table_association import RouteTableAssociation
from ...aws.ec2.security_groups.default_security_group import DefaultSecurityGroup
from ...aws.ec2.security_groups.prefix_list import PrefixList
from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.ec2.subnet import Subnet
from ...aws.ec2.vpc import Vpc
from ...aws.ec2.vpc_endpoint import VpcEndpoint
from ...aws.iam.role import Role
from ...aws.kms.key import KmsKey
from ...aws.logs.log_group import LogGroup
from ...aws.service_quotas.service_quota import ServiceQuota
from ...aws.sts.account import Account
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = (
    Account,
    AvailabilityZone,
    DefaultSecurityGroup,
    ElasticIp,
    FlowLog,
    InternetGateway,
    LogGroup,
    NatGateway,
    NetworkAcl,
    PrefixList,
    Role,
    Route,
    RouteTable,
    RouteTableAssociation,
    SecurityGroup,
    SecurityGroupRule,
    ServiceQuota,
    Subnet,
    Vpc,
    VpcEndpoint,
)
NEIGHBOURS = (KmsKey,)
EXPORTS = {
    "vpc_id": Export("vpc", "main", "VpcId"),
    "vpc_cidr": Export("vpc", "main", "CidrBlock"),
    "public_subnet_ids": Export("subnet", "public-*", "SubnetId", many=True),
    "private_subnet_ids": Export("subnet", "private-*", "SubnetId", many=True),
    "isolated_subnet_ids": Export("subnet", "isolated-*", "SubnetId", many=True),
    "isolated_route_table_ids": Export("route_table", "isolated", "RouteTableId", many=True),
    "private_route_table_ids": Export("route_table", "private-*", "RouteTableId", many=True),
    "load_balancer_security_group_id": Export("security_group", "load_balancer", "GroupId"),
    "service_security_group_id": Export("security_group", "service", "GroupId"),
    "database_security_group_id": Export("security_group", "database", "GroupId"),
    "nat_addresses": Export("elastic_ip", "nat-*", "PublicIp", many=True),
    "endpoints_security_group_id": Export("security_group", "endpoints", "GroupId"),
    "egress_addresses": Export("elastic_ip", "nat-*", "PublicIp", many=True),
    "zones": Export("subnet", "public-*", "AvailabilityZone", many=True),
    "flow_log_group": Export("log_group", "flow_logs", "logGroupName"),
}
# The capability after which a person reads this one in a plan.
AFTER = "stack"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
