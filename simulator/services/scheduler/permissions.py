"""What calls of EventBridge Scheduler require."""

from __future__ import annotations

from simulator.core.permissions.table import Table, tags_by

TABLE = Table(
    prefix="scheduler",
    found={"schedule": ("GroupName", "Name"), "schedule-group": ("Name ResourceArn",)},
    tagging="TagResource",
    passes={name: (("Target.RoleArn", "scheduler.amazonaws.com"),) for name in ("CreateSchedule", "UpdateSchedule")},
    tags=tags_by("scheduler", "ListTagsForResource", "ResourceArn", "Tags"),
)
