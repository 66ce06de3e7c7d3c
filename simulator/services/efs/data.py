"""Amazon EFS: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, either, key, without_statement
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "efs",
    uses=("ec2",),
    durations={
        "access_point": 5,
        "file_system": 10,
        "mount_target": 90,
    },
    throttled=("ThrottlingException", "Rate exceeded", 429),
    denied=("AccessDeniedException", 403),
    permissions=TABLE,
    listings=(
        Listing(
            "file_system",
            "describe_file_systems",
            "FileSystems",
            "FileSystemId",
            details=tuple(
                (call, {"FileSystemId": "@FileSystemId"})
                for call in (
                    "describe_mount_targets",
                    "describe_access_points",
                    "describe_file_system_policy",
                    "describe_lifecycle_configuration",
                    "describe_backup_policy",
                )
            ),
        ),
    ),
    changes={
        ("backup_policy", "Status"): either("ENABLED", "DISABLED"),
        ("file_system", "ThroughputMode"): either("elastic", "bursting"),
        ("file_system_policy", "Policy"): without_statement,
        ("lifecycle_configuration", "LifecyclePolicies"): key("TransitionToIA", "AFTER_60_DAYS"),
        ("mount_target", "SecurityGroups"): SAME,
    },
)
