"""Amazon ECS: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, either, key, more
from simulator.core.lags import Linked
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

_NO_BALANCER = "The target group with targetGroupArn {} does not have an associated load balancer."
_ASSUME = "ECS was unable to assume the role '{}' that was provided for this task."

SERVICE = Service(
    "ecs",
    uses=(
        "ec2",
        "elbv2",
        "servicediscovery",
    ),
    durations={
        "assume": 30,  # A2
        "deployment": 150,
        "drain": 60,
        "minute": 60,  # D19: of bake and step times
        "service_connect": 180,  # D26
        "task": 60,
        "task_run": 20,
        "task_start": 45,
        "traffic_shift": 10,
    },
    failed=("ServerException", "Service Unavailable. Please try again later.", 500),
    invalid="InvalidParameterException",
    # A2, A3, C2
    refuses={
        "role": {
            "CreateService": ("InvalidParameterException", _ASSUME, 400),
            "UpdateService": ("InvalidParameterException", _ASSUME, 400),
            "RunTask": ("ClientException", _ASSUME, 400),
        },
        "target_group": {
            name: ("InvalidParameterException", _NO_BALANCER, 400) for name in ("CreateService", "UpdateService")
        },
    },
    # A4
    linked=Linked(
        "ecs.amazonaws.com",
        ("CreateCluster", "PutClusterCapacityProviders", "CreateService"),
        (
            "InvalidParameterException",
            "Unable to assume the service linked role. Please verify that the ECS service linked role exists.",
            400,
        ),
    ),
    permissions=TABLE,
    listings=(
        Listing(
            "ecs_cluster",
            "list_clusters",
            "clusterArns",
            details=(
                ("describe_clusters", {"clusters": "@[@]", "include": ["TAGS", "SETTINGS", "CONFIGURATIONS"]}),
                ("list_services", {"cluster": "@@"}),
            ),
        ),
        Listing(
            "task_definition",
            "list_task_definitions",
            "taskDefinitionArns",
            details=(("describe_task_definition", {"taskDefinition": "@@", "include": ["TAGS"]}),),
        ),
    ),
    changes={
        ("ecs_cluster", "settings"): [{"name": "containerInsights", "value": "disabled"}],
        ("ecs_cluster", "defaultCapacityProviderStrategy"): [
            {"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}
        ],
        ("ecs_service", "desiredCount"): more,
        ("ecs_service", "healthCheckGracePeriodSeconds"): lambda value: value + 1 if value else SAME,
        ("ecs_service", "propagateTags"): either("TASK_DEFINITION", "SERVICE"),
        ("ecs_service", "deploymentConfiguration"): key("maximumPercent", 150),
        ("ecs_service", "availabilityZoneRebalancing"): either("ENABLED", "DISABLED"),
    },
)
