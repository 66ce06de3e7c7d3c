"""EventBridge Scheduler: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.service import Service

from .permissions import TABLE

TOO_LONG = ("ValidationException", "The target input is too large.", 400)

SERVICE = Service(
    "scheduler",
    durations={
        "schedule_group": 5,
    },
    throttled=("ThrottlingException", "Rate exceeded", 429),
    denied=("AccessDeniedException", 403),
    too_many_tags=("ServiceQuotaExceededException", 402),
    # G18
    refuses={
        "role": {
            "CreateSchedule": (
                "ValidationException",
                "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
                400,
            ),
        },
    },
    # EventBridge Scheduler User Guide: 256 KB of input.
    documents={
        ("CreateSchedule", "Target.Input"): (262_144, TOO_LONG),
        ("UpdateSchedule", "Target.Input"): (262_144, TOO_LONG),
    },
    permissions=TABLE,
)
