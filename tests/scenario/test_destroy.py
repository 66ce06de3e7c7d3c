"""Destroying: by default exactly the data and what it needs stay; with the data words nothing of the stack is left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Result
from tests.support.account import Picture, client, differences, picture
from tests.support.applications import application
from tests.support.environments import changing, destroy, environment, finished, like_aws, moves
from tests.support.stacks import ImpatientClock, converge
from tools.simulator_process import SimulatorProcess

IDENTITY = "shop/test/us-east-1"
DATABASE = "database/main/db_instance/main"
SUBNETS = "database/main/db_subnet_group/main"
GUARDED = [
    DATABASE,
    "registry/main/ecr_repository/app",
    "encryption/main/kms_key/main",
    "load_balancer/main/s3_bucket/access_logs",
    "cdn/main/s3_bucket/logs",
    "site/main/s3_bucket/site",
    "secret/main/secret/application",
    "secret/main/secret/database",
]
# What the database needs, and who says so.
NEEDED = {
    "database/main/db_parameter_group/postgres17": {DATABASE},
    SUBNETS: {DATABASE},
    "database/main/role/monitoring": {DATABASE},
    "network/main/security_group/database": {DATABASE},
    "network/main/subnet/private-a": {SUBNETS},
    "network/main/subnet/private-b": {SUBNETS},
    "network/main/vpc/main": {SUBNETS, "network/main/security_group/database"},
}
# What outlives the call that deletes its owner: for longer than a run takes to come to what it holds.
LAGS, LAG_SECONDS = ("elbv2:interfaces", "rds:interfaces", "ecs:service_connect"), 4
# A refused deletion is tried again every 30 s at most, for 20 min at least: so cut short, the lag is 10 min of that.
LONGEST_PAUSE = 0.2
# Names that a person chose, none of which begins with the stack's.
NAMES = {
    "encryption": {"alias": "alias/mine"},
    "registry": {"repositories": {"app": {"name": "mine-app"}}},
    "database": {
        "identifier": "mine-db",
        "subnet_group_name": "mine-subnets",
        "parameter_group_name": "mine-parameters",
    },
    "load_balancer": {"name": "mine-alb", "access_logs_bucket": "mine-alb-logs"},
    "cluster": {"name": "mine-cluster"},
    "service": {
        "policy": {
            "api": {
                "name": "mine-service",
                "task_family": "mine-task",
                "log_group_name": "/mine/service",
                "load_balancer": {"target_group_name": "mine-targets"},
            }
        }
    },
    "site": {"name": "mine-site"},
    "cdn": {"access_log_bucket": "mine-cdn-logs"},
    "firewall": {"name": "mine-waf"},
    "monitoring": {
        "topic_name": "mine-alerts",
        "dashboard_name": "mine-dashboard",
        "alarms": [{"name": "service-api-cpu", "alarm_name": "mine-cpu"}],
        "budget": {"amount": 100, "name": "mine-budget"},
    },
}


def remaining(before: Picture, after: Picture) -> set[str]:
    """Return what a stack has left: "kind id", without what belongs to the account or is gone but for its name."""
    return {
        f"{kind} {name}"
        for region, kind, name in after.keys() - before.keys()
        if "/aws-service-role/" not in str(after[region, kind, name])
        and "PendingDeletion" not in str(after[region, kind, name])
    }


def in_one_pass(simulator: SimulatorProcess, expected: set[str], **options: Any) -> Result:
    """Destroy while AWS is slow to let go; `expected` are the refusals that have to be outlasted."""
    simulator.clear()
    simulator.durations(dict.fromkeys(LAGS, LAG_SECONDS))
    with like_aws(simulator):
        result = finished(destroy(simulator, clock=ImpatientClock(longest=LONGEST_PAUSE), **options))
    assert expected <= {row["error"] for row in simulator.calls(changing=True)}
    return result


def kept(lines: Iterable) -> dict[str, str]:
    return {line.address: line.reason for line in lines if line.verb == "kept"}


def test_destroy_keeps_the_data_and_what_it_needs(simulator: SimulatorProcess) -> None:
    empty = picture(simulator)
    finished(converge(simulator, environment()))
    full = picture(simulator)
    planned = destroy(simulator, check=True)
    # Interfaces of the load balancer, the distribution that is disabled first, addresses of NAT gateways.
    result = in_one_pass(simulator, {"DependencyViolation", "DistributionNotDisabled"})
    assert moves(result) == moves(planned)
    assert not [call for call in changing(simulator) if "Create" in call or "Run" in call]

    reasons = kept(result.plan.lines)
    assert set(reasons) == {*GUARDED, *NEEDED}
    assert {reasons[address] for address in GUARDED} == {"holds data"}
    assert all(reasons[address].removesuffix(" needs it") in needers for address, needers in NEEDED.items())
    costs = {line.address: line.kind.upkeep for line in result.plan.lines if line.verb == "kept"}
    assert all(costs[address] not in ("", "nothing") for address in GUARDED)
    assert {costs[address] for address in NEEDED} == {"nothing"}
    account = picture(simulator)
    # What is kept is as it was, but for what pointed at what is gone.
    changed = {key[1] for key in differences(full, account) if key in account}
    assert changed <= {"network_acl", "s3_bucket", "secret", "security_group"}
    assert {key[1] for key in account.keys() - empty.keys()} == {
        "db_instance",
        "db_parameter_group",
        "db_subnet_group",
        "ecr_repository",
        "kms_key",
        "kms_alias",
        "role",
        "s3_bucket",
        "secret",
        "security_group",
        "subnet",
        "vpc",
        "route_table",
        "network_acl",
    }
    assert not differences(empty, account)

    simulator.clear()
    assert not destroy(simulator).plan.moves
    assert not changing(simulator)


def test_a_final_snapshot_keeps_its_key(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, environment()))
    result = finished(destroy(simulator, data=GUARDED))
    assert kept(result.plan.lines) == {"encryption/main/kms_key/main": f"the final snapshot of {DATABASE} needs it"}
    snapshots = client(simulator.url, "rds", "us-east-1").describe_db_snapshots()["DBSnapshots"]
    key = client(simulator.url, "kms", "us-east-1").describe_key(KeyId="alias/shop-test-key")["KeyMetadata"]
    assert [row["KmsKeyId"] for row in snapshots] == [key["Arn"]]
    assert key["KeyState"] == "Enabled"

    # Said again, the key still is not lost while the snapshot is there.
    again = destroy(simulator, data=GUARDED)
    error = next(iter(again.outcome.failed.values()))
    assert snapshots[0]["DBSnapshotIdentifier"] in str(error)
    client(simulator.url, "rds", "us-east-1").delete_db_snapshot(
        DBSnapshotIdentifier=snapshots[0]["DBSnapshotIdentifier"]
    )
    assert not kept(finished(destroy(simulator, data=GUARDED)).plan.lines)


def test_with_the_data_words_nothing_is_left_and_a_new_deployment_stands(simulator: SimulatorProcess) -> None:
    empty = picture(simulator)
    declared = environment(database={"final_snapshot": False})
    finished(converge(simulator, declared))
    in_one_pass(simulator, {"DependencyViolation", "InvalidDBSubnetGroupStateFault"}, data=GUARDED)
    gone = picture(simulator)
    assert remaining(empty, gone) == {"kms_alias alias/shop-test-key"}  # KMS takes it away with the key
    assert not differences(empty, gone)

    # Deleted keys and secrets hold their names for days.
    finished(converge(simulator, declared))
    assert not converge(simulator, declared).plan.moves


def test_a_stack_with_endpoints_of_service_connect_and_a_file_system_goes_in_one_pass(
    simulator: SimulatorProcess,
) -> None:
    empty = picture(simulator)
    identity, declared = application("proshop")
    declared["load_balancer"] = {**declared["load_balancer"], "deletion_protection": False}
    finished(converge(simulator, declared, identity=identity))
    data = kept(destroy(simulator, identity, check=True).plan.lines)
    in_one_pass(simulator, {"DependencyViolation", "ResourceInUse"}, identity=identity, data=data)
    gone = picture(simulator)
    assert remaining(empty, gone) == {"kms_alias alias/proshop-local-key"}
    assert not differences(empty, gone)


def test_objects_with_names_of_their_own_are_found_by_their_tags(simulator: SimulatorProcess) -> None:
    empty = picture(simulator)
    finished(converge(simulator, environment(**{**NAMES, "database": {**NAMES["database"], "final_snapshot": False}})))
    data = list(kept(finished(destroy(simulator)).plan.lines))
    finished(destroy(simulator, data=data))
    assert remaining(empty, picture(simulator)) == {"kms_alias alias/mine"}
