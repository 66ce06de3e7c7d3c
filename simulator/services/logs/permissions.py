"""What calls of CloudWatch Logs require."""

from __future__ import annotations

from simulator.core.permissions.table import Table, tags_by

TABLE = Table(
    prefix="logs",
    found={
        "log-group": ("logGroupName resourceArn",),
        "log-stream": ("logGroupName", "logStreamName"),
    },
    tagging="TagResource",
    tags=tags_by("logs", "ListTagsForResource", "resourceArn", "tags"),
)
