"""Tasks: started by hand or by a service, with network interface, containers and targets."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from moto.ec2.models import ec2_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call

from ..ec2 import interfaces
from ..elbv2 import targets
from .model import Cluster, Task, arn, invalid, moment

PLATFORM_VERSION = "1.4.0"
# What a task is in once half of the time to start, or to stop, has passed ("Task lifecycle" in the Developer Guide).
SECOND_HALF = {"PROVISIONING": "PENDING", "DEACTIVATING": "STOPPING"}


def check_network(call: Call, definition: dict[str, Any], network: dict[str, Any] | None) -> None:
    """Refuse unknown subnets and groups, and a missing configuration. Raises AwsError InvalidParameterException."""
    if definition["networkMode"] != "awsvpc":
        if network:
            raise invalid("Network Configuration is not valid for the given networkMode of this task definition.")
        return
    if not network or not network.get("awsvpcConfiguration"):
        raise invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    vpc = network["awsvpcConfiguration"]
    if not vpc.get("subnets"):
        raise invalid("subnets can not be empty.")
    backend = ec2_backends[call.account][call.region]
    subnets = {item.id: item for zone in backend.subnets.values() for item in zone.values()}
    for subnet in vpc["subnets"]:
        if subnet not in subnets:
            raise invalid(
                f"Error retrieving subnet information for [{subnet}]: The subnet ID '{subnet}' does not exist "
                "(ErrorCode: InvalidSubnetID.NotFound)"
            )
    vpcs = {subnets[subnet].vpc_id for subnet in vpc["subnets"]}
    for group in vpc.get("securityGroups") or []:
        found = backend.get_security_group_from_id(group)
        if found is None:
            raise invalid(
                f"Error retrieving security group information for [{group}]: The security group '{group}' does not "
                "exist (ErrorCode: InvalidGroup.NotFound)"
            )
        vpcs.add(found.vpc_id)
    if len(vpcs) > 1:
        raise invalid("The security groups and subnets must all be in the same VPC.")


def filled_network(network: dict[str, Any] | None) -> dict[str, Any] | None:
    """A network configuration as ECS shows it."""
    if not network:
        return None
    given = network.get("awsvpcConfiguration") or {}
    return {"awsvpcConfiguration": {"securityGroups": [], "assignPublicIp": "DISABLED", **copy.deepcopy(given)}}


def _interface(call: Call, task_id: str, network: dict[str, Any], index: int) -> Any:  # D33
    vpc = network["awsvpcConfiguration"]
    subnet = vpc["subnets"][index % len(vpc["subnets"])]
    return interfaces.attach(
        call.account,
        call.region,
        subnet,
        vpc.get("securityGroups") or [],
        f"arn:{call.partition}:ecs:{call.region}:{call.account}:attachment/{task_id}",
        "amazon-ecs",
        public=vpc.get("assignPublicIp") == "ENABLED",
    )


def make_task(
    call: Call,
    cluster: Cluster,
    definition: dict[str, Any],
    settings: dict[str, Any],
    group: str,
    started_by: str,
    tags: list[dict[str, str]],
    index: int = 0,
) -> Task:
    """A new task in state PROVISIONING. ``settings`` hold launch type or strategy, network and exec."""
    identity = uuid.uuid4().hex
    task_arn = arn(call, "task", f"{cluster.name}/{identity}")
    network = settings.get("networkConfiguration")
    interface = _interface(call, identity, network, index) if definition["networkMode"] == "awsvpc" else None
    strategy = settings.get("capacityProviderStrategy") or []
    launch = settings.get("launchType") or (
        "FARGATE" if strategy and "FARGATE" in strategy[0]["capacityProvider"] else "EC2"
    )
    attachments = []
    if interface:
        values = {
            "subnetId": interface.subnet_id,
            "networkInterfaceId": interface.id,
            "macAddress": interface.mac_address,
            "privateIPv4Address": interface.private_ip_address,
        }
        details = [{"name": name, "value": value} for name, value in values.items()]
        attachments = [{"id": identity, "type": "ElasticNetworkInterface", "status": "ATTACHED", "details": details}]
    data = {
        "taskArn": task_arn,
        "clusterArn": cluster.data["clusterArn"],
        "taskDefinitionArn": definition["taskDefinitionArn"],
        "attachments": attachments,
        "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
        "availabilityZone": interface.availability_zone if interface else None,
        "containers": [_container(task_arn, item, interface) for item in definition["containerDefinitions"]],
        "cpu": definition.get("cpu"),
        "memory": definition.get("memory"),
        "createdAt": moment(),
        "desiredStatus": "RUNNING",
        "enableExecuteCommand": bool(settings.get("enableExecuteCommand")),
        "group": group,
        "healthStatus": "UNKNOWN",
        "lastStatus": "PROVISIONING",
        "launchType": launch,
        "capacityProviderName": strategy[0]["capacityProvider"] if strategy else None,
        "overrides": settings.get("overrides") or {"containerOverrides": [], "inferenceAcceleratorOverrides": []},
        "startedBy": started_by,
        "version": 1,
    }
    if launch == "FARGATE":
        version = settings.get("platformVersion") or "LATEST"
        data["platformVersion"] = PLATFORM_VERSION if version == "LATEST" else version
        data["platformFamily"] = "Linux"
        data["ephemeralStorage"] = definition.get("ephemeralStorage") or {"sizeInGiB": 20}
    task = Task(data, tags, interface=interface.id if interface else None)
    task.halfway = _halfway("ecs:task_start")
    cluster.tasks[task_arn] = task
    return task


def _container(task_arn: str, container: dict[str, Any], interface: Any) -> dict[str, Any]:
    shown = {
        "containerArn": f"{task_arn.replace(':task/', ':container/')}/{uuid.uuid4()}",
        "taskArn": task_arn,
        "name": container["name"],
        "image": container["image"],
        "lastStatus": "PENDING",
        "healthStatus": "UNKNOWN",
        "cpu": str(container["cpu"]),
        "networkBindings": [],
        "networkInterfaces": [],
    }
    for member in ("memory", "memoryReservation"):
        if container.get(member):
            shown[member] = str(container[member])
    if interface:
        shown["networkInterfaces"] = [
            {"attachmentId": interface.id, "privateIpv4Address": interface.private_ip_address}
        ]
    return shown


def run(call: Call, task: Task, definition: dict[str, Any]) -> None:
    """Bring a task to RUNNING, its containers healthy."""
    checked = {item["name"]: "healthCheck" in item for item in definition["containerDefinitions"]}
    for container in task.data["containers"]:
        container["lastStatus"] = "RUNNING"
        container["runtimeId"] = f"{task.data['taskArn'].rsplit('/', 1)[-1]}-{task.order}"
        container["healthStatus"] = "HEALTHY" if checked[container["name"]] else "UNKNOWN"
        if task.data["enableExecuteCommand"]:
            agent = {"name": "ExecuteCommandAgent", "lastStatus": "RUNNING", "lastStartedAt": moment()}
            container["managedAgents"] = [agent]
    now = moment()
    task.data.update(
        lastStatus="RUNNING",
        healthStatus="HEALTHY" if any(checked.values()) else "UNKNOWN",
        connectivity="CONNECTED",
        connectivityAt=now,
        pullStartedAt=now,
        pullStoppedAt=now,
        startedAt=now,
    )


def _halfway(kind: str) -> float | None:
    seconds = state.duration(kind)
    return state.now() + seconds / 2 if seconds else None


def wind_down(call: Call, task: Task) -> None:
    """Begin to stop a task: its targets get no new requests (target health, state draining)."""
    task.data.update(desiredStatus="STOPPED", lastStatus="DEACTIVATING", stoppingAt=moment())
    task.halfway = _halfway("ecs:drain")
    for target_group, port in task.targets:
        targets.set_health(call, target_group, task.address, port, targets.DRAINING)


def stop(call: Call, task: Task, code: str, reason: str, exit_code: int | None = None) -> None:
    """Stop a task: targets and network interface go, containers get an exit code unless they never started."""
    for target_group, port in task.targets:
        target = {"TargetGroupArn": target_group, "Targets": [{"Id": task.address, "Port": port}]}
        try:
            call.invoke("elbv2", "DeregisterTargets", target)
        except AwsError:
            continue  # the target group is gone, and its targets with it
    task.targets = []
    if task.interface:
        interfaces.release(call.account, call.region, task.interface)
    now = moment()
    for container in task.data["containers"]:
        container["lastStatus"] = "STOPPED"
        if exit_code is not None:
            container["exitCode"] = exit_code
    for attachment in task.data["attachments"]:
        attachment["status"] = "DELETED"
    task.data.update(
        lastStatus="STOPPED",
        desiredStatus="STOPPED",
        stopCode=code,
        stoppedReason=reason,
        stoppingAt=now,
        stoppedAt=now,
        executionStoppedAt=now,
        version=task.data["version"] + 1,
    )


def shown(task: Task, include: list[str]) -> dict[str, Any]:
    """A task as DescribeTasks shows it."""
    present = {name: value for name, value in task.data.items() if value is not None}
    if task.halfway is not None and state.is_ready(task.halfway):
        present["lastStatus"] = SECOND_HALF.get(present["lastStatus"], present["lastStatus"])
    return {**present, "tags": task.tags if "TAGS" in include else []}
