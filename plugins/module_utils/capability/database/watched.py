# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What monitoring watches of read replicas and clusters. The instance has its own options.

Sources: RDS and Aurora User Guides, CloudWatch metrics; DocumentDB Developer Guide, monitoring with CloudWatch. Those of a cluster
are of its writer and its readers together; none of them tells a size to be exceeded, as its storage grows by itself.
"""

from __future__ import annotations

from ...aws.cloudwatch.watched import Graph, Standard, Watched

CPU = Standard("cpu", "CPU of the cluster %s", "CPUUtilization", 80)
OF_CLUSTER = (
    Graph("Clusters: CPU", ("CPUUtilization",), percent=True),
    Graph("Clusters: connections", ("DatabaseConnections",)),
    Graph("Clusters: bytes of storage", ("VolumeBytesUsed",), "Maximum"),
)

WATCHED = {
    "database_cluster": (
        Watched(
            "AWS/RDS",
            {"DBClusterIdentifier": ("db_cluster", "%s", "DBClusterIdentifier")},
            alarms=(
                CPU,
                # Milliseconds that the slowest reader is behind.
                Standard(
                    "lag", "How far readers of the cluster %s are behind", "AuroraReplicaLagMaximum", 1000, quiet=True
                ),
            ),
            graphs=(*OF_CLUSTER, Graph("Clusters: capacity units", ("ServerlessDatabaseCapacity",))),
        ),
    ),
    "documentdb_cluster": (
        Watched(
            "AWS/DocDB",
            {"DBClusterIdentifier": ("db_cluster", "%s", "DBClusterIdentifier")},
            alarms=(CPU,),
            graphs=(*OF_CLUSTER, Graph("Clusters: reads from memory", ("BufferCacheHitRatio",), percent=True)),
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
