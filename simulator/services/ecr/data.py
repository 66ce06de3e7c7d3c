"""Amazon ECR: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, either, key
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "ecr",
    durations={
        "scan": 30,
    },
    invalid="InvalidParameterException",
    too_many_tags=("TooManyTagsException", 400),
    permissions=TABLE,
    listings=(
        Listing(
            "ecr_repository",
            "describe_repositories",
            "repositories",
            "repositoryName",
            details=(
                ("get_lifecycle_policy", {"repositoryName": "@repositoryName"}),
                ("get_repository_policy", {"repositoryName": "@repositoryName"}),
                ("list_tags_for_resource", {"resourceArn": "@repositoryArn"}),
            ),
        ),
    ),
    changes={
        ("ecr_repository", "imageTagMutability"): either("IMMUTABLE", "MUTABLE"),
        ("ecr_repository", "imageScanningConfiguration"): key("scanOnPush", False),
        ("ecr_repository", "lifecyclePolicyText"): lambda value: (
            {"rules": value["rules"][:-1]} if value and len(value["rules"]) > 1 else SAME
        ),
        ("ecs_cluster", "settings"): [{"name": "containerInsights", "value": "disabled"}],
    },
)
