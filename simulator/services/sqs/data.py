"""Amazon SQS: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.service import Service

SERVICE = Service(
    "sqs",
    durations={
        "queue_name": 60,  # G15
    },
)
