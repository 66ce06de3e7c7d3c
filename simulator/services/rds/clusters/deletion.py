"""The end of clusters: members first, protection, the final snapshot, and what goes with them."""

from __future__ import annotations

from typing import Any

from moto.rds.models import rds_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from .. import checks, secrets
from .cluster import clusters, find, is_own, make_logs, shown


def _final_snapshot(call: Call, cluster: Any) -> str | None:
    """The name of the final snapshot, checked; None where it is skipped (behaviour E11)."""
    name, skip = call.params.get("FinalDBSnapshotIdentifier"), call.params.get("SkipFinalSnapshot", False)
    if skip and name:
        raise checks.clash("FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot.")
    if not skip and not name:
        raise checks.clash("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.")
    if name and name.lower() in rds_backends[call.account][call.region].cluster_snapshots:
        raise AwsError(
            "DBClusterSnapshotAlreadyExistsFault",
            f"Cannot create the snapshot because a snapshot with the identifier {name} already exists.",
        )
    return name.lower() if name else None


@operation("rds", "DeleteDBCluster")
def delete_db_cluster(call: Call) -> dict[str, Any]:  # E12
    cluster = find(call, call.params["DBClusterIdentifier"])
    if not is_own(cluster):
        return call.forward()
    if cluster.state == "deleting":
        raise AwsError("InvalidDBClusterStateFault", f"{cluster.db_cluster_identifier} is already being deleted.")
    if cluster.data["DeletionProtection"]:
        raise checks.clash("Cannot delete protected Cluster, please disable deletion protection and try again.")
    databases = rds_backends[call.account][call.region].databases
    if any(databases[name].status != "deleting" for name in cluster.own_members if name in databases):
        raise AwsError(
            "InvalidDBClusterStateFault",
            "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
        )
    snapshot = _final_snapshot(call, cluster)
    if snapshot:
        rds_backends[call.account][call.region].create_db_cluster_snapshot(cluster.db_cluster_identifier, snapshot)
    cluster.state = "deleting"
    answer = {"DBCluster": shown(cluster)}
    state.after("rds:db_cluster", lambda: _gone(call, cluster), "delete")
    return answer


def _gone(call: Call, cluster: Any) -> None:
    clusters(call).pop(cluster.db_cluster_identifier, None)
    if "MasterUserSecret" in cluster.data:
        secrets.delete(call, cluster.data["MasterUserSecret"])
    if state.duration("rds:interfaces"):
        # The last lines of its members are written about now, and bring its log groups back (behaviour G5).
        state.after("rds:interfaces", lambda: make_logs(call, cluster))
