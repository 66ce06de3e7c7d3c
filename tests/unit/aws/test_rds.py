"""RDS kinds: what is read off an instance, and what an update sends."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.rds import support
from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.db_instance import DbInstance
from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.db_parameter_group import DbParameterGroup
from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.db_replica import DbReplica
from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.parameter_group import sent, values
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Change, Delta, compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import FAILED, READY, WORKING, Live, Node
from tests.support.api import Api

ROW = {
    "DBInstanceIdentifier": "db",
    "DBInstanceArn": "arn:aws:rds:us-east-1:1:db:db",
    "DBInstanceStatus": "available",
    "DBInstanceClass": "db.t3.medium",
    "Engine": "postgres",
    "EngineVersion": "17.4",
    "MasterUsername": "dbadmin",
    "AllocatedStorage": 150,
    "StorageType": "gp3",
    "StorageEncrypted": True,
    "MultiAZ": True,
    "BackupRetentionPeriod": 7,
    "PubliclyAccessible": False,
    "CopyTagsToSnapshot": False,
    "AutoMinorVersionUpgrade": True,
    "DeletionProtection": True,
    "MonitoringInterval": 0,
    "PerformanceInsightsEnabled": False,
    "IAMDatabaseAuthenticationEnabled": False,
    "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}],
    "DBSubnetGroup": {"DBSubnetGroupName": "group"},
    "DBParameterGroups": [{"DBParameterGroupName": "parameters"}],
    "Endpoint": {"Address": "db.example", "Port": 5432},
    "DbiResourceId": "db-ABC",
    "MasterUserSecret": {"SecretArn": "arn:secret", "SecretStatus": "active"},
    "TagList": [{"Key": "a", "Value": "b"}],
}
WANT = {
    "DBInstanceIdentifier": "DB",
    "DBInstanceClass": "db.t3.medium",
    "Engine": "postgres",
    "EngineVersion": "17",
    "MasterUsername": "dbadmin",
    "AllocatedStorage": 100,
    "DBSubnetGroupName": "Group",
    "VpcSecurityGroupIds": ["sg-1"],
    "Port": 5432,
    "MultiAZ": True,
    "BackupRetentionPeriod": 7,
    "DeletionProtection": True,
}


def wish(**changes: Any) -> dict[str, Any]:
    return Node(DbInstance, "database/main/db_instance/main", {**WANT, **changes}).filled()


def live(**changes: Any) -> Any:
    return DbInstance._live({**copy.deepcopy(ROW), **changes})


def changes(want: dict[str, Any], found: Any) -> list[Change]:
    return compare(want, found.fields, DbInstance.fields) + [
        Change(*item) for item in DbInstance.differences(want, found)
    ]


def sends(want: dict[str, Any], found: Any) -> dict[str, Any]:
    return DbInstance._modify(found, want, Delta(changes(want, found)))


@pytest.mark.behaviour("E5", "E9")
def test_instance_as_declared_differs_in_nothing() -> None:
    assert changes(wish(), live()) == []


@pytest.mark.behaviour("E2")
def test_change_that_waits_for_the_window_is_not_asked_for_again() -> None:
    found = live(PendingModifiedValues={"DBInstanceClass": "db.m6g.large"})
    assert changes(wish(DBInstanceClass="db.m6g.large"), found) == []


@pytest.mark.behaviour("E2")
def test_pending_change_that_is_no_longer_wanted_is_reverted() -> None:
    found = live(PendingModifiedValues={"DBInstanceClass": "db.m6g.large"})
    assert sends(wish(), found) == {"DBInstanceClass": "db.t3.medium"}


def test_pending_change_is_applied_once_immediately_is_said() -> None:
    found = live(PendingModifiedValues={"DBInstanceClass": "db.m6g.large"})
    want = wish(DBInstanceClass="db.m6g.large", ApplyImmediately=True)
    assert sends(want, found) == {"DBInstanceClass": "db.m6g.large"}
    found.raw["status"] = "modifying"
    assert changes(want, found) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"MaxAllocatedStorage": 500}, {"MaxAllocatedStorage": 500}),
        ({"Port": 6432}, {"DBPortNumber": 6432}),
        ({"AllocatedStorage": 200}, {"AllocatedStorage": 200, "StorageType": "gp3"}),
        ({"AllocatedStorage": 120}, {}),
        (
            {"EnableCloudwatchLogsExports": ["postgresql"]},
            {"CloudwatchLogsExportConfiguration": {"EnableLogTypes": ["postgresql"]}},
        ),
        (
            {"EnablePerformanceInsights": True, "PerformanceInsightsKMSKeyId": "k"},
            {"EnablePerformanceInsights": True, "PerformanceInsightsKMSKeyId": "k"},
        ),
        ({"MonitoringInterval": 60, "MonitoringRoleArn": "r"}, {"MonitoringInterval": 60, "MonitoringRoleArn": "r"}),
        ({"EngineVersion": "17.6"}, {"EngineVersion": "17.6"}),
        (
            {"EngineVersion": "18", "DBParameterGroupName": "p18"},
            {"EngineVersion": "18", "AllowMajorVersionUpgrade": True, "DBParameterGroupName": "p18"},
        ),
    ],
)
def test_an_update_sends_only_what_moved(changed: dict[str, Any], expected: dict[str, Any]) -> None:
    assert sends(wish(**changed), live()) == expected


@pytest.mark.behaviour("E7")
def test_autoscaling_is_switched_off_by_the_size_there_is() -> None:
    assert sends(wish(), live(MaxAllocatedStorage=500)) == {"MaxAllocatedStorage": 150}


def test_log_exports_are_switched_off_by_name() -> None:
    found = live(EnabledCloudwatchLogsExports=["postgresql", "upgrade"])
    assert sends(wish(EnableCloudwatchLogsExports=["upgrade"]), found) == {
        "CloudwatchLogsExportConfiguration": {"DisableLogTypes": ["postgresql"]}
    }


@pytest.mark.parametrize("field", ["DBName", "MasterUsername", "KmsKeyId"])
def test_what_cannot_be_changed_asks_for_a_replacement(field: str) -> None:
    found = live(**{field: "this"})
    assert [change.path for change in changes(wish(**{field: "another"}), found) if change.replaces] == [field]
    assert not [change for change in changes(wish(**{field: "another"}), live(**{field: None})) if change.replaces]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("available", READY),
        ("storage-optimization", READY),
        ("creating", WORKING),
        ("modifying", WORKING),
        ("storage-full", FAILED),
        ("stopped", FAILED),
    ],
)
@pytest.mark.behaviour("E6")
def test_states(status: str, expected: str) -> None:
    assert DbInstance.state(live(DBInstanceStatus=status))[0] == expected


@pytest.mark.behaviour("E1")
def test_available_without_the_new_value_is_not_ready() -> None:
    found = live()
    found.raw["expected"] = {"DBInstanceClass": "db.m6g.large"}
    assert DbInstance.state(found) == (WORKING, "modifying DBInstanceClass")


def test_instance_without_its_secret_is_not_ready() -> None:
    assert DbInstance.state(live(MasterUserSecret={"SecretArn": "a", "SecretStatus": "creating"}))[0] == WORKING


def test_deleted_instance_is_a_tombstone() -> None:
    assert live(DBInstanceStatus="deleting").tombstone


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [({"MaxAllocatedStorage": 100}, "MaxAllocatedStorage"), ({"MonitoringInterval": 60}, "MonitoringRoleArn")],
)
def test_impossible_wishes_are_named(wanted: dict[str, Any], problem: str) -> None:
    (text,) = DbInstance.validate(wish(**wanted))
    assert problem in text


@pytest.mark.parametrize(
    ("declared", "answered"), [(True, "1"), ("on", "1"), (0, "0"), ("OFF", "0"), (1000, "1000"), ("ddl", "ddl")]
)
@pytest.mark.behaviour("E10")
def test_parameters_are_compared_as_rds_reads_them_back(declared: object, answered: str) -> None:
    assert values({"p": declared}) == values({"p": answered})


@pytest.mark.parametrize(("declared", "expected"), [(True, "1"), ("on", "on"), (16, "16")])
def test_parameters_are_sent_as_declared(declared: object, expected: str) -> None:
    assert sent(declared) == expected


def test_instance_that_is_still_created_is_left_to_become_what_was_asked_for() -> None:
    found = live(DBInstanceStatus="creating", MultiAZ=False, Endpoint={})
    delta = Delta(changes(wish(), found))
    assert delta
    assert DbInstance.update(None, found, wish(), delta) is found


@pytest.mark.behaviour("E3")
def test_nothing_that_can_be_changed_is_no_request() -> None:
    api = Api()
    found = live()
    delta = Delta([Change("ManageMasterUserPassword", True, False)])
    assert DbInstance.update(api, found, wish(ManageMasterUserPassword=False), delta) is found
    assert api.calls == []


@pytest.mark.behaviour("E5")
def test_storage_that_grew_by_itself_is_never_asked_to_shrink() -> None:
    assert sends(wish(AllocatedStorage=100, StorageType="io1", Iops=3000), live())["AllocatedStorage"] == 150


@pytest.mark.behaviour("E11")
def test_each_final_snapshot_has_a_name_of_its_own() -> None:
    names = set()
    for second in (1, 2):
        api = Api(describe_db_instances={"DBInstances": [{**ROW, "DeletionProtection": False}]}, delete_db_instance={})
        api.clock.utc = lambda second=second: datetime.datetime(2026, 1, 2, 3, 4, second, tzinfo=datetime.UTC)
        DbInstance.delete(api, live())
        given = api.calls[-1][1]
        assert given["SkipFinalSnapshot"] is False
        names.add(given["FinalDBSnapshotIdentifier"])
    assert names == {"db-final-20260102030401", "db-final-20260102030402"}


@pytest.mark.behaviour("E2")
def test_lifting_the_protection_leaves_what_waits_for_its_window_waiting() -> None:
    """ApplyImmediately would carry out an upgrade that nobody asked for now."""
    row = {**ROW, "DeletionProtection": True, "PendingModifiedValues": {"DBInstanceClass": "db.r6g.large"}}
    api = Api(describe_db_instances={"DBInstances": [row]}, modify_db_instance={}, delete_db_instance={})
    DbInstance.delete(api, live())
    assert api.calls[1] == ("modify_db_instance", {"DBInstanceIdentifier": "db", "DeletionProtection": False})


def _supported(**ends: str) -> Api:
    rows = [
        {
            "MajorEngineVersion": major.removeprefix("v").replace("_", "."),
            "SupportedEngineLifecycles": [
                {
                    "LifecycleSupportName": "open-source-rds-standard-support",
                    "LifecycleSupportEndDate": datetime.datetime.fromisoformat(end + "T00:00:00+00:00"),
                }
            ],
        }
        for major, end in ends.items()
    ]
    return Api(describe_db_major_engine_versions={"DBMajorEngineVersions": rows})  # it is the 2nd of January 2026


@pytest.mark.parametrize(
    ("engine", "version", "lifecycle", "said"),
    [
        ("postgres", "17.6", support.STANDARD_ONLY, ""),
        ("postgres", "14.19", support.STANDARD_ONLY, "ends on 2027-01-01; then RDS upgrades it"),
        ("postgres", "14", support.EXTENDED, "ends on 2027-01-01; from then on RDS bills Extended Support"),
        ("mariadb", "10.6.20", None, "ends on 2026-08-01; then RDS upgrades it"),
        ("mysql", "9.9", support.EXTENDED, ""),
    ],
)
def test_the_end_of_a_versions_standard_support_is_said_a_year_before(
    engine: str, version: str, lifecycle: str | None, said: str
) -> None:
    ends = {"v14": "2027-01-01", "v17": "2030-02-28", "v10_6": "2026-08-01"}
    note = support.note(_supported(**ends), engine, version, lifecycle)
    assert said in note if said else note == ""


def test_a_version_without_standard_support_is_neither_made_nor_left_to_rds_to_upgrade() -> None:
    api = _supported(v13="2025-02-28", v17="2030-02-28")
    want = {"Engine": "postgres", "EngineVersion": "13.7", "EngineLifecycleSupport": support.STANDARD_ONLY}
    assert "RDS makes no database of it" in support.ended(api, want, None)[0]
    standing = {"EngineLifecycleSupport": support.EXTENDED}
    assert "say extended_support: true" in support.ended(api, want, standing)[0]
    assert support.ended(api, want, {"EngineLifecycleSupport": support.STANDARD_ONLY}) == []
    assert support.ended(api, {**want, "EngineLifecycleSupport": support.EXTENDED}, None) == []
    assert support.ended(api, {**want, "EngineVersion": "17"}, standing) == []


@pytest.mark.parametrize(("user", "count"), [("postgres", 1), ("shop", 0)])
def test_a_master_user_that_everybody_knows_is_said(user: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ansible_collections.slipway.aws.plugins.module_utils.aws.rds.database.impossible", lambda *_: []
    )
    want = {"Engine": "postgres", "EngineVersion": "17", "MasterUsername": user}
    notes = DbInstance.preflight(_supported(v17="2030-02-28"), want, None)
    assert len(notes) == count and all(problem.note and "RDS.25" in problem.text for problem in notes)


def test_a_source_does_not_go_while_replicas_would_be_promoted() -> None:
    row = {**ROW, "ReadReplicaDBInstanceIdentifiers": ["reader"]}
    api = Api(describe_db_instances={"DBInstances": [row]})
    with pytest.raises(SlipwayError, match="db has the read replicas reader, which RDS would turn into databases"):
        DbInstance.delete(api, live())
    assert api.operations() == ["describe_db_instances"]


def test_nothing_of_a_password_is_sent_for_a_replica() -> None:
    row = {**ROW, "ReadReplicaSourceDBInstanceIdentifier": "db", "DBInstanceStatus": "creating"}
    api = Api(create_db_instance_read_replica={"DBInstance": row})
    names = set(DbReplica.fields) & set(WANT)
    want = {name: WANT[name] for name in names} | {"SourceDBInstanceIdentifier": "db"}
    node = Node(DbReplica, "database/main/db_replica/reader", want)
    DbReplica.create(api, node.filled(), {"a": "b"})
    sent_arguments = api.calls[0][1]
    assert not [name for name in sent_arguments if "Password" in name or "Secret" in name]
    assert sent_arguments["SourceDBInstanceIdentifier"] == "db"


def test_parameters_that_wait_for_a_reboot_are_named() -> None:
    group = {"DBParameterGroupName": "parameters", "ParameterApplyStatus": "pending-reboot"}
    rows = [
        {"ParameterName": "max_connections", "ParameterValue": "200", "ApplyType": "static", "Source": "user"},
        {"ParameterName": "log_connections", "ParameterValue": "1", "ApplyType": "dynamic", "Source": "user"},
    ]
    api = Api(
        describe_db_major_engine_versions={"DBMajorEngineVersions": []}, describe_db_parameters={"Parameters": rows}
    )
    found = live(DBParameterGroups=[group])
    DbInstance.read_late(api, found, wish())
    assert "only a reboot applies max_connections (" in found.note
    found = live()
    DbInstance.read_late(api, found, wish())
    assert found.note == ""


def test_a_change_says_which_parameters_a_reboot_applies() -> None:
    defaults = [
        {"ParameterName": "max_connections", "ApplyType": "static", "IsModifiable": True},
        {"ParameterName": "work_mem", "ApplyType": "dynamic", "IsModifiable": True},
    ]
    api = Api(describe_engine_default_parameters={"EngineDefaults": {"Parameters": defaults}})
    want = {"DBParameterGroupFamily": "postgres17", "Parameters": {"max_connections": 200, "work_mem": 64}}
    there = Live("parameters", {"Parameters": {"work_mem": "4"}})
    (problem,) = DbParameterGroup.preflight(api, want, there)
    assert problem.note and problem.text.startswith("max_connections takes effect at the next reboot")
    assert DbParameterGroup.preflight(api, want, None) == []
    want["Parameters"] = {}
    there.fields["Parameters"] = {"max_connections": "200"}
    assert [item.note for item in DbParameterGroup.preflight(api, want, there)] == [True]
