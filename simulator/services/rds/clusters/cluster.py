"""Clusters from creation to available, and what AWS fills in."""

from __future__ import annotations

import secrets as random_secrets
from typing import Any

from moto.rds.models import DBCluster, rds_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from ...logs.log_groups import ensure_group
from .. import checks, engines, secrets, subnet_groups
from ..instances import windows
from . import groups, serverless

# Members taken from the call as they are, with the default of CreateDBCluster's reference.
PLAIN: dict[str, Any] = {
    "AutoMinorVersionUpgrade": True,
    "BackupRetentionPeriod": 1,
    "CopyTagsToSnapshot": False,
    "DatabaseInsightsMode": "standard",
    "DeletionProtection": False,
    "EngineLifecycleSupport": "open-source-rds-extended-support",
    "MonitoringInterval": 0,
    "NetworkType": "IPV4",
    "StorageEncrypted": False,
}
OPTIONAL = ("DatabaseName", "MonitoringRoleArn", "ServerlessV2ScalingConfiguration")
# What a cluster of DocumentDB does not have.
AURORA = (
    "AutoMinorVersionUpgrade",
    "DatabaseInsightsMode",
    "DatabaseName",
    "EngineLifecycleSupport",
    "HttpEndpointEnabled",
    "IAMDatabaseAuthenticationEnabled",
    "MonitoringInterval",
    "PerformanceInsightsEnabled",
)
LOGS = {"docdb": "/aws/docdb/%s/%s"}
WRONG_ENGINE = "The engine %s does not have the settings %s."


def clusters(call: Call) -> dict[str, Any]:
    """All clusters by identifier, those that moto made too."""
    return rds_backends[call.account][call.region].clusters


def find(call: Call, name: str) -> Any:
    """The cluster of an identifier or ARN. Raises AwsError DBClusterNotFoundFault."""
    cluster = clusters(call).get(name.rsplit(":", 1)[-1].lower())
    if cluster is None:
        raise AwsError("DBClusterNotFoundFault", f"DBCluster {name.lower()} not found.", 404)
    return cluster


def is_own(cluster: Any) -> bool:
    """True for a cluster that is kept here."""
    return hasattr(cluster, "data")


def check_state(cluster: Any) -> None:
    """Refuse what needs an available cluster (behaviour E8)."""
    if cluster.state != "available":
        raise AwsError(
            "InvalidDBClusterStateFault",
            f"DB Cluster {cluster.db_cluster_identifier} is in {cluster.state} state, which is not valid for this operation.",
        )


def check_data(call: Call, data: dict[str, Any]) -> None:
    """Refuse values that stand alone, or together."""
    engine = data["Engine"]
    if not 1 <= data["BackupRetentionPeriod"] <= 35:
        raise checks.bad(f"Invalid backup retention period: {data['BackupRetentionPeriod']}. Must be between 1 and 35.")
    if data.get("StorageType", "") not in ("", *engines.CLUSTER_STORAGE[engine]):
        raise AwsError("StorageTypeNotSupported", f"Storage type {data['StorageType']} is not supported for {engine}.")
    checks.check_times(data)
    wrong = sorted(set(data["EnabledCloudwatchLogsExports"]) - set(engines.LOG_TYPES[engine]))
    if wrong:
        raise checks.clash(f"You cannot use the log types '{', '.join(wrong)}' with engine {engine}.")
    advanced = data.get("DatabaseInsightsMode") == "advanced"
    if advanced and not (data["PerformanceInsightsEnabled"] and data["PerformanceInsightsRetentionPeriod"] >= 465):
        raise checks.clash(
            "To enable the Advanced mode of Database Insights, enable Performance Insights with a retention period of 465 days."
        )
    if engine != "docdb" and {"MonitoringInterval", "MonitoringRoleArn"} & set(call.params):
        checks.check_monitoring(call, data)
    serverless.check(data)


def _data(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """The members of the new cluster under AWS's names, with defaults, checked."""
    engine = params["Engine"]
    version = engines.resolve(engine, params.get("EngineVersion"))
    if version is None:
        raise checks.clash(f"Cannot find version {params['EngineVersion']} for {engine}")
    backup, maintenance = windows(params["DBClusterIdentifier"])
    data = {name: params.get(name, default) for name, default in PLAIN.items()}
    data |= {name: params[name] for name in OPTIONAL if params.get(name) not in (None, "")}
    data |= {
        "Engine": engine,
        "EngineMode": "provisioned",
        "EngineVersion": version,
        "MasterUsername": params.get("MasterUsername"),
        "Port": params.get("Port") or engines.PORTS[engine],
        "PreferredBackupWindow": params.get("PreferredBackupWindow") or backup,
        "PreferredMaintenanceWindow": (params.get("PreferredMaintenanceWindow") or maintenance).lower(),
        "HttpEndpointEnabled": bool(params.get("EnableHttpEndpoint")),
        "IAMDatabaseAuthenticationEnabled": bool(params.get("EnableIAMDatabaseAuthentication")),
        "PerformanceInsightsEnabled": bool(params.get("EnablePerformanceInsights")),
        "EnabledCloudwatchLogsExports": sorted(params.get("EnableCloudwatchLogsExports") or []),
    }
    set_storage(data, params.get("StorageType"))
    if data["PerformanceInsightsEnabled"]:
        data["PerformanceInsightsRetentionPeriod"] = params.get("PerformanceInsightsRetentionPeriod") or 7
        key = params.get("PerformanceInsightsKMSKeyId")
        data["PerformanceInsightsKMSKeyId"] = checks.key_arn(call, key, "alias/aws/rds")
    if data["StorageEncrypted"]:
        data["KmsKeyId"] = checks.key_arn(call, params.get("KmsKeyId"), "alias/aws/rds")
    elif params.get("KmsKeyId"):
        raise checks.clash("You must specify StorageEncrypted with a KmsKeyId.")
    if engine == "docdb":
        _check_documentdb(params)
        data = {name: value for name, value in data.items() if name not in AURORA}
    checks.check_credentials(engine, params)
    check_data(call, data)
    return data


def _check_documentdb(params: dict[str, Any]) -> None:
    """CreateDBCluster of DocumentDB knows none of these, and no underscore in the user's name (behaviour E27)."""
    given = sorted(
        name for name in (*AURORA, "EnableHttpEndpoint", "EnableIAMDatabaseAuthentication") if params.get(name)
    )
    if given:
        raise checks.clash(WRONG_ENGINE % ("docdb", ", ".join(given)))
    if not str(params.get("MasterUsername")).isalnum():
        raise checks.bad("The parameter MasterUsername must be 1 to 63 letters or numbers.")


def set_storage(data: dict[str, Any], wanted: str | None) -> None:
    """The storage type, which is shown only where it is I/O-Optimized (CreateDBCluster, StorageType)."""
    data.pop("StorageType", None)
    if wanted and wanted not in ("aurora", "standard"):
        data["StorageType"] = wanted


@operation("rds", "CreateDBCluster")
def create_db_cluster(call: Call) -> dict[str, Any]:  # E28
    params = call.params
    if params["Engine"] not in engines.CLUSTERS:
        return call.forward()
    name = params["DBClusterIdentifier"]
    checks.check_identifier(name, "DBClusterIdentifier")
    if name.lower() in clusters(call):
        raise AwsError("DBClusterAlreadyExistsFault", "DB Cluster already exists")
    data = _data(call, params)
    group = subnet_groups.find(call, params.get("DBSubnetGroupName") or "default")
    checks.check_groups(call, params.get("VpcSecurityGroupIds") or [], group.vpc_id)
    wanted = params.get("DBClusterParameterGroupName") or groups.default_name(data)
    parameter_group = groups.check(call, wanted, data)
    cluster = DBCluster(
        rds_backends[call.account][call.region],
        db_cluster_identifier=name,
        engine="aurora-postgresql",  # moto knows no DocumentDB
        engine_version="17.4",
        master_username=params["MasterUsername"],
        master_user_password=params.get("MasterUserPassword") or "correct-horse",
        db_cluster_parameter_group_name=parameter_group.name,
        db_subnet_group_name=group.name,
        vpc_security_group_ids=list(params.get("VpcSecurityGroupIds") or []),
        tags=list(params.get("Tags") or []),
        storage_encrypted=data["StorageEncrypted"],
        kms_key_id=data.get("KmsKeyId"),
        copy_tags_to_snapshot=data["CopyTagsToSnapshot"],
    )
    cluster.engine, cluster.engine_version = data["Engine"], data["EngineVersion"]
    cluster.data, cluster.pending, cluster.own_members, cluster.writer_name = data, {}, {}, None
    domain = "docdb" if data["Engine"] == "docdb" else "rds"
    cluster.host = f"{random_secrets.token_hex(6)}.{call.region}.{domain}.amazonaws.com"
    cluster.state = "creating"
    clusters(call)[cluster.db_cluster_identifier] = cluster
    if params.get("ManageMasterUserPassword"):
        key = params.get("MasterUserSecretKmsKeyId")
        data["MasterUserSecret"] = secrets.create(call, cluster, key, "cluster", "DBCluster")
    make_logs(call, cluster)
    answer = {"DBCluster": shown(cluster)}
    state.after("rds:db_cluster", lambda: become(cluster, "available"))
    return answer


def make_logs(call: Call, cluster: Any) -> None:
    """Log groups appear where logs are exported."""
    place = LOGS.get(cluster.data["Engine"], "/aws/rds/cluster/%s/%s")
    for kind in cluster.data["EnabledCloudwatchLogsExports"]:
        ensure_group(call.account, call.region, place % (cluster.db_cluster_identifier, kind))


def become(cluster: Any, status: str) -> None:
    """Set the status unless the cluster is on its way out."""
    if cluster.state != "deleting":
        cluster.state = status


def shown(cluster: Any) -> dict[str, Any]:
    """A cluster as DescribeDBClusters shows it."""
    name = cluster.db_cluster_identifier
    group = subnet_groups.of(cluster)
    data = dict(cluster.data)
    if "ServerlessV2ScalingConfiguration" in data:
        data["ServerlessV2ScalingConfiguration"] = serverless.shown(data["ServerlessV2ScalingConfiguration"])
    return {
        **data,
        "DBClusterIdentifier": name,
        "DBClusterArn": cluster.arn,
        "DbClusterResourceId": cluster.db_cluster_resource_id,
        "Status": cluster.state,
        # Three zones, whatever subnets there are (behaviour E13).
        "AvailabilityZones": [f"{cluster.region}{letter}" for letter in "abc"],
        "DBSubnetGroup": cluster.db_subnet_group_name,
        "DBClusterParameterGroup": cluster.parameter_group,
        "VpcSecurityGroups": [
            {"VpcSecurityGroupId": item, "Status": "active"}
            for item in cluster.vpc_security_group_ids or [group.vpc_id]
        ],
        "Endpoint": f"{name}.cluster-{cluster.host}",
        "ReaderEndpoint": f"{name}.cluster-ro-{cluster.host}",
        "MultiAZ": len(cluster.own_members) > 1,
        "AllocatedStorage": 1,
        "ClusterCreateTime": cluster.created,
        "DBClusterMembers": [
            {
                "DBInstanceIdentifier": member,
                "IsClusterWriter": member == cluster.writer_name,
                "DBClusterParameterGroupStatus": status,
                "PromotionTier": tier,
            }
            for member, (status, tier) in cluster.own_members.items()
        ],
        "PendingModifiedValues": dict(cluster.pending),
        "TagList": cluster.get_tags(),
    }


@operation("rds", "DescribeDBClusters")
def describe_db_clusters(call: Call) -> dict[str, Any]:
    name = call.params.get("DBClusterIdentifier")
    found = [find(call, name)] if name else list(clusters(call).values())
    rows = [
        shown(item)
        if is_own(item)
        else call.forward({"DBClusterIdentifier": item.db_cluster_identifier})["DBClusters"][0]
        for item in found
    ]
    for item in call.params.get("Filters") or []:
        member = {"db-cluster-id": "DBClusterIdentifier", "engine": "Engine"}.get(item["Name"])
        if member is None:
            raise AwsError("InvalidParameterValue", f"Unrecognized filter name: {item['Name']}")
        rows = [row for row in rows if row[member] in item["Values"]]
    rows, marker = page(rows, call.params.get("Marker"), call.params.get("MaxRecords"), 100)
    return {"DBClusters": rows, "Marker": marker}
