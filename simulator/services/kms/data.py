"""AWS KMS: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, longer, without_statement
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "kms",
    too_many_tags=("LimitExceededException", 400),
    # A7
    refuses={
        "role": dict.fromkeys(
            ("CreateKey", "PutKeyPolicy"),
            (
                "MalformedPolicyDocumentException",
                "Policy contains a statement with one or more invalid principals.",
                400,
            ),
        ),
    },
    permissions=TABLE,
    listings=(
        Listing(
            "kms_key",
            "list_keys",
            "Keys",
            "KeyId",
            details=(
                ("describe_key", {"KeyId": "@KeyId"}),
                ("list_resource_tags", {"KeyId": "@KeyId"}),
                ("get_key_policy", {"KeyId": "@KeyId", "PolicyName": "default"}),
                ("get_key_rotation_status", {"KeyId": "@KeyId"}),
            ),
        ),
        Listing("kms_alias", "list_aliases", "Aliases[?!starts_with(AliasName, 'alias/aws/')]", "AliasName"),
    ),
    changes={
        ("kms_key", "Description"): longer,
        ("kms_key", "Policy"): without_statement,
        # Changing it alone is no update: another object would have to come or go.
        ("kms_key", "Enabled"): SAME,
    },
)
