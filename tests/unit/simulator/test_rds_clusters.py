"""RDS: clusters of Aurora and DocumentDB, their members, and their parameter groups."""

from __future__ import annotations

import pytest

from .databases import found
from .refusal import code

pytestmark = pytest.mark.usefixtures("subnet_group")


def wanted(**changes):
    return {
        "DBClusterIdentifier": "Shop",
        "Engine": "aurora-postgresql",
        "EngineVersion": "15",
        "MasterUsername": "app",
        "MasterUserPassword": "correct-horse",
        "DBSubnetGroupName": "main",
        **changes,
    }


def shown(rds):
    return rds.describe_db_clusters(DBClusterIdentifier="shop")["DBClusters"][0]


def member(name, **changes):
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceClass": "db.r6g.large",
        "Engine": "aurora-postgresql",
        "DBClusterIdentifier": "shop",
        **changes,
    }


def add(rds, name, **changes):
    return rds.create_db_instance(**member(name, **changes))["DBInstance"]


@pytest.fixture
def cluster(rds):
    return rds.create_db_cluster(**wanted())["DBCluster"]


def roles(rds):
    return {member["DBInstanceIdentifier"]: member["IsClusterWriter"] for member in shown(rds)["DBClusterMembers"]}


@pytest.mark.behaviour("E13", "E28")
def test_a_new_cluster_is_empty_in_three_zones(rds, cluster):
    row = shown(rds)
    assert (row["Status"], row["EngineVersion"], row["Port"], row["DBClusterMembers"]) == (
        "available",
        "15.14",
        5432,
        [],
    )
    assert len(row["AvailabilityZones"]) == 3
    assert row["Endpoint"].startswith("shop.cluster-")
    assert row["ReaderEndpoint"].startswith("shop.cluster-ro-")
    assert rds.describe_db_instances()["DBInstances"] == []
    assert code(rds.create_db_cluster, **wanted()) == "DBClusterAlreadyExistsFault"


@pytest.mark.behaviour("E35")
def test_the_first_member_writes_until_a_failover_and_roles_follow(rds, cluster):
    add(rds, "one")
    add(rds, "two", PromotionTier=2)
    add(rds, "three", PromotionTier=0)
    assert roles(rds) == {"one": True, "two": False, "three": False}
    assert len({row["AvailabilityZone"] for row in rds.describe_db_instances()["DBInstances"]}) == 2
    rds.failover_db_cluster(DBClusterIdentifier="shop")
    assert roles(rds) == {"one": False, "two": False, "three": True}
    assert code(rds.failover_db_cluster, DBClusterIdentifier="shop", TargetDBInstanceIdentifier="three") == (
        "InvalidDBClusterStateFault"
    )
    rds.delete_db_instance(DBInstanceIdentifier="three")
    assert roles(rds) == {"one": True, "two": False}


@pytest.mark.parametrize(
    "given",
    [
        {"AllocatedStorage": 20},
        {"BackupRetentionPeriod": 7},
        {"MasterUsername": "app"},
        {"DBName": "app"},
        {"StorageEncrypted": True},
        {"VpcSecurityGroupIds": ["sg-12345678"]},
        {"Engine": "aurora-mysql"},
        {"DBInstanceClass": "db.serverless"},
    ],
)
@pytest.mark.behaviour("E38")
def test_a_member_refuses_what_is_the_clusters(rds, cluster, given):
    assert code(rds.create_db_instance, **member("one", **given)) == "InvalidParameterCombination"
    assert rds.describe_db_instances()["DBInstances"] == []


@pytest.mark.behaviour("E38")
def test_a_change_of_a_member_is_its_class_its_tier_its_windows(rds, cluster):
    add(rds, "one")
    for given in ({"BackupRetentionPeriod": 7}, {"EngineVersion": "16"}, {"MasterUserPassword": "correct-horse-2"}):
        assert code(rds.modify_db_instance, DBInstanceIdentifier="one", **given) == "InvalidParameterCombination"
    rds.modify_db_instance(
        DBInstanceIdentifier="one", DBInstanceClass="db.r6g.xlarge", PromotionTier=3, ApplyImmediately=True
    )
    assert (found(rds, "one")["DBInstanceClass"], shown(rds)["DBClusterMembers"][0]["PromotionTier"]) == (
        "db.r6g.xlarge",
        3,
    )


@pytest.mark.behaviour("E12")
def test_members_go_first_then_protection_and_the_final_snapshot_of_the_cluster(rds, cluster):
    add(rds, "one")
    skip = {"DBClusterIdentifier": "shop", "SkipFinalSnapshot": True}
    assert code(rds.delete_db_cluster, **skip) == "InvalidDBClusterStateFault"
    with_snapshot = {"DBInstanceIdentifier": "one", "FinalDBSnapshotIdentifier": "last"}
    assert code(rds.delete_db_instance, **with_snapshot) == "InvalidParameterCombination"
    rds.delete_db_instance(DBInstanceIdentifier="one")
    rds.modify_db_cluster(DBClusterIdentifier="shop", DeletionProtection=True)
    assert code(rds.delete_db_cluster, **skip) == "InvalidParameterCombination"
    rds.modify_db_cluster(DBClusterIdentifier="shop", DeletionProtection=False)
    assert code(rds.delete_db_cluster, DBClusterIdentifier="shop") == "InvalidParameterCombination"
    assert code(rds.delete_db_subnet_group, DBSubnetGroupName="main") == "InvalidDBSubnetGroupStateFault"
    rds.delete_db_cluster(DBClusterIdentifier="shop", FinalDBSnapshotIdentifier="last")
    assert code(rds.describe_db_clusters, DBClusterIdentifier="shop") == "DBClusterNotFoundFault"
    assert [
        row["DBClusterSnapshotIdentifier"] for row in rds.describe_db_cluster_snapshots()["DBClusterSnapshots"]
    ] == ["last"]
    rds.create_db_cluster(**wanted())
    again = {"DBClusterIdentifier": "shop", "FinalDBSnapshotIdentifier": "last"}
    assert code(rds.delete_db_cluster, **again) == "DBClusterSnapshotAlreadyExistsFault"


@pytest.mark.parametrize(
    ("version", "capacity", "refused"),
    [
        ("15.6", (0, 4), "InvalidParameterValue"),
        ("15.14", (0, 4), None),
        ("15.14", (0.7, 4), "InvalidParameterValue"),
        ("15.14", (4, 2), "InvalidParameterValue"),
        ("15.14", (0.5, 512), "InvalidParameterValue"),
    ],
)
@pytest.mark.behaviour("E29")
def test_capacity_hangs_on_the_version(rds, version, capacity, refused):
    scaling = dict(zip(("MinCapacity", "MaxCapacity"), capacity, strict=True))
    given = wanted(EngineVersion=version, ServerlessV2ScalingConfiguration=scaling)
    if refused:
        assert code(rds.create_db_cluster, **given) == refused
    else:
        rds.create_db_cluster(**given)
        add(rds, "one", DBInstanceClass="db.serverless")


@pytest.mark.behaviour("E30")
def test_seconds_until_a_pause_are_shown_while_the_minimum_is_0(rds):
    def scaled(**scaling):
        rds.modify_db_cluster(DBClusterIdentifier="shop", ServerlessV2ScalingConfiguration=scaling)
        return shown(rds)["ServerlessV2ScalingConfiguration"]

    rds.create_db_cluster(**wanted(ServerlessV2ScalingConfiguration={"MinCapacity": 0, "MaxCapacity": 4}))
    assert shown(rds)["ServerlessV2ScalingConfiguration"]["SecondsUntilAutoPause"] == 300
    assert scaled(MinCapacity=0, MaxCapacity=4, SecondsUntilAutoPause=600)["SecondsUntilAutoPause"] == 600
    assert scaled(MinCapacity=1, MaxCapacity=4) == {"MinCapacity": 1, "MaxCapacity": 4}
    assert scaled(MinCapacity=0, MaxCapacity=4)["SecondsUntilAutoPause"] == 300


@pytest.mark.behaviour("E40")
def test_a_static_parameter_waits_for_a_reboot_of_each_member(rds, cluster):
    group = {"DBClusterParameterGroupName": "shop"}
    rds.create_db_cluster_parameter_group(**group, DBParameterGroupFamily="aurora-postgresql15", Description="Shop")
    rds.modify_db_cluster(DBClusterIdentifier="shop", **group)
    add(rds, "one")
    add(rds, "two")
    static = {"ParameterName": "shared_buffers", "ParameterValue": "262144"}
    assert code(
        rds.modify_db_cluster_parameter_group, **group, Parameters=[{**static, "ApplyMethod": "immediate"}]
    ) == ("InvalidParameterCombination")
    rds.modify_db_cluster_parameter_group(**group, Parameters=[{**static, "ApplyMethod": "pending-reboot"}])
    rds.reboot_db_instance(DBInstanceIdentifier="one")
    members = {
        row["DBInstanceIdentifier"]: row["DBClusterParameterGroupStatus"] for row in shown(rds)["DBClusterMembers"]
    }
    assert members == {"one": "in-sync", "two": "pending-reboot"}
    assert code(rds.delete_db_cluster_parameter_group, **group) == "InvalidDBParameterGroupState"
    many = [{"ParameterName": "work_mem", "ParameterValue": "4096", "ApplyMethod": "immediate"}] * 21
    assert code(rds.modify_db_cluster_parameter_group, **group, Parameters=many) == "InvalidParameterValue"


@pytest.mark.behaviour("E62")
def test_the_data_api_has_calls_of_its_own(rds, cluster):
    arn = shown(rds)["DBClusterArn"]
    assert rds.enable_http_endpoint(ResourceArn=arn)["HttpEndpointEnabled"] is True
    assert shown(rds)["HttpEndpointEnabled"] is True
    rds.disable_http_endpoint(ResourceArn=arn)
    assert shown(rds)["HttpEndpointEnabled"] is False
    assert code(rds.enable_http_endpoint, ResourceArn=arn + "x") == "ResourceNotFoundFault"


def test_changes_of_aurora_wait_for_the_window(rds, cluster):
    rds.modify_db_cluster(DBClusterIdentifier="shop", BackupRetentionPeriod=14, EnableIAMDatabaseAuthentication=True)
    row = shown(rds)
    assert row["PendingModifiedValues"] == {"BackupRetentionPeriod": 14, "IAMDatabaseAuthenticationEnabled": True}
    assert row["BackupRetentionPeriod"] == 1
    rds.modify_db_cluster(DBClusterIdentifier="shop", BackupRetentionPeriod=14, ApplyImmediately=True)
    assert (shown(rds)["BackupRetentionPeriod"], shown(rds)["PendingModifiedValues"]) == (14, {})
    assert code(rds.modify_db_cluster, DBClusterIdentifier="shop") == "InvalidParameterCombination"
    assert code(rds.modify_db_cluster, DBClusterIdentifier="shop", DatabaseInsightsMode="advanced") == (
        "InvalidParameterCombination"
    )


@pytest.mark.behaviour("E66")
def test_another_major_version_needs_a_group_of_its_family(rds, cluster):
    group = {"DBClusterParameterGroupName": "shop"}
    rds.create_db_cluster_parameter_group(**group, DBParameterGroupFamily="aurora-postgresql15", Description="Shop")
    upgrade = {"DBClusterIdentifier": "shop", "EngineVersion": "16", "ApplyImmediately": True}
    assert code(rds.modify_db_cluster, **upgrade) == "InvalidParameterCombination"
    assert (
        code(rds.modify_db_cluster, **upgrade, AllowMajorVersionUpgrade=True, **group) == "InvalidParameterCombination"
    )
    rds.modify_db_cluster(**upgrade, AllowMajorVersionUpgrade=True)
    assert (shown(rds)["EngineVersion"], shown(rds)["DBClusterParameterGroup"]) == (
        "16.10",
        "default.aurora-postgresql16",
    )


@pytest.mark.behaviour("E27", "E65")
def test_documentdb_has_less_and_keeps_nothing_waiting(rds):
    documents = wanted(Engine="docdb", EngineVersion="5.0")
    for given in ({"DatabaseName": "shop"}, {"EnableHttpEndpoint": True}, {"EnableIAMDatabaseAuthentication": True}):
        assert code(rds.create_db_cluster, **documents, **given) == "InvalidParameterCombination"
    for user in ("admin", "shop_app"):
        assert code(rds.create_db_cluster, **{**documents, "MasterUsername": user}) == "InvalidParameterValue"
    rds.create_db_cluster(**documents)
    row = shown(rds)
    assert (row["EngineVersion"], row["Port"], ".docdb." in row["Endpoint"]) == ("5.0.0", 27017, True)
    add(rds, "one", Engine="docdb")
    rds.modify_db_cluster(DBClusterIdentifier="shop", BackupRetentionPeriod=14)
    assert (shown(rds)["BackupRetentionPeriod"], shown(rds)["PendingModifiedValues"]) == (14, {})
    assert [row["Engine"] for row in rds.describe_db_clusters()["DBClusters"]] == ["docdb"]


def test_tags_and_waiting(rds, profile, clock):
    profile("aws")
    arn = rds.create_db_cluster(**wanted(Tags=[{"Key": "a", "Value": "1"}]))["DBCluster"]["DBClusterArn"]
    assert code(rds.create_db_instance, **member("one")) == "InvalidDBClusterStateFault"
    clock(120)
    add(rds, "one")
    rds.add_tags_to_resource(ResourceName=arn, Tags=[{"Key": "b", "Value": "2"}])
    assert {tag["Key"] for tag in shown(rds)["TagList"]} == {"a", "b"}
    assert code(rds.list_tags_for_resource, ResourceName=arn + "x") == "DBClusterNotFoundFault"
