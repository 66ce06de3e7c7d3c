"""AWS's documented request limits, for the operations that the collection uses: data, with the page that says each figure.

All are defaults for one account, in one Region unless said otherwise; most can be raised. Services that are not here, most of
which publish no figures, are counted only.
"""

from __future__ import annotations

from dataclasses import dataclass

DOCS = "https://docs.aws.amazon.com/"
# "Request token bucket sizes and refill rates", Amazon EC2 Developer Guide.
EC2 = DOCS + "ec2/latest/devguide/ec2-api-throttling.html"
# "Request throttling for the Elastic Load Balancing API".
ELB = DOCS + "elasticloadbalancing/latest/APIReference/request-throttling.html"
# "Request throttling for the Amazon ECS API".
ECS = DOCS + "AmazonECS/latest/APIReference/request-throttling.html"
# "Quotas on API requests", Route 53 Developer Guide: five a second for the account, whatever the operation.
ROUTE53 = DOCS + "Route53/latest/DeveloperGuide/DNSLimitations.html"
# "Request quotas", AWS KMS Developer Guide: each a second.
KMS = DOCS + "kms/latest/developerguide/requests-per-second.html"
# "CloudWatch Logs quotas": each a second.
LOGS = DOCS + "AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html"
# "Amazon CloudWatch endpoints and quotas": each a second.
CLOUDWATCH = DOCS + "general/latest/gr/cw_region.html"

# "Lambda quotas": control plane requests, which are all but invocations, GetFunction and GetPolicy.
LAMBDA = DOCS + "lambda/latest/dg/gettingstarted-limits.html"


@dataclass(frozen=True)
class Limit:
    """One bucket of tokens, of which each call takes one.

    :param operations: names that share it, or prefixes with ``*``; the first limit of a service that fits counts
    :param capacity: calls that may come at once
    :param refill: tokens a second
    """

    service: str
    name: str
    operations: tuple[str, ...]
    capacity: float
    refill: float
    source: str

    def fits(self, service: str, operation: str) -> bool:
        """True where a call takes its token here."""
        return service == self.service and any(
            operation.startswith(name[:-1]) if name.endswith("*") else operation == name for name in self.operations
        )


def _each(service: str, source: str, rates: dict[str, float]) -> tuple[Limit, ...]:
    """Limits of single operations that are said as so many a second."""
    return tuple(Limit(service, name, (name,), rate, rate, source) for name, rate in rates.items())


READING = ("Describe*", "Get*", "List*", "Search*")
LIMITS: tuple[Limit, ...] = (
    Limit("ec2", "CreateVpcEndpoint", ("CreateVpcEndpoint",), 4, 0.3, EC2),
    Limit("ec2", "ModifyVpcEndpoint", ("ModifyVpcEndpoint",), 4, 0.3, EC2),
    Limit("ec2", "DeleteVpcEndpoints", ("DeleteVpcEndpoints",), 4, 0.3, EC2),
    Limit("ec2", "CreateNatGateway", ("CreateNatGateway",), 10, 1, EC2),
    Limit("ec2", "DeleteNatGateway", ("DeleteNatGateway",), 10, 1, EC2),
    Limit("ec2", "CreateTags", ("CreateTags",), 100, 10, EC2),
    Limit("ec2", "DeleteTags", ("DeleteTags",), 100, 10, EC2),
    Limit("ec2", "AuthorizeSecurityGroupIngress", ("AuthorizeSecurityGroupIngress",), 50, 5, EC2),
    Limit("ec2", "RevokeSecurityGroupIngress", ("RevokeSecurityGroupIngress",), 50, 5, EC2),
    Limit("ec2", "reading, each operation", READING, 100, 20, EC2),
    Limit("ec2", "changing, each operation", ("*",), 50, 5, EC2),
    Limit("elbv2", "CreateLoadBalancer and SetSubnets", ("CreateLoadBalancer", "SetSubnets"), 10, 0.2, ELB),
    Limit("elbv2", "RegisterTargets and DeregisterTargets", ("RegisterTargets", "DeregisterTargets"), 20, 4, ELB),
    Limit("elbv2", "reading", ("Describe*",), 40, 10, ELB),
    Limit("elbv2", "changing", ("*",), 20, 3, ELB),
    Limit(
        "ecs",
        "clusters, changing",
        ("CreateCluster", "DeleteCluster", "PutClusterCapacityProviders", "UpdateCluster*"),
        20,
        1,
        ECS,
    ),
    Limit("ecs", "clusters, reading", ("DescribeClusters", "ListClusters"), 50, 20, ECS),
    Limit("ecs", "task definitions, changing", ("RegisterTaskDefinition", "DeregisterTaskDefinition"), 20, 1, ECS),
    Limit("ecs", "task definitions, reading", ("DescribeTaskDefinition", "ListTaskDefinition*"), 50, 20, ECS),
    Limit("ecs", "task definitions, deleting", ("DeleteTaskDefinitions",), 5, 1, ECS),
    Limit("ecs", "tags, changing", ("TagResource", "UntagResource"), 20, 10, ECS),
    Limit("ecs", "tags, reading", ("ListTagsForResource",), 50, 20, ECS),
    Limit("ecs", "tasks, changing", ("RunTask", "StopTask", "StartTask"), 100, 40, ECS),
    Limit("ecs", "tasks, reading", ("DescribeTasks", "ListTasks"), 100, 20, ECS),
    Limit("ecs", "services, changing", ("CreateService", "DeleteService", "UpdateService"), 50, 5, ECS),
    Limit("ecs", "services, reading", ("DescribeServices", "ListServices"), 100, 20, ECS),
    Limit("ecs", "service deployments", ("DescribeServiceDeployments", "ListServiceDeployments"), 50, 20, ECS),
    Limit("ecs", "service revisions", ("DescribeServiceRevisions",), 50, 20, ECS),
    *_each("lambda", LAMBDA, {"GetFunction": 100, "GetPolicy": 15}),
    Limit("lambda", "all other operations", ("*",), 15, 15, LAMBDA),
    Limit("route53", "all operations", ("*",), 5, 5, ROUTE53),
    *_each(
        "kms",
        KMS,
        {
            "CreateKey": 5,
            "CreateAlias": 5,
            "DeleteAlias": 15,
            "DescribeKey": 2000,
            "EnableKeyRotation": 15,
            "GetKeyPolicy": 1000,
            "GetKeyRotationStatus": 1000,
            "ListAliases": 500,
            "ListKeys": 500,
            "ListResourceTags": 2000,
            "PutKeyPolicy": 15,
            "ScheduleKeyDeletion": 15,
            "TagResource": 10,
            "UntagResource": 5,
            "UpdateAlias": 5,
            "UpdateKeyDescription": 5,
            "CreateGrant": 50,
        },
    ),
    *_each(
        "logs",
        LOGS,
        {
            "CreateLogGroup": 10,
            "DeleteLogGroup": 10,
            "DescribeLogGroups": 10,
            "PutRetentionPolicy": 5,
            "DeleteRetentionPolicy": 5,
            "AssociateKmsKey": 5,
            "PutMetricFilter": 5,
            "DeleteMetricFilter": 5,
            "DescribeMetricFilters": 5,
            "ListTagsForResource": 5,
            "TagResource": 5,
            "UntagResource": 5,
            "GetLogEvents": 10,
            "DescribeLogStreams": 25,
        },
    ),
    *_each(
        "cloudwatch",
        CLOUDWATCH,
        {
            "PutMetricAlarm": 3,
            "PutDashboard": 10,
            "GetDashboard": 10,
            "ListDashboards": 10,
            "ListTagsForResource": 10,
            "TagResource": 20,
            "UntagResource": 20,
        },
    ),
)
EACH = "each operation"  # in the name of a limit of which every operation has a bucket of its own
