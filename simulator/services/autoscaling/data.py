"""Application Auto Scaling: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import key
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "application-autoscaling",
    uses=("ecs",),
    too_many_tags=("TooManyTagsException", 400),
    busy={
        "RegisterScalableTarget": (
            "ConcurrentUpdateException",
            "You already have a pending update to an Application Auto Scaling resource.",
            400,
        )
    },
    permissions=TABLE,
    listings=(
        Listing(
            "scalable_target",
            "describe_scalable_targets",
            "ScalableTargets",
            "ResourceId",
            {"ServiceNamespace": "ecs"},
        ),
        Listing(
            "scaling_policy",
            "describe_scaling_policies",
            "ScalingPolicies",
            "PolicyARN",
            {"ServiceNamespace": "ecs"},
        ),
    ),
    changes={
        ("scaling_policy", "TargetTrackingScalingPolicyConfiguration"): key("TargetValue", 71.0),
        ("scheduled_action", "ScalableTargetAction"): key("MaxCapacity", 7),
        ("scheduled_action", "Schedule"): "cron(1 1 ? * MON *)",
        ("scheduled_action", "Timezone"): "Europe/Berlin",
    },
)
