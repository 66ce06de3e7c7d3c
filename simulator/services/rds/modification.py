"""Changes of DB instances: at once or pending, with everything that RDS refuses."""

from __future__ import annotations

from typing import Any

from moto.rds.models import rds_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from . import checks, engines, parameter_groups, secrets, subnet_groups
from .clusters import members
from .instances import become, fill_storage, find, is_own, make_logs, place, shown, sync

# After a change of its storage an instance can be used, but its storage not be changed again (E6).
OPTIMISING = "storage-optimization"
STORAGE = ("AllocatedStorage", "Iops", "StorageThroughput", "StorageType")
# Members of the call under the name that the instance has them.
RENAMED = {
    "DBPortNumber": "DbInstancePort",
    "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
}
# Changes that wait for the maintenance window unless ApplyImmediately is set, see "Settings for DB instances".
WAITING = {
    "AllocatedStorage",
    "BackupRetentionPeriod",
    "CACertificateIdentifier",
    "DBInstanceClass",
    "DedicatedLogVolume",
    "EngineVersion",
    "IAMDatabaseAuthenticationEnabled",
    "Iops",
    "MasterUserPassword",
    "MultiAZ",
    "StorageThroughput",
    "StorageType",
}
AT_ONCE = {
    "AutoMinorVersionUpgrade",
    "CopyTagsToSnapshot",
    "DatabaseInsightsMode",
    "DbInstancePort",
    "DeletionProtection",
    "EngineLifecycleSupport",
    "MaxAllocatedStorage",
    "MonitoringInterval",
    "MonitoringRoleArn",
    "NetworkType",
    "PerformanceInsightsEnabled",
    "PerformanceInsightsRetentionPeriod",
    "PreferredBackupWindow",
    "PreferredMaintenanceWindow",
    "PromotionTier",
    "PubliclyAccessible",
}
NO_CHANGE = ("DBInstanceIdentifier", "ApplyImmediately", "AllowMajorVersionUpgrade", "CertificateRotationRestart")


def _requested(call: Call, database: Any) -> dict[str, Any]:  # E5
    """The changed members, under the names of the instance."""
    params = call.params
    wanted = {RENAMED.get(name, name): value for name, value in params.items() if value is not None}
    data = database.data
    if "EngineVersion" in wanted:
        wanted["EngineVersion"] = checks.check_version(
            data, wanted["EngineVersion"], params.get("AllowMajorVersionUpgrade")
        )
    if wanted.get("AllocatedStorage", data["AllocatedStorage"]) < data["AllocatedStorage"]:
        raise AwsError(
            "InvalidParameterCombination",
            "Invalid storage size: requested storage size cannot be less than the current allocation of "
            f"{data['AllocatedStorage']} GiB",
        )
    if database.status == OPTIMISING and any(wanted.get(name, data.get(name)) != data.get(name) for name in STORAGE):
        raise checks.clash(
            "You can't currently modify the storage of this DB instance because the previous storage change is being "
            "optimized."
        )
    if "PreferredMaintenanceWindow" in wanted:
        wanted["PreferredMaintenanceWindow"] = wanted["PreferredMaintenanceWindow"].lower()
    exports = wanted.pop("CloudwatchLogsExportConfiguration", None)
    if exports:
        kinds = set(data["EnabledCloudwatchLogsExports"]) | set(exports.get("EnableLogTypes") or [])
        kinds -= set(exports.get("DisableLogTypes") or [])
        wanted["EnabledCloudwatchLogsExports"] = sorted(kinds)
    if wanted.get("PerformanceInsightsEnabled") and not data["PerformanceInsightsEnabled"]:
        wanted.setdefault("PerformanceInsightsRetentionPeriod", 7)
        key = wanted.pop("PerformanceInsightsKMSKeyId", None)
        data["PerformanceInsightsKMSKeyId"] = checks.key_arn(call, key, "alias/aws/rds")
    return wanted


@operation("rds", "ModifyDBInstance")
def modify_db_instance(call: Call) -> dict[str, Any]:  # E3, E8
    params = call.params
    database = find(call, params["DBInstanceIdentifier"])
    if not is_own(database):
        return call.forward()
    if not set(params) - set(NO_CHANGE):
        raise checks.clash("No modifications were requested")
    members.check_change(call, database)
    if database.status not in ("available", OPTIMISING):
        raise AwsError(
            "InvalidDBInstanceState",
            f"Database instance is not in available state: {database.db_instance_identifier} is {database.status}",
        )
    wanted = _requested(call, database)
    data = {**database.data, **{name: wanted[name] for name in (*WAITING, *AT_ONCE) if name in wanted}}
    data["EnabledCloudwatchLogsExports"] = wanted.get(
        "EnabledCloudwatchLogsExports", database.data["EnabledCloudwatchLogsExports"]
    )
    if data["Engine"] not in engines.CLUSTERS:
        fill_storage(data, data)
        checks.check_storage(data["Engine"], data)
    checks.check_settings(call, data)
    _modify_groups(call, database, wanted, data)
    _modify_password(call, database, params)
    _rename(call, database, params.get("NewDBInstanceIdentifier"))
    waiting = {name: wanted[name] for name in WAITING & set(wanted) if wanted[name] != database.data.get(name)}
    # Asking for the value of now takes back what was pending (behaviour E2).
    for name in WAITING & set(wanted):
        database.pending.pop(name, None)
    for name in AT_ONCE & set(wanted):
        database.data[name] = wanted[name]
    if not database.data["PerformanceInsightsEnabled"]:
        database.data.pop("PerformanceInsightsRetentionPeriod", None)
        database.data.pop("PerformanceInsightsKMSKeyId", None)
    if database.data.get("MaxAllocatedStorage") == database.data["AllocatedStorage"]:
        database.data.pop("MaxAllocatedStorage")  # autoscaling is switched off by the current size (behaviour E7)
    database.data["EnabledCloudwatchLogsExports"] = data["EnabledCloudwatchLogsExports"]
    make_logs(call, database)
    database.pending |= waiting
    members.changed(call, database)
    answer = {"DBInstance": shown(database)}
    if params.get("ApplyImmediately") and database.pending:
        database.status = "modifying"
        state.after("rds:db_instance", lambda: apply_pending(call, database), "update")
    elif "MasterUserPassword" in waiting:
        database.status = "resetting-master-credentials"
        state.after("rds:db_instance", lambda: _reset_password(database), "password")
    else:
        sync(database)
    return answer


def _reset_password(database: Any) -> None:  # E81
    """A new password is applied as soon as possible, and what else is pending goes on waiting (ModifyDBInstance)."""
    database.master_user_password = database.pending.pop("MasterUserPassword", None)
    sync(database)
    become(database, "available")


def apply_pending(call: Call, database: Any) -> None:
    """Make pending values true, as the maintenance window or ApplyImmediately does."""
    password = database.pending.pop("MasterUserPassword", None)
    if password:
        database.master_user_password = password
    stored = any(name in database.pending for name in STORAGE)
    database.data |= database.pending
    database.pending = {}
    if database.data["Engine"] not in engines.CLUSTERS:
        fill_storage(database.data, {} if database.data["StorageType"] in ("gp2", "standard") else database.data)
    sync(database)
    _replace_zones(call, database)
    become(database, OPTIMISING if stored else "available")
    if stored:
        state.after("rds:storage_optimization", lambda: become(database, "available"))


def _replace_zones(call: Call, database: Any) -> None:
    """A change of Multi-AZ adds or removes the second zone."""
    group = database.db_subnet_group
    by_zone = {subnet.availability_zone: subnet for subnet in reversed(group._subnets)}
    subnets = [by_zone[database.availability_zone]]
    if database.data["MultiAZ"]:
        subnets += [by_zone[zone] for zone in sorted(by_zone) if zone != database.availability_zone][:1]
    database.secondary_zone = subnets[1].availability_zone if len(subnets) > 1 else None
    place(call, database, subnets)


def _modify_groups(call: Call, database: Any, wanted: dict[str, Any], data: dict[str, Any]) -> None:
    """Security groups, the parameter group and the subnet group; all take effect at once."""
    if wanted.get("DBSubnetGroupName") and wanted["DBSubnetGroupName"].lower() != database.db_subnet_group.name:
        group = subnet_groups.find(call, wanted["DBSubnetGroupName"])
        if group.vpc_id == database.db_subnet_group.vpc_id:
            raise AwsError(
                "InvalidVPCNetworkStateFault",
                "You cannot move DB instance "
                f"{database.db_instance_identifier} to subnet group {group.name}. The specified DB subnet group and DB "
                "instance are in the same VPC. Choose a DB subnet group in different VPC than the specified DB instance.",
            )
        raise checks.clash("Moving a DB instance to another VPC is not simulated.")
    if wanted.get("VpcSecurityGroupIds"):
        checks.check_groups(call, wanted["VpcSecurityGroupIds"], database.db_subnet_group.vpc_id)
        database.vpc_security_group_ids = list(wanted["VpcSecurityGroupIds"])
        _replace_zones_groups(call, database)
    name = wanted.get("DBParameterGroupName")
    changed_major = engines.family_of(data["Engine"], data["EngineVersion"]) != engines.family_of(
        database.data["Engine"], database.data["EngineVersion"]
    )
    if name or changed_major:
        family = engines.family_of(data["Engine"], data["EngineVersion"])
        wanted_name = name or parameter_groups.default_name(family)
        found = checks.check_parameter_group(call, wanted_name, data["Engine"], data["EngineVersion"])
        if found != database.db_parameter_group_name:
            database.db_parameter_group_name = found
            database.parameter_status = "pending-reboot"


def _replace_zones_groups(call: Call, database: Any) -> None:
    subnets = {subnet.id: subnet for subnet in database.db_subnet_group._subnets}
    place(call, database, [subnets[subnet] for subnet in database.interfaces])


def _modify_password(call: Call, database: Any, params: dict[str, Any]) -> None:
    """Switch the managed password on or off, or rotate it (behaviour E16)."""
    data, managed = database.data, params.get("ManageMasterUserPassword")
    password = params.get("MasterUserPassword")
    if password:
        if managed or ("MasterUserSecret" in data and managed is None):
            raise checks.clash("You can't specify MasterUserPassword for an instance with a managed master password.")
        checks.check_password(password)
    if managed is False and "MasterUserSecret" in data:
        if not password:
            raise checks.clash("You must specify MasterUserPassword when ManageMasterUserPassword is false.")
        secrets.delete(call, data.pop("MasterUserSecret"))
    elif managed and "MasterUserSecret" not in data:
        data["MasterUserSecret"] = secrets.create(call, database, params.get("MasterUserSecretKmsKeyId"))
    if params.get("RotateMasterUserPassword"):
        if "MasterUserSecret" not in data:
            raise checks.clash("You can't rotate the master password of an instance whose password is not managed.")
        secrets.rotate(call, data["MasterUserSecret"])


def _rename(call: Call, database: Any, name: str | None) -> None:
    if not name or name.lower() == database.db_instance_identifier:
        return
    checks.check_identifier(name, "NewDBInstanceIdentifier")
    databases = rds_backends[call.account][call.region].databases
    if name.lower() in databases:
        raise AwsError("DBInstanceAlreadyExists", "DB instance already exists")
    del databases[database.db_instance_identifier]
    database.host = database.host.replace(database.db_instance_identifier, name.lower(), 1)
    database.db_instance_identifier = name
    databases[database.db_instance_identifier] = database


@operation("rds", "RebootDBInstance")
def reboot_db_instance(call: Call) -> dict[str, Any]:
    database = find(call, call.params["DBInstanceIdentifier"])
    if not is_own(database):
        return call.forward()
    if call.params.get("ForceFailover") and not database.data["MultiAZ"]:
        raise checks.clash("Cannot specify forced failover for a single-AZ DB instance.")
    if database.status != "available":
        raise AwsError("InvalidDBInstanceState", f"Instance {database.db_instance_identifier} is {database.status}")
    if call.params.get("ForceFailover"):
        database.availability_zone, database.secondary_zone = database.secondary_zone, database.availability_zone
    database.status = "rebooting"
    database.parameter_status = "in-sync"
    members.changed(call, database, rebooted=True)
    answer = {"DBInstance": shown(database)}
    state.after("rds:db_instance", lambda: become(database, "available"))
    return answer
