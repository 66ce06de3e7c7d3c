"""Opening a deployment: its revision, its row among the deployments, and its service deployment."""

from __future__ import annotations

import copy
import math

from simulator.core.handlers import Call

from . import shifting
from .model import Deployment, Service, arn, moment, short_id
from .tasks import PLATFORM_VERSION

# Members of a service whose change makes a new deployment, see the API reference of UpdateService.
DEPLOYED = (
    "taskDefinition",
    "networkConfiguration",
    "platformVersion",
    "launchType",
    "capacityProviderStrategy",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "placementConstraints",
    "placementStrategy",
)
IN_DEPLOYMENT = (
    "taskDefinition",
    "networkConfiguration",
    "launchType",
    "capacityProviderStrategy",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)


def begin(call: Call, service: Service, revision: str | None = None, reason: str = "") -> Deployment:
    """Make a new PRIMARY deployment, of a new revision or (when rolling back) of an existing one. Going back is rolling: where
    traffic had been shifted, ``deployments`` shifts it back first.

    ``deployments.launch`` sets it going; until then it is IN_PROGRESS, as the answer of CreateService and UpdateService shows it.
    """
    moves = None if revision else shifting.moves(service.declared["deploymentConfiguration"])
    revision = revision or _revise(call, service)
    declared = service.revisions[revision]
    now = moment()
    identity = f"ecs-svc/{short_id()}"
    data = {
        "id": identity,
        "status": "PRIMARY",
        "desiredCount": service.declared["desiredCount"],
        "pendingCount": 0,
        "runningCount": 0,
        "failedTasks": 0,
        "createdAt": now,
        "updatedAt": now,
        "rolloutState": "IN_PROGRESS",
        "rolloutStateReason": reason or f"ECS deployment {identity} in progress.",
        **{name: copy.deepcopy(declared[name]) for name in IN_DEPLOYMENT if declared.get(name)},
    }
    if data.get("launchType", "FARGATE") == "FARGATE":
        data["platformVersion"] = PLATFORM_VERSION
        data["platformFamily"] = "Linux"
    for older in service.deployments:
        older.data["status"] = "ACTIVE"
    deployment = Deployment(data, revision, moves=moves)
    service.deployments.insert(0, deployment)
    return deployment


def _revise(call: Call, service: Service) -> str:
    number = short_id()
    revision = arn(call, "service-revision", f"{service.cluster.name}/{service.name}/{number}")
    row = {
        "serviceRevisionArn": revision,
        "serviceArn": service.arn,
        "clusterArn": service.cluster.data["clusterArn"],
        "createdAt": moment(),
        "guardDutyEnabled": False,
        **{name: copy.deepcopy(service.declared[name]) for name in DEPLOYED if service.declared.get(name)},
    }
    groups = shifting.resolved(service, row)
    if groups:
        row["resolvedConfiguration"] = {"loadBalancers": groups}
    service.revisions[revision] = row
    return revision


def record(call: Call, service: Service, deployment: Deployment) -> None:
    """Open the service deployment of a deployment, with the revisions it starts from. It stops those under way."""
    now = moment()
    for row in service.records:
        if "finishedAt" not in row:
            row.update(status="STOPPED", finishedAt=now, updatedAt=now)
    breaker = service.declared["deploymentConfiguration"]["deploymentCircuitBreaker"]
    deployment.record = {
        "serviceDeploymentArn": arn(call, "service-deployment", f"{service.cluster.name}/{service.name}/{short_id()}"),
        "serviceArn": service.arn,
        "clusterArn": service.cluster.data["clusterArn"],
        "createdAt": now,
        "startedAt": now,
        "updatedAt": now,
        "status": "IN_PROGRESS",
        "sourceServiceRevisions": [{"arn": service.last_good}] if service.last_good else [],
        "targetServiceRevision": {"arn": deployment.revision},
        "deploymentConfiguration": copy.deepcopy(service.declared["deploymentConfiguration"]),
        "deploymentCircuitBreaker": {
            "status": "MONITORING" if breaker["enable"] else "DISABLED",
            "failureCount": 0,
            "threshold": threshold(service),
        },
    }
    alarms = service.declared["deploymentConfiguration"]["alarms"]
    deployment.record["alarms"] = {
        "status": "MONITORING" if alarms["enable"] else "DISABLED",
        "alarmNames": list(alarms["alarmNames"]),
        "triggeredAlarmNames": [],
    }
    if deployment.moves is not None:
        shifting.enter(deployment, "PRE_SCALE_UP")
        for row, share in (
            (deployment.record["targetServiceRevision"], 0.0),
            *((source, 100.0) for source in deployment.record["sourceServiceRevisions"]),
        ):
            row.update(requestedProductionTrafficWeight=share, requestedTestTrafficWeight=share)
    service.records.insert(0, deployment.record)


def threshold(service: Service) -> int:
    """Failed tasks that trip the circuit breaker; BOUNDED_PERCENT lies between 3 and 200."""
    breaker = service.declared["deploymentConfiguration"]["deploymentCircuitBreaker"]
    configured = breaker["thresholdConfiguration"]
    if configured["type"] == "COUNT":
        return configured["value"]
    share = math.ceil(service.declared["desiredCount"] * configured["value"] / 100)
    return share if configured["type"] == "UNBOUNDED_PERCENT" else min(max(share, 3), 200)
