"""What one can read of services: themselves, their deployments and revisions; and the order to stop a deployment."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from . import deployments
from .model import Deployment, Service, arn, find_cluster, find_service, invalid, moment, region_of

LIMIT = 10  # services per DescribeServices, see its API reference
ENDED = ("SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED")
# Members that AWS shows in a deployment only, not in the service itself.
IN_DEPLOYMENTS_ONLY = ("serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations")
IN_BRIEF = (
    "serviceDeploymentArn",
    "serviceArn",
    "clusterArn",
    "startedAt",
    "createdAt",
    "finishedAt",
    "status",
    "statusReason",
)


def shown(service: Service, include: list[str]) -> dict[str, Any]:  # D13, D14
    """A service as DescribeServices shows it."""
    rows = deployments.shown(service)
    answer = {
        name: value for name, value in service.declared.items() if value is not None and name not in IN_DEPLOYMENTS_ONLY
    }
    answer |= {
        "serviceArn": service.arn,
        "serviceName": service.name,
        "clusterArn": service.cluster.data["clusterArn"],
        "status": service.status,
        "runningCount": sum(row["runningCount"] for row in rows),
        "pendingCount": sum(row["pendingCount"] for row in rows),
        "deployments": rows,
        "events": service.events,
        "createdAt": service.created,
        "createdBy": service.created_by,
        "tags": service.tags if "TAGS" in include else [],
    }
    if answer.get("platformVersion"):
        answer["platformFamily"] = "Linux"
    if answer["loadBalancers"]:
        account = service.arn.split(":")
        role = "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
        answer["roleArn"] = f"arn:{account[1]}:iam::{account[4]}:{role}"
    going = next((row for row in service.records if row["status"] not in ENDED), None)
    if going:
        answer["currentServiceDeployment"] = going["serviceDeploymentArn"]
    answer["currentServiceRevisions"] = [_current(service, deployment) for deployment in service.deployments]
    return answer


def _current(service: Service, deployment: Deployment) -> dict[str, Any]:
    row = next(row for row in deployments.shown(service) if row["id"] == deployment.data["id"])
    return {
        "arn": deployment.revision,
        "requestedTaskCount": row["desiredCount"],
        "runningTaskCount": row["runningCount"],
        "pendingTaskCount": row["pendingCount"],
    }


@operation("ecs", "DescribeServices")
def describe_services(call: Call) -> dict[str, Any]:  # D7, D31
    cluster = find_cluster(call, call.params.get("cluster"))
    names = call.params["services"]
    if not names:
        raise invalid("Services cannot be empty.")
    if len(names) > LIMIT:
        raise invalid(f"Member must have length less than or equal to {LIMIT}.")
    found, failures = [], []
    for name in names:
        service = cluster.services.get(name.rsplit("/", 1)[-1])
        if service is None:
            missing = name if name.startswith("arn:") else arn(call, "service", f"{cluster.name}/{name}")
            failures.append({"arn": missing, "reason": "MISSING"})
        else:
            found.append(shown(service, call.params.get("include") or []))
    return {"services": found, "failures": failures}


@operation("ecs", "ListServices")
def list_services(call: Call) -> dict[str, Any]:
    params = call.params
    arns = [
        service.arn
        for service in find_cluster(call, params.get("cluster")).services.values()
        if service.status != "INACTIVE"
        and params.get("launchType") in (None, service.declared.get("launchType"))
        and params.get("schedulingStrategy") in (None, service.declared["schedulingStrategy"])
    ]
    arns, token = page(arns, params.get("nextToken"), params.get("maxResults"), LIMIT)
    return {"serviceArns": arns, "nextToken": token}


@operation("ecs", "ListServiceDeployments")
def list_service_deployments(call: Call) -> dict[str, Any]:
    params = call.params
    cluster_name = params.get("cluster") or _cluster_of(params["service"])
    service = find_service(call, find_cluster(call, cluster_name), params["service"])
    created = params.get("createdAt") or {}
    rows = [
        row
        for row in service.records
        if row["status"] in (params.get("status") or [row["status"]])
        and _between(row["createdAt"], created.get("after"), created.get("before"))
    ]
    rows, token = page(rows, params.get("nextToken"), params.get("maxResults"), 20)
    brief = [
        {
            **{name: row[name] for name in IN_BRIEF if name in row},
            "targetServiceRevisionArn": row["targetServiceRevision"]["arn"],
        }
        for row in rows
    ]
    return {"serviceDeployments": brief, "nextToken": token}


def _cluster_of(name: str) -> str | None:
    return name.split("/")[1] if name.startswith("arn:") and name.count("/") == 2 else None


def _between(value: Any, after: Any, before: Any) -> bool:
    naive = value.replace(tzinfo=None)
    return (after is None or naive >= after) and (before is None or naive <= before)


def _services(call: Call) -> list[Service]:
    return [service for cluster in region_of(call).clusters.values() for service in cluster.services.values()]


@operation("ecs", "DescribeServiceDeployments")
def describe_service_deployments(call: Call) -> dict[str, Any]:
    rows = {row["serviceDeploymentArn"]: row for service in _services(call) for row in service.records}
    wanted = call.params["serviceDeploymentArns"]
    return {
        "serviceDeployments": [rows[name] for name in wanted if name in rows],
        "failures": [{"arn": name, "reason": "MISSING"} for name in wanted if name not in rows],
    }


@operation("ecs", "DescribeServiceRevisions")
def describe_service_revisions(call: Call) -> dict[str, Any]:
    rows = {name: row for service in _services(call) for name, row in service.revisions.items()}
    wanted = call.params["serviceRevisionArns"]
    return {
        "serviceRevisions": [rows[name] for name in wanted if name in rows],
        "failures": [{"arn": name, "reason": "MISSING"} for name in wanted if name not in rows],
    }


@operation("ecs", "ContinueServiceDeployment")
def continue_service_deployment(call: Call) -> dict[str, Any]:
    """No deployment ever pauses here: lifecycle hooks are refused."""
    wanted = call.params["serviceDeploymentArn"]
    if not any(row["serviceDeploymentArn"] == wanted for service in _services(call) for row in service.records):
        raise AwsError("ServiceDeploymentNotFoundException", "Service deployment not found.")
    raise invalid("The service deployment is not paused at a lifecycle hook.")


@operation("ecs", "StopServiceDeployment")
def stop_service_deployment(call: Call) -> dict[str, Any]:  # D20
    wanted = call.params["serviceDeploymentArn"]
    for service in _services(call):
        for deployment in service.deployments:
            row = deployment.record
            if row is None or row["serviceDeploymentArn"] != wanted or row["status"] in ENDED:
                continue
            if row["status"].startswith("ROLLBACK_"):
                return {
                    "serviceDeploymentArn": wanted
                }  # it goes on rolling back (Developer Guide, stop-service-deployment)
            if call.params.get("stopType") == "ABORT" or not service.last_good:
                deployment.data["rolloutState"] = "FAILED"
                row.update(status="STOPPED", stoppedAt=moment(), finishedAt=moment(), updatedAt=moment())
            else:
                row["stoppedAt"] = moment()
                deployments.roll_back(call, service, deployment, "Service deployment stopped by the user.")
            return {"serviceDeploymentArn": wanted}
    if any(row["serviceDeploymentArn"] == wanted for service in _services(call) for row in service.records):
        raise AwsError("ConflictException", "The service deployment has ended already.")
    raise AwsError("ServiceDeploymentNotFoundException", "Service deployment not found.")
