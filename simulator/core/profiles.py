"""Profiles: how much like AWS the simulator behaves. ``calm`` answers at once, ``aws`` takes time, ``storm`` fails too.

Durations and lags are seconds on AWS, from what others have observed there; ``--minute-ms`` says how long an AWS minute
lasts here. Rates are the share of all calls.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# By kind, or by kind and verb where creating and deleting differ. An explicit duration set at run time wins.
DURATIONS: dict[str, float] = {
    "acm:certificate": 90,
    "acm:in_use": 10,  # C16
    "acm:validation_record": 5,  # C13
    "cloudfront:distribution": 170,
    "cloudfront:invalidation": 60,
    "ec2:address": 10,  # B5
    "ec2:nat_gateway": 90,
    "ec2:nat_gateway.delete": 60,
    "ec2:vpc_endpoint": 60,
    "ec2:vpc_endpoint.delete": 120,
    "ecr:scan": 30,
    "ecs:assume": 30,  # A2
    "ecs:deployment": 150,
    "ecs:drain": 60,
    "ecs:minute": 60,  # D19: of bake and step times
    "ecs:service_connect": 180,  # D26
    "ecs:task": 60,
    "ecs:task_run": 20,
    "ecs:task_start": 45,
    "ecs:traffic_shift": 10,
    "efs:access_point": 5,
    "efs:file_system": 10,
    "efs:mount_target": 90,
    "elasticache:replication_group": 540,  # E19
    "elasticache:replication_group.delete": 300,
    "elasticache:replication_group.update": 420,  # E20
    "elbv2:interfaces": 180,  # B7
    "elbv2:load_balancer": 150,
    "elbv2:target_healthy": 60,
    "rds:db_instance": 420,
    "rds:db_instance.backup": 60,  # E1
    "rds:db_instance.delete": 300,
    "rds:db_instance.multi_az": 720,  # to be created in two zones: 10 to 15 min, with the backup
    "rds:db_instance.update": 180,
    "rds:interfaces": 60,  # B7, E18
    "rds:storage_optimization": 21600,  # E6
    "route53:change": 40,
    "s3:bucket_name": 120,  # F1: up to an hour
    "scheduler:schedule_group": 5,
    "servicediscovery:namespace": 60,
    "sqs:queue_name": 60,  # G15
    "tagging:index": 60,
}


@dataclass(frozen=True)
class Profile:
    """One way to behave.

    ``durations`` are AWS seconds by kind; ``lags`` says that reads and other services come to know of a change later;
    ``page`` is the number of rows in a page, None for AWS's own; ``rates`` are faults by kind; ``minute_ms`` is the
    default length of an AWS minute; ``slow`` the seconds that a slow call waits.
    """

    name: str
    minute_ms: float = 0.0
    durations: dict[str, float] = field(default_factory=dict)
    lags: bool = False
    page: int | None = None
    rates: dict[str, float] = field(default_factory=dict)
    slow: float = 0.0


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("calm"),
        Profile(
            "aws",
            minute_ms=1000,
            durations=DURATIONS,
            lags=True,
            page=5,
            rates={
                "throttled": 0.01,
                "failed_before": 0.002,
                "failed_after": 0.002,
                "dropped_after": 0.001,
                "busy": 0.02,
            },
            slow=0.2,
        ),
        # A fifth of all calls.
        Profile(
            "storm",
            minute_ms=200,
            durations=DURATIONS,
            lags=True,
            page=2,
            rates={
                "throttled": 0.10,
                "failed_before": 0.02,
                "failed_after": 0.02,
                "dropped_before": 0.01,
                "dropped_after": 0.01,
                "slow": 0.02,
                "busy": 0.02,
            },
            slow=0.3,
        ),
    )
}
