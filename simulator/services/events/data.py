"""Amazon EventBridge: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, either, fewer, longer
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "events",
    # G17
    too_many_tags=("LimitExceededException", 400),
    busy={"PutRule": ("ConcurrentModificationException", "Rule is being modified concurrently", 400)},
    # A5
    refuses={
        "role": {
            "PutTargets": (
                "ValidationException",
                "Provided role '{}' cannot be assumed by principal 'events.amazonaws.com'.",
                400,
            ),
        },
    },
    # Amazon EventBridge quotas, event pattern size.
    documents={
        ("PutRule", "EventPattern"): (
            2_048,
            ("InvalidEventPatternException", "Event pattern is not valid. Reason: Event pattern is too long", 400),
        ),
    },
    permissions=TABLE,
    listings=(
        Listing(
            "event_rule",
            "list_rules",
            "Rules",
            "Name",
            details=(("list_targets_by_rule", {"Rule": "@Name"}), ("list_tags_for_resource", {"ResourceARN": "@Arn"})),
        ),
    ),
    changes={
        ("event_rule", "Description"): longer,
        ("event_rule", "State"): either("ENABLED", "DISABLED"),
        ("event_rule", "Targets"): fewer,
        ("event_rule", "ScheduleExpression"): lambda value: "rate(7 hours)" if value else SAME,
    },
)
