"""What calls of Amazon EventBridge require."""

from __future__ import annotations

from simulator.core.permissions.table import Table, tags_by

_RULE = "rule-on-default-event-bus"


TABLE = Table(
    prefix="events",
    found={_RULE: ("Name Rule ResourceARN",)},
    tagging="TagResource",
    passes={"PutTargets": (("Targets.RoleArn", "events.amazonaws.com"),)},
    tags=tags_by("events", "ListTagsForResource", "ResourceARN", "Tags"),
)
