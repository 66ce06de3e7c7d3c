"""Amazon ElastiCache: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.service import Service

SERVICE = Service(
    "elasticache",
    durations={
        "replication_group": 540,  # E19
        "replication_group.delete": 300,
        "replication_group.update": 420,  # E20
    },
    invalid="InvalidParameterValue",
)
