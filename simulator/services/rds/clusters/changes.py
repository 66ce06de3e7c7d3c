"""Changes of clusters: at once or pending, failover, and the Data API's switch."""

from __future__ import annotations

from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from .. import checks, engines, secrets, subnet_groups
from . import groups, members
from .cluster import AURORA, WRONG_ENGINE, become, check_data, check_state, find, is_own, make_logs, set_storage, shown

RENAMED = {
    "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
}
# Changes that wait for the maintenance window unless ApplyImmediately is set: members of ClusterPendingModifiedValues (E39).
WAITING = ("BackupRetentionPeriod", "EngineVersion", "IAMDatabaseAuthenticationEnabled")
AT_ONCE = (
    "AutoMinorVersionUpgrade",
    "CopyTagsToSnapshot",
    "DatabaseInsightsMode",
    "DeletionProtection",
    "EngineLifecycleSupport",
    "MonitoringInterval",
    "MonitoringRoleArn",
    "PerformanceInsightsEnabled",
    "PerformanceInsightsRetentionPeriod",
    "Port",
    "PreferredBackupWindow",
    "PreferredMaintenanceWindow",
    "ServerlessV2ScalingConfiguration",
)
NO_CHANGE = ("DBClusterIdentifier", "ApplyImmediately", "AllowMajorVersionUpgrade")


@operation("rds", "ModifyDBCluster")
def modify_db_cluster(call: Call) -> dict[str, Any]:  # E3, E8
    cluster, params = find(call, call.params["DBClusterIdentifier"]), call.params
    if not is_own(cluster):
        return call.forward()
    if not set(params) - set(NO_CHANGE):
        raise checks.clash("No modifications were requested")
    check_state(cluster)
    wanted = _requested(cluster, params)
    data = {**cluster.data, **{name: wanted[name] for name in (*WAITING, *AT_ONCE) if name in wanted}}
    data["EnabledCloudwatchLogsExports"] = _exports(cluster, params)
    set_storage(data, wanted.get("StorageType", cluster.data.get("StorageType")))
    if data.get("PerformanceInsightsEnabled") and "PerformanceInsightsRetentionPeriod" not in data:
        data["PerformanceInsightsRetentionPeriod"] = 7
    check_data(call, data)
    _modify_groups(call, cluster, wanted, data)
    _modify_password(call, cluster, params, data)
    waiting = {name: wanted[name] for name in WAITING if name in wanted and wanted[name] != cluster.data.get(name)}
    for name in WAITING:
        if name in wanted:
            cluster.pending.pop(name, None)
            data[name] = cluster.data.get(name)
    data = {name: value for name, value in data.items() if value is not None}
    if not data.get("PerformanceInsightsEnabled"):
        data.pop("PerformanceInsightsRetentionPeriod", None)
        data.pop("PerformanceInsightsKMSKeyId", None)
    elif "PerformanceInsightsKMSKeyId" not in data:
        key = params.get("PerformanceInsightsKMSKeyId")
        data["PerformanceInsightsKMSKeyId"] = checks.key_arn(call, key, "alias/aws/rds")
    cluster.data = data
    cluster.pending |= waiting
    make_logs(call, cluster)
    members.inherit_all(call, cluster)
    answer = {"DBCluster": shown(cluster)}
    # DocumentDB keeps nothing waiting (behaviour E65).
    if cluster.pending and (params.get("ApplyImmediately") or data["Engine"] == "docdb"):
        cluster.state = "modifying"
        state.after("rds:db_cluster", lambda: apply_pending(call, cluster), "update")
    return answer


def apply_pending(call: Call, cluster: Any) -> None:
    """Make pending values true, as the maintenance window or ApplyImmediately does."""
    cluster.data |= cluster.pending
    cluster.pending = {}
    cluster.engine_version = cluster.data["EngineVersion"]
    members.inherit_all(call, cluster)
    become(cluster, "available")


def _requested(cluster: Any, params: dict[str, Any]) -> dict[str, Any]:
    """The changed members, under the names of the cluster."""
    wanted = {RENAMED.get(name, name): value for name, value in params.items() if name not in NO_CHANGE}
    wrong = [name for name in AURORA if name in wanted] if cluster.data["Engine"] == "docdb" else []
    if wrong:
        raise checks.clash(WRONG_ENGINE % ("docdb", ", ".join(wrong)))
    if "EngineVersion" in wanted:
        wanted["EngineVersion"] = checks.check_version(
            cluster.data, wanted["EngineVersion"], params.get("AllowMajorVersionUpgrade", False)
        )
    if "PreferredMaintenanceWindow" in wanted:
        wanted["PreferredMaintenanceWindow"] = wanted["PreferredMaintenanceWindow"].lower()
    return wanted


def _exports(cluster: Any, params: dict[str, Any]) -> list[str]:
    change = params.get("CloudwatchLogsExportConfiguration") or {}
    kinds = set(cluster.data["EnabledCloudwatchLogsExports"]) | set(change.get("EnableLogTypes") or [])
    return sorted(kinds - set(change.get("DisableLogTypes") or []))


def _modify_groups(call: Call, cluster: Any, wanted: dict[str, Any], data: dict[str, Any]) -> None:
    """Security groups and the parameter group; the latter's static parameters wait for a reboot of each member."""
    if wanted.get("VpcSecurityGroupIds"):
        checks.check_groups(call, wanted["VpcSecurityGroupIds"], subnet_groups.of(cluster).vpc_id)
        cluster.vpc_security_group_ids = list(wanted["VpcSecurityGroupIds"])
        members.regroup(call, cluster)
    name = wanted.get("DBClusterParameterGroupName")
    changed = engines.family_of(data["Engine"], data["EngineVersion"]) != engines.family_of(
        cluster.data["Engine"], cluster.data["EngineVersion"]
    )
    if name or changed:  # E66
        found = groups.check(call, name or groups.default_name(data), data)
        if found.name != cluster.parameter_group:
            cluster.parameter_group = found.name
            groups.mark(cluster)


def _modify_password(call: Call, cluster: Any, params: dict[str, Any], data: dict[str, Any]) -> None:
    """Switch the managed password on or off, or rotate it (behaviours E16, E41)."""
    managed, password = params.get("ManageMasterUserPassword"), params.get("MasterUserPassword")
    if password:
        if managed or ("MasterUserSecret" in data and managed is None):
            raise checks.clash("You can't specify MasterUserPassword for a cluster with a managed master password.")
        checks.check_password(password)
    if managed is False and "MasterUserSecret" in data:
        if not password:
            raise checks.clash("You must specify MasterUserPassword when ManageMasterUserPassword is false.")
        secrets.delete(call, data.pop("MasterUserSecret"))
    elif managed and "MasterUserSecret" not in data:
        key = params.get("MasterUserSecretKmsKeyId")
        data["MasterUserSecret"] = secrets.create(call, cluster, key, "cluster", "DBCluster")
    if params.get("RotateMasterUserPassword"):
        if "MasterUserSecret" not in data or not params.get("ApplyImmediately"):
            raise checks.clash("The master password is rotated immediately, and only where it is managed.")
        secrets.rotate(call, data["MasterUserSecret"])


@operation("rds", "EnableHttpEndpoint", "DisableHttpEndpoint")
def switch_http_endpoint(call: Call) -> dict[str, Any]:  # E62
    arn = call.params["ResourceArn"]
    try:
        cluster = find(call, arn)
    except AwsError as error:
        raise AwsError("ResourceNotFoundFault", f"The specified resource was not found: {arn}", 404) from error
    if not is_own(cluster) or cluster.state != "available" or cluster.data["Engine"] == "docdb":
        raise AwsError(
            "InvalidResourceStateFault", "The cluster is not in a state in which its HTTP endpoint can change."
        )
    cluster.data["HttpEndpointEnabled"] = call.operation == "EnableHttpEndpoint"
    return {"ResourceArn": cluster.arn, "HttpEndpointEnabled": cluster.data["HttpEndpointEnabled"]}


@operation("rds", "FailoverDBCluster")
def failover_db_cluster(call: Call) -> dict[str, Any]:  # E35
    cluster = find(call, call.params["DBClusterIdentifier"])
    if not is_own(cluster):
        return call.forward()
    check_state(cluster)
    target = (call.params.get("TargetDBInstanceIdentifier") or members.next_writer(cluster) or "").lower()
    if target not in cluster.own_members or target == cluster.writer_name:
        raise AwsError("InvalidDBClusterStateFault", "A failover needs a reader to fail over to.")
    cluster.state = "failing-over"

    def moved() -> None:
        if target in cluster.own_members:
            cluster.writer_name = target
        become(cluster, "available")

    answer = {"DBCluster": shown(cluster)}
    state.after("rds:db_cluster", moved, "failover")
    return answer
