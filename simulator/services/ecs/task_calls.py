"""Calls about tasks: those that are run by hand, how they go on and end, and what is shown of all."""

from __future__ import annotations

import copy
import re
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from . import deployments, outcomes, tasks
from .clusters import check_strategy, filled_strategy
from .model import Cluster, Service, Task, arn, find_cluster, find_service, invalid, region_of
from .starting import is_broken, start_error
from .tags import check_tags
from .task_definitions import active, resolve

STOPPED_SHOWN = 3600  # seconds for which a stopped task can be seen, see ListTasks
TOKEN_SECONDS = 86400  # see "Ensuring idempotency" in the API reference
OVERRIDES = 8192  # characters
OWN_FILTER = ("serviceName", "family", "desiredStatus", "launchType")


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
    return [tasks.shown(cluster.tasks[task_arn], ["TAGS"]) for task_arn in known[2]]


@operation("ecs", "RunTask")
def run_task(call: Call) -> dict[str, Any]:
    params = call.params
    cluster = find_cluster(call, params.get("cluster"))
    repeated = _repeated(call, cluster)
    if repeated is not None:
        return {"tasks": repeated, "failures": []}
    definition = active(region_of(call), params["taskDefinition"])
    tasks.check_network(call, definition, params.get("networkConfiguration"))
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
        "networkConfiguration": tasks.filled_network(params.get("networkConfiguration")),
    }
    tags = list(params.get("tags") or [])
    if params.get("propagateTags") == "TASK_DEFINITION":
        tags += region_of(call).definition_tags.get(definition["taskDefinitionArn"], [])
    group = params.get("group") or f"family:{definition['family']}"
    started = []
    for index in range(params.get("count") or 1):
        task = tasks.make_task(
            call, cluster, definition, settings, group, params.get("startedBy") or "", list(tags), index
        )
        started.append(tasks.shown(copy.deepcopy(task), ["TAGS"]))
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
        tasks.stop(call, task, "TaskFailedToStart", reason)
        return
    for member in ("cpu", "memory"):
        task.data[member] = task.data["overrides"].get(member) or task.data[member]
    tasks.run(call, task, definition)
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
    tasks.stop(call, task, code, reason, exit_code)
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
    found, failures = [], []
    for name in call.params["tasks"]:
        task_arn = name if name.startswith("arn:") else arn(call, "task", f"{cluster.name}/{name}")
        task = visible(cluster).get(task_arn)
        if task is None:
            failures.append({"arn": task_arn, "reason": "MISSING"})
        else:
            _advance(call, task)
            found.append(tasks.shown(task, call.params.get("include") or []))
    return {"tasks": found, "failures": failures}


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


@operation("ecs", "StopTask")
def stop_task(call: Call) -> dict[str, Any]:
    cluster = find_cluster(call, call.params.get("cluster"))
    name = call.params["task"]
    task = cluster.tasks.get(name if name.startswith("arn:") else arn(call, "task", f"{cluster.name}/{name}"))
    if task is None:
        raise invalid("The referenced task was not found.")
    if task.data["lastStatus"] != "STOPPED":
        end(call, task, "UserInitiated", call.params.get("reason") or "Task stopped by user", 137)
        group = task.data["group"]
        if group.startswith("service:") and group[8:] in cluster.services:
            deployments.rebalance(call, cluster.services[group[8:]])
    return {"task": tasks.shown(task, ["TAGS"])}
