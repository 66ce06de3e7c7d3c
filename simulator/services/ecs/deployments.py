"""Deployments of services: new tasks come up healthy and replace the old ones, or the circuit breaker ends it.

A deployment takes the duration ``ecs:deployment``. The rolling strategy is what is simulated; other strategies go the
same way. An image whose tag contains ``broken`` never becomes healthy.
"""

from __future__ import annotations

import copy
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from simulator import state
from simulator.handlers import AwsError, Call

from . import tasks
from .model import Deployment, Service, Task, moment, region_of
from .opening import DEPLOYED, begin, threshold
from .starting import is_broken, start_error
from .task_definitions import resolve


def launch(call: Call, service: Service, deployment: Deployment) -> None:
    """Start the tasks of a deployment and finish it after the duration ``ecs:deployment``."""
    definition = _definition(call, deployment)
    reason = start_error(call, definition)
    if reason is None and not is_broken(call, definition):
        wanted = service.declared["desiredCount"]
        started = [_start(call, service, deployment, index) for index in range(wanted)]
        if started:
            service.event(f"has started {len(started)} tasks: {_names(started)}.")
    state.after("ecs:deployment", lambda: _finish(call, service, deployment))


def _definition(call: Call, deployment: Deployment) -> dict[str, Any]:
    definition = resolve(region_of(call), deployment.data["taskDefinition"])
    assert definition is not None
    return definition


def _names(started: list[Task]) -> str:
    return " ".join(f"(task {task.data['taskArn'].rsplit('/', 1)[-1]})" for task in started)


def _start(call: Call, service: Service, deployment: Deployment, index: int) -> Task:
    definition = _definition(call, deployment)
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


def _ready(call: Call, service: Service, deployment: Deployment, task: Task) -> None:
    """Run a task and put it behind the load balancers."""
    tasks.run(call, task, _definition(call, deployment))
    for balancer in service.revisions[deployment.revision].get("loadBalancers") or []:
        group, port = balancer.get("targetGroupArn"), balancer.get("containerPort")
        if not group or not task.address:
            continue
        try:
            call.invoke(
                "elbv2", "RegisterTargets", {"TargetGroupArn": group, "Targets": [{"Id": task.address, "Port": port}]}
            )
            task.targets.append((group, port))
            service.event(f"registered 1 targets in (target-group {group})")
        except AwsError as error:
            service.event(f"failed to register targets in (target-group {group}) with (error {error.message})")


def _own_tasks(service: Service, deployment: Deployment) -> list[Task]:
    return [task for task in service.tasks() if task.deployment == deployment.data["id"]]


def _finish(call: Call, service: Service, deployment: Deployment) -> None:
    if service.status != "ACTIVE" or deployment.data["status"] != "PRIMARY":
        return  # deleted, or a newer deployment took over
    failure = _failure(call, service, deployment)
    if failure:
        _fail(call, service, deployment, *failure)
        return
    rebalance(call, service)
    for task in _own_tasks(service, deployment):
        if task.data["lastStatus"] != "RUNNING":
            _ready(call, service, deployment, task)
    for older in service.deployments[1:]:
        _retire(call, service, older)
    service.deployments = [deployment]
    service.last_good = deployment.revision
    identity = deployment.data["id"]
    deployment.data.update(
        rolloutState="COMPLETED", rolloutStateReason=f"ECS deployment {identity} completed.", updatedAt=moment()
    )
    service.event(f"(deployment {identity}) deployment completed.")
    service.event("has reached a steady state.")
    if deployment.record:
        _close(service, deployment.record, deployment.revision)


def _close(service: Service, row: dict[str, Any], revision: str) -> None:
    rolled_back = row["status"] == "ROLLBACK_IN_PROGRESS"
    now = moment()
    row.update(status="ROLLBACK_SUCCESSFUL" if rolled_back else "SUCCESSFUL", finishedAt=now, updatedAt=now)
    if row["deploymentCircuitBreaker"]["status"] == "MONITORING":
        row["deploymentCircuitBreaker"]["status"] = "MONITORING_COMPLETE"
    count = service.declared["desiredCount"]
    if not rolled_back:
        row["targetServiceRevision"] = {
            "arn": revision,
            "requestedTaskCount": count,
            "runningTaskCount": count,
            "pendingTaskCount": 0,
        }


def _failure(call: Call, service: Service, deployment: Deployment) -> tuple[str, str] | None:
    """What goes wrong with a deployment: (which control sees it, reason of the tasks), or None."""
    definition = _definition(call, deployment)
    reason = start_error(call, definition)
    if reason:
        return "circuit breaker", reason
    if is_broken(call, definition):
        return "circuit breaker", "Task failed container health checks"
    if deployment.going_back:
        return None  # alarms are not watched while rolling back
    alarms = service.declared["deploymentConfiguration"]["alarms"]
    known = cloudwatch_backends[call.account][call.region].alarms
    if alarms["enable"] and any(known[name].state_value == "ALARM" for name in alarms["alarmNames"] if name in known):
        return "alarms", ""
    return None


def _fail(call: Call, service: Service, deployment: Deployment, control: str, reason: str) -> None:
    configuration = service.declared["deploymentConfiguration"]
    settings = configuration["alarms" if control == "alarms" else "deploymentCircuitBreaker"]
    identity = deployment.data["id"]
    for task in _own_tasks(service, deployment):
        tasks.stop(
            call, task, "ServiceSchedulerInitiated", f"Scaling activity initiated by (deployment {identity})", 143
        )
    if control == "circuit breaker":
        deployment.data["failedTasks"] = max(threshold(service), service.declared["desiredCount"])
        _failed_task(call, service, deployment, reason)
        service.event(
            "is unable to consistently start tasks successfully. For more information, see the "
            "Troubleshooting section of the Amazon ECS Developer Guide."
        )
    if not settings["enable"]:
        deployment.data["updatedAt"] = moment()
        return  # without the circuit breaker ECS tries for ever: IN_PROGRESS with failing tasks
    why = "tasks failed to start." if control == "circuit breaker" else "alarm detected."
    deployment.data.update(
        rolloutState="FAILED", rolloutStateReason=f"ECS deployment {control}: {why}", desiredCount=0, updatedAt=moment()
    )
    service.event(f"(deployment {identity}) deployment failed: {why}")
    row = deployment.record
    if row:
        row["deploymentCircuitBreaker"]["failureCount"] = deployment.data["failedTasks"]
        row["deploymentCircuitBreaker"]["status"] = "TRIGGERED"
    if settings["rollback"] and service.last_good and not deployment.going_back:
        service.event(f"rolling back to deployment of {service.revisions[service.last_good]['taskDefinition']}.")
        roll_back(call, service, deployment, f"Service deployment rolled back because the {control} was triggered.")
    elif row:
        # Nothing to go back to: a first deployment (behaviour D17), or one that was going back itself.
        status = "ROLLBACK_FAILED" if settings["rollback"] else "STOPPED"
        row.update(
            status=status, statusReason=f"ECS deployment {control}: {why}", finishedAt=moment(), updatedAt=moment()
        )


def _failed_task(call: Call, service: Service, deployment: Deployment, reason: str) -> None:
    """Leave one stopped task behind that says why, as ListTasks with STOPPED finds it."""
    task = _start(call, service, deployment, 0)
    started = not reason.startswith(("CannotPull", "ResourceInitialization"))
    code = "ServiceSchedulerInitiated" if started else "TaskFailedToStart"
    if started:
        for container in task.data["containers"]:
            container["healthStatus"] = "UNHEALTHY"
    tasks.stop(call, task, code, reason, 1 if started else None)
    service.event(f"(task {task.data['taskArn'].rsplit('/', 1)[-1]}) failed to start: {reason}")


def roll_back(call: Call, service: Service, failed: Deployment, reason: str) -> None:
    """Go back to the last revision that completed, as a new PRIMARY deployment."""
    revision = service.last_good
    assert revision is not None
    good = service.revisions[revision]
    for name in DEPLOYED:
        if name in good:
            service.declared[name] = copy.deepcopy(good[name])
        elif isinstance(service.declared.get(name), list):
            service.declared[name] = []
        else:
            service.declared.pop(name, None)
    back = begin(call, service, revision)
    back.going_back = True
    identity = back.data["id"]
    back.data["rolloutStateReason"] = f"ECS deployment circuit breaker: rolling back to deploymentId {identity}."
    back.record = failed.record
    if back.record:
        now = moment()
        back.record.update(status="ROLLBACK_IN_PROGRESS", statusReason=reason, updatedAt=now)
        back.record["rollback"] = {"reason": reason, "startedAt": now, "serviceRevisionArn": revision}
    launch(call, service, back)


def _retire(call: Call, service: Service, deployment: Deployment) -> None:
    stopped = _own_tasks(service, deployment)
    for task in stopped:
        reason = f"Scaling activity initiated by (deployment {service.deployments[0].data['id']})"
        tasks.stop(call, task, "ServiceSchedulerInitiated", reason, 143)
    if stopped:
        service.event(f"has stopped {len(stopped)} running tasks: {_names(stopped)}.")


def rebalance(call: Call, service: Service) -> None:
    """Make the number of tasks of the current deployment what is desired."""
    deployment = service.deployments[0]
    settled = deployment.data["rolloutState"] == "COMPLETED"
    wanted = service.declared["desiredCount"] if deployment.data["rolloutState"] != "FAILED" else 0
    present = _own_tasks(service, deployment)
    deployment.data.update(desiredCount=wanted, updatedAt=moment())
    for index in range(len(present), wanted):
        task = _start(call, service, deployment, index)
        if settled:
            _ready(call, service, deployment, task)
            service.event(f"has started 1 tasks: {_names([task])}.")
    for task in present[wanted:]:
        reason = f"Scaling activity initiated by (deployment {deployment.data['id']})"
        tasks.stop(call, task, "ServiceSchedulerInitiated", reason, 143)
    if len(present) > wanted:
        service.event(f"has stopped {len(present) - wanted} running tasks: {_names(present[wanted:])}.")


def end(call: Call, service: Service) -> None:
    """Stop every task of a service that is deleted."""
    for task in service.tasks():
        tasks.stop(call, task, "ServiceSchedulerInitiated", "Service deleted", 143)
    service.deployments = []
    if service.status == "DRAINING":
        service.status = "INACTIVE"


def shown(service: Service) -> list[dict[str, Any]]:
    """The deployments with their counts of now."""
    rows = []
    for deployment in service.deployments:
        own = _own_tasks(service, deployment)
        running = sum(task.data["lastStatus"] == "RUNNING" for task in own)
        rows.append({**deployment.data, "runningCount": running, "pendingCount": len(own) - running})
    return rows


def scale(call: Call, cluster_name: str, service_name: str, low: int, high: int) -> None:
    """Move the desired count into a range, as Application Auto Scaling does on registration of a target."""
    cluster = region_of(call).clusters.get(cluster_name)
    service = cluster.services.get(service_name) if cluster else None
    if service and service.status == "ACTIVE":
        wanted = min(max(service.declared["desiredCount"], low), high)
        if wanted != service.declared["desiredCount"]:
            service.declared["desiredCount"] = wanted
            rebalance(call, service)
