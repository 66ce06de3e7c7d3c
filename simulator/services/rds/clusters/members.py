"""The instances of clusters: a class in a zone, a role that moves, and everything else from the cluster."""

from __future__ import annotations

from collections import Counter
from typing import Any

from moto.rds.models import rds_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from .. import checks, engines, instances, parameter_groups, subnet_groups
from ..instances import become, place
from .cluster import check_state, clusters, find

# Members of CreateDBInstance that are the cluster's (behaviour E38).
CLUSTERS = {
    "AllocatedStorage": "storage",
    "BackupRetentionPeriod": "backup retention period",
    "DBName": "database name",
    "DeletionProtection": "deletion protection",
    "EnableCloudwatchLogsExports": "log exports",
    "EnableIAMDatabaseAuthentication": "IAM database authentication",
    "EngineLifecycleSupport": "engine lifecycle support",
    "Iops": "IOPS",
    "KmsKeyId": "KMS key",
    "ManageMasterUserPassword": "master user password",
    "MasterUserPassword": "master user password",
    "MasterUsername": "master user name",
    "MaxAllocatedStorage": "storage",
    "MultiAZ": "availability zones",
    "Port": "port",
    "PreferredBackupWindow": "backup window",
    "StorageEncrypted": "storage encryption",
    "StorageType": "storage type",
    "VpcSecurityGroupIds": "VPC security groups",
}
# The same of ModifyDBInstance.
CHANGES = {
    **CLUSTERS,
    "CloudwatchLogsExportConfiguration": "log exports",
    "DBPortNumber": "port",
    "DatabaseInsightsMode": "Database Insights",
    "EngineVersion": "engine version",
    "RotateMasterUserPassword": "master user password",
}
# What a member shows of its cluster.
INHERITED = (
    "BackupRetentionPeriod",
    "CopyTagsToSnapshot",
    "DatabaseInsightsMode",
    "EngineLifecycleSupport",
    "EngineVersion",
    "IAMDatabaseAuthenticationEnabled",
    "KmsKeyId",
    "MasterUsername",
    "MonitoringInterval",
    "MonitoringRoleArn",
    "PerformanceInsightsEnabled",
    "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod",
    "PreferredBackupWindow",
    "StorageEncrypted",
)
MOST = 16


def regroup(call: Call, cluster: Any) -> None:
    """The members have the security groups of their cluster."""
    subnets = {subnet.id: subnet for subnet in subnet_groups.of(cluster)._subnets}
    for name in cluster.own_members:
        database = rds_backends[call.account][call.region].databases[name]
        database.vpc_security_group_ids = list(cluster.vpc_security_group_ids)
        place(call, database, [subnets[subnet] for subnet in database.interfaces])


def cluster_of(call: Call, database: Any) -> Any:
    """The cluster of an instance, or None."""
    name = database.data.get("DBClusterIdentifier")
    return clusters(call).get(name.lower()) if name else None  # it may have gone before its last member


def inherit(cluster: Any, data: dict[str, Any]) -> None:
    """Let the members of an instance say what its cluster says now."""
    for name in INHERITED:
        if name in cluster.data:
            data[name] = cluster.data[name]
        elif name not in ("DatabaseInsightsMode", "MonitoringInterval", "PerformanceInsightsEnabled"):
            data.pop(name, None)
    data["DbInstancePort"] = cluster.data["Port"]
    data["StorageType"] = cluster.data.get("StorageType") or engines.CLUSTER_STORAGE[cluster.data["Engine"]][0]


def inherit_all(call: Call, cluster: Any) -> None:
    """The same for all members of a cluster."""
    for name in cluster.own_members:
        inherit(cluster, rds_backends[call.account][call.region].databases[name].data)


@operation("rds", "CreateDBInstance")
def create_db_instance(call: Call) -> dict[str, Any]:
    params = call.params
    if not params.get("DBClusterIdentifier") or params["Engine"] not in engines.CLUSTERS:
        return instances.create(call)
    instances.check_new(call, params["DBInstanceIdentifier"])
    cluster = find(call, params["DBClusterIdentifier"])
    _check(cluster, params)
    data = _data(call, cluster, params)
    group = subnet_groups.of(cluster)
    default = parameter_groups.default_name(engines.family_of(data["Engine"], data["EngineVersion"]))
    wanted = params.get("DBParameterGroupName") or default
    zone = params.get("AvailabilityZone") or _emptiest(call, cluster, group)
    database = instances.made(call, data, group, wanted, zone)
    name = database.db_instance_identifier
    cluster.own_members[name] = ("in-sync", data["PromotionTier"])
    cluster.writer_name = cluster.writer_name or name
    regroup(call, cluster)
    answer = {"DBInstance": instances.shown(database)}
    state.after("rds:db_instance", lambda: become(database, "available"), "member")
    return answer


def _check(cluster: Any, params: dict[str, Any]) -> None:
    check_state(cluster)
    given = [text for name, text in CLUSTERS.items() if params.get(name) not in (None, [], "")]
    if given:
        raise checks.clash(
            f"The requested DB Instance will be a member of a DB Cluster. Set {', '.join(dict.fromkeys(given))} for the DB Cluster."
        )
    if params["Engine"] != cluster.data["Engine"]:
        raise checks.clash(f"The engine {params['Engine']} does not match the cluster's, {cluster.data['Engine']}.")
    if len(cluster.own_members) >= MOST:
        raise AwsError("InstanceQuotaExceeded", f"A cluster has at most {MOST} instances.")
    _check_class(cluster, params["DBInstanceClass"])


def _check_class(cluster: Any, name: str) -> None:
    if name == "db.serverless" and "ServerlessV2ScalingConfiguration" not in cluster.data:
        raise checks.clash(
            "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance."
        )


def _data(call: Call, cluster: Any, params: dict[str, Any]) -> dict[str, Any]:
    backup, maintenance = instances.windows(params["DBInstanceIdentifier"])
    data = dict(instances.PLAIN)
    inherit(cluster, data)
    data |= {
        "AllocatedStorage": 1,
        "AutoMinorVersionUpgrade": params.get("AutoMinorVersionUpgrade", True),
        "CACertificateIdentifier": params.get("CACertificateIdentifier") or instances.PLAIN["CACertificateIdentifier"],
        "DBClusterIdentifier": cluster.db_cluster_identifier,
        "DBInstanceClass": params["DBInstanceClass"],
        "DeletionProtection": False,
        "EnabledCloudwatchLogsExports": [],
        "Engine": cluster.data["Engine"],
        "LicenseModel": engines.LICENSES[cluster.data["Engine"]],
        "MultiAZ": False,
        "PreferredBackupWindow": data.get("PreferredBackupWindow") or backup,
        "PreferredMaintenanceWindow": (params.get("PreferredMaintenanceWindow") or maintenance).lower(),
        "PromotionTier": params.get("PromotionTier", 1),
        "PubliclyAccessible": params.get("PubliclyAccessible", False),
    }
    data.setdefault("IAMDatabaseAuthenticationEnabled", False)
    data.setdefault("PerformanceInsightsEnabled", bool(params.get("EnablePerformanceInsights")))
    if data["PerformanceInsightsEnabled"]:
        data.setdefault("PerformanceInsightsRetentionPeriod", 7)
        if "PerformanceInsightsKMSKeyId" not in data:
            key = params.get("PerformanceInsightsKMSKeyId")
            data["PerformanceInsightsKMSKeyId"] = checks.key_arn(call, key, "alias/aws/rds")
    checks.check_settings(call, data)
    return data


def _emptiest(call: Call, cluster: Any, group: Any) -> str:
    """The zone with the fewest members: Aurora spreads them."""
    databases = rds_backends[call.account][call.region].databases
    taken = Counter(databases[name].availability_zone for name in cluster.own_members)
    return min(sorted({subnet.availability_zone for subnet in group._subnets}), key=lambda zone: taken[zone])


def check_change(call: Call, database: Any) -> None:
    """Refuse a change of a member that is the cluster's affair (behaviour E38)."""
    cluster = cluster_of(call, database)
    if cluster is None:
        return
    given = [text for name, text in CHANGES.items() if call.params.get(name) not in (None, [], "")]
    if given:
        raise checks.clash(
            f"Modify the {', '.join(dict.fromkeys(given))} of a DB cluster by using the ModifyDBCluster API."
        )
    _check_class(cluster, call.params.get("DBInstanceClass") or database.data["DBInstanceClass"])


def changed(call: Call, database: Any, rebooted: bool = False) -> None:
    """Tell the cluster what a member has become. A reboot takes the cluster's static parameters over (behaviour E40)."""
    cluster = cluster_of(call, database)
    if cluster is not None and database.db_instance_identifier in cluster.own_members:
        status = cluster.own_members[database.db_instance_identifier][0]
        tier = database.data["PromotionTier"]
        cluster.own_members[database.db_instance_identifier] = ("in-sync" if rebooted else status, tier)


def leave(call: Call, database: Any) -> None:
    """A member that goes; where it was the writer, another one becomes it (behaviour E35)."""
    cluster = cluster_of(call, database)
    if cluster is None:
        return
    cluster.own_members.pop(database.db_instance_identifier, None)
    if cluster.writer_name == database.db_instance_identifier:
        cluster.writer_name = next_writer(cluster)


def next_writer(cluster: Any) -> str | None:
    """The member that would take over: of the lowest tier."""
    others = {name: tier for name, (_status, tier) in cluster.own_members.items() if name != cluster.writer_name}
    return min(others, key=others.__getitem__, default=None)
