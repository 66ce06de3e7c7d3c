"""What of AWS comes to know of a change when: data for ``visibility``. Seconds are AWS's.

A path names members of an answer, with ``*`` for all items of a list; one that begins with ``<`` those of the request.
Several paths have a space between them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Error = tuple[str, str, int]
Operation = tuple[str, str]


@dataclass(frozen=True)
class Seen:
    """New objects of a kind: listings leave them out for ``seconds``, and calls that name them meet ``error``.

    ``made`` says where creating operations have the id, ``listed`` where listings have their rows, whose member
    ``member`` is the id. ``asked`` are members of requests that name the object, any text of them when it is empty.
    """

    service: str
    member: str
    made: dict[str, str]
    listed: dict[str, str]
    error: Error
    seconds: float
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stale:
    """Changed objects: the operations of ``shown`` go on answering for ``seconds`` what they did before ``changed``.

    ``changed`` are operations with ``member`` in the request. ``shown`` has by operation the member that asks for one
    object, and the path of its rows in the answer; without path the whole answer is the object's.
    """

    service: str
    member: str
    changed: tuple[str, ...]
    shown: dict[str, tuple[str, str]]
    seconds: float


@dataclass(frozen=True)
class Race:
    """Something made by ``made`` that other operations, of any service, refuse to use for ``seconds``.

    ``again``: whoever makes it a second time makes a new one.
    """

    made: dict[Operation, str]
    seconds: float
    uses: dict[Operation, Error] = field(default_factory=dict)
    again: bool = False


def _ec2(create: str, path: str, describe: str, rows: str, code: str) -> Seen:
    member = path.rsplit(".", 1)[-1]
    error = (code, f"The {member} '{{}}' does not exist", 400)
    return Seen("ec2", member, {create: path}, {describe: rows}, error, 5)


def _elbv2(noun: str, member: str, describe: str, rows: str) -> Seen:
    error = (f"{noun}NotFound", f"One or more {noun}s not found: {{}}", 400)
    return Seen("elbv2", member, {f"Create{noun}": f"{rows}.0.{member}"}, {describe: rows}, error, 3)


_RULES = "SecurityGroupRules.*.SecurityGroupRuleId"

SEEN = (
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
        _ec2(create, _RULES, "DescribeSecurityGroupRules", "SecurityGroupRules", "InvalidSecurityGroupRuleId.NotFound")
        for create in ("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
    ),
    # A1
    Seen(
        "iam",
        "RoleName",
        {"CreateRole": "Role.RoleName"},
        {"ListRoles": "Roles", "GetAccountAuthorizationDetails": "RoleDetailList"},
        ("NoSuchEntity", "The role with name {} cannot be found.", 404),
        3,
        asked=("RoleName",),
    ),
    # C1
    _elbv2("LoadBalancer", "LoadBalancerArn", "DescribeLoadBalancers", "LoadBalancers"),
    _elbv2("TargetGroup", "TargetGroupArn", "DescribeTargetGroups", "TargetGroups"),
    _elbv2("Listener", "ListenerArn", "DescribeListeners", "Listeners"),
    # C13
    Seen(
        "acm",
        "CertificateArn",
        {"RequestCertificate": "CertificateArn"},
        {"ListCertificates": "CertificateSummaryList"},
        ("ResourceNotFoundException", "Could not find certificate {}.", 400),
        3,
    ),
    # F3
    Seen(
        "s3",
        "Name",
        {"CreateBucket": "<Bucket"},
        {"ListBuckets": "Buckets"},
        ("NoSuchBucket", "The specified bucket does not exist", 404),
        5,
        asked=("Bucket",),
    ),
)

STALE = (
    # B2
    Stale("ec2", "SubnetId", ("ModifySubnetAttribute",), {"DescribeSubnets": ("SubnetIds", "Subnets")}, 3),
    # E1
    Stale(
        "rds",
        "DBInstanceIdentifier",
        ("ModifyDBInstance",),
        {"DescribeDBInstances": ("DBInstanceIdentifier", "DBInstances")},
        5,
    ),
    # F9
    Stale(
        "cloudfront",
        "Id",
        ("UpdateDistribution",),
        {"GetDistribution": ("Id", ""), "GetDistributionConfig": ("Id", "")},
        3,
    ),
)

_PRINCIPALS = "Policy contains a statement with one or more invalid principals."
_NO_BALANCER = "The target group with targetGroupArn {} does not have an associated load balancer."
_ASSUME = "ECS was unable to assume the role '{}' that was provided for this task."
_UNAVAILABLE = "AWS WAF couldn't retrieve a resource that you specified for this operation. Retry your request."
_FORWARD = "<{0}.*.TargetGroupArn <{0}.*.ForwardConfig.TargetGroups.*.TargetGroupArn"

RACES = (
    # A1, A3, A5 to A7, G18: each service words it differently.
    Race(
        {("iam", "CreateRole"): "Role.Arn"},
        15,
        {
            ("ecs", "CreateService"): ("InvalidParameterException", _ASSUME, 400),
            ("ecs", "UpdateService"): ("InvalidParameterException", _ASSUME, 400),
            ("ecs", "RunTask"): ("ClientException", _ASSUME, 400),
            ("events", "PutTargets"): (
                "ValidationException",
                "Provided role '{}' cannot be assumed by principal 'events.amazonaws.com'.",
                400,
            ),
            ("kms", "CreateKey"): ("MalformedPolicyDocumentException", _PRINCIPALS, 400),
            ("kms", "PutKeyPolicy"): ("MalformedPolicyDocumentException", _PRINCIPALS, 400),
            ("lambda", "CreateFunction"): (
                "InvalidParameterValueException",
                "The role defined for the function cannot be assumed by Lambda.",
                400,
            ),
            ("rds", "CreateDBInstance"): (
                "InvalidParameterValue",
                "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
                400,
            ),
            ("s3", "PutBucketPolicy"): ("MalformedPolicy", "Invalid principal in policy", 400),
            ("scheduler", "CreateSchedule"): (
                "ValidationException",
                "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
                400,
            ),
            ("secretsmanager", "PutResourcePolicy"): (
                "MalformedPolicyDocumentException",
                "This resource policy contains an invalid principal: one or more invalid principals.",
                400,
            ),
            ("sns", "CreateTopic"): ("InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound", 400),
            ("sns", "SetTopicAttributes"): (
                "InvalidParameter",
                "Invalid parameter: Policy Error: PrincipalNotFound",
                400,
            ),
            ("sts", "AssumeRole"): ("AccessDenied", "User is not authorized to perform: sts:AssumeRole", 403),
        },
        again=True,
    ),
    # C2
    Race(
        {
            ("elbv2", "CreateListener"): _FORWARD.format("DefaultActions"),
            ("elbv2", "CreateRule"): _FORWARD.format("Actions"),
        },
        5,
        {
            ("ecs", name): ("InvalidParameterException", _NO_BALANCER, 400)
            for name in ("CreateService", "UpdateService")
        },
    ),
    # C19
    Race(
        {("wafv2", "CreateWebACL"): "Summary.ARN", ("elbv2", "CreateLoadBalancer"): "LoadBalancers.0.LoadBalancerArn"},
        30,
        {
            ("wafv2", "AssociateWebACL"): ("WAFUnavailableEntityException", _UNAVAILABLE, 400),
            ("wafv2", "PutLoggingConfiguration"): ("WAFUnavailableEntityException", _UNAVAILABLE, 400),
        },
    ),
)

# A4: the services that make their role on first use, and are not ready to use it then.
LINKED_SECONDS = 15
LINKED = {
    ("ecs", name): (
        "ecs.amazonaws.com",
        (
            "InvalidParameterException",
            "Unable to assume the service linked role. Please verify that the ECS service linked role exists.",
            400,
        ),
    )
    for name in ("CreateCluster", "PutClusterCapacityProviders", "CreateService")
}
