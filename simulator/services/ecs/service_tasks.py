"""The tasks of services: started, come up or fail, put behind the load balancers, drained (behaviours A2, D4, D15, D17).

They take the durations ``ecs:assume`` where their role was just made, ``ecs:task_start`` (``ecs:deployment`` where that has none), ``elbv2:target_healthy``,
``ecs:task_run`` until a task that cannot stay fails, and ``ecs:drain``.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from simulator.core import state, visibility
from simulator.core.handlers import AwsError, Call

from ..elbv2 import targets
from . import behaviours, outcomes, tasks
from .behaviours import Behaviour
from .model import Deployment, Service, Task, moment, region_of
from .task_definitions import resolve

ASSUME = (
    "that was provided for this task. Please verify that the role being passed has the proper trust relationship and "
    "permissions and that your IAM user has permissions to pass this role."
)
# Called with a task that has become healthy (None), or that has failed (how).
Then = Callable[[Task, Behaviour | None], None]


def start_kind() -> str:
    """The duration that a task takes to start."""
    return "ecs:task_start" if state.duration("ecs:task_start") else "ecs:deployment"


def definition_of(call: Call, deployment: Deployment) -> dict[str, Any]:
    """The task definition of a deployment."""
    definition = resolve(region_of(call), deployment.data["taskDefinition"])
    assert definition is not None
    return definition


def names(some: list[Task]) -> str:
    """Tasks as service events name them."""
    return " ".join(f"(task {task.data['taskArn'].rsplit('/', 1)[-1]})" for task in some)


def own(service: Service, deployment: Deployment) -> list[Task]:
    """The tasks of a deployment that are to run, oldest first."""
    mine = [task for task in service.tasks() if task.deployment == deployment.data["id"]]
    return [task for task in mine if task.data["desiredStatus"] == "RUNNING"]


def start(call: Call, service: Service, deployment: Deployment, count: int, then: Then) -> None:
    """Start tasks of a deployment; ``then`` is called for each, once it is healthy or has failed."""
    behaviour = behaviours.of(call, definition_of(call, deployment))
    present = len(own(service, deployment))
    started = [_make(call, service, deployment, present + index) for index in range(count)]
    service.event(f"has started {count} tasks: {names(started)}.")
    definition = definition_of(call, deployment)
    role = visibility.young(call, (definition.get("executionRoleArn"), definition.get("taskRoleArn")))
    for task in started:
        _launch(role, behaviour.times, lambda task=task: _come_up(call, service, deployment, task, behaviour, then))
    if role:
        service.event(f"failed to launch a task with (error ECS was unable to assume the role '{role}' {ASSUME})")


def _launch(role: str | None, times: int, change: Callable[[], None]) -> None:
    """Begin to start a task: later, where its role was just made. ECS says so in an event and tries again (A2)."""
    if role:
        state.after("ecs:assume", lambda: _later(times, change))
    else:
        _later(times, change)


def _later(times: int, change: Callable[[], None]) -> None:
    state.after(start_kind(), change if times == 1 else lambda: _later(times - 1, change))


def _make(call: Call, service: Service, deployment: Deployment, index: int) -> Task:  # D28
    definition = definition_of(call, deployment)
    declared = service.declared
    tags = []
    if declared["propagateTags"] == "SERVICE":
        tags = copy.deepcopy(service.tags)
    elif declared["propagateTags"] == "TASK_DEFINITION":
        tags = copy.deepcopy(region_of(call).definition_tags[definition["taskDefinitionArn"]])
    if declared["enableECSManagedTags"]:
        tags.append({"key": "aws:ecs:clusterName", "value": service.cluster.name})
        tags.append({"key": "aws:ecs:serviceName", "value": service.name})
    settings = {**service.revisions[deployment.revision], "enableExecuteCommand": declared["enableExecuteCommand"]}
    task = tasks.make_task(
        call, service.cluster, definition, settings, f"service:{service.name}", deployment.data["id"], tags, index
    )
    task.deployment = deployment.data["id"]
    return task


def _come_up(
    call: Call, service: Service, deployment: Deployment, task: Task, behaviour: Behaviour, then: Then
) -> None:
    if task.data["desiredStatus"] != "RUNNING":
        return  # no longer wanted
    if not behaviour.runs:
        _fall(call, service, deployment, task, behaviour, then)
        return
    tasks.run(call, task, definition_of(call, deployment))
    registered = _register(call, service, deployment, task)
    if behaviour.code:
        for group, port in task.targets if behaviour.unhealthy else ():
            targets.set_health(call, group, task.address, port, targets.FAILING)
        state.after("ecs:task_run", lambda: _fall(call, service, deployment, task, behaviour, then))
    elif task.targets:
        state.after("elbv2:target_healthy", lambda: _become_sound(task, then))
    elif registered:
        _become_sound(task, then)


def _become_sound(task: Task, then: Then) -> None:
    if task.data["desiredStatus"] == "RUNNING":
        task.sound = True
        then(task, None)


def _register(call: Call, service: Service, deployment: Deployment, task: Task) -> bool:
    """Put a task behind the load balancers. False where a target group is gone: the service is stuck then (D32)."""
    registered = True
    revision = service.revisions[deployment.revision]
    groups = revision.get("resolvedConfiguration", {}).get("loadBalancers", [])
    balancers = [item for item in revision.get("loadBalancers") or [] if item.get("targetGroupArn")]
    for balancer, row in zip(balancers, groups, strict=True):
        group, port = row["targetGroupArn"], balancer.get("containerPort")
        if not task.address:
            continue
        try:
            call.invoke(
                "elbv2", "RegisterTargets", {"TargetGroupArn": group, "Targets": [{"Id": task.address, "Port": port}]}
            )
        except AwsError as error:
            service.event(f"failed to register targets in (target-group {group}) with (error {error.message})")
            registered = False
            continue
        task.targets.append((group, port))
        until = state.ready_at("elbv2:target_healthy")
        targets.set_health(call, group, task.address, port, targets.INITIAL, until)
        service.event(f"registered 1 targets in (target-group {group})")
    return registered


def _fall(call: Call, service: Service, deployment: Deployment, task: Task, behaviour: Behaviour, then: Then) -> None:
    """A task ends that was to run."""
    if task.data["desiredStatus"] != "RUNNING":
        return
    reason = behaviour.reason
    if behaviour.unhealthy:
        for container in task.data["containers"]:
            container["healthStatus"] = "UNHEALTHY"
        if reason.endswith("ELB health checks"):
            reason += "".join(f" in (target-group {group})" for group, _port in task.targets)
    if behaviour.container:
        task.data["containers"][0]["reason"] = behaviour.container
    if behaviour.runs or behaviour.exit_code is not None:
        outcomes.write_log(call, definition_of(call, deployment), task.data, list(behaviour.lines))
    tasks.stop(call, task, behaviour.code, reason, behaviour.exit_code)
    if not behaviour.runs:
        service.event(f"{names([task])} failed to start: {reason}")
    then(task, behaviour)


def drain(call: Call, service: Service, some: list[Task], deployment: Deployment, then: Callable[[], None]) -> None:
    """Stop tasks that are no longer wanted, as an activity of a deployment; ``then`` is called once each is gone."""
    reason = f"Scaling activity initiated by (deployment {deployment.data['id']})"

    def gone(task: Task) -> None:
        tasks.stop(call, task, "ServiceSchedulerInitiated", reason, 143)
        then()

    if some:
        service.event(f"has stopped {len(some)} running tasks: {names(some)}.")
    for task in some:
        tasks.wind_down(call, task)
        state.after("ecs:drain", lambda task=task: gone(task))


def counts(service: Service, deployment: Deployment) -> dict[str, int]:
    """Running and pending tasks of a deployment."""
    mine = own(service, deployment)
    running = sum(task.data["lastStatus"] == "RUNNING" for task in mine)
    return {"runningCount": running, "pendingCount": len(mine) - running}


def touch(deployment: Deployment, **values: Any) -> None:
    """Change what a deployment shows."""
    deployment.data.update(values, updatedAt=moment())
