"""RDS: versions, groups, instances over time, pending changes, the managed password, deletion."""

from __future__ import annotations

import json

import pytest

from . import stack
from .refusal import code


@pytest.fixture
def rds(client):
    return client("rds")


@pytest.fixture
def place(client, rds):
    network = stack.network(client)
    rds.create_db_subnet_group(
        DBSubnetGroupName="Main", DBSubnetGroupDescription="main", SubnetIds=network.subnets
    )
    return network


def arguments(place, **changes):
    wanted = {
        "DBInstanceIdentifier": "App",
        "DBInstanceClass": "db.t3.medium",
        "Engine": "postgres",
        "EngineVersion": "16",
        "AllocatedStorage": 100,
        "StorageType": "gp3",
        "MasterUsername": "app",
        "MasterUserPassword": "correct-horse",
        "DBSubnetGroupName": "main",
        "VpcSecurityGroupIds": [place.group],
        **changes,
    }
    return {name: value for name, value in wanted.items() if value is not None}


@pytest.fixture
def database(rds, place):
    rds.create_db_instance(**arguments(place))


def found(rds, name="app"):
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def modify(rds, **changes):
    return rds.modify_db_instance(DBInstanceIdentifier="app", **changes)["DBInstance"]


# What is offered


def test_engine_versions(rds):
    versions = rds.describe_db_engine_versions(Engine="postgres", EngineVersion="16")["DBEngineVersions"]
    assert len(versions) > 2
    assert {row["MajorEngineVersion"] for row in versions} == {"16"}
    assert {row["DBParameterGroupFamily"] for row in versions} == {"postgres16"}
    default = rds.describe_db_engine_versions(Engine="postgres", EngineVersion="16", DefaultOnly=True)
    assert [row["EngineVersion"] for row in default["DBEngineVersions"]] == [versions[-1]["EngineVersion"]]
    first = versions[0]["ValidUpgradeTarget"]
    assert {row["IsMajorVersionUpgrade"] for row in first} == {True, False}
    assert rds.describe_db_engine_versions(Engine="postgres", EngineVersion="99")["DBEngineVersions"] == []


def test_orderable_options(rds):
    options = rds.describe_orderable_db_instance_options(
        Engine="postgres", EngineVersion="16.4", DBInstanceClass="db.t3.medium"
    )["OrderableDBInstanceOptions"]
    assert "gp3" in {row["StorageType"] for row in options}
    none = rds.describe_orderable_db_instance_options(Engine="postgres", DBInstanceClass="db.x9.huge")
    assert none["OrderableDBInstanceOptions"] == []
    pages = rds.get_paginator("describe_orderable_db_instance_options").paginate(Engine="mysql", EngineVersion="8.4.5")
    classes = {row["DBInstanceClass"] for one in pages for row in one["OrderableDBInstanceOptions"]}
    assert {"db.t4g.micro", "db.m6g.large", "db.r6g.xlarge"} <= classes


# Subnet groups


def test_subnet_group_edit_stays(client, rds, place):
    third = client("ec2").create_subnet(VpcId=place.vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="us-east-1c")
    wanted = [*place.subnets, third["Subnet"]["SubnetId"]]
    rds.modify_db_subnet_group(DBSubnetGroupName="MAIN", DBSubnetGroupDescription="new", SubnetIds=wanted)
    group = rds.describe_db_subnet_groups(DBSubnetGroupName="main")["DBSubnetGroups"][0]
    assert [subnet["SubnetIdentifier"] for subnet in group["Subnets"]] == wanted
    assert (group["DBSubnetGroupName"], group["DBSubnetGroupDescription"]) == ("main", "new")


def test_subnet_group_refusals(rds, place):
    again = {"DBSubnetGroupName": "main", "DBSubnetGroupDescription": "x"}
    assert code(rds.create_db_subnet_group, **again, SubnetIds=place.subnets) == "DBSubnetGroupAlreadyExists"
    again["DBSubnetGroupName"] = "one"
    assert code(
        rds.create_db_subnet_group, **again, SubnetIds=place.subnets[:1]
    ) == "DBSubnetGroupDoesNotCoverEnoughAZs"
    assert code(rds.create_db_subnet_group, **again, SubnetIds=["subnet-0"]) == "InvalidSubnet"
    assert code(rds.describe_db_subnet_groups, DBSubnetGroupName="nope") == "DBSubnetGroupNotFoundFault"


def test_subnet_group_in_use(rds, database):
    assert code(rds.delete_db_subnet_group, DBSubnetGroupName="main") == "InvalidDBSubnetGroupStateFault"
    rds.delete_db_instance(DBInstanceIdentifier="app", SkipFinalSnapshot=True)
    rds.delete_db_subnet_group(DBSubnetGroupName="main")


# Parameter groups


def parameter_group(rds, family="postgres16", name="mine"):
    rds.create_db_parameter_group(DBParameterGroupName=name, DBParameterGroupFamily=family, Description="x")


def parameters(rds, name="mine", **more):
    pages = rds.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=name, **more)
    return {row["ParameterName"]: row for one in pages for row in one["Parameters"]}


def test_parameters_have_sources(rds):
    parameter_group(rds)
    before = parameters(rds)
    assert before["rds.force_ssl"]["ParameterValue"] == "1"
    assert before["max_connections"]["ApplyType"] == "static"
    assert before["server_encoding"]["IsModifiable"] is False
    assert "ParameterValue" not in before["log_statement"]
    rds.modify_db_parameter_group(
        DBParameterGroupName="mine",
        Parameters=[
            {"ParameterName": "log_min_duration_statement", "ParameterValue": "500", "ApplyMethod": "immediate"},
            {"ParameterName": "max_connections", "ParameterValue": "200", "ApplyMethod": "pending-reboot"},
        ],
    )
    user = parameters(rds, Source="user")
    assert set(user) == {"log_min_duration_statement", "max_connections"}
    assert user["log_min_duration_statement"]["ParameterValue"] == "500"
    assert user["log_min_duration_statement"]["ApplyMethod"] == "immediate"
    assert user["log_min_duration_statement"]["Source"] == "user"
    rds.reset_db_parameter_group(
        DBParameterGroupName="mine",
        Parameters=[{"ParameterName": "max_connections", "ApplyMethod": "pending-reboot"}],
    )
    assert set(parameters(rds, Source="user")) == {"log_min_duration_statement"}
    rds.reset_db_parameter_group(DBParameterGroupName="mine", ResetAllParameters=True)
    assert parameters(rds) == before


@pytest.mark.parametrize(
    ("name", "value", "method", "expected"),
    [
        ("no_such_parameter", "1", "immediate", "InvalidParameterValue"),
        ("server_encoding", "UTF8", "immediate", "InvalidParameterValue"),
        ("max_connections", "200", "immediate", "InvalidParameterCombination"),
        ("max_connections", "1", "pending-reboot", "InvalidParameterValue"),
        ("rds.force_ssl", "yes", "immediate", "InvalidParameterValue"),
        ("shared_preload_libraries", "pgaudit,nope", "pending-reboot", "InvalidParameterValue"),
    ],
)
def test_parameters_that_are_refused(rds, name, value, method, expected):
    parameter_group(rds)
    change = {"ParameterName": name, "ParameterValue": value, "ApplyMethod": method}
    assert code(rds.modify_db_parameter_group, DBParameterGroupName="mine", Parameters=[change]) == expected
    assert parameters(rds, Source="user") == {}


def test_parameter_group_refusals(rds):
    arguments = {"DBParameterGroupName": "mine", "Description": "x"}
    assert code(
        rds.create_db_parameter_group, **arguments, DBParameterGroupFamily="postgres99"
    ) == "InvalidParameterValue"
    parameter_group(rds)
    assert code(
        rds.create_db_parameter_group, **arguments, DBParameterGroupFamily="postgres16"
    ) == "DBParameterGroupAlreadyExists"
    assert code(rds.describe_db_parameters, DBParameterGroupName="nope") == "DBParameterGroupNotFound"
    change = {"ParameterName": "work_mem", "ParameterValue": "64", "ApplyMethod": "immediate"}
    assert code(
        rds.modify_db_parameter_group, DBParameterGroupName="default.postgres16", Parameters=[change]
    ) == "InvalidDBParameterGroupState"


def test_parameter_group_of_an_instance(rds, place):
    parameter_group(rds)
    parameter_group(rds, "postgres17", "newer")
    assert code(
        rds.create_db_instance, **arguments(place, DBParameterGroupName="newer")
    ) == "InvalidParameterCombination"
    rds.create_db_instance(**arguments(place, DBParameterGroupName="mine"))
    assert code(rds.delete_db_parameter_group, DBParameterGroupName="mine") == "InvalidDBParameterGroupState"
    change = {"ParameterName": "max_connections", "ParameterValue": "200", "ApplyMethod": "pending-reboot"}
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[change])
    assert found(rds)["DBParameterGroups"][0]["ParameterApplyStatus"] == "pending-reboot"
    rds.reboot_db_instance(DBInstanceIdentifier="app")
    assert found(rds)["DBParameterGroups"][0]["ParameterApplyStatus"] == "in-sync"


# Creation


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
    assert code(
        rds.create_db_instance, **arguments(place, VpcSecurityGroupIds=[group])
    ) == "InvalidVPCNetworkStateFault"


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
    assert code(
        rds.delete_db_instance, DBInstanceIdentifier="app", SkipFinalSnapshot=True
    ) == "InvalidDBInstanceState"
    clock(601)
    assert code(lambda: found(rds)) == "DBInstanceNotFound"


# Changes


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
def test_changes_that_are_refused(rds, database, changes, expected):
    before = found(rds)
    assert code(lambda: modify(rds, **changes)) == expected
    after = found(rds)
    assert {**after, "LatestRestorableTime": None} == {**before, "LatestRestorableTime": None}


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


def test_storage_autoscaling_is_switched_off_by_the_current_size(rds, place):
    rds.create_db_instance(**arguments(place, MaxAllocatedStorage=200))
    modify(rds, MaxAllocatedStorage=100)
    assert "MaxAllocatedStorage" not in found(rds)


# The managed password


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


def test_managed_password_can_be_switched(client, rds, database):
    modify(rds, ManageMasterUserPassword=True, ApplyImmediately=True)
    assert secret_of(client, rds)[0]["username"] == "app"
    assert code(lambda: modify(rds, MasterUserPassword="another-password")) == "InvalidParameterCombination"
    modify(rds, ManageMasterUserPassword=False, MasterUserPassword="another-password", ApplyImmediately=True)
    assert "MasterUserSecret" not in found(rds)


# The end


def test_deletion_needs_a_final_snapshot_or_skips_it(rds, place, database):
    delete = {"DBInstanceIdentifier": "app"}
    assert code(rds.delete_db_instance, **delete) == "InvalidParameterCombination"
    assert code(
        rds.delete_db_instance, **delete, SkipFinalSnapshot=True, FinalDBSnapshotIdentifier="last"
    ) == "InvalidParameterCombination"
    rds.create_db_snapshot(DBInstanceIdentifier="app", DBSnapshotIdentifier="taken")
    assert code(
        rds.delete_db_instance, **delete, FinalDBSnapshotIdentifier="taken"
    ) == "DBSnapshotAlreadyExists"
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


def test_aurora_is_left_to_moto(rds, place):
    rds.create_db_cluster(
        DBClusterIdentifier="cluster", Engine="aurora-postgresql", MasterUsername="app", MasterUserPassword="secret123",
        DBSubnetGroupName="main",
    )
    rds.create_db_instance(
        DBInstanceIdentifier="writer", DBInstanceClass="db.r6g.large", Engine="aurora-postgresql",
        DBClusterIdentifier="cluster",
    )
    assert found(rds, "writer")["DBClusterIdentifier"] == "cluster"
    assert code(rds.delete_db_subnet_group, DBSubnetGroupName="main") == "InvalidDBSubnetGroupStateFault"
