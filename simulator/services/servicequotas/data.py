"""Service Quotas: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "service-quotas",
    throttled=("TooManyRequestsException", "Rate exceeded", 400),
    permissions=TABLE,
)
