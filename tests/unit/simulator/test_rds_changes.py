"""RDS: changes of instances at once or pending, and the managed password."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from .databases import arguments, found, modify
from .refusal import code

pytestmark = pytest.mark.usefixtures("subnet_group")


@pytest.mark.behaviour("E2")
def test_changes_wait_for_the_window(rds, database):
    answer = modify(rds, AllocatedStorage=150, DBInstanceClass="db.t3.large", DeletionProtection=True)
    assert answer["PendingModifiedValues"] == {"AllocatedStorage": 150, "DBInstanceClass": "db.t3.large"}
    row = found(rds)
    assert (row["AllocatedStorage"], row["DeletionProtection"]) == (100, True)
    modify(rds, DBInstanceClass="db.t3.medium")
    assert found(rds)["PendingModifiedValues"] == {"AllocatedStorage": 150}
    modify(rds, BackupRetentionPeriod=7, ApplyImmediately=True)
    row = found(rds)
    assert (row["AllocatedStorage"], row["BackupRetentionPeriod"]) == (150, 7)
    assert row["PendingModifiedValues"] == {}


@pytest.mark.behaviour("E2")
def test_pending_password_is_masked(rds, database):
    answer = modify(rds, MasterUserPassword="another-password")
    assert answer["PendingModifiedValues"] == {"MasterUserPassword": "****"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "InvalidParameterCombination"),
        ({"ApplyImmediately": True}, "InvalidParameterCombination"),
        ({"AllocatedStorage": 50}, "InvalidParameterCombination"),
        ({"EngineVersion": "15"}, "InvalidParameterCombination"),
        ({"EngineVersion": "16.3"}, "InvalidParameterCombination"),
        ({"EngineVersion": "17"}, "InvalidParameterCombination"),
        ({"DBInstanceClass": "db.x9.huge"}, "InvalidParameterValue"),
        ({"MonitoringInterval": 60}, "InvalidParameterCombination"),
        ({"DBSubnetGroupName": "nope"}, "DBSubnetGroupNotFoundFault"),
        ({"ManageMasterUserPassword": True, "MasterUserPassword": "another-password"}, "InvalidParameterCombination"),
        ({"RotateMasterUserPassword": True}, "InvalidParameterCombination"),
    ],
)
@pytest.mark.behaviour("E3", "E4", "E5")
def test_changes_that_are_refused(rds, database, changes, expected):
    before = found(rds)
    assert code(lambda: modify(rds, **changes)) == expected
    after = found(rds)
    assert {**after, "LatestRestorableTime": None} == {**before, "LatestRestorableTime": None}


@pytest.mark.behaviour("E4")
def test_upgrades(rds, place):
    rds.create_db_instance(**arguments(place, EngineVersion="16.4"))
    modify(rds, EngineVersion="16", BackupRetentionPeriod=2, ApplyImmediately=True)
    assert found(rds)["EngineVersion"] == "16.4"
    modify(rds, EngineVersion="16.8", ApplyImmediately=True)
    assert found(rds)["EngineVersion"] == "16.8"
    modify(rds, EngineVersion="17", AllowMajorVersionUpgrade=True, ApplyImmediately=True)
    row = found(rds)
    assert row["EngineVersion"].startswith("17.")
    assert row["DBParameterGroups"][0]["DBParameterGroupName"] == "default.postgres17"


def test_multi_az_and_logs_can_be_switched(client, rds, database, place):
    logs = {"EnableLogTypes": ["postgresql"]}
    modify(rds, MultiAZ=True, CloudwatchLogsExportConfiguration=logs, ApplyImmediately=True)
    row = found(rds)
    assert row["SecondaryAvailabilityZone"] == "us-east-1b"
    assert row["EnabledCloudwatchLogsExports"] == ["postgresql"]
    assert code(client("ec2").delete_subnet, SubnetId=place.subnets[1]) == "DependencyViolation"
    modify(rds, MultiAZ=False, ApplyImmediately=True)
    client("ec2").delete_subnet(SubnetId=place.subnets[1])


@pytest.mark.behaviour("E7")
def test_storage_autoscaling_is_switched_off_by_the_current_size(rds, place):
    rds.create_db_instance(**arguments(place, MaxAllocatedStorage=200))
    modify(rds, MaxAllocatedStorage=100)
    assert "MaxAllocatedStorage" not in found(rds)


def secret_of(client, rds):
    arn = found(rds)["MasterUserSecret"]["SecretArn"]
    secrets = client("secretsmanager")
    return json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"]), secrets.describe_secret(SecretId=arn)


def test_managed_password(client, rds, place):
    rds.create_db_instance(**arguments(place, MasterUserPassword=None, ManageMasterUserPassword=True))
    content, shown = secret_of(client, rds)
    assert content["username"] == "app"
    assert shown["Name"].startswith("rds!db-")
    assert shown["OwningService"] == "rds"
    assert shown["RotationEnabled"] is True
    assert shown["RotationRules"] == {"AutomaticallyAfterDays": 7}
    modify(rds, RotateMasterUserPassword=True, ApplyImmediately=True)
    rotated, _shown = secret_of(client, rds)
    assert rotated["username"] == "app"
    assert rotated["password"] != content["password"]
    arn = shown["ARN"]
    rds.delete_db_instance(DBInstanceIdentifier="app", SkipFinalSnapshot=True)
    assert code(client("secretsmanager").describe_secret, SecretId=arn) == "ResourceNotFoundException"


def test_managed_rotation_can_be_switched_off(client, rds, database):
    modify(rds, ManageMasterUserPassword=True, ApplyImmediately=True)
    arn = secret_of(client, rds)[1]["ARN"]
    client("secretsmanager").cancel_rotate_secret(SecretId=arn)
    assert not secret_of(client, rds)[1].get("RotationEnabled")
    client("secretsmanager").rotate_secret(SecretId=arn, RotationRules={"AutomaticallyAfterDays": 30})
    shown = secret_of(client, rds)[1]
    assert (shown["RotationEnabled"], shown["RotationRules"]) == (True, {"AutomaticallyAfterDays": 30})


@pytest.mark.behaviour("E16")
def test_managed_password_can_be_switched(client, rds, database):
    modify(rds, ManageMasterUserPassword=True, ApplyImmediately=True)
    assert secret_of(client, rds)[0]["username"] == "app"
    assert code(lambda: modify(rds, MasterUserPassword="another-password")) == "InvalidParameterCombination"
    modify(rds, ManageMasterUserPassword=False, MasterUserPassword="another-password", ApplyImmediately=True)
    assert "MasterUserSecret" not in found(rds)


@pytest.mark.behaviour("E6")
def test_storage_that_was_changed_is_optimised_and_cannot_change_again(simulator, rds, database, clock):
    simulator.durations(rds__storage_optimization=60)
    modify(rds, AllocatedStorage=150, ApplyImmediately=True)
    assert (found(rds)["DBInstanceStatus"], found(rds)["AllocatedStorage"]) == ("storage-optimization", 150)
    assert code(lambda: modify(rds, AllocatedStorage=200, ApplyImmediately=True)) == "InvalidParameterCombination"
    modify(rds, DeletionProtection=True)
    modify(rds, DBInstanceClass="db.t3.large", ApplyImmediately=True)
    clock(61)
    assert found(rds)["DBInstanceStatus"] == "available"
    modify(rds, AllocatedStorage=200, ApplyImmediately=True)
    assert found(rds)["AllocatedStorage"] == 200


@pytest.mark.parametrize(
    ("changes", "expected", "words"),
    [
        (
            {"ManageMasterUserPassword": True, "MasterUserPassword": None},
            "InvalidParameterValue",
            "source instance with engine postgres where ManageMasterUserPassword is enabled is not supported",
        ),
        ({"BackupRetentionPeriod": 0}, "InvalidDBInstanceState", "Automated backups are not enabled"),
    ],
)
def test_sources_that_take_no_replica(rds, place, subnet_group, changes, expected, words):
    rds.create_db_instance(**arguments(place, **changes))
    with pytest.raises(ClientError, match=words) as caught:
        rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="app")
    assert caught.value.response["Error"]["Code"] == expected
    assert len(rds.describe_db_instances()["DBInstances"]) == 1


def replica(rds, **more):
    return rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="app", **more)[
        "DBInstance"
    ]


@pytest.mark.behaviour("E43")
def test_a_replica_has_what_its_source_has_but_backups(simulator, rds, database, clock):
    simulator.durations(**{"rds__db_instance.replica": 600})
    made = replica(rds, DBInstanceClass="db.t3.large")
    assert made["DBInstanceStatus"] == "creating"
    assert code(lambda: replica(rds)) == "DBInstanceAlreadyExists"
    clock(601)
    shown, source = found(rds, "copy"), found(rds)
    same = ("Engine", "EngineVersion", "MasterUsername", "AllocatedStorage", "StorageEncrypted", "DBSubnetGroup")
    assert [shown[name] for name in same] == [source[name] for name in same]
    assert (shown["DBInstanceStatus"], shown["DBInstanceClass"]) == ("available", "db.t3.large")
    assert (shown["BackupRetentionPeriod"], shown["ReadReplicaSourceDBInstanceIdentifier"]) == (0, "app")
    assert source["ReadReplicaDBInstanceIdentifiers"] == ["copy"]
    assert "MasterUserSecret" not in shown


@pytest.mark.behaviour("E45")
def test_a_replica_goes_without_a_snapshot(rds, database):
    replica(rds)
    wanted = {"DBInstanceIdentifier": "copy"}
    assert code(lambda: rds.delete_db_instance(**wanted)) == "InvalidParameterCombination"
    named = {"SkipFinalSnapshot": False, "FinalDBSnapshotIdentifier": "last"}
    assert code(lambda: rds.delete_db_instance(**wanted, **named)) == "InvalidParameterCombination"
    rds.delete_db_instance(**wanted, SkipFinalSnapshot=True)
    assert found(rds)["ReadReplicaDBInstanceIdentifiers"] == []


@pytest.mark.behaviour("E46")
def test_a_replica_is_promoted_by_word_or_with_the_end_of_its_source(rds, database):
    replica(rds)
    rds.promote_read_replica(DBInstanceIdentifier="copy", BackupRetentionPeriod=3)
    shown = found(rds, "copy")
    assert "ReadReplicaSourceDBInstanceIdentifier" not in shown
    assert shown["BackupRetentionPeriod"] == 3
    assert code(lambda: rds.promote_read_replica(DBInstanceIdentifier="copy")) == "InvalidDBInstanceState"
    rds.create_db_instance_read_replica(DBInstanceIdentifier="other", SourceDBInstanceIdentifier="app")
    rds.delete_db_instance(DBInstanceIdentifier="app", SkipFinalSnapshot=True)
    assert "ReadReplicaSourceDBInstanceIdentifier" not in found(rds, "other")


@pytest.mark.behaviour("E81")
def test_a_new_password_is_applied_soon_and_what_waits_goes_on_waiting(simulator, rds, database, clock):
    simulator.durations(**{"rds__db_instance.password": 60})
    modify(rds, DBInstanceClass="db.t3.large")
    modify(rds, MasterUserPassword="another-password")
    row = found(rds)
    assert row["DBInstanceStatus"] == "resetting-master-credentials"
    assert row["PendingModifiedValues"] == {"DBInstanceClass": "db.t3.large", "MasterUserPassword": "****"}
    clock(61)
    row = found(rds)
    assert (row["DBInstanceStatus"], row["PendingModifiedValues"]) == ("available", {"DBInstanceClass": "db.t3.large"})


def test_advanced_insights_need_fifteen_months(rds, database):
    wanted = {"DatabaseInsightsMode": "advanced", "EnablePerformanceInsights": True}
    assert code(lambda: modify(rds, **wanted)) == "InvalidParameterCombination"
    assert code(lambda: modify(rds, **wanted, PerformanceInsightsRetentionPeriod=31)) == "InvalidParameterCombination"
    shown = modify(rds, **wanted, PerformanceInsightsRetentionPeriod=465)
    assert (shown["DatabaseInsightsMode"], shown["PerformanceInsightsRetentionPeriod"]) == ("advanced", 465)
    assert code(lambda: modify(rds, EnablePerformanceInsights=False)) == "InvalidParameterCombination"
