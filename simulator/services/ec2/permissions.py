"""What calls of Amazon EC2's networks require."""

from __future__ import annotations

from typing import Any

from simulator.core.lists import backend
from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, last_part

_FLOW_LOGS_ROLE = ("DeliverLogsPermissionArn", "vpc-flow-logs.amazonaws.com")


def _tags(facts: Facts, arn: str) -> Any:
    return backend("ec2", facts.call.account, facts.call.region).tags.get(last_part(arn), {})


TABLE = Table(
    prefix="ec2",
    found={
        "vpc": ("VpcId VpcIds ResourceIds Resources",),
        "subnet": ("SubnetId SubnetIds AddSubnetIds RemoveSubnetIds ResourceIds Resources",),
        "route-table": ("RouteTableId RouteTableIds AddRouteTableIds RemoveRouteTableIds Resources",),
        "internet-gateway": ("InternetGatewayId Resources",),
        "natgateway": ("NatGatewayId Resources",),
        "elastic-ip": ("AllocationId Resources",),
        "network-acl": ("NetworkAclId Resources",),
        "security-group": ("GroupId SecurityGroupIds AddSecurityGroupIds RemoveSecurityGroupIds Resources",),
        "security-group-rule": ("SecurityGroupRules.SecurityGroupRuleId Resources",),
        "vpc-endpoint": ("VpcEndpointId VpcEndpointIds Resources",),
        "vpc-flow-log": ("FlowLogIds Resources",),
        "network-interface": ("NetworkInterfaceId NetworkInterfaceIds Resources",),
    },
    starts={
        "vpc": "vpc-",
        "subnet": "subnet-",
        "route-table": "rtb-",
        "internet-gateway": "igw-",
        "natgateway": "nat-",
        "elastic-ip": "eipalloc-",
        "network-acl": "acl-",
        "security-group": "sg-",
        "security-group-rule": "sgr-",
        "vpc-endpoint": "vpce-",
        "vpc-flow-log": "fl-",
        "network-interface": "eni-",
    },
    # An association's id says neither of what it is the association nor whose tags count.
    kinds={"DisassociateRouteTable": "route-table", "CreateNatGateway": "natgateway subnet elastic-ip"},
    tagging="CreateTags",
    passes={"CreateFlowLogs": (_FLOW_LOGS_ROLE,)},
    more={
        "CreateVpcEndpoint": (
            More("ec2:DescribeVpcs", arn="*"),
            More("ec2:DescribeSubnets", arn="*"),
            More("ec2:DescribeSecurityGroups", arn="*"),
            More(
                "route53:AssociateVPCWithHostedZone",
                arn="arn:{Partition}:route53:::hostedzone/*",
                when="PrivateDnsEnabled",
            ),
        ),
    },
    tags=_tags,
)
