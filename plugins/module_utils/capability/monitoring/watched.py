# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from the packages of the other capabilities by `make generate`.
"""What capabilities offer to be watched, by their names, and the kinds of it."""

from __future__ import annotations

from ...aws.cloudwatch.watched import Graph, Standard, Watched
from ...aws.rds.clusters.db_cluster import DbCluster
from ...aws.rds.clusters.db_cluster_member import DbClusterMember
from ...aws.rds.db_replica import DbReplica
from ...aws.sesv2.configuration_set import ConfigurationSet
from ...aws.sqs.queue import SqsQueue

KINDS = (
    DbCluster,
    DbClusterMember,
    DbReplica,
    ConfigurationSet,
    SqsQueue,
)
WATCHED = {
    "database_cluster": (
        "database",
        (
            Watched(
                namespace="AWS/RDS",
                dimensions={"DBClusterIdentifier": ("db_cluster", "%s", "DBClusterIdentifier")},
                alarms=(
                    Standard(
                        name="lag",
                        text="How far readers of %s are behind",
                        metric="AuroraReplicaLagMaximum",
                        threshold=1000,
                        statistic="Maximum",
                        quiet=True,
                    ),
                ),
                graphs=(
                    Graph(title="Clusters: bytes of storage", metrics=("VolumeBytesUsed",), statistic="Maximum"),
                    Graph(title="Clusters: capacity units", metrics=("ServerlessDatabaseCapacity",)),
                ),
            ),
        ),
    ),
    "database_member": (
        "database",
        (
            Watched(
                namespace="AWS/RDS",
                dimensions={"DBInstanceIdentifier": ("db_cluster_member", "%s", "DBInstanceIdentifier")},
                alarms=(
                    Standard(name="cpu", text="CPU of the member %s", metric="CPUUtilization", threshold=80),
                    Standard(
                        name="storage",
                        text="Free local storage of the member %s",
                        metric="FreeLocalStorage",
                        threshold=5368709120,
                        statistic="Minimum",
                        below=True,
                    ),
                ),
                graphs=(
                    Graph(title="Members: CPU", metrics=("CPUUtilization",), percent=True),
                    Graph(title="Members: connections", metrics=("DatabaseConnections",)),
                ),
            ),
        ),
    ),
    "database_replica": (
        "database",
        (
            Watched(
                namespace="AWS/RDS",
                dimensions={"DBInstanceIdentifier": ("db_replica", "%s", "DBInstanceIdentifier")},
                alarms=(
                    Standard(
                        name="lag", text="Seconds that the replica %s is behind", metric="ReplicaLag", threshold=60
                    ),
                    Standard(name="cpu", text="CPU of the replica %s", metric="CPUUtilization", threshold=80),
                ),
                graphs=(
                    Graph(title="Replicas: lag", metrics=("ReplicaLag",), statistic="Maximum"),
                    Graph(title="Replicas: CPU", metrics=("CPUUtilization",), percent=True),
                    Graph(title="Replicas: connections", metrics=("DatabaseConnections",)),
                ),
            ),
        ),
    ),
    "documentdb_cluster": (
        "database",
        (
            Watched(
                namespace="AWS/DocDB",
                dimensions={"DBClusterIdentifier": ("db_cluster", "%s", "DBClusterIdentifier")},
                alarms=(
                    Standard(
                        name="lag",
                        text="How far readers of %s are behind",
                        metric="DBClusterReplicaLagMaximum",
                        threshold=1000,
                        statistic="Maximum",
                        quiet=True,
                    ),
                ),
                graphs=(
                    Graph(title="Clusters: bytes of storage", metrics=("VolumeBytesUsed",), statistic="Maximum"),
                    Graph(title="Clusters: reads from memory", metrics=("BufferCacheHitRatio",), percent=True),
                ),
            ),
        ),
    ),
    "documentdb_member": (
        "database",
        (
            Watched(
                namespace="AWS/DocDB",
                dimensions={"DBInstanceIdentifier": ("db_cluster_member", "%s", "DBInstanceIdentifier")},
                alarms=(
                    Standard(name="cpu", text="CPU of the member %s", metric="CPUUtilization", threshold=80),
                    Standard(
                        name="storage",
                        text="Free local storage of the member %s",
                        metric="FreeLocalStorage",
                        threshold=5368709120,
                        statistic="Minimum",
                        below=True,
                    ),
                ),
                graphs=(
                    Graph(title="Members: CPU", metrics=("CPUUtilization",), percent=True),
                    Graph(title="Members: connections", metrics=("DatabaseConnections",)),
                ),
            ),
        ),
    ),
    "email": (
        "email",
        (
            Watched(
                namespace="AWS/SES",
                dimensions={"ses:configuration-set": ("ses_configuration_set", "%s", "ConfigurationSetName")},
                alarms=(
                    Standard(
                        name="bounces",
                        text="Share of mail that bounces",
                        metric="Reputation.BounceRate",
                        threshold=0.05,
                        quiet=True,
                    ),
                    Standard(
                        name="complaints",
                        text="Share of mail that is complained of",
                        metric="Reputation.ComplaintRate",
                        threshold=0.001,
                        quiet=True,
                    ),
                ),
                graphs=(
                    Graph(
                        title="Mail: bounces and complaints",
                        metrics=("Reputation.BounceRate", "Reputation.ComplaintRate"),
                    ),
                ),
            ),
        ),
    ),
    "queue": (
        "queue",
        (
            Watched(
                namespace="AWS/SQS",
                dimensions={"QueueName": ("sqs_queue", "%s", "QueueName")},
                alarms=(
                    Standard(
                        name="oldest",
                        text="Seconds for which the oldest message of %s waits",
                        metric="ApproximateAgeOfOldestMessage",
                        threshold=3600,
                        statistic="Maximum",
                        quiet=True,
                    ),
                ),
                graphs=(
                    Graph(
                        title="Queues: messages that wait",
                        metrics=("ApproximateNumberOfMessagesVisible",),
                        statistic="Maximum",
                    ),
                    Graph(
                        title="Queues: age of the oldest message",
                        metrics=("ApproximateAgeOfOldestMessage",),
                        statistic="Maximum",
                    ),
                ),
            ),
            Watched(
                namespace="AWS/SQS",
                dimensions={"QueueName": ("sqs_queue", "%s-dead-letter", "QueueName")},
                alarms=(
                    Standard(
                        name="dead-letter",
                        text="Messages of %s that could not be worked on",
                        metric="ApproximateNumberOfMessagesVisible",
                        threshold=0,
                        statistic="Maximum",
                        quiet=True,
                    ),
                ),
                graphs=(
                    Graph(
                        title="Queues: messages that could not be worked on",
                        metrics=("ApproximateNumberOfMessagesVisible",),
                        statistic="Maximum",
                    ),
                ),
            ),
        ),
    ),
}
