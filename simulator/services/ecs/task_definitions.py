"""Task definitions: validation as at registration, defaults of the read-back, revisions and their states."""

from __future__ import annotations

import copy
import re
from typing import Any

from moto.iam.models import iam_backends

from simulator.core.handlers import Call, operation
from simulator.core.lists import page

from .containers import FARGATE_SIZES, GIB, amount, check, check_fargate, check_size, client_error
from .model import Region, arn, invalid, moment, region_of
from .tags import check_tags

FAMILY = re.compile(r"^[A-Za-z0-9_-]{1,255}$")
# What AWS fills into each container, see behaviour D1.
CONTAINER_LISTS = ("portMappings", "environment", "mountPoints", "volumesFrom", "systemControls")
HEALTH_DEFAULTS = {"interval": 30, "timeout": 5, "retries": 3}
KEPT = (
    "taskRoleArn",
    "executionRoleArn",
    "pidMode",
    "ipcMode",
    "proxyConfiguration",
    "inferenceAccelerators",
    "ephemeralStorage",
    "runtimePlatform",
    "requiresCompatibilities",
    "enableFaultInjection",
    "trustedExecutionConfiguration",
)


def _check_roles(call: Call, params: dict[str, Any]) -> None:
    for member in ("taskRoleArn", "executionRoleArn"):
        role = params.get(member)
        if not role:
            continue
        account = role.split(":")[4] if role.startswith("arn:") else call.account
        roles = iam_backends[account][call.partition].roles.values()
        if not any(role in (known.arn, known.name) for known in roles):
            raise client_error("Role is not valid")


def _filled_container(container: dict[str, Any], mode: str) -> dict[str, Any]:
    filled = {"cpu": 0, "essential": True} | copy.deepcopy(container)
    for member in CONTAINER_LISTS:
        filled.setdefault(member, [])
    for mapping in filled["portMappings"]:
        if "containerPort" in mapping:
            mapping.setdefault("hostPort", mapping["containerPort"] if mode in ("awsvpc", "host") else 0)
        mapping.setdefault("protocol", "tcp")
    if "healthCheck" in filled:
        filled["healthCheck"] = HEALTH_DEFAULTS | filled["healthCheck"]
    return filled


def _attributes(params: dict[str, Any]) -> list[dict[str, str]]:
    names = {"com.amazonaws.ecs.capability.docker-remote-api.1.18"}
    if params.get("networkMode") == "awsvpc":
        names.add("ecs.capability.task-eni")
    if params.get("executionRoleArn"):
        names.add("ecs.capability.execution-role-ecr-pull")
    if params.get("taskRoleArn"):
        names.add("com.amazonaws.ecs.capability.task-iam-role")
    for container in params["containerDefinitions"]:
        driver = container.get("logConfiguration", {}).get("logDriver")
        if driver:
            names.add(f"com.amazonaws.ecs.capability.logging-driver.{driver}")
        if container.get("healthCheck"):
            names.add("ecs.capability.container-health-check")
    return [{"name": name} for name in sorted(names)]


def _filled_volumes(volumes: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    filled = copy.deepcopy(volumes or [])
    for volume in filled:
        if "efsVolumeConfiguration" in volume:
            volume["efsVolumeConfiguration"].setdefault("rootDirectory", "/")
        elif set(volume) == {"name"}:
            volume["host"] = {}
    return filled


@operation("ecs", "RegisterTaskDefinition")
def register_task_definition(call: Call) -> dict[str, Any]:
    params = call.params
    family = params["family"]
    if not FAMILY.match(family):
        raise client_error("Family contains invalid characters.")
    compatibilities = params.get("requiresCompatibilities") or []
    cpu = amount(params.get("cpu"), "vCPU", 1024)
    memory = amount(params.get("memory"), "GB", GIB)
    check_size(params)
    check(params, memory)
    if "FARGATE" in compatibilities:
        check_fargate(params, cpu, memory)
    _check_roles(call, params)
    check_tags(params.get("tags"))
    region = region_of(call)
    revisions = region.families.setdefault(family, [])
    revision = len(revisions) + 1
    mode = params.get("networkMode") or "bridge"
    can_fargate = mode == "awsvpc" and cpu is not None and memory in FARGATE_SIZES.get(cpu, [])
    definition = {
        "taskDefinitionArn": arn(call, "task-definition", f"{family}:{revision}"),
        "family": family,
        "revision": revision,
        "containerDefinitions": [_filled_container(item, mode) for item in params["containerDefinitions"]],
        "networkMode": mode,
        "volumes": _filled_volumes(params.get("volumes")),
        "status": "ACTIVE",
        "requiresAttributes": _attributes(params),
        "placementConstraints": params.get("placementConstraints") or [],
        "compatibilities": ["EC2", "FARGATE"] if can_fargate else ["EC2"],
        "registeredAt": moment(),
        "registeredBy": f"arn:{call.partition}:iam::{call.account}:root",
        **{member: copy.deepcopy(params[member]) for member in KEPT if params.get(member) not in (None, [], {})},
    }
    for member, number in (("cpu", cpu), ("memory", memory)):
        if number is not None:
            definition[member] = str(number)
    revisions.append(definition)
    region.definition_tags[definition["taskDefinitionArn"]] = list(params.get("tags") or [])
    return {"taskDefinition": definition, "tags": params.get("tags") or []}


def _used(region: Region, arn: str) -> bool:
    """True while a task runs or a deployment stands that was made of a definition."""
    clusters = region.clusters.values()
    tasks = [task.data for cluster in clusters for task in cluster.tasks.values()]
    services = [service for cluster in clusters for service in cluster.services.values() if service.status == "ACTIVE"]
    return any(task["taskDefinitionArn"] == arn and task["lastStatus"] != "STOPPED" for task in tasks) or any(
        deployment.data["taskDefinition"] == arn for service in services for deployment in service.deployments
    )


def _revisions(region: Region, family: str) -> list[dict[str, Any]]:
    """What there is of a family, oldest first. A deleted revision is there until nothing uses it any more.

    See the API reference of DeleteTaskDefinitions.
    """
    revisions = [item for item in region.families.get(family, []) if item["status"] != "DELETED"]
    for item in revisions:
        if item["status"] == "DELETE_IN_PROGRESS" and not _used(region, item["taskDefinitionArn"]):
            item["status"] = "DELETED"
    return [item for item in revisions if item["status"] != "DELETED"]


def resolve(region: Region, name: str) -> dict[str, Any] | None:
    """The definition of ``family`` (latest active), ``family:revision`` or an ARN; None when there is none."""
    family, _unused, revision = name.rsplit("/", 1)[-1].partition(":")
    revisions = _revisions(region, family)
    if revision:
        return next((item for item in revisions if str(item["revision"]) == revision), None)
    return next((item for item in reversed(revisions) if item["status"] == "ACTIVE"), None)


def active(region: Region, name: str) -> dict[str, Any]:
    """The definition to start tasks from. Raises AwsError ClientException when it is missing or inactive."""
    definition = resolve(region, name)
    if definition is None:
        raise client_error("Unable to describe task definition.")
    if definition["status"] != "ACTIVE":
        raise client_error("TaskDefinition is inactive")
    return definition


@operation("ecs", "DescribeTaskDefinition")
def describe_task_definition(call: Call) -> dict[str, Any]:
    region = region_of(call)
    definition = resolve(region, call.params["taskDefinition"])
    if definition is None:
        raise client_error("Unable to describe task definition.")
    answer: dict[str, Any] = {"taskDefinition": definition}
    if "TAGS" in (call.params.get("include") or []):
        answer["tags"] = region.definition_tags.get(definition["taskDefinitionArn"], [])
    return answer


@operation("ecs", "DeregisterTaskDefinition")
def deregister_task_definition(call: Call) -> dict[str, Any]:  # D5
    if ":" not in call.params["taskDefinition"].rsplit("/", 1)[-1]:
        raise invalid("Missing revision in the task definition.")
    definition = resolve(region_of(call), call.params["taskDefinition"])
    if definition is None:
        raise client_error("The specified task definition does not exist.")
    if definition["status"] == "ACTIVE":
        definition.update(status="INACTIVE", deregisteredAt=moment())
    return {"taskDefinition": definition}


@operation("ecs", "DeleteTaskDefinitions")
def delete_task_definitions(call: Call) -> dict[str, Any]:
    deleted, failures = [], []
    for name in call.params["taskDefinitions"]:
        definition = resolve(region_of(call), name) if ":" in name.rsplit("/", 1)[-1] else None
        if definition is None:
            failures.append({"arn": name, "reason": "The specified task definition does not exist."})
        elif definition["status"] == "ACTIVE":
            reason = "The specified task definition is still in ACTIVE status. Please deregister it and try again."
            failures.append({"arn": definition["taskDefinitionArn"], "reason": reason})
        else:
            definition.update(status="DELETE_IN_PROGRESS", deleteRequestedAt=moment())
            deleted.append(definition)
    return {"taskDefinitions": deleted, "failures": failures}


@operation("ecs", "ListTaskDefinitions")
def list_task_definitions(call: Call) -> dict[str, Any]:
    params, region = call.params, region_of(call)
    status = params.get("status") or "ACTIVE"
    arns = [
        item["taskDefinitionArn"]
        for family in sorted(region.families)
        if not params.get("familyPrefix") or family == params["familyPrefix"]
        for item in _revisions(region, family)
        if item["status"] == status
    ]
    if params.get("sort") == "DESC":
        arns.reverse()
    arns, token = page(arns, params.get("nextToken"), params.get("maxResults"))
    return {"taskDefinitionArns": arns, "nextToken": token}


@operation("ecs", "ListTaskDefinitionFamilies")
def list_task_definition_families(call: Call) -> dict[str, Any]:
    params, region = call.params, region_of(call)
    status = params.get("status") or "ALL"
    families = []
    for family in sorted(region.families):
        states = {item["status"] for item in _revisions(region, family)}
        shown = {"ACTIVE"} if "ACTIVE" in states else {"INACTIVE"} if states else set()
        if family.startswith(params.get("familyPrefix") or "") and shown & ({status} if status != "ALL" else shown):
            families.append(family)
    families, token = page(families, params.get("nextToken"), params.get("maxResults"))
    return {"families": families, "nextToken": token}
