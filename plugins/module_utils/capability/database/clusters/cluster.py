# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A database on a cluster: Amazon Aurora and Amazon DocumentDB."""

from __future__ import annotations

from ....aws.rds.clusters.db_cluster import AURORA_ONLY, DbCluster
from ....aws.rds.clusters.db_cluster_member import DbClusterMember
from ....aws.rds.database import SNAPSHOT_TAG
from ....aws.secretsmanager.rotation import ClusterSecretRotation
from ...shared.handed import handed
from ...shared.option import Option
from .. import access, credentials, insight, parameters, storage, users
from ..engines import CLUSTERS, DOCUMENTDB
from . import members

CLUSTER = {
    **members.MEMBERS,
    "data_api": Option(
        "bool",
        [
            "Whether SQL can be sent to Aurora over HTTPS with IAM, by the RDS Data API and by the query editor of the console.",
            "A paused cluster wakes by it.",
        ],
        default=False,
        field="db_cluster.EnableHttpEndpoint",
    ),
}
GROWS = "the storage of a cluster grows and shrinks by itself: leave it out"
# Options of an instance -> what to do for a cluster.
OF_INSTANCES = {
    "allocated_storage": GROWS,
    "max_allocated_storage": GROWS,
    "storage_type": "the storage of a cluster is chosen by database_io_optimized: leave it out",
    "iops": GROWS,
    "storage_throughput": GROWS,
    "password": "RDS manages the password of a cluster: leave it out",
    "replicas": "readers of a cluster are members of it: say database_members or database_instances",
}
WITHOUT = "Amazon DocumentDB does not have it: leave it out"
# Options of Aurora that Amazon DocumentDB does not have.
OF_AURORA = (
    "data_api",
    "database_insights",
    "database_name",
    "extended_support",
    "monitoring_interval",
    "performance_insights_retention_days",
)
OF_CLUSTERS = ("instances", "members", "serverless", "data_api", "io_optimized")


def check(declaration, options, defaults):
    """Refuse options that the engine does not have. What is as it would be without them passes.

    :param options: as they were given
    :param defaults: name -> Option
    """
    engine = options["engine"]
    unfit = dict.fromkeys(OF_CLUSTERS, "it goes with the clusters %s" % ", ".join(CLUSTERS))
    if engine in CLUSTERS:
        unfit = {**OF_INSTANCES, **(dict.fromkeys(OF_AURORA, WITHOUT) if engine == DOCUMENTDB else {})}
    for name, allowed in unfit.items():
        given = options[name]
        declaration.check(
            not given or given == defaults[name].default,
            name,
            sorted(given) if isinstance(given, dict) else given,
            "with engine %s %s" % (engine, allowed),
        )


def cluster(declaration, options, defaults, stack, suffix):
    """The cluster, its members, and what they stand on.

    :param defaults: name -> Option, of all options
    :returns: node of the cluster
    """
    groups = access.security_groups(declaration, options)
    key = storage.key(declaration, options)
    subnet_group = access.subnet_group(declaration, options)
    parameter_group = parameters.parameter_group(declaration, options, stack, suffix)
    logs = insight.log_groups(declaration, options, key)
    names = members.identifiers(options)
    want = {
        **handed(options, defaults, DbCluster),
        "DBSubnetGroupName": subnet_group["DBSubnetGroupName"],
        "VpcSecurityGroupIds": [groups["database"]],
        "DBClusterParameterGroupName": parameter_group["DBClusterParameterGroupName"],
        "StorageType": _storage(options),
        "Members": sorted(name.lower() for name in names.values()),
        **({"KmsKeyId": key, "MasterUserSecretKmsKeyId": key} if key else {}),
    }
    if not options["performance_insights"]:
        del want["PerformanceInsightsRetentionPeriod"]
    elif key:
        want["PerformanceInsightsKMSKeyId"] = key
    if options["engine"] == DOCUMENTDB:
        want = {name: value for name, value in want.items() if name not in AURORA_ONLY}
    else:
        want.update(_of_aurora(declaration, options, stack, suffix, list(names.values())))
    node = declaration.add(
        DbCluster,
        "main",
        want,
        after=[*logs, "stack/*/service_linked_role/rds"],
        tags={SNAPSHOT_TAG: "take" if options["final_snapshot"] else "skip"},
    )
    credentials.rotation(declaration, options, node, None, key, ClusterSecretRotation)
    _members(declaration, options, node, names, key)
    users.add(declaration, options, stack, suffix, node, key)
    if options["security_group_rules"]:
        access.rules(declaration, groups, options)
    return node


def _of_aurora(declaration, options, stack, suffix, names):
    """What only a cluster of Aurora has, and no option is handed through to."""
    want = {"DatabaseName": options["database_name"]}
    if options["monitoring_interval"] and names:
        want["MonitoringRoleArn"] = insight.monitoring_role(declaration, stack, suffix, names)["Arn"]
    return want


def _storage(options):
    named = storage.DOCUMENTDB_STORAGE if options["engine"] == DOCUMENTDB else storage.CLUSTER_STORAGE
    return named[options["io_optimized"]]


def _members(declaration, options, node, names, key):
    """The members; the first of a new cluster is made before the others, and is its writer."""
    shared = {
        "DBClusterIdentifier": node["DBClusterIdentifier"],
        "Engine": options["engine"],
        "EngineVersion": options["engine_version"],
        "ApplyImmediately": options["apply_immediately"],
        "PreferredMaintenanceWindow": options["maintenance_window"],
        "CACertificateIdentifier": options["ca_certificate"],
    }
    if options["engine"] == DOCUMENTDB:
        shared["EnablePerformanceInsights"] = options["performance_insights"]
        shared["PerformanceInsightsKMSKeyId"] = key if options["performance_insights"] else None
    else:
        shared.update(AutoMinorVersionUpgrade=options["auto_minor_version_upgrade"], PubliclyAccessible=False)
    shared = {name: value for name, value in shared.items() if value is not None}
    for name, given in members.declared(options).items():
        first = next(iter(names))
        declaration.add(
            DbClusterMember,
            name,
            {
                **shared,
                "DBInstanceClass": options["instance_class"],
                **handed(given, members.MEMBER, DbClusterMember),
                "DBInstanceIdentifier": names[name],
                **({} if name == first else {"MadeAfter": names[first]}),
            },
            readies=[node],
        )
