"""AWS Cost Explorer: how long things take, what it says, who may do what."""

from __future__ import annotations

from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "ce",
    durations={
        "tag": 86400,  # "up to 24 hours" until a key of something new is seen
    },
    permissions=TABLE,
)
