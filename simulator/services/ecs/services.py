"""Services: create, update with ECS's merge rules, delete."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from moto.elbv2.models import elbv2_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from . import connect, deployments, opening, strategies, tasks
from .clusters import check_strategy, filled_strategy
from .model import Cluster, Service, arn, find_cluster, find_service, invalid, region_of
from .service_reads import shown
from .tags import check_tags
from .task_definitions import active

# Called with the call and the resource id of a service that is deleted.
on_delete: list[Callable[[Call, str], None]] = []
NESTED_DEFAULTS: dict[str, dict[str, Any]] = {
    "deploymentCircuitBreaker": {
        "enable": False,
        "rollback": False,
        "resetOnHealthyTask": True,
        "thresholdConfiguration": {"type": "BOUNDED_PERCENT", "value": 50},
    },
    "alarms": {"alarmNames": [], "rollback": False, "enable": False},
}
LISTS = ("loadBalancers", "serviceRegistries", "placementConstraints", "placementStrategy")
# Members that CreateService and UpdateService take as they are, with the default that AWS fills in on creation.
PLAIN: dict[str, Any] = {
    "healthCheckGracePeriodSeconds": 0,
    "enableECSManagedTags": False,
    "propagateTags": "NONE",
    "enableExecuteCommand": False,
    "availabilityZoneRebalancing": "ENABLED",
    "serviceConnectConfiguration": None,
    "volumeConfigurations": None,
    "vpcLatticeConfigurations": None,
    "platformVersion": None,
}


def _deployment_configuration(
    given: dict[str, Any] | None, before: dict[str, Any] | None, daemon: bool
) -> dict[str, Any]:
    """Omitted members are kept, given blocks replace the old ones whole (behaviour D10)."""
    merged = {
        "strategy": "ROLLING",
        "maximumPercent": 100 if daemon else 200,
        "minimumHealthyPercent": 0 if daemon else 100,
        "bakeTimeInMinutes": 0,
        **copy.deepcopy(NESTED_DEFAULTS),
        **(before or {}),
    }
    for name, value in (given or {}).items():
        merged[name] = {**copy.deepcopy(NESTED_DEFAULTS[name]), **value} if name in NESTED_DEFAULTS else value
    if not daemon and merged["maximumPercent"] <= 100 and merged["minimumHealthyPercent"] >= 100:
        raise invalid("Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.")
    merged = strategies.filled(merged)
    strategies.check_configuration(given or {}, before, merged)
    return merged


def _check_balancers(call: Call, definition: dict[str, Any], balancers: list[dict[str, Any]]) -> None:  # C2, D18
    backend = elbv2_backends[call.account][call.region]
    if call.params.get("healthCheckGracePeriodSeconds") and not balancers:
        raise invalid("Health check grace period is only valid for services configured to use load balancers")
    for balancer in balancers:
        group_arn = balancer.get("targetGroupArn")
        name, port = balancer.get("containerName"), balancer.get("containerPort")
        container = next((item for item in definition["containerDefinitions"] if item["name"] == name), None)
        if container is None:
            raise invalid(f"The container {name} does not exist in the task definition.")
        if port not in [mapping.get("containerPort") for mapping in container["portMappings"]]:
            raise invalid(f"The container {name} did not have a container port {port} defined.")
        if not group_arn:
            continue
        group = backend.target_groups.get(group_arn)
        if group is None:
            raise invalid(f"The target group {group_arn} does not exist.")
        if definition["networkMode"] == "awsvpc" and group.target_type != "ip":
            raise invalid(
                f"The provided target group {group_arn} has target type {group.target_type}, which is incompatible "
                "with the awsvpc network mode specified in the task definition."
            )
        if not group.load_balancer_arns:
            raise invalid(
                f"The target group with targetGroupArn {group_arn} does not have an associated load balancer."
            )


def _check(call: Call, cluster: Cluster, name: str, declared: dict[str, Any], changed: set[str]) -> None:
    """Refuse what ECS refuses; only what the call changes is looked at. Raises AwsError."""
    definition = active(region_of(call), declared["taskDefinition"])
    if declared.get("launchType") == "FARGATE" and "FARGATE" not in definition["compatibilities"]:
        raise invalid("Task definition does not support launch_type FARGATE.")
    if declared["schedulingStrategy"] == "DAEMON" and declared.get("launchType") == "FARGATE":
        raise invalid("The daemon scheduling strategy is not supported for launch type FARGATE.")
    if changed & {"networkConfiguration", "taskDefinition"}:
        tasks.check_network(call, definition, declared.get("networkConfiguration"))
    if changed & {"loadBalancers", "taskDefinition", "healthCheckGracePeriodSeconds"}:
        _check_balancers(call, definition, declared["loadBalancers"])
    if changed & {"serviceConnectConfiguration", "taskDefinition"}:
        connect.check(call, cluster.services.get(name), name, definition, declared.get("serviceConnectConfiguration"))
    if "capacityProviderStrategy" in changed:
        check_strategy(cluster, declared["capacityProviderStrategy"])
    if declared["desiredCount"] < 0:
        raise invalid("desiredCount cannot be less than 0.")
    if "deploymentConfiguration" in changed:
        alarms = declared["deploymentConfiguration"]["alarms"]
        if alarms["enable"] and not alarms["alarmNames"]:
            raise invalid("alarmNames cannot be empty when deployment alarms are enabled.")
    live = cluster.services.get(name)
    strategies.check(call, live if live and live.status == "ACTIVE" else None, declared, changed)


def _launch_type(cluster: Cluster, params: dict[str, Any]) -> dict[str, Any]:
    """Launch type or strategy, of the call or else of the cluster; EC2 when neither says anything."""
    if params.get("launchType") and params.get("capacityProviderStrategy"):
        raise invalid(
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
        )
    if params.get("launchType"):
        return {"launchType": params["launchType"]}
    strategy = filled_strategy(params.get("capacityProviderStrategy"))
    strategy = strategy or copy.deepcopy(cluster.data["defaultCapacityProviderStrategy"])
    return {"capacityProviderStrategy": strategy} if strategy else {"launchType": "EC2"}


def _existing(call: Call, cluster: Cluster, params: dict[str, Any]) -> Service | None:  # D6
    service = cluster.services.get(params["serviceName"])
    if service is None or service.status == "INACTIVE":
        return None
    if service.status == "DRAINING":
        raise invalid("Unable to Start a service that is still Draining.")
    if service.given != params:
        raise invalid("Creation of service was not idempotent.")
    return service


@operation("ecs", "CreateService")
def create_service(call: Call) -> dict[str, Any]:
    params = call.params
    cluster = find_cluster(call, params.get("cluster"))
    existing = _existing(call, cluster, params)
    if existing:
        return {"service": shown(existing, ["TAGS"])}
    if not params.get("taskDefinition"):
        raise invalid("TaskDefinition can not be blank.")
    check_tags(params.get("tags"))
    scheduling = params.get("schedulingStrategy") or "REPLICA"
    declared: dict[str, Any] = {
        "taskDefinition": active(region_of(call), params["taskDefinition"])["taskDefinitionArn"],
        "desiredCount": params.get("desiredCount", 0),
        "schedulingStrategy": scheduling,
        "deploymentController": params.get("deploymentController") or {"type": "ECS"},
        "deploymentConfiguration": _deployment_configuration(
            params.get("deploymentConfiguration"), None, scheduling == "DAEMON"
        ),
        "networkConfiguration": tasks.filled_network(params.get("networkConfiguration")),
        **{name: copy.deepcopy(params.get(name) or []) for name in LISTS},
        **{name: copy.deepcopy(params.get(name, default)) for name, default in PLAIN.items()},
        **_launch_type(cluster, params),
    }
    if declared["platformVersion"] is None and declared.get("launchType") != "EC2":
        declared["platformVersion"] = "LATEST"
    declared["serviceConnectConfiguration"] = connect.filled(declared["serviceConnectConfiguration"])
    _check(call, cluster, params["serviceName"], declared, set(declared))
    service = Service(
        params["serviceName"],
        arn(call, "service", f"{cluster.name}/{params['serviceName']}"),
        cluster,
        declared,
        list(params.get("tags") or []),
        copy.deepcopy(params),
        created_by=f"arn:{call.partition}:iam::{call.account}:root",
    )
    cluster.services[service.name] = service
    connect.register(call, service)
    deployment = opening.begin(call, service)
    opening.record(call, service, deployment)
    answer = {"service": copy.deepcopy(shown(service, ["TAGS"]))}
    deployments.launch(call, service, deployment)
    return answer


def _merged(call: Call, service: Service) -> dict[str, Any]:
    """What the service declares after an update: omitted members keep their value (behaviour D9)."""
    params = call.params
    merged = copy.deepcopy(service.declared)
    for name in (*LISTS, *PLAIN, "desiredCount", "deploymentController"):
        if name in params:
            merged[name] = copy.deepcopy(params[name])
    if "networkConfiguration" in params:
        merged["networkConfiguration"] = tasks.filled_network(params["networkConfiguration"])
    if "taskDefinition" in params:
        merged["taskDefinition"] = active(region_of(call), params["taskDefinition"])["taskDefinitionArn"]
    if "deploymentConfiguration" in params:
        daemon = merged["schedulingStrategy"] == "DAEMON"
        merged["deploymentConfiguration"] = _deployment_configuration(
            params["deploymentConfiguration"], merged["deploymentConfiguration"], daemon
        )
    merged["serviceConnectConfiguration"] = connect.filled(merged.get("serviceConnectConfiguration"))
    if params.get("capacityProviderStrategy"):
        merged["capacityProviderStrategy"] = filled_strategy(params["capacityProviderStrategy"])
        merged.pop("launchType", None)
    return merged


@operation("ecs", "UpdateService")
def update_service(call: Call) -> dict[str, Any]:  # D8, D11
    params = call.params
    cluster = find_cluster(call, params.get("cluster"))
    service = find_service(call, cluster, params["service"])
    if service.status != "ACTIVE":
        raise AwsError("ServiceNotActiveException", "Service was not ACTIVE.")
    controller = service.declared["deploymentController"]["type"]
    if controller != "ECS" and {"taskDefinition", "loadBalancers", "networkConfiguration"} & set(params):
        raise invalid(
            f"Unable to update task definition on services with a {controller} deployment controller. "
            "Use AWS CodeDeploy to trigger a new deployment."
        )
    merged = _merged(call, service)
    changed = {name for name in merged if merged[name] != service.declared.get(name)}
    changed |= {name for name in service.declared if name not in merged}
    _check(call, cluster, service.name, merged, changed)
    service.declared = merged
    connect.register(call, service)
    if changed & set(opening.DEPLOYED) or params.get("forceNewDeployment"):
        deployment = opening.begin(call, service)
        opening.record(call, service, deployment)
        answer = {"service": copy.deepcopy(shown(service, ["TAGS"]))}
        deployments.launch(call, service, deployment)
        return answer
    if "desiredCount" in changed:
        deployments.want(service)
    answer = {"service": copy.deepcopy(shown(service, ["TAGS"]))}
    deployments.step(call, service)
    return answer


@operation("ecs", "DeleteService")
def delete_service(call: Call) -> dict[str, Any]:  # D7
    cluster = find_cluster(call, call.params.get("cluster"))
    service = find_service(call, cluster, call.params["service"])
    if service.status == "INACTIVE":
        raise AwsError("ServiceNotFoundException", "Service not found.")
    if service.status == "ACTIVE":
        if service.declared["desiredCount"] > 0 and not call.params.get("force"):
            raise invalid("The service cannot be stopped while it is scaled above 0.")
        service.status = "DRAINING"
        service.declared["desiredCount"] = 0
        connect.register(call, service)
        for forget in on_delete:
            forget(call, f"service/{cluster.name}/{service.name}")
        answer = {"service": copy.deepcopy(shown(service, ["TAGS"]))}
        state.after("ecs:deployment", lambda: deployments.end(call, service))
        return answer
    return {"service": shown(service, ["TAGS"])}
