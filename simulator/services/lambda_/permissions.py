"""What calls of AWS Lambda require."""

from __future__ import annotations

from simulator.core.permissions.table import Table, tags_by

TABLE = Table(
    prefix="lambda",
    found={"function": ("FunctionName Resource",)},
    tagging="TagResource",
    passes={name: (("Role", "lambda.amazonaws.com"),) for name in ("CreateFunction", "UpdateFunctionConfiguration")},
    tags=tags_by("lambda", "ListTags", "Resource", "Tags"),
)
