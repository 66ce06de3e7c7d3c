"""RDS instances: creation, states over time, deletion."""

from __future__ import annotations

import re

import pytest

from . import stack
from .databases import arguments, found, modify
from .refusal import code

pytestmark = pytest.mark.usefixtures("subnet_group")


@pytest.mark.behaviour("E9", "E14")
def test_defaults_of_an_instance(rds, database):
    row = found(rds)
    assert row["DBInstanceStatus"] == "available"
    assert row["DBInstanceIdentifier"] == "app"
    assert row["EngineVersion"].startswith("16.")
    expected = {
        "AutoMinorVersionUpgrade": True,
        "BackupRetentionPeriod": 1,
        "CACertificateIdentifier": "rds-ca-rsa2048-g1",
        "DeletionProtection": False,
        "Iops": 3000,
        "MonitoringInterval": 0,
        "MultiAZ": False,
        "PerformanceInsightsEnabled": False,
        "PubliclyAccessible": False,
        "StorageEncrypted": False,
        "StorageThroughput": 125,
    }
    assert {name: row[name] for name in expected} == expected
    assert row["DBParameterGroups"] == [
        {"DBParameterGroupName": "default.postgres16", "ParameterApplyStatus": "in-sync"}
    ]
    assert row["OptionGroupMemberships"][0]["OptionGroupName"] == "default:postgres-16"
    assert row["Endpoint"]["Port"] == 5432
    assert row["PendingModifiedValues"] == {}
    assert re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", row["PreferredBackupWindow"])
    assert re.fullmatch(r"[a-z]{3}:\d\d:\d\d-[a-z]{3}:\d\d:\d\d", row["PreferredMaintenanceWindow"])
    assert "MaxAllocatedStorage" not in row


def test_instances_are_told_apart(rds, place, database):
    rds.create_db_instance(**arguments(place, DBInstanceIdentifier="second"))
    rows = rds.describe_db_instances()["DBInstances"]
    assert len({row["DbiResourceId"] for row in rows}) == len({row["Endpoint"]["Address"] for row in rows}) == 2


def test_every_field_is_kept(client, rds, place):
    key = client("kms").create_key()["KeyMetadata"]
    role = stack.role(client, "monitoring", "monitoring.rds.amazonaws.com")
    rds.create_db_instance(
        **arguments(
            place,
            MultiAZ=True,
            StorageEncrypted=True,
            KmsKeyId=key["KeyId"],
            DBName="orders",
            BackupRetentionPeriod=7,
            DeletionProtection=True,
            CopyTagsToSnapshot=True,
            MaxAllocatedStorage=200,
            MonitoringInterval=60,
            MonitoringRoleArn=role,
            EnablePerformanceInsights=True,
            PerformanceInsightsRetentionPeriod=31,
            PerformanceInsightsKMSKeyId=key["KeyId"],
            EnableCloudwatchLogsExports=["upgrade", "postgresql"],
            EnableIAMDatabaseAuthentication=True,
            PreferredBackupWindow="03:00-04:00",
            PreferredMaintenanceWindow="Sun:05:00-Sun:06:00",
            Tags=[{"Key": "team", "Value": "web"}],
        )
    )
    row = found(rds)
    expected = {
        "MultiAZ": True,
        "StorageEncrypted": True,
        "KmsKeyId": key["Arn"],
        "DBName": "orders",
        "BackupRetentionPeriod": 7,
        "DeletionProtection": True,
        "MaxAllocatedStorage": 200,
        "MonitoringInterval": 60,
        "MonitoringRoleArn": role,
        "PerformanceInsightsEnabled": True,
        "PerformanceInsightsRetentionPeriod": 31,
        "PerformanceInsightsKMSKeyId": key["Arn"],
        "EnabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "IAMDatabaseAuthenticationEnabled": True,
        "PreferredMaintenanceWindow": "sun:05:00-sun:06:00",
        "TagList": [{"Key": "team", "Value": "web"}],
        "SecondaryAvailabilityZone": "us-east-1b",
    }
    assert {name: row[name] for name in expected} == expected
    groups = client("logs").describe_log_groups(logGroupNamePrefix="/aws/rds/instance/app/")["logGroups"]
    assert [group["logGroupName"].rsplit("/", 1)[-1] for group in groups] == ["postgresql", "upgrade"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"DBInstanceIdentifier": "1app"}, "InvalidParameterValue"),
        ({"DBInstanceIdentifier": "a--b"}, "InvalidParameterValue"),
        ({"Engine": "oracle-99"}, "InvalidParameterValue"),
        ({"EngineVersion": "99.9"}, "InvalidParameterCombination"),
        ({"DBInstanceClass": "db.x9.huge"}, "InvalidParameterValue"),
        ({"AllocatedStorage": 10}, "InvalidParameterCombination"),
        ({"AllocatedStorage": None}, "InvalidParameterCombination"),
        ({"Iops": 6000}, "InvalidParameterCombination"),
        ({"StorageType": "io1"}, "InvalidParameterCombination"),
        ({"MaxAllocatedStorage": 105}, "InvalidParameterCombination"),
        ({"MasterUsername": "admin"}, "InvalidParameterValue"),
        ({"MasterUserPassword": None}, "InvalidParameterValue"),
        ({"MasterUserPassword": "short"}, "InvalidParameterValue"),
        ({"MasterUserPassword": "with space in it"}, "InvalidParameterValue"),
        ({"ManageMasterUserPassword": True}, "InvalidParameterCombination"),
        ({"KmsKeyId": "alias/aws/rds"}, "InvalidParameterCombination"),
        ({"KmsKeyId": "missing", "StorageEncrypted": True}, "KMSKeyNotAccessibleFault"),
        ({"DBSubnetGroupName": "missing"}, "DBSubnetGroupNotFoundFault"),
        ({"DBParameterGroupName": "missing"}, "DBParameterGroupNotFound"),
        ({"VpcSecurityGroupIds": ["sg-0"]}, "InvalidParameterValue"),
        ({"BackupRetentionPeriod": 36}, "InvalidParameterValue"),
        ({"PreferredBackupWindow": "3-4"}, "InvalidParameterValue"),
        ({"MonitoringInterval": 60}, "InvalidParameterCombination"),
        ({"EnableCloudwatchLogsExports": ["audit"]}, "InvalidParameterCombination"),
        ({"EnablePerformanceInsights": True, "PerformanceInsightsRetentionPeriod": 8}, "InvalidParameterValue"),
        ({"MultiAZ": True, "AvailabilityZone": "us-east-1a"}, "InvalidParameterCombination"),
        ({"CACertificateIdentifier": "rds-ca-1999"}, "CertificateNotFound"),
        ({"DBName": "1db"}, "InvalidParameterValue"),
        ({"Port": 80}, "InvalidParameterValue"),
    ],
)
def test_instances_that_are_refused(rds, place, changes, expected):
    assert code(rds.create_db_instance, **arguments(place, **changes)) == expected
    assert rds.describe_db_instances()["DBInstances"] == []


def test_group_of_another_vpc(client, rds, place):
    vpc = client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = client("ec2").create_security_group(GroupName="x", Description="x", VpcId=vpc)["GroupId"]
    assert (
        code(rds.create_db_instance, **arguments(place, VpcSecurityGroupIds=[group])) == "InvalidVPCNetworkStateFault"
    )


def test_second_creation(rds, place, database):
    assert code(rds.create_db_instance, **arguments(place)) == "DBInstanceAlreadyExists"


def test_instance_holds_group_and_subnets(client, rds, place):
    rds.create_db_instance(**arguments(place, MultiAZ=True))
    ec2 = client("ec2")
    assert code(ec2.delete_security_group, GroupId=place.group) == "DependencyViolation"
    for subnet in place.subnets:
        assert code(ec2.delete_subnet, SubnetId=subnet) == "DependencyViolation"
    wanted = [{"Name": "group-id", "Values": [place.group]}]
    held = ec2.describe_network_interfaces(Filters=wanted)["NetworkInterfaces"]
    assert {item["Description"] for item in held} == {"RDSNetworkInterface"}
    rds.delete_db_instance(DBInstanceIdentifier="app", SkipFinalSnapshot=True)
    ec2.delete_security_group(GroupId=place.group)
    ec2.delete_subnet(SubnetId=place.subnets[0])


@pytest.mark.behaviour("E1", "E8", "E17")
def test_states_over_time(simulator, rds, place, clock):
    simulator.durations(rds__db_instance=600)
    created = rds.create_db_instance(**arguments(place))["DBInstance"]
    assert created["DBInstanceStatus"] == "creating"
    assert "Endpoint" not in found(rds)
    assert code(lambda: modify(rds, BackupRetentionPeriod=7)) == "InvalidDBInstanceState"
    clock(601)
    assert found(rds)["DBInstanceStatus"] == "available"
    modify(rds, AllocatedStorage=200, ApplyImmediately=True)
    assert (found(rds)["DBInstanceStatus"], found(rds)["AllocatedStorage"]) == ("modifying", 100)
    clock(601)
    assert (found(rds)["DBInstanceStatus"], found(rds)["AllocatedStorage"]) == ("available", 200)
    rds.delete_db_instance(DBInstanceIdentifier="app", SkipFinalSnapshot=True)
    assert found(rds)["DBInstanceStatus"] == "deleting"
    assert code(rds.delete_db_instance, DBInstanceIdentifier="app", SkipFinalSnapshot=True) == "InvalidDBInstanceState"
    clock(601)
    assert code(lambda: found(rds)) == "DBInstanceNotFound"


@pytest.mark.behaviour("E11")
def test_deletion_needs_a_final_snapshot_or_skips_it(rds, place, database):
    delete = {"DBInstanceIdentifier": "app"}
    assert code(rds.delete_db_instance, **delete) == "InvalidParameterCombination"
    assert (
        code(rds.delete_db_instance, **delete, SkipFinalSnapshot=True, FinalDBSnapshotIdentifier="last")
        == "InvalidParameterCombination"
    )
    rds.create_db_snapshot(DBInstanceIdentifier="app", DBSnapshotIdentifier="taken")
    assert code(rds.delete_db_instance, **delete, FinalDBSnapshotIdentifier="taken") == "DBSnapshotAlreadyExists"
    rds.delete_db_instance(**delete, FinalDBSnapshotIdentifier="last")
    snapshots = rds.describe_db_snapshots()["DBSnapshots"]
    assert {row["DBSnapshotIdentifier"] for row in snapshots} == {"taken", "last"}


def test_protected_instance_is_not_deleted(rds, place):
    rds.create_db_instance(**arguments(place, DeletionProtection=True))
    delete = {"DBInstanceIdentifier": "app", "SkipFinalSnapshot": True}
    assert code(rds.delete_db_instance, **delete) == "InvalidParameterCombination"
    modify(rds, DeletionProtection=False)
    rds.delete_db_instance(**delete)
    assert rds.describe_db_instances()["DBInstances"] == []


def test_stopping_and_starting(rds, database):
    rds.stop_db_instance(DBInstanceIdentifier="app")
    assert found(rds)["DBInstanceStatus"] == "stopped"
    assert code(rds.stop_db_instance, DBInstanceIdentifier="app") == "InvalidDBInstanceState"
    rds.start_db_instance(DBInstanceIdentifier="app")
    assert found(rds)["DBInstanceStatus"] == "available"


def test_tags(client, rds, place, database):
    arn = found(rds)["DBInstanceArn"]
    rds.add_tags_to_resource(ResourceName=arn, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    rds.remove_tags_from_resource(ResourceName=arn, TagKeys=["a"])
    assert rds.list_tags_for_resource(ResourceName=arn)["TagList"] == [{"Key": "b", "Value": "2"}]
    assert code(rds.list_tags_for_resource, ResourceName=f"{arn}x") == "DBInstanceNotFound"
    group = rds.describe_db_subnet_groups()["DBSubnetGroups"][0]["DBSubnetGroupArn"]
    rds.add_tags_to_resource(ResourceName=group, Tags=[{"Key": "b", "Value": "2"}])
    rows = client("resourcegroupstaggingapi").get_resources(TagFilters=[{"Key": "b"}])["ResourceTagMappingList"]
    assert {row["ResourceARN"] for row in rows} == {arn, group}
