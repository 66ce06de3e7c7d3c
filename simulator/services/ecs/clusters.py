"""Clusters, their settings and capacity providers."""

from __future__ import annotations

from typing import Any

from moto.ecs.models import ecs_backends

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from .model import Cluster, arn, find_cluster, invalid, region_of
from .tags import check_tags

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")
INSIGHTS = ("enabled", "disabled", "enhanced")
# What `include` of DescribeClusters adds, see the API reference of DescribeClusters.
INCLUDED = {
    "CONFIGURATIONS": ("configuration",),
    "SETTINGS": ("settings",),
    "ATTACHMENTS": ("attachments", "attachmentsStatus"),
}


def check_providers(call: Call, names: list[str]) -> None:
    """Refuse capacity providers that do not exist. Raises AwsError InvalidParameterException."""
    known = {*FARGATE_PROVIDERS, *ecs_backends[call.account][call.region].capacity_providers}
    for name in names:
        if name not in known:
            raise invalid(
                f"The specified capacity provider '{name}' was not found. Specify a valid name and try again."
            )


def _settings(call: Call, given: list[dict[str, str]] | None) -> list[dict[str, str]]:  # D29
    for setting in given or []:
        if setting.get("name") != "containerInsights" or setting.get("value") not in INSIGHTS:
            raise invalid(f"Invalid setting {setting}. containerInsights may be one of {', '.join(INSIGHTS)}.")
    if given:
        return given
    account = ecs_backends[call.account][call.region].account_settings.get("containerInsights")
    return [{"name": "containerInsights", "value": account.value if account else "disabled"}]


def check_strategy(cluster: Cluster, strategy: list[dict[str, Any]]) -> None:
    """Refuse providers that the cluster does not have. Raises AwsError InvalidParameterException."""
    for item in strategy:
        if item["capacityProvider"] not in cluster.data["capacityProviders"]:
            raise invalid(
                "The specified capacity provider strategy cannot contain a capacity provider that is not associated "
                "with the cluster. Associate the capacity provider with the cluster and try again."
            )


def filled_strategy(strategy: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """A strategy with the default weight and base of AWS."""
    return [{"weight": 0, "base": 0, **item} for item in strategy or []]


def _show(cluster: Cluster, include: list[str]) -> dict[str, Any]:
    shown = {name: value for name, value in cluster.data.items() if value is not None}
    for name, members in INCLUDED.items():
        if name not in include:
            for member in members:
                shown.pop(member, None)
    if "SETTINGS" not in include:
        shown["settings"] = []
    live = [task for task in cluster.tasks.values() if task.data["lastStatus"] != "STOPPED"]
    running = sum(task.data["lastStatus"] == "RUNNING" for task in live)
    shown["runningTasksCount"] = running
    shown["pendingTasksCount"] = len(live) - running
    shown["activeServicesCount"] = sum(service.status == "ACTIVE" for service in cluster.services.values())
    shown["registeredContainerInstancesCount"] = 0
    shown["statistics"] = []
    shown["tags"] = cluster.tags if "TAGS" in include else []
    return shown


EVERYTHING = [*INCLUDED, "TAGS"]


@operation("ecs", "CreateCluster")
def create_cluster(call: Call) -> dict[str, Any]:
    params = call.params
    name = params.get("clusterName") or "default"
    region = region_of(call)
    existing = region.clusters.get(name)
    if existing and existing.data["status"] == "ACTIVE":
        return {"cluster": _show(existing, EVERYTHING)}
    check_tags(params.get("tags"))
    providers = params.get("capacityProviders") or []
    check_providers(call, providers)
    data = {
        "clusterArn": arn(call, "cluster", name),
        "clusterName": name,
        "status": "ACTIVE",
        "settings": _settings(call, params.get("settings")),
        "configuration": params.get("configuration"),
        "capacityProviders": providers,
        "defaultCapacityProviderStrategy": filled_strategy(params.get("defaultCapacityProviderStrategy")),
        "serviceConnectDefaults": params.get("serviceConnectDefaults"),
    }
    cluster = Cluster(name, data, list(params.get("tags") or []))
    check_strategy(cluster, data["defaultCapacityProviderStrategy"])
    region.clusters[name] = cluster
    return {"cluster": _show(cluster, EVERYTHING)}


@operation("ecs", "UpdateCluster", "UpdateClusterSettings")
def update_cluster(call: Call) -> dict[str, Any]:
    cluster = find_cluster(call, call.params["cluster"])
    if "settings" in call.params:
        cluster.data["settings"] = _settings(call, call.params["settings"])
    for member in ("configuration", "serviceConnectDefaults"):
        if member in call.params:
            cluster.data[member] = call.params[member]
    return {"cluster": _show(cluster, EVERYTHING)}


@operation("ecs", "PutClusterCapacityProviders")
def put_cluster_capacity_providers(call: Call) -> dict[str, Any]:
    cluster = find_cluster(call, call.params["cluster"])
    providers = call.params["capacityProviders"]
    check_providers(call, providers)
    for service in cluster.services.values():
        used = {item["capacityProvider"] for item in service.declared.get("capacityProviderStrategy") or []}
        if service.status == "ACTIVE" and used - set(providers):
            raise AwsError("ResourceInUseException", "The specified capacity provider is in use and cannot be removed.")
    strategy = filled_strategy(call.params["defaultCapacityProviderStrategy"])
    check_strategy(Cluster(cluster.name, {"capacityProviders": providers}, []), strategy)
    cluster.data.update(capacityProviders=providers, defaultCapacityProviderStrategy=strategy)
    return {"cluster": _show(cluster, EVERYTHING)}


@operation("ecs", "DescribeClusters")
def describe_clusters(call: Call) -> dict[str, Any]:
    found, failures = [], []
    for name in call.params.get("clusters") or ["default"]:
        cluster = region_of(call).clusters.get(name.rsplit("/", 1)[-1])
        if cluster is None:
            missing = name if name.startswith("arn:") else arn(call, "cluster", name)
            failures.append({"arn": missing, "reason": "MISSING"})
        else:
            found.append(_show(cluster, call.params.get("include") or []))
    return {"clusters": found, "failures": failures}


@operation("ecs", "ListClusters")
def list_clusters(call: Call) -> dict[str, Any]:
    active = [item for item in region_of(call).clusters.values() if item.data["status"] == "ACTIVE"]
    arns, token = page(
        [item.data["clusterArn"] for item in active], call.params.get("nextToken"), call.params.get("maxResults")
    )
    return {"clusterArns": arns, "nextToken": token}


@operation("ecs", "DeleteCluster")
def delete_cluster(call: Call) -> dict[str, Any]:  # D30
    cluster = find_cluster(call, call.params["cluster"])
    if any(service.status != "INACTIVE" for service in cluster.services.values()):
        raise AwsError("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.")
    if any(task.data["lastStatus"] != "STOPPED" for task in cluster.tasks.values()):
        raise AwsError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.")
    cluster.data["status"] = "INACTIVE"
    return {"cluster": _show(cluster, EVERYTHING)}


@operation("ecs", "DescribeCapacityProviders")
def describe_capacity_providers(call: Call) -> dict[str, Any]:
    wanted = [name.rsplit("/", 1)[-1] for name in call.params.get("capacityProviders") or []]
    shown = [
        {"capacityProviderArn": arn(call, "capacity-provider", name), "name": name, "status": "ACTIVE", "tags": []}
        for name in FARGATE_PROVIDERS
    ]
    for provider in ecs_backends[call.account][call.region].capacity_providers.values():
        shown.append(
            {
                "capacityProviderArn": provider.capacity_provider_arn,
                "name": provider.name,
                "status": provider.status,
                "autoScalingGroupProvider": provider.auto_scaling_group_provider,
                "updateStatus": provider.update_status,
                "tags": (provider.tags or []) if "TAGS" in (call.params.get("include") or []) else [],
            }
        )
    names = {item["name"] for item in shown}
    failures = [
        {"arn": arn(call, "capacity-provider", name), "reason": "MISSING"} for name in wanted if name not in names
    ]
    return {
        "capacityProviders": [item for item in shown if not wanted or item["name"] in wanted],
        "failures": failures,
    }
