"""EC2's networks and load balancers."""

from __future__ import annotations

from simulator.core.permissions.tables.table import More, Table

_FLOW_LOGS_ROLE = ("DeliverLogsPermissionArn", "vpc-flow-logs.amazonaws.com")

EC2 = Table(
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
)

ELBV2 = Table(
    prefix="elasticloadbalancing",
    found={
        "loadbalancer/app/": ("Name", "LoadBalancerArn ResourceArn ResourceArns"),
        "loadbalancer/net/": ("", "LoadBalancerArn ResourceArn ResourceArns"),
        "loadbalancer/gwy/": ("", "LoadBalancerArn ResourceArn ResourceArns"),
        "loadbalancer": ("LoadBalancerArn",),
        "listener/app": ("#balancer", "#balancer_id", "ListenerArn ResourceArns"),
        "listener/net": ("#balancer", "#balancer_id", "ListenerArn ResourceArns"),
        "listener/gwy": ("#balancer", "#balancer_id", "ListenerArn ResourceArns"),
        "listener-rule/app": ("#balancer", "#balancer_id", "", "RuleArn RulePriorities.RuleArn ResourceArns"),
        "listener-rule/net": ("#balancer", "#balancer_id", "", "RuleArn RulePriorities.RuleArn ResourceArns"),
        "targetgroup": ("Name", "TargetGroupArn ResourceArns"),
    },
    # The reference knows the tagging of load balancers only, and no name of one that is being made.
    kinds={
        "CreateLoadBalancer": "loadbalancer/app/",
        **dict.fromkeys(
            ("AddTags", "RemoveTags"),
            "loadbalancer/app/ loadbalancer/net/ listener/app listener/net listener-rule/app listener-rule/net targetgroup",
        ),
    },
    tagging="AddTags",
    makes={"CreateListener": "listener/app", "CreateRule": "listener-rule/app"},
    linked={"CreateLoadBalancer": "elasticloadbalancing.amazonaws.com"},
)

TABLES = {"ec2": EC2, "elbv2": ELBV2}
