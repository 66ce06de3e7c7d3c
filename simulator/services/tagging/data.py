"""The Resource Groups Tagging API: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "resourcegroupstaggingapi",
    durations={
        "index": 60,
    },
    throttled=("ThrottledException", "Rate Exceeded", 400),
    invalid="InvalidParameterException",
    permissions=TABLE,
)
