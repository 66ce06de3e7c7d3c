"""Scalable targets and their tags."""

from __future__ import annotations

import uuid
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from ..ecs import deployments, services
from ..ecs.model import region_of
from .policies import delete_alarms
from .rows import SERVICE, invalid, key_of, listed, moment, place_of, rows_of

SUSPENDED = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}
# The service-linked role of a namespace: service principal prefix and role name suffix, see "Service-linked roles
# for Application Auto Scaling".
LINKED_ROLES = {"ecs": "ECSService", "dynamodb": "DynamoDBTable", "rds": "RDSCluster", "elasticache": "ElastiCacheRG"}


def _check_ecs(call: Call, resource: str) -> None:
    parts = resource.split("/")
    cluster = region_of(call).clusters.get(parts[1]) if len(parts) == 3 else None
    service = cluster.services.get(parts[2]) if cluster else None
    if service is None or service.status != "ACTIVE":
        raise invalid(f"ECS service doesn't exist: {resource}")


def _role(call: Call, namespace: str) -> str:
    suffix = LINKED_ROLES.get(namespace, namespace.title())
    path = f"aws-service-role/{namespace}.application-autoscaling.amazonaws.com"
    return f"arn:{call.partition}:iam::{call.account}:role/{path}/AWSServiceRoleForApplicationAutoScaling_{suffix}"


@operation(SERVICE, "RegisterScalableTarget")
def register_scalable_target(call: Call) -> dict[str, Any]:  # D24
    params = call.params
    namespace, resource, dimension = key_of(params)
    if not dimension.startswith(f"{namespace}:"):
        raise invalid("Unsupported service namespace, resource type or scalable dimension")
    if namespace == "ecs":
        _check_ecs(call, resource)
    targets = rows_of(call, "targets")
    existing = targets.get(key_of(params))
    if existing and params.get("Tags"):
        raise invalid("Tags can only be specified when registering a new scalable target; use TagResource.")
    target = dict(existing or {})
    for member in ("MinCapacity", "MaxCapacity"):
        target[member] = params.get(member, target.get(member))
        if target[member] is None:
            raise invalid("The scalable target must have both a minimum and a maximum capacity.")
        if target[member] < 0:
            raise invalid(f"{member} cannot be negative")
    if target["MinCapacity"] > target["MaxCapacity"]:
        raise invalid("Maximum capacity cannot be less than minimum capacity")
    if existing is None:
        identity = uuid.uuid4().hex[:32]
        place = f"{call.region}:{call.account}:scalable-target/{identity}"
        target |= {
            "ServiceNamespace": namespace,
            "ResourceId": resource,
            "ScalableDimension": dimension,
            "RoleARN": params.get("RoleARN") or _role(call, namespace),
            "CreationTime": moment(),
            "SuspendedState": dict(SUSPENDED),
            "ScalableTargetARN": f"arn:{call.partition}:application-autoscaling:{place}",
        }
        rows_of(call, "tags")[(target["ScalableTargetARN"],)] = dict(params.get("Tags") or {})
    target["SuspendedState"] = {**target["SuspendedState"], **(params.get("SuspendedState") or {})}
    targets[key_of(params)] = target
    if namespace == "ecs":
        _kind, cluster, service = resource.split("/")
        deployments.scale(call, cluster, service, target["MinCapacity"], target["MaxCapacity"])
    return {"ScalableTargetARN": target["ScalableTargetARN"]}


@operation(SERVICE, "DeregisterScalableTarget")
def deregister_scalable_target(call: Call) -> dict[str, Any]:
    key = key_of(call.params)
    target = rows_of(call, "targets").get(key)
    if target is None:
        raise AwsError("ObjectNotFoundException", f"No scalable target found for {place_of(key)}")
    forget(call, key)
    return {}


def forget(call: Call, key: tuple[str, ...]) -> None:
    """A target goes with its policies, their alarms, and its scheduled actions."""
    target = rows_of(call, "targets").pop(key)
    rows_of(call, "tags").pop((target["ScalableTargetARN"],), None)
    for kind in ("policies", "actions"):
        rows = rows_of(call, kind)
        for row_key in [row_key for row_key in rows if row_key[:3] == key]:
            delete_alarms(call, rows.pop(row_key))


def forget_service(call: Call, resource: str) -> None:
    """Remove the scalable target of an ECS service that is deleted (behaviour D22)."""
    for key in [key for key in rows_of(call, "targets") if key[:2] == ("ecs", resource)]:
        forget(call, key)


@operation(SERVICE, "DescribeScalableTargets")
def describe_scalable_targets(call: Call) -> dict[str, Any]:
    return listed(call, "targets", "ScalableTargets", call.params.get("ResourceIds") or [], "ResourceId")


def _tags(call: Call) -> dict[str, str]:
    arn = call.params["ResourceARN"]
    tags = rows_of(call, "tags").get((arn,))
    if tags is None:
        raise AwsError("ResourceNotFoundException", f"The resource {arn} does not exist.")
    return tags


@operation(SERVICE, "TagResource")
def tag_resource(call: Call) -> dict[str, Any]:
    _tags(call).update(call.params["Tags"])
    return {}


@operation(SERVICE, "UntagResource")
def untag_resource(call: Call) -> dict[str, Any]:
    tags = _tags(call)
    for key in call.params["TagKeys"]:
        tags.pop(key, None)
    return {}


@operation(SERVICE, "ListTagsForResource")
def list_tags_for_resource(call: Call) -> dict[str, Any]:
    return {"Tags": _tags(call)}


def install() -> None:
    """Hear of ECS services that are deleted."""
    services.on_delete.append(forget_service)
