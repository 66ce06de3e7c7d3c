"""AWS Secrets Manager: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, longer
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "secretsmanager",
    too_many_tags=("LimitExceededException", 400),
    # A7
    refuses={
        "role": {
            "PutResourcePolicy": (
                "MalformedPolicyDocumentException",
                "This resource policy contains an invalid principal: one or more invalid principals.",
                400,
            ),
        },
    },
    permissions=TABLE,
    listings=(
        Listing(
            "secret",
            "list_secrets",
            "SecretList",
            "Name",
            details=(("get_secret_value", {"SecretId": "@ARN"}), ("get_resource_policy", {"SecretId": "@ARN"})),
        ),
    ),
    changes={
        ("secret", "Description"): longer,
        # Changing it alone is no update: another object would have to come or go.
        ("secret_rotation", "RotationEnabled"): SAME,
    },
)
