"""Roles: trust checked, updates that merge, and service-linked roles under their real names."""

from __future__ import annotations

import json
from typing import Any

from moto.iam.models import iam_backends

from simulator.core.handlers import AwsError, Call, operation

from .trust import check_trust

LINKED_PATH = "/aws-service-role/"
# Name after AWSServiceRoleFor, by service principal; see the page on service-linked roles of each service.
LINKED_NAMES = {
    "acm.amazonaws.com": "CertificateManager",
    "autoscaling.amazonaws.com": "AutoScaling",
    "backup.amazonaws.com": "Backup",
    "batch.amazonaws.com": "Batch",
    "config.amazonaws.com": "Config",
    "dynamodb.application-autoscaling.amazonaws.com": "ApplicationAutoScaling_DynamoDBTable",
    "ecs.amazonaws.com": "ECS",
    "ecs.application-autoscaling.amazonaws.com": "ApplicationAutoScaling_ECSService",
    "ecr.amazonaws.com": "ECR",
    "elasticache.amazonaws.com": "ElastiCache",
    "elasticfilesystem.amazonaws.com": "AmazonElasticFileSystem",
    "elasticloadbalancing.amazonaws.com": "ElasticLoadBalancing",
    "events.amazonaws.com": "CloudWatchEvents",
    "globalaccelerator.amazonaws.com": "GlobalAccelerator",
    "guardduty.amazonaws.com": "AmazonGuardDuty",
    "ops.apigateway.amazonaws.com": "APIGateway",
    "rds.amazonaws.com": "RDS",
    "rds.application-autoscaling.amazonaws.com": "ApplicationAutoScaling_RDSCluster",
    "securityhub.amazonaws.com": "SecurityHub",
    "servicediscovery.amazonaws.com": "CloudMap",
    "spot.amazonaws.com": "EC2Spot",
    "transitgateway.amazonaws.com": "VPCTransitGateway",
    "wafv2.amazonaws.com": "WAFV2Logging",
}
SUFFIX_ALLOWED = ("autoscaling.amazonaws.com",)


def _find(call: Call, name: str) -> Any:
    return next((role for role in iam_backends[call.account][call.partition].roles.values() if role.name == name), None)


@operation("iam", "CreateRole", "UpdateAssumeRolePolicy")
def create_role(call: Call) -> dict[str, Any]:
    document = "AssumeRolePolicyDocument" if call.operation == "CreateRole" else "PolicyDocument"
    check_trust(call, call.params[document])
    if call.operation == "CreateRole" and (call.params.get("Path") or "").startswith(LINKED_PATH):
        raise AwsError("AccessDenied", f"Roles under {LINKED_PATH} can only be created by their service.", 403)
    return call.forward()


@operation("iam", "UpdateRole")
def update_role(call: Call) -> dict[str, Any]:
    """Members that the call leaves out keep their value (behaviour A10)."""
    role = _find(call, call.params["RoleName"])
    if role is None:
        return call.forward()
    before = {"Description": role.description, "MaxSessionDuration": role.max_session_duration}
    kept = {name: value for name, value in before.items() if value is not None}
    return call.forward({**kept, **call.params})


@operation("iam", "DeleteRole")
def delete_role(call: Call) -> dict[str, Any]:
    role = _find(call, call.params["RoleName"])
    if role is not None and role.path.startswith(LINKED_PATH):
        raise AwsError(
            "UnmodifiableEntity",
            f"Cannot perform the operation on the protected role '{role.name}' - this role is only modifiable by AWS",
        )
    return call.forward()


@operation("iam", "CreateServiceLinkedRole")
def create_service_linked_role(call: Call) -> dict[str, Any]:
    params = call.params
    service = params["AWSServiceName"]
    if service not in LINKED_NAMES:
        raise AwsError("NoSuchEntity", f"Cannot find Service Linked Role template for {service}", 404)
    suffix = params.get("CustomSuffix")
    if suffix and service not in SUFFIX_ALLOWED:
        raise AwsError("InvalidInput", "Custom suffix is not allowed for this service linked role.")
    name = f"AWSServiceRoleFor{LINKED_NAMES[service]}{f'_{suffix}' if suffix else ''}"
    if _find(call, name) is not None:
        raise AwsError(
            "InvalidInput",
            f"Service role name {name} has been taken in this account, please try a different suffix.",
        )
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    role = iam_backends[call.account][call.partition].create_role(
        name,
        json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        f"{LINKED_PATH}{service}/",
        None,
        params.get("Description"),
        [],
        "3600",
        linked_service=service,
    )
    return call.invoke("iam", "GetRole", {"RoleName": role.name})


@operation("iam", "DeleteServiceLinkedRole")
def delete_service_linked_role(call: Call) -> dict[str, Any]:
    role = _find(call, call.params["RoleName"])
    if role is None or not role.path.startswith(LINKED_PATH):
        raise AwsError("NoSuchEntity", f"Role {call.params['RoleName']} not found", 404)
    del iam_backends[call.account][call.partition].roles[role.id]
    return {"DeletionTaskId": f"task{role.path}{role.name}/{role.id}"}
