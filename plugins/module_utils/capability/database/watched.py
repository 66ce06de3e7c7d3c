# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What monitoring watches of read replicas (RDS User Guide, CloudWatch metrics for Amazon RDS). The instance has its own options."""

from __future__ import annotations

from ...aws.cloudwatch.watched import Graph, Standard, Watched

WATCHED = {
    "database_replica": (
        Watched(
            "AWS/RDS",
            {"DBInstanceIdentifier": ("db_replica", "%s", "DBInstanceIdentifier")},
            alarms=(
                Standard("lag", "Seconds that the replica %s is behind", "ReplicaLag", 60),
                Standard("cpu", "CPU of the replica %s", "CPUUtilization", 80),
            ),
            graphs=(
                Graph("Replicas: lag", ("ReplicaLag",), "Maximum"),
                Graph("Replicas: CPU", ("CPUUtilization",), percent=True),
                Graph("Replicas: connections", ("DatabaseConnections",)),
            ),
        ),
    ),
}
