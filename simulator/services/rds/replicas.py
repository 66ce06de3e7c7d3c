"""Read replicas of the instances that are kept here: what they have from their source, and how they become their own."""

from __future__ import annotations

from typing import Any

from moto.rds.models import rds_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from . import checks
from .instances import OPTIONAL, PLAIN, become, check_new, find, is_own, made, shown

SOURCE = "ReadReplicaSourceDBInstanceIdentifier"
MOST = 15
# Members of a source that its replica has too, unless others are given.
INHERITED = (
    "AllocatedStorage",
    "AutoMinorVersionUpgrade",
    "CACertificateIdentifier",
    "DBInstanceClass",
    "DBName",
    "DbInstancePort",
    "Engine",
    "EngineLifecycleSupport",
    "EngineVersion",
    "IAMDatabaseAuthenticationEnabled",
    "Iops",
    "KmsKeyId",
    "LicenseModel",
    "MasterUsername",
    "MaxAllocatedStorage",
    "PreferredBackupWindow",
    "PreferredMaintenanceWindow",
    "StorageEncrypted",
    "StorageThroughput",
    "StorageType",
)


@operation("rds", "CreateDBInstanceReadReplica")
def create_db_instance_read_replica(call: Call) -> dict[str, Any]:  # E43
    """See "Limitations for Secrets Manager integration with Amazon RDS"; a source needs backups."""
    name = call.params.get("SourceDBInstanceIdentifier") or ""
    if ":" in name and name.split(":")[3] != call.region:
        return call.forward()
    source = find(call, name)
    if not is_own(source):
        return call.forward()
    _check_source(source)
    check_new(call, call.params["DBInstanceIdentifier"])
    data = _data(call, source)
    checks.check_storage(data["Engine"], data)
    checks.check_settings(call, data)
    wanted = call.params.get("DBParameterGroupName") or source.db_parameter_group_name
    database = made(call, data, source.db_subnet_group, wanted)
    source.replicas.append(database.db_instance_identifier)
    answer = {"DBInstance": shown(database)}
    state.after("rds:db_instance", lambda: become(database, "available"), "replica")
    return answer


def _check_source(source: Any) -> None:
    if "MasterUserSecret" in source.data:
        raise checks.bad(
            f"Creating read replicas for source instance with engine {source.data['Engine']} where "
            "ManageMasterUserPassword is enabled is not supported."
        )
    if not source.data["BackupRetentionPeriod"]:
        raise AwsError(
            "InvalidDBInstanceState",
            "Automated backups are not enabled for this database instance. To enable automated backups, use "
            "ModifyDBInstance to set the backup retention period to a non-zero value.",
        )
    if source.status != "available":
        raise AwsError(
            "InvalidDBInstanceState", f"DB instance {source.db_instance_identifier} is not in the available state."
        )
    if len(source.replicas) >= MOST:
        raise AwsError(
            "InstanceQuotaExceeded", f"The maximum number of read replicas ({MOST}) of this instance is reached."
        )


def _data(call: Call, source: Any) -> dict[str, Any]:
    """A replica begins without backups, in one zone, and as its source in the rest."""
    params = call.params
    data = {name: params.get(name, default) for name, default in PLAIN.items()}
    data |= {name: source.data[name] for name in INHERITED if name in source.data}
    given = (*PLAIN, *OPTIONAL, "AllocatedStorage", "DBInstanceClass", "Iops", "StorageThroughput")
    data |= {name: params[name] for name in given if params.get(name) not in (None, "")}
    data |= {
        "BackupRetentionPeriod": 0,
        "DbInstancePort": params.get("Port") or source.data["DbInstancePort"],
        "PubliclyAccessible": params.get("PubliclyAccessible", False),
        "PerformanceInsightsEnabled": bool(params.get("EnablePerformanceInsights")),
        "EnabledCloudwatchLogsExports": sorted(params.get("EnableCloudwatchLogsExports") or []),
        SOURCE: source.db_instance_identifier,
        "StatusInfos": [{"StatusType": "read replication", "Normal": True, "Status": "replicating"}],
    }
    if "EnableIAMDatabaseAuthentication" in params:
        data["IAMDatabaseAuthenticationEnabled"] = params["EnableIAMDatabaseAuthentication"]
    if data["PerformanceInsightsEnabled"]:
        data["PerformanceInsightsRetentionPeriod"] = params.get("PerformanceInsightsRetentionPeriod") or 7
        key = params.get("PerformanceInsightsKMSKeyId")
        data["PerformanceInsightsKMSKeyId"] = checks.key_arn(call, key, "alias/aws/rds")
    if data["MultiAZ"] and params.get("AvailabilityZone"):
        raise checks.clash("Requesting a specific availability zone is not valid for Multi-AZ instances.")
    return data


def is_replica(database: Any) -> bool:
    """True for what follows a source."""
    return SOURCE in database.data


def leave(call: Call, database: Any) -> None:
    """A replica follows its source no longer; the replicas of a source that goes are promoted (DeleteDBInstance)."""
    databases = rds_backends[call.account][call.region].databases
    source = databases.get(database.data.pop(SOURCE, ""))
    database.data.pop("StatusInfos", None)
    if source is not None and database.db_instance_identifier in source.replicas:
        source.replicas.remove(database.db_instance_identifier)
    for name in list(database.replicas):
        if name in databases:
            leave(call, databases[name])


@operation("rds", "PromoteReadReplica")
def promote_read_replica(call: Call) -> dict[str, Any]:  # E46
    database = find(call, call.params["DBInstanceIdentifier"])
    if not is_own(database):
        return call.forward()
    if not is_replica(database):
        raise AwsError(
            "InvalidDBInstanceState", f"DB Instance {database.db_instance_identifier} is not a read replica."
        )
    if database.status != "available":
        raise AwsError("InvalidDBInstanceState", f"DB Instance {database.db_instance_identifier} is {database.status}.")
    database.status = "modifying"
    answer = {"DBInstance": shown(database)}

    def promoted() -> None:
        leave(call, database)
        database.data["BackupRetentionPeriod"] = call.params.get("BackupRetentionPeriod", 1)
        become(database, "available")

    state.after("rds:db_instance", promoted, "update")
    return answer
