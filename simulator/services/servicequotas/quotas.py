"""Service Quotas: the default quotas that matter to a web application, and their increase.

Source: the "endpoints and quotas" pages of the AWS General Reference.
"""

from __future__ import annotations

import uuid
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

NAMES = {
    "vpc": "Amazon Virtual Private Cloud (Amazon VPC)",
    "ec2": "Amazon Elastic Compute Cloud (Amazon EC2)",
    "elasticloadbalancing": "Elastic Load Balancing (ELB)",
    "ecs": "Amazon Elastic Container Service (Amazon ECS)",
    "fargate": "AWS Fargate",
    "rds": "Amazon Relational Database Service (Amazon RDS)",
    "cloudfront": "Amazon CloudFront",
    "s3": "Amazon Simple Storage Service (Amazon S3)",
    "acm": "AWS Certificate Manager (ACM)",
    "ecr": "Amazon Elastic Container Registry (Amazon ECR)",
    "kms": "AWS Key Management Service (AWS KMS)",
    "iam": "AWS Identity and Access Management (IAM)",
    "route53": "Amazon Route 53",
}
# Service, quota code, name, value, adjustable.
QUOTAS: tuple[tuple[str, str, str, float, bool], ...] = (
    ("vpc", "L-F678F1CE", "VPCs per Region", 5, True),
    ("vpc", "L-407747CB", "Subnets per VPC", 200, True),
    ("vpc", "L-A4707A72", "Internet gateways per Region", 5, True),
    ("vpc", "L-FE5A380F", "NAT gateways per Availability Zone", 5, True),
    ("vpc", "L-E79EC296", "VPC security groups per Region", 2500, True),
    ("vpc", "L-0EA8095F", "Inbound or outbound rules per security group", 60, True),
    ("vpc", "L-2AFB9258", "Security groups per network interface", 5, True),
    ("vpc", "L-589F43AA", "Route tables per VPC", 200, True),
    ("vpc", "L-93826ACB", "Routes per route table", 500, True),
    ("vpc", "L-B4A6D682", "Network ACLs per VPC", 200, True),
    ("vpc", "L-2AEEBF1A", "Rules per network ACL", 20, True),
    ("vpc", "L-29B6F2EB", "Interface VPC endpoints per VPC", 50, True),
    ("vpc", "L-1B52E74A", "Gateway VPC endpoints per Region", 20, True),
    ("vpc", "L-DF5E4CA3", "Network interfaces per Region", 5000, True),
    ("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", 5, True),
    ("elasticloadbalancing", "L-53DA6B97", "Application Load Balancers per Region", 50, True),
    ("elasticloadbalancing", "L-B22855CB", "Target Groups per Region", 3000, True),
    ("elasticloadbalancing", "L-B6DF7632", "Listeners per Application Load Balancer", 50, True),
    ("elasticloadbalancing", "L-7E6692B2", "Targets per Application Load Balancer", 1000, True),
    ("ecs", "L-21C621EB", "Clusters per account", 10000, True),
    ("ecs", "L-9EF96962", "Services per cluster", 5000, True),
    ("ecs", "L-46458851", "Tasks per service", 5000, True),
    ("fargate", "L-3032A538", "Fargate On-Demand vCPU resource count", 6, True),
    ("fargate", "L-36FBB829", "Fargate Spot vCPU resource count", 6, True),
    ("rds", "L-7B6409FD", "DB instances", 40, True),
    ("rds", "L-48C6BF61", "DB subnet groups", 50, True),
    ("rds", "L-DE55804A", "Parameter groups", 50, True),
    ("rds", "L-7ADDB58A", "Total storage for all DB instances", 100000, True),
    ("cloudfront", "L-24B04930", "Web distributions per AWS account", 200, True),
    ("cloudfront", "L-82FE5C8A", "Response headers policies per AWS account", 20, True),
    ("s3", "L-DC2B2D3D", "General purpose buckets", 10000, True),
    ("acm", "L-F141DD1D", "ACM certificates", 2500, True),
    ("acm", "L-3ADE0C6F", "Domain names per ACM certificate", 10, True),
    ("ecr", "L-CFEB8E8D", "Registered repositories", 100000, True),
    ("kms", "L-C2F1777E", "Customer Master Keys (CMKs)", 100000, True),
    ("iam", "L-FE177D64", "Roles per account", 1000, True),
    ("route53", "L-4EA4796A", "Hosted zones per account", 500, True),
)
GLOBAL = ("cloudfront", "iam", "route53")
HOME = "us-east-1"


def _shown(call: Call, row: tuple[str, str, str, float, bool]) -> dict[str, Any]:
    service, code, name, value, adjustable = row
    region = "" if service in GLOBAL else call.region
    default = call.operation.startswith(("GetAWSDefault", "ListAWSDefault"))
    account = "" if default else call.account
    if not default:
        value = _raised(call).get((service, code), value)
    return {
        "ServiceCode": service,
        "ServiceName": NAMES[service],
        "QuotaArn": f"arn:{call.partition}:servicequotas:{region}:{account}:{service}/{code}",
        "QuotaCode": code,
        "QuotaName": name,
        "Value": value,
        "Unit": "None",
        "Adjustable": adjustable,
        "GlobalQuota": service in GLOBAL,
        "QuotaAppliedAtLevel": "ACCOUNT",
    }


def _raised(call: Call) -> dict[tuple[str, str], float]:
    """What the account has in this Region beyond the defaults: (service, quota code) -> value."""
    return state.store("service-quotas", call.account, call.region).setdefault("raised", {})


def _rows(call: Call) -> list[tuple[str, str, str, float, bool]]:
    service = call.params["ServiceCode"]
    if service not in NAMES or (service in GLOBAL and call.region != HOME):
        raise AwsError(
            "NoSuchResourceException",
            "This service is not available in the current Region. Choose a different Region or a different service.",
        )
    return [row for row in QUOTAS if row[0] == service]


@operation("service-quotas", "GetServiceQuota", "GetAWSDefaultServiceQuota")
def get(call: Call) -> dict[str, Any]:
    for row in _rows(call):
        if row[1] == call.params["QuotaCode"]:
            return {"Quota": _shown(call, row)}
    message = "The request failed because the specified quota does not exist."
    raise AwsError("NoSuchResourceException", message)


@operation("service-quotas", "RequestServiceQuotaIncrease")
def increase(call: Call) -> dict[str, Any]:
    """Granted at once; AWS grants small ones by itself within minutes."""
    params = call.params
    row = next((row for row in _rows(call) if row[1] == params["QuotaCode"]), None)
    if row is None:
        raise AwsError("NoSuchResourceException", "The request failed because the specified quota does not exist.")
    shown = _shown(call, row)
    if not row[4] or params["DesiredValue"] <= shown["Value"]:
        raise AwsError(
            "IllegalArgumentException", "The desired value must be above the current one of an adjustable quota."
        )
    _raised(call)[row[0], row[1]] = params["DesiredValue"]
    names = ("ServiceCode", "ServiceName", "QuotaCode", "QuotaName", "QuotaArn", "GlobalQuota", "Unit")
    return {
        "RequestedQuota": {
            **{name: shown[name] for name in names},
            "Id": uuid.uuid4().hex,
            "DesiredValue": params["DesiredValue"],
            "Status": "PENDING",
            "Created": state.now(),
            "QuotaRequestedAtLevel": "ACCOUNT",
        }
    }


@operation("service-quotas", "ListServiceQuotas", "ListAWSDefaultServiceQuotas")
def list_quotas(call: Call) -> dict[str, Any]:
    wanted = call.params.get("QuotaCode")
    rows = [row for row in _rows(call) if wanted in (None, row[1])]
    part, following = page(rows, call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"Quotas": [_shown(call, row) for row in part], "NextToken": following}


@operation("service-quotas", "ListServices")
def list_services(call: Call) -> dict[str, Any]:
    rows = [{"ServiceCode": code, "ServiceName": name} for code, name in sorted(NAMES.items())]
    part, following = page(rows, call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"Services": part, "NextToken": following}
