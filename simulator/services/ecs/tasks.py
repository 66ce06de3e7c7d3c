"""Tasks: started by hand or by a service, with network interface, containers and targets."""

from __future__ import annotations

import copy
import re
import uuid
from typing import Any

from moto.ec2.models import ec2_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from ..ec2 import interfaces
from ..elbv2 import targets
from . import outcomes
from .clusters import check_strategy, filled_strategy
from .model import Cluster, Service, Task, arn, find_cluster, find_service, invalid, moment
from .starting import is_broken, start_error
from .tags import check_tags
from .task_definitions import active, region_of, resolve

PLATFORM_VERSION = "1.4.0"
STOPPED_SHOWN = 3600  # seconds for which a stopped task can be seen, see ListTasks
TOKEN_SECONDS = 86400  # see "Ensuring idempotency" in the API reference
OVERRIDES = 8192  # characters
# What a task is in once half of the time to start, or to stop, has passed ("Task lifecycle" in the Developer Guide).
SECOND_HALF = {"PROVISIONING": "PENDING", "DEACTIVATING": "STOPPING"}
OWN_FILTER = ("serviceName", "family", "desiredStatus", "launchType")


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


def _check_overrides(definition: dict[str, Any], params: dict[str, Any]) -> None:
    """Refuse overrides of unknown containers, too long ones, and text that ``startedBy`` cannot be."""
    overrides = params.get("overrides") or {}
    names = {item["name"] for item in definition["containerDefinitions"]}
    for item in overrides.get("containerOverrides") or []:
        if item.get("name") not in names:
            raise invalid(f"Override for container named {item.get('name')} is not a container in the TaskDefinition.")
    if len(str(overrides)) > OVERRIDES:
        raise invalid("Container Overrides length must be at most 8192")
    if not re.fullmatch(r"[A-Za-z0-9/_-]{0,128}", params.get("startedBy") or ""):
        raise invalid("startedBy must be at most 128 letters, digits, hyphens, slashes and underscores.")


def _repeated(call: Call, cluster: Cluster) -> list[dict[str, Any]] | None:
    """The tasks that the same token has started, or None. Raises AwsError ConflictException for other parameters."""
    token = call.params.get("clientToken")
    known = state.store("ecs-tokens", call.account, call.region).get((cluster.name, token)) if token else None
    if known is None or state.now() - known[0] > TOKEN_SECONDS:
        return None
    if known[1] != call.params:
        raise AwsError("ConflictException", "The client token was used with other parameters.")
    return [shown(cluster.tasks[task_arn], ["TAGS"]) for task_arn in known[2]]


@operation("ecs", "RunTask")
def run_task(call: Call) -> dict[str, Any]:
    params = call.params
    cluster = find_cluster(call, params.get("cluster"))
    repeated = _repeated(call, cluster)
    if repeated is not None:
        return {"tasks": repeated, "failures": []}
    definition = active(region_of(call), params["taskDefinition"])
    check_network(call, definition, params.get("networkConfiguration"))
    check_tags(params.get("tags"))
    _check_overrides(definition, params)
    if params.get("launchType") and params.get("capacityProviderStrategy"):
        raise invalid("Specifying both a launch type and capacity provider strategy is not supported. Remove one.")
    if params.get("launchType") == "FARGATE" and "FARGATE" not in definition["compatibilities"]:
        raise invalid("Task definition does not support launch_type FARGATE.")
    strategy = filled_strategy(params.get("capacityProviderStrategy"))
    check_strategy(cluster, strategy)
    if not params.get("launchType") and not strategy:
        strategy = cluster.data["defaultCapacityProviderStrategy"]
    settings = {
        **params,
        "capacityProviderStrategy": strategy,
        "networkConfiguration": filled_network(params.get("networkConfiguration")),
    }
    tags = list(params.get("tags") or [])
    if params.get("propagateTags") == "TASK_DEFINITION":
        tags += region_of(call).definition_tags.get(definition["taskDefinitionArn"], [])
    group = params.get("group") or f"family:{definition['family']}"
    started = []
    for index in range(params.get("count") or 1):
        task = make_task(call, cluster, definition, settings, group, params.get("startedBy") or "", list(tags), index)
        started.append(shown(copy.deepcopy(task), ["TAGS"]))
        _begin(call, task, definition)
    if params.get("clientToken"):
        tokens = state.store("ecs-tokens", call.account, call.region)
        arns = [task["taskArn"] for task in started]
        tokens[cluster.name, params["clientToken"]] = (state.now(), copy.deepcopy(params), arns)
    return {"tasks": started, "failures": []}


def _begin(call: Call, task: Task, definition: dict[str, Any]) -> None:
    """Start a task that no service watches: it runs for the duration ``ecs:task``, or as ordered, and exits."""
    broken = is_broken(call, definition)
    outcome = outcomes.of(task.data, broken)
    reason = start_error(call, definition) or outcome.error
    if reason:
        stop(call, task, "TaskFailedToStart", reason)
        return
    for member in ("cpu", "memory"):
        task.data[member] = task.data["overrides"].get(member) or task.data[member]
    run(call, task, definition)
    task.exit_code, task.lines = outcome.exit_code, outcome.lines
    task.until = state.now() + outcome.seconds if outcome.seconds else state.ready_at("ecs:task")


def _advance(call: Call, task: Task) -> None:
    """End a task of ``_begin`` whose time has come and that was seen running once, so that every waiter ends."""
    if task.until is None or task.data["lastStatus"] == "STOPPED" or not state.is_ready(task.until):
        return
    if task.seen:
        end(call, task, "EssentialContainerExited", "Essential container in task exited", task.exit_code)
    task.seen = True


def end(call: Call, task: Task, code: str, reason: str, exit_code: int) -> None:
    """Stop a task with the code of the container whose command was overridden; the others get a signal's."""
    stop(call, task, code, reason, exit_code)
    name = outcomes.overridden(task.data).get("name")
    for container in task.data["containers"]:
        if name and container["name"] != name:
            container["exitCode"] = 143
    definition = resolve(region_of(call), task.data["taskDefinitionArn"])
    if definition is not None:
        outcomes.write_log(call, definition, task.data, task.lines)


def visible(cluster: Cluster) -> dict[str, Task]:
    """The tasks of a cluster by ARN, without those that stopped more than an hour ago."""
    now = state.now()
    ended = [(task_arn, task.data.get("stoppedAt")) for task_arn, task in cluster.tasks.items()]
    gone = {task_arn for task_arn, moment in ended if moment and now - moment.timestamp() > STOPPED_SHOWN}
    return {task_arn: task for task_arn, task in cluster.tasks.items() if task_arn not in gone}


@operation("ecs", "DescribeTasks")
def describe_tasks(call: Call) -> dict[str, Any]:
    cluster = find_cluster(call, call.params.get("cluster"))
    tasks, failures = [], []
    for name in call.params["tasks"]:
        task_arn = name if name.startswith("arn:") else arn(call, "task", f"{cluster.name}/{name}")
        task = visible(cluster).get(task_arn)
        if task is None:
            failures.append({"arn": task_arn, "reason": "MISSING"})
        else:
            _advance(call, task)
            tasks.append(shown(task, call.params.get("include") or []))
    return {"tasks": tasks, "failures": failures}


@operation("ecs", "ListTasks")
def list_tasks(call: Call) -> dict[str, Any]:
    params = call.params
    cluster = find_cluster(call, params.get("cluster"))
    if params.get("startedBy") and any(params.get(name) for name in OWN_FILTER):
        raise invalid("startedBy must be the only filter.")
    wanted = {"desiredStatus": params.get("desiredStatus") or "RUNNING"}
    if params.get("serviceName"):
        service: Service = find_service(call, cluster, params["serviceName"])
        wanted["group"] = f"service:{service.name}"
    for member in ("startedBy", "launchType"):
        if params.get(member):
            wanted[member] = params[member]
    arns = []
    for task_arn, task in visible(cluster).items():
        family = task.data["taskDefinitionArn"].rsplit("/", 1)[-1].split(":")[0]
        matches = all(task.data.get(name) == value for name, value in wanted.items())
        if matches and params.get("family") in (None, family):
            arns.append(task_arn)
    arns, token = page(arns, params.get("nextToken"), params.get("maxResults"))
    return {"taskArns": arns, "nextToken": token}
