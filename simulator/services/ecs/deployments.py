"""Deployments of services: new tasks come up and replace the old ones within the bounds of minimum and maximum percent, or
the circuit breaker, an alarm or a person ends it (behaviours D15 to D17).

Where the strategy is not ROLLING all new tasks come up beside the old ones, and ``shifting`` moves the traffic. What tasks do
is in ``behaviours``.
"""

from __future__ import annotations

import copy
import math
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from simulator.core import state
from simulator.core.handlers import Call

from . import service_tasks, shifting, tasks
from .behaviours import Behaviour
from .model import Deployment, Service, Task, moment, region_of
from .opening import DEPLOYED, begin, threshold
from .service_tasks import own, touch

# ECS would try for ever, further and further apart. Where starting takes no time, it rests after so many failed tasks.
TRIES = 3


def launch(call: Call, service: Service, _deployment: Deployment) -> None:
    """Set the newest deployment going."""
    step(call, service)


def want(service: Service) -> None:
    """Let the current deployment desire as many tasks as the service."""
    deployment = service.deployments[0]
    deployment.failures = 0
    touch(deployment, desiredCount=_wanted(service, deployment))


def rebalance(call: Call, service: Service) -> None:
    """Make the number of tasks of the current deployment what is desired."""
    want(service)
    step(call, service)


def _wanted(service: Service, deployment: Deployment) -> int:
    return 0 if deployment.data["rolloutState"] == "FAILED" else service.declared["desiredCount"]


def step(call: Call, service: Service) -> None:
    """Move a service on until it has to wait. A step that is asked for within another comes after it."""
    service.again = True
    if service.stepping:
        return
    service.stepping = True
    try:
        while service.again and service.status == "ACTIVE":
            service.again = False
            _step(call, service)
    finally:
        service.stepping = False


def _step(call: Call, service: Service) -> None:
    deployment = service.deployments[0]
    present = {task.deployment for task in service.tasks()}
    service.deployments = [
        item
        for item in service.deployments
        if item is deployment or item.data["rolloutState"] == "FAILED" or item.data["id"] in present
    ]
    wanted = _wanted(service, deployment)
    if _alarmed(call, service, deployment):
        _fail(call, service, deployment, "alarms")
        return
    mine = own(service, deployment)
    older = [task for other in service.deployments[1:] for task in own(service, other)]
    surplus = mine[wanted:]
    going = deployment.data["rolloutState"] == "IN_PROGRESS"
    if deployment.moves is not None and going:
        stale = _stale(call, service, deployment)
        if stale:
            shifting.enter(deployment, shifting.RECONCILE)
        surplus += older if deployment.stage == shifting.CLEAN_UP else stale
    elif deployment.data["rolloutState"] != "FAILED":
        surplus += _replaceable(service, mine, older)
    if surplus:
        service_tasks.drain(call, service, surplus, deployment, lambda: step(call, service))
        service.again = True
        return
    if deployment.moves is not None and going:
        _shift(call, service, deployment, mine, wanted)
        return
    room = _bounds(service)[1] - len(mine) - len(older)
    count = min(wanted - len(mine), room, _tries(service, deployment))
    if count > 0:
        service_tasks.start(
            call, service, deployment, count, lambda task, how: _told(call, service, deployment, task, how)
        )
    settled = sum(task.sound for task in mine) == len(mine) == wanted and len(service.tasks()) == wanted
    if settled and deployment.data["rolloutState"] == "IN_PROGRESS":
        _complete(service, deployment)


def _stale(call: Call, service: Service, deployment: Deployment) -> list[Task]:
    """The tasks of abandoned deployments: all but this one's and those of the revision that serves."""
    others = [item for item in service.deployments[1:] if item.revision != service.last_good]
    stale = [task for item in others for task in own(service, item)]
    if stale and service.last_good:
        for item in others:
            if item.production:
                shifting.shift(call, service, item, 0.0, 0.0)
                item.production = 0.0
    return stale


def _shift(call: Call, service: Service, deployment: Deployment, mine: list[Task], wanted: int) -> None:
    """Bring up the tasks of a shifting deployment beside the old ones, then move the traffic, then complete."""
    if deployment.stage in ("PRE_SCALE_UP", shifting.RECONCILE):
        serving = [task for item in service.deployments[1:] for task in own(service, item)]
        if len(service.tasks()) > len(serving) + len(mine):
            return  # what was abandoned still drains
        shifting.enter(deployment, shifting.SCALE_UP)
    count = min(wanted - len(mine), _tries(service, deployment))
    if count > 0:
        service_tasks.start(
            call, service, deployment, count, lambda task, how: _told(call, service, deployment, task, how)
        )
        return
    if sum(task.sound for task in mine) < wanted or len(mine) != wanted:
        return
    if deployment.stage == shifting.CLEAN_UP:
        if len(service.tasks()) == wanted:
            _complete(service, deployment)
        return
    problem = shifting.go(call, service, deployment, lambda: step(call, service))
    if problem:
        _fail(call, service, deployment, "traffic shift", problem)


def _bounds(service: Service) -> tuple[int, int]:
    """Healthy tasks at least, and tasks at most, during a deployment."""
    wanted, configuration = service.declared["desiredCount"], service.declared["deploymentConfiguration"]
    lower = math.ceil(wanted * configuration["minimumHealthyPercent"] / 100)
    return lower, math.floor(wanted * configuration["maximumPercent"] / 100)


def _replaceable(service: Service, mine: list[Task], older: list[Task]) -> list[Task]:
    """Older tasks to stop: those that never became healthy, and, down to the minimum, those that new ones replace or need
    the room of."""
    wanted = service.declared["desiredCount"]
    lower, upper = _bounds(service)
    idle = [task for task in older if not task.sound]
    sound = [task for task in older if task.sound]
    new = sum(task.sound for task in mine)
    replaced = len(sound) - (wanted - new)
    crowding = (wanted - len(mine)) - (upper - len(mine) - len(older))
    count = min(len(sound) + new - lower, max(replaced, crowding))
    return idle + sound[: max(count, 0)]


def _tries(service: Service, deployment: Deployment) -> int:
    if state.duration(service_tasks.start_kind()):
        return service.declared["desiredCount"]
    breaker = service.declared["deploymentConfiguration"]["deploymentCircuitBreaker"]["enable"]
    return max(TRIES, threshold(service) if breaker else 0) - deployment.failures


def _told(call: Call, service: Service, deployment: Deployment, _task: Task, how: Behaviour | None) -> None:
    """A task of a deployment has become healthy, or has failed."""
    data, breaker = deployment.data, service.declared["deploymentConfiguration"]["deploymentCircuitBreaker"]
    if how is None:
        if breaker["resetOnHealthyTask"]:
            touch(deployment, failedTasks=0)
    else:
        deployment.failures += 1
        if how.counted:
            touch(deployment, failedTasks=data["failedTasks"] + 1)
        if deployment.failures == TRIES:
            service.event(
                "is unable to consistently start tasks successfully. For more information, see the "
                "Troubleshooting section of the Amazon ECS Developer Guide."
            )
    if deployment.record and not deployment.going_back:
        deployment.record["deploymentCircuitBreaker"]["failureCount"] = data["failedTasks"]
    going = data["status"] == "PRIMARY" and data["rolloutState"] == "IN_PROGRESS"
    if going and breaker["enable"] and data["failedTasks"] >= threshold(service):
        _fail(call, service, deployment, "circuit breaker")
    step(call, service)


def _complete(service: Service, deployment: Deployment) -> None:
    service.deployments = [deployment]
    service.last_good = deployment.revision
    identity = deployment.data["id"]
    touch(deployment, rolloutState="COMPLETED", rolloutStateReason=f"ECS deployment {identity} completed.")
    service.event(f"(deployment {identity}) deployment completed.")
    service.event("has reached a steady state.")
    if deployment.record:
        _close(service, deployment.record, deployment.revision)


def _close(service: Service, row: dict[str, Any], revision: str) -> None:
    rolled_back = row["status"] == "ROLLBACK_IN_PROGRESS"
    now = moment()
    row.update(status="ROLLBACK_SUCCESSFUL" if rolled_back else "SUCCESSFUL", finishedAt=now, updatedAt=now)
    for monitor in ("deploymentCircuitBreaker", "alarms"):
        if row[monitor]["status"] == "MONITORING":
            row[monitor]["status"] = "MONITORING_COMPLETE"
    count = service.declared["desiredCount"]
    if not rolled_back:
        row["targetServiceRevision"] = {
            **row["targetServiceRevision"],
            "arn": revision,
            "requestedTaskCount": count,
            "runningTaskCount": count,
            "pendingTaskCount": 0,
        }


def _alarmed(call: Call, service: Service, deployment: Deployment) -> bool:
    """True where an alarm ends a deployment. Alarms are not watched while rolling back."""
    alarms = service.declared["deploymentConfiguration"]["alarms"]
    if not alarms["enable"] or deployment.going_back or deployment.data["rolloutState"] != "IN_PROGRESS":
        return False
    known = cloudwatch_backends[call.account][call.region].alarms
    return any(known[name].state_value == "ALARM" for name in alarms["alarmNames"] if name in known)


def _fail(call: Call, service: Service, deployment: Deployment, control: str, why: str = "") -> None:
    """End a deployment, and go back where that was asked for and possible."""
    settings = service.declared["deploymentConfiguration"][
        "alarms" if control == "alarms" else "deploymentCircuitBreaker"
    ]
    identity = deployment.data["id"]
    why = why or ("tasks failed to start." if control == "circuit breaker" else "alarm detected.")
    touch(deployment, rolloutState="FAILED", rolloutStateReason=f"ECS deployment {control}: {why}", desiredCount=0)
    service.event(f"(deployment {identity}) deployment failed: {why}")
    row = deployment.record
    if row and control == "alarms":
        row["alarms"].update(status="TRIGGERED", triggeredAlarmNames=list(settings["alarmNames"]))
    elif row and control == "circuit breaker":
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
    step(call, service)


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
    shifted = failed.moves is not None
    if shifted:
        shifting.shift(call, service, failed, 0.0, 0.0)
        touch(failed, rolloutState="FAILED", desiredCount=0)
    back = (_blue(service, failed) if shifted else None) or begin(call, service, revision)
    back.going_back = True
    identity = back.data["id"]
    back.data["rolloutStateReason"] = f"ECS deployment circuit breaker: rolling back to deploymentId {identity}."
    back.record = failed.record
    if back.record:
        now = moment()
        back.record.update(status="ROLLBACK_IN_PROGRESS", statusReason=reason, updatedAt=now)
        back.record["rollback"] = {"reason": reason, "startedAt": now, "serviceRevisionArn": revision}
    step(call, service)


def _blue(service: Service, failed: Deployment) -> Deployment | None:
    """The deployment whose tasks have gone on beside a shifting one, made PRIMARY again."""
    back = next((item for item in service.deployments if item.revision == service.last_good), None)
    if back is None:
        return None
    service.deployments.remove(back)
    service.deployments.insert(0, back)
    failed.data["status"] = "ACTIVE"
    back.moves, back.stage = None, ""
    touch(back, status="PRIMARY", rolloutState="IN_PROGRESS", desiredCount=service.declared["desiredCount"])
    return back


def end(call: Call, service: Service) -> None:
    """Stop every task of a service that is deleted."""
    for task in service.tasks():
        tasks.stop(call, task, "ServiceSchedulerInitiated", "Service deleted", 143)
    service.deployments = []
    if service.status == "DRAINING":
        service.status = "INACTIVE"


def shown(service: Service) -> list[dict[str, Any]]:
    """The deployments with their counts of now."""
    return [{**item.data, **service_tasks.counts(service, item)} for item in service.deployments]


def _scaled(call: Call, cluster_name: str, service_name: str) -> Service | None:
    cluster = region_of(call).clusters.get(cluster_name)
    service = cluster.services.get(service_name) if cluster else None
    return service if service and service.status == "ACTIVE" else None


def desired(call: Call, cluster_name: str, service_name: str) -> int:
    """The desired count of a service, 0 where there is none."""
    service = _scaled(call, cluster_name, service_name)
    return service.declared["desiredCount"] if service else 0


def scale(call: Call, cluster_name: str, service_name: str, low: int, high: int) -> None:
    """Move the desired count into a range, as Application Auto Scaling does (behaviour D23)."""
    service = _scaled(call, cluster_name, service_name)
    if service:
        wanted = min(max(service.declared["desiredCount"], low), high)
        if wanted != service.declared["desiredCount"]:
            service.declared["desiredCount"] = wanted
            rebalance(call, service)
