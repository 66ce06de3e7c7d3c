"""A database that is a cluster, on AWS's time and with the least policies alone."""

from __future__ import annotations

from typing import Any

from tests.support.copies import Copyable
from tests.support.environments import changing, destroy, finished
from tests.support.killing import Step
from tests.support.permitted import Proof, life
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

MINUTE_MS = 600
NETWORK = {"nat_gateways": "none", "flow_logs": False, "acls": False, "gateway_endpoints": []}
MEMBERS = {"writer": {}, "reader": {}}


def declared(**changes: Any) -> dict[str, dict[str, Any]]:
    database = {
        "engine": "aurora-postgresql",
        "engine_version": "15",
        "instance_class": "db.r6g.large",
        "members": MEMBERS,
        "apply_immediately": True,
        "deletion_protection": False,
        "data_api": True,
        **changes,
    }
    keys = {"host": {"database": "endpoint"}, "password": {"database": "password"}}
    return {"network": NETWORK, "encryption": {}, "database": database, "secret": {"secrets": {"db": {"keys": keys}}}}


def written(simulator: SimulatorProcess, *operations: str) -> list[tuple[str, str]]:
    """The changing calls of RDS that went well, and the last part of the identifier that each names."""
    rows = [call for call in simulator.calls(changing=True) if call["operation"] in operations and not call["error"]]
    return [(row["operation"], _named(row)) for row in rows]


def _named(row: dict[str, Any]) -> str:
    """The last word of the instance that a call needs the right for, or of the cluster."""
    arns = [need["resource"] for need in row["requires"]]
    return next(arn for mark in (":db:", ":cluster:") for arn in arns if mark in arn).rpartition("-")[2]


def test_a_cluster_takes_its_time(simulator: SimulatorProcess) -> None:
    """Members wait for their cluster, what uses it for its writer; classes go one by one, the writer's last."""
    simulator.permissions(note=True)
    simulator.profile("aws", minute_ms=MINUTE_MS, rates={})
    try:
        finished(converge(simulator, declared()))
        made = written(simulator, "CreateDBCluster", "CreateDBInstance")
        assert made == [
            ("CreateDBCluster", "db"),
            ("CreateDBInstance", "writer"),
            ("CreateDBInstance", "reader"),
        ]
        simulator.profile("calm")
        simulator.client("rds").failover_db_cluster(DBClusterIdentifier="shop-test-db")
        simulator.profile("aws", minute_ms=MINUTE_MS, rates={})
        larger = declared(instance_class="db.r6g.xlarge")
        simulator.clear()
        finished(converge(simulator, larger))
        # The reader writes since the failover.
        assert written(simulator, "ModifyDBInstance") == [
            ("ModifyDBInstance", "writer"),
            ("ModifyDBInstance", "reader"),
        ]
        simulator.clear()
        finished(converge(simulator, larger))
        assert changing(simulator) == []
    finally:
        simulator.profile("calm")
        simulator.permissions(note=False)


def test_a_cluster_lives_with_the_least_policies_alone() -> None:
    first, changed = (
        Step(part, {"environment": "test"}, {"prune": True})
        for part in (declared(), declared(instances=1, members={}, backup_retention_days=14, data_api=False))
    )
    last = first._replace(words={"data": ["database/main/db_cluster/main", "secret/main/secret/db"]}, destroy=True)
    with Copyable() as simulator, Proof(simulator, life(first, changed, last), "shop/test/us-east-1") as proof:
        used = {name for name in proof.actions if name.startswith("rds:") and "Cluster" in name}
        assert {
            "rds:CreateDBCluster",
            "rds:ModifyDBCluster",
            "rds:DeleteDBCluster",
            "rds:CreateDBClusterSnapshot",
        } <= used
        trials = list(proof.trials(4, seed=1))
        assert [trial.finding for trial in trials if trial.finding] == []


def test_a_final_snapshot_of_a_cluster_keeps_its_key(simulator: SimulatorProcess) -> None:
    data = ["database/main/db_cluster/main", "encryption/main/kms_key/main", "secret/main/secret/db"]
    finished(converge(simulator, declared()))
    first = destroy(simulator, data=data)
    rds = simulator.client("rds")
    [snapshot] = rds.describe_db_cluster_snapshots()["DBClusterSnapshots"]
    again = destroy(simulator, data=data)
    told = str({**first.outcome.failed, **again.outcome.failed})
    assert snapshot["DBClusterSnapshotIdentifier"] in told
    assert "ScheduleKeyDeletion" not in {call["operation"] for call in simulator.calls(changing=True)}
    rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=snapshot["DBClusterSnapshotIdentifier"])
    finished(destroy(simulator, data=data))
    assert (
        simulator.client("kms").describe_key(KeyId=snapshot["KmsKeyId"])["KeyMetadata"]["KeyState"] == "PendingDeletion"
    )
