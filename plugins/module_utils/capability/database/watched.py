# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What monitoring watches of read replicas and clusters beside the standard alarms on the database.

Sources: RDS and Aurora User Guides, CloudWatch metrics; DocumentDB Developer Guide, monitoring with CloudWatch.
"""

from __future__ import annotations

from ...aws.cloudwatch.watched import Graph, Standard, Watched

# A cluster's storage grows by itself.
STORAGE = Graph("Clusters: bytes of storage", ("VolumeBytesUsed",), "Maximum")

GIB = 1024**3


def _members(namespace):
    """Members of a cluster: what only an instance has, its CPU and the storage of its own for what queries put aside."""
    return (
        Watched(
            namespace,
            {"DBInstanceIdentifier": ("db_cluster_member", "%s", "DBInstanceIdentifier")},
            alarms=(
                Standard("cpu", "CPU of the member %s", "CPUUtilization", 80),
                Standard(
                    "storage", "Free local storage of the member %s", "FreeLocalStorage", 5 * GIB, "Minimum", True
                ),
            ),
            graphs=(
                Graph("Members: CPU", ("CPUUtilization",), percent=True),
                Graph("Members: connections", ("DatabaseConnections",)),
            ),
        ),
    )


WATCHED = {
    "database_member": _members("AWS/RDS"),
    "documentdb_member": _members("AWS/DocDB"),
    "database_cluster": (
        Watched(
            "AWS/RDS",
            {"DBClusterIdentifier": ("db_cluster", "%s", "DBClusterIdentifier")},
            # Milliseconds that the slowest reader is behind.
            alarms=(
                Standard(
                    "lag", "How far readers of %s are behind", "AuroraReplicaLagMaximum", 1000, "Maximum", quiet=True
                ),
            ),
            graphs=(STORAGE, Graph("Clusters: capacity units", ("ServerlessDatabaseCapacity",))),
        ),
    ),
    "documentdb_cluster": (
        Watched(
            "AWS/DocDB",
            {"DBClusterIdentifier": ("db_cluster", "%s", "DBClusterIdentifier")},
            alarms=(
                Standard(
                    "lag", "How far readers of %s are behind", "DBClusterReplicaLagMaximum", 1000, "Maximum", quiet=True
                ),
            ),
            graphs=(STORAGE, Graph("Clusters: reads from memory", ("BufferCacheHitRatio",), percent=True)),
        ),
    ),
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
