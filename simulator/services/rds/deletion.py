"""The end of DB instances: protection, the final snapshot, and what goes with them; stopping and starting."""

from __future__ import annotations

from typing import Any

from moto.rds.models import rds_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from ..ec2 import interfaces
from . import checks, replicas, secrets, subnet_groups
from .clusters import members
from .instances import become, find, is_own, make_logs, shown


def _final_snapshot(call: Call, database: Any) -> str | None:
    """The name of the final snapshot, checked; None where it is skipped (behaviour E11)."""
    name, skip = call.params.get("FinalDBSnapshotIdentifier"), call.params.get("SkipFinalSnapshot", False)
    if members.cluster_of(call, database):
        if name:
            raise checks.clash("FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance.")
        return None
    if replicas.is_replica(database) and (name or not skip):  # E45
        raise checks.clash("FinalDBSnapshotIdentifier can not be specified when deleting a replica instance.")
    if skip and name:
        raise checks.clash("FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot.")
    if skip:
        return None
    if not name:
        raise checks.clash("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.")
    rds_backends[call.account][call.region].validate_db_snapshot_identifier(name, "FinalDBSnapshotIdentifier")
    if name.lower() in rds_backends[call.account][call.region].database_snapshots:
        raise AwsError(
            "DBSnapshotAlreadyExists",
            f"Cannot create the snapshot because a snapshot with the identifier {name} already exists.",
        )
    if database.status not in ("available", "storage-optimization", "stopped"):
        raise AwsError(
            "InvalidDBInstanceState", f"Cannot create a snapshot of {database.db_instance_identifier}: not available."
        )
    return name.lower()


@operation("rds", "DeleteDBInstance")
def delete_db_instance(call: Call) -> dict[str, Any]:  # E17
    database = find(call, call.params["DBInstanceIdentifier"])
    if not is_own(database):
        return call.forward()
    if database.status == "deleting":
        raise AwsError(
            "InvalidDBInstanceState", f"Instance {database.db_instance_identifier} is already being deleted."
        )
    if database.data["DeletionProtection"]:
        raise checks.clash("Cannot delete protected DB Instance, please disable deletion protection and try again.")
    snapshot = _final_snapshot(call, database)
    backend = rds_backends[call.account][call.region]
    if snapshot:
        backend.create_db_snapshot(database.db_instance_identifier, snapshot)
    database.status = "deleting"
    answer = {"DBInstance": shown(database)}
    state.after("rds:db_instance", lambda: _gone(call, database), "delete")
    return answer


def _gone(call: Call, database: Any) -> None:
    backend = rds_backends[call.account][call.region]
    backend.databases.pop(database.db_instance_identifier, None)
    # Subnet group and security groups count as in use for a while (behaviours B7, E18).
    lingering = subnet_groups.lingering(call)
    lingering.append(database)
    state.after("rds:interfaces", lambda: _let_go(call, database))
    replicas.leave(call, database)
    members.leave(call, database)
    if "MasterUserSecret" in database.data:
        secrets.delete(call, database.data["MasterUserSecret"])
    automated = [
        name
        for name, snapshot in backend.database_snapshots.items()
        if snapshot.snapshot_type == "automated" and snapshot.db_instance_identifier == database.db_instance_identifier
    ]
    for name in automated:
        del backend.database_snapshots[name]


def _let_go(call: Call, database: Any) -> None:
    """The last lines of an instance are written about now, and bring its log groups back (behaviour G5)."""
    if state.duration("rds:interfaces"):
        make_logs(call, database)
    subnet_groups.lingering(call).remove(database)
    for interface in database.interfaces.values():
        interfaces.release(call.account, call.region, interface)


@operation("rds", "StopDBInstance", "StartDBInstance")
def stop_or_start(call: Call) -> dict[str, Any]:
    database = find(call, call.params["DBInstanceIdentifier"])
    if not is_own(database):
        return call.forward()
    stopping = call.operation == "StopDBInstance"
    needed, between, after = ("available", "stopping", "stopped") if stopping else ("stopped", "starting", "available")
    if database.status != needed:
        raise AwsError(
            "InvalidDBInstanceState", f"Instance {database.db_instance_identifier} is not in {needed} state."
        )
    snapshot = call.params.get("DBSnapshotIdentifier")
    if stopping and snapshot:
        rds_backends[call.account][call.region].create_db_snapshot(database.db_instance_identifier, snapshot.lower())
    database.status = between
    answer = {"DBInstance": shown(database)}
    state.after("rds:db_instance", lambda: become(database, after))
    return answer
