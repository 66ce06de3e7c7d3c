"""What calls of Amazon Cognito require."""

from __future__ import annotations

from simulator.core.permissions.table import Table, last_part, tags_by

TABLE = Table(
    prefix="cognito-idp",
    found={"userpool": ("UserPoolId ResourceArn",)},
    tagging="TagResource",
    makes={"CreateUserPool": "userpool"},
    bare=last_part,
    tags=tags_by("cognito-idp", "ListTagsForResource", "ResourceArn", "Tags"),
)
