"""RDS clusters: when one is ready, what its plan says, and in which order its members are changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.clusters.db_cluster import DbCluster
from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.clusters.db_cluster_member import DbClusterMember
from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.clusters.serverless import canonical
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Change
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import READY, WORKING, Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import CREATE, UPDATE, Line

ROW: dict[str, Any] = {
    "DBClusterIdentifier": "shop",
    "DBClusterArn": "arn:aws:rds:us-east-1:1:cluster:shop",
    "Status": "available",
    "Engine": "aurora-postgresql",
    "EngineVersion": "15.14",
    "Endpoint": "shop.cluster-1.us-east-1.rds.amazonaws.com",
    "ReaderEndpoint": "shop.cluster-ro-1.us-east-1.rds.amazonaws.com",
    "Port": 5432,
    "DBClusterMembers": [
        {"DBInstanceIdentifier": "shop-a", "IsClusterWriter": False, "DBClusterParameterGroupStatus": "pending-reboot"},
        {"DBInstanceIdentifier": "shop-b", "IsClusterWriter": True, "DBClusterParameterGroupStatus": "in-sync"},
    ],
    "PendingModifiedValues": {
        "BackupRetentionPeriod": 14,
        "PendingCloudwatchLogsExports": {"LogTypesToEnable": ["instance"], "LogTypesToDisable": ["postgresql"]},
    },
    "EnabledCloudwatchLogsExports": ["postgresql"],
}


class Rds:
    """RDS with these clusters and the status of these instances."""

    def __init__(self, *rows: dict[str, Any], **statuses: str) -> None:
        self.rows, self.statuses = rows, statuses

    def all(self, operation: str, _member: str) -> list[dict[str, Any]]:
        if operation == "describe_db_clusters":
            return list(copy.deepcopy(self.rows))
        return [
            {"DBInstanceIdentifier": f"shop-{name}", "DBInstanceStatus": now} for name, now in self.statuses.items()
        ]

    def once(self, _key: str, read: Any) -> Any:
        return read()


class Scope:
    owners = ("shop/test/us-east-1",)

    def named(self, _field: str) -> list[str]:
        return ["Shop"]


def seen(*rows: dict[str, Any], **statuses: str) -> list[Live]:
    return DbCluster.observe(Rds(*rows, **statuses), Scope())


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ({"b": "available"}, (READY, "")),
        ({"b": "configuring-enhanced-monitoring"}, (READY, "")),
        ({"a": "available", "b": "creating"}, (WORKING, "its writer is creating")),
        ({}, (WORKING, "its writer is missing")),
    ],
)
def test_a_cluster_is_ready_with_its_writer(statuses: dict[str, str], expected: tuple[str, str]) -> None:
    (live,) = seen(ROW, **statuses)
    assert DbCluster.state(live) == expected


def test_what_waits_counts_as_done_and_what_is_usual_as_shown() -> None:
    (live,) = seen(ROW)
    assert live.fields["BackupRetentionPeriod"] == 14
    assert live.fields["EnableCloudwatchLogsExports"] == ["instance"]
    assert (live.fields["StorageType"], live.fields["EnableHttpEndpoint"]) == ("aurora", False)
    assert seen({**ROW, "Engine": "docdb"})[0].fields["StorageType"] == "standard"


@pytest.mark.behaviour("E27")
def test_clusters_of_other_services_in_the_listing_are_nobodys() -> None:
    assert seen({**ROW, "Engine": "neptune"}, {**ROW, "Engine": "postgres"}) == []


def member(name: str, writer: bool, changed: str, cluster: str = "shop", immediately: bool = True) -> Line:
    want = {"DBClusterIdentifier": cluster, "ApplyImmediately": immediately}
    live = Live(f"{cluster}-{name}", {}, {}, {"writer": writer})
    changes = [Change(changed, "was", "wanted")]
    return Line(
        f"database/{cluster}/db_cluster_member/{name}", UPDATE, DbClusterMember, live=live, changes=changes, want=want
    )


def test_members_are_taken_out_of_service_one_by_one_and_the_writer_last() -> None:
    lines = [
        member("a", True, "DBInstanceClass"),
        member("b", False, "DBInstanceClass"),
        member("c", False, "DBInstanceClass"),
        member("d", False, "PromotionTier"),
        member("a", False, "DBInstanceClass", "other"),
        member("e", False, "DBInstanceClass", immediately=False),
    ]
    place = "database/shop/db_cluster_member/"
    assert DbClusterMember.arrange(lines, [], None) == (
        {},
        {place + "c": [(place + "b", "ready")], place + "a": [(place + "c", "ready")]},
    )


def test_the_writer_of_a_new_cluster_is_made_first_and_a_further_reader_at_any_time() -> None:
    def made(name: str, verb: str = CREATE, after: str | None = "Shop-A") -> Line:
        want = {"DBInstanceIdentifier": f"Shop-{name}", "ApplyImmediately": False, "MadeAfter": after}
        return Line(name, verb, DbClusterMember, want=want)

    lines = [made("a", after=None), made("b"), made("c")]
    assert DbClusterMember.arrange(lines, [], None)[1] == {"b": ["a"], "c": ["a"]}
    assert DbClusterMember.arrange([made("a", "keep", None), made("b")], [], None)[1] == {}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"MinCapacity": 0, "MaxCapacity": 4}, {"MinCapacity": 0, "MaxCapacity": 4, "SecondsUntilAutoPause": 300}),
        ({"MinCapacity": 1, "MaxCapacity": 4, "SecondsUntilAutoPause": 600}, {"MinCapacity": 1, "MaxCapacity": 4}),
        ("ref", "ref"),
    ],
)
@pytest.mark.behaviour("E30")
def test_seconds_until_a_pause_are_there_with_0_and_then_only(given: Any, expected: Any) -> None:
    assert canonical(given) == expected
