"""EFS: states, guards, policies and what a repeated create says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.unit.simulator.refusal import code

TAGS = [{"Key": "Name", "Value": "files"}]


@pytest.fixture
def efs(client):
    return client("efs")


@pytest.fixture
def subnets(client) -> list[str]:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    cidrs = (("a", "10.0.1.0/24"), ("b", "10.0.2.0/24"), ("a", "10.0.3.0/24"))
    return [
        ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=f"us-east-1{zone}")["Subnet"]["SubnetId"]
        for zone, cidr in cidrs
    ]


def made(efs, token: str = "files", **more: Any) -> str:
    return efs.create_file_system(CreationToken=token, Encrypted=True, Tags=TAGS, **more)["FileSystemId"]


def shown(efs, identity: str) -> dict[str, Any]:
    return efs.describe_file_systems(FileSystemId=identity)["FileSystems"][0]


def test_a_file_system_has_aws_defaults_and_a_key(efs):
    identity = made(efs)
    found = shown(efs, identity)
    assert (found["PerformanceMode"], found["ThroughputMode"]) == ("generalPurpose", "bursting")
    assert found["KmsKeyId"].startswith("arn:aws:kms:us-east-1:123456789012:key/")
    assert (found["Name"], found["LifeCycleState"]) == ("files", "available")
    assert code(efs.describe_backup_policy, FileSystemId=identity) == "PolicyNotFound"
    assert code(efs.describe_file_system_policy, FileSystemId=identity) == "PolicyNotFound"


def test_a_repeated_token_is_refused_with_the_id(efs):
    identity = made(efs)
    with pytest.raises(ClientError) as caught:
        made(efs)
    assert caught.value.response["Error"]["Code"] == "FileSystemAlreadyExists"
    assert identity in str(caught.value)
    assert len(efs.describe_file_systems()["FileSystems"]) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"ThroughputMode": "provisioned"},
        {"ThroughputMode": "elastic", "ProvisionedThroughputInMibps": 10},
        {"ThroughputMode": "elastic", "PerformanceMode": "maxIO"},
        {"KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"},
    ],
)
def test_impossible_file_systems(efs, options):
    assert code(made, efs=efs, **options) == "BadRequest"


def test_a_new_file_system_takes_nothing_until_it_is_available(efs, subnets, simulator, clock):
    simulator.durations(efs__file_system=20, efs__mount_target=60)
    identity = made(efs)
    early = (
        (efs.create_mount_target, {"SubnetId": subnets[0]}),
        (efs.create_access_point, {"ClientToken": "a"}),
        (efs.put_lifecycle_configuration, {"LifecyclePolicies": []}),
        (efs.put_backup_policy, {"BackupPolicy": {"Status": "ENABLED"}}),
        (efs.update_file_system, {"ThroughputMode": "elastic"}),
    )
    for call, arguments in early:
        assert code(call, FileSystemId=identity, **arguments) == "IncorrectFileSystemLifeCycleState"
    clock(21)
    target = efs.create_mount_target(FileSystemId=identity, SubnetId=subnets[0])
    assert target["LifeCycleState"] == "creating"
    clock(61)
    (target,) = efs.describe_mount_targets(FileSystemId=identity)["MountTargets"]
    assert target["LifeCycleState"] == "available"


def test_throughput_can_change(efs, simulator, clock):
    identity = made(efs, ThroughputMode="elastic")
    simulator.durations(efs__file_system=20)
    answer = efs.update_file_system(
        FileSystemId=identity, ThroughputMode="provisioned", ProvisionedThroughputInMibps=12.5
    )
    assert answer["LifeCycleState"] == "updating"
    clock(21)
    found = shown(efs, identity)
    assert (found["LifeCycleState"], found["ProvisionedThroughputInMibps"]) == ("available", 12.5)
    efs.update_file_system(FileSystemId=identity, ThroughputMode="bursting")
    assert "ProvisionedThroughputInMibps" not in shown(efs, identity)


@pytest.mark.behaviour("E26")
def test_one_mount_target_in_a_zone_holds_group_subnet_and_file_system(efs, subnets, client, simulator, clock):
    identity, ec2 = made(efs), client("ec2")
    target = efs.create_mount_target(FileSystemId=identity, SubnetId=subnets[0])["MountTargetId"]
    assert code(efs.create_mount_target, FileSystemId=identity, SubnetId=subnets[2]) == "MountTargetConflict"
    (interface,) = ec2.describe_network_interfaces(Filters=[{"Name": "subnet-id", "Values": [subnets[0]]}])[
        "NetworkInterfaces"
    ]
    assert identity in interface["Description"]
    assert interface["RequesterManaged"] is True
    assert code(efs.delete_file_system, FileSystemId=identity) == "FileSystemInUse"

    simulator.durations(efs__mount_target=60)
    efs.delete_mount_target(MountTargetId=target)
    assert code(ec2.delete_subnet, SubnetId=subnets[0]) == "DependencyViolation"
    assert efs.describe_mount_targets(MountTargetId=target)["MountTargets"][0]["LifeCycleState"] == "deleting"
    clock(61)
    assert code(efs.describe_mount_targets, MountTargetId=target) == "MountTargetNotFound"
    ec2.delete_subnet(SubnetId=subnets[0])
    efs.delete_file_system(FileSystemId=identity)
    assert code(efs.describe_file_systems, FileSystemId=identity) == "FileSystemNotFound"
    made(efs)


def test_groups_of_a_mount_target(efs, subnets, client):
    ec2 = client("ec2")
    vpc = ec2.describe_subnets(SubnetIds=subnets[:1])["Subnets"][0]["VpcId"]
    own = ec2.create_security_group(VpcId=vpc, GroupName="files", Description="files")["GroupId"]
    target = efs.create_mount_target(FileSystemId=made(efs), SubnetId=subnets[0])["MountTargetId"]
    (default,) = efs.describe_mount_target_security_groups(MountTargetId=target)["SecurityGroups"]
    assert ec2.describe_security_groups(GroupIds=[default])["SecurityGroups"][0]["GroupName"] == "default"
    efs.modify_mount_target_security_groups(MountTargetId=target, SecurityGroups=[own])
    assert efs.describe_mount_target_security_groups(MountTargetId=target)["SecurityGroups"] == [own]
    assert code(ec2.delete_security_group, GroupId=own) == "DependencyViolation"


def test_policies_are_set_and_taken_away(efs):
    identity = made(efs)
    efs.put_backup_policy(FileSystemId=identity, BackupPolicy={"Status": "ENABLED"})
    assert efs.describe_backup_policy(FileSystemId=identity)["BackupPolicy"]["Status"] == "ENABLED"
    statement = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    efs.put_file_system_policy(FileSystemId=identity, Policy=text)
    assert json.loads(efs.describe_file_system_policy(FileSystemId=identity)["Policy"])["Statement"] == [statement]
    unknown = text.replace('"*"}', '"arn:aws:iam::123456789012:role/none"}')
    for wrong in ("{", unknown):
        assert code(efs.put_file_system_policy, FileSystemId=identity, Policy=wrong) == "InvalidPolicyException"
    efs.delete_file_system_policy(FileSystemId=identity)
    assert code(efs.describe_file_system_policy, FileSystemId=identity) == "PolicyNotFound"


@pytest.mark.parametrize(
    "policies",
    [
        [{"TransitionToIA": "AFTER_30_DAYS", "TransitionToPrimaryStorageClass": "AFTER_1_ACCESS"}],
        [{"TransitionToIA": "AFTER_30_DAYS"}, {"TransitionToArchive": "AFTER_30_DAYS"}],
    ],
)
def test_impossible_lifecycles(efs, policies):
    identity = made(efs, ThroughputMode="elastic")
    assert code(efs.put_lifecycle_configuration, FileSystemId=identity, LifecyclePolicies=policies) == "BadRequest"


def test_the_archive_storage_needs_elastic_throughput(efs):
    policies = [{"TransitionToArchive": "AFTER_90_DAYS"}]
    assert code(efs.put_lifecycle_configuration, FileSystemId=made(efs), LifecyclePolicies=policies) == "BadRequest"
    identity = made(efs, token="elastic", ThroughputMode="elastic")
    efs.put_lifecycle_configuration(FileSystemId=identity, LifecyclePolicies=policies)
    assert efs.describe_lifecycle_configuration(FileSystemId=identity)["LifecyclePolicies"] == policies


def test_access_points(efs, simulator, clock):
    identity = made(efs)
    simulator.durations(efs__access_point=5)
    root = {"Path": "/uploads", "CreationInfo": {"OwnerUid": 1000, "OwnerGid": 1000, "Permissions": "0755"}}
    wanted = {"ClientToken": "uploads", "FileSystemId": identity, "PosixUser": {"Uid": 1000, "Gid": 1000}}
    point = efs.create_access_point(**wanted, RootDirectory=root, Tags=TAGS)
    assert (point["LifeCycleState"], point["RootDirectory"]) == ("creating", root)
    assert code(efs.create_access_point, **wanted) == "AccessPointAlreadyExists"
    clock(6)
    (found,) = efs.describe_access_points(FileSystemId=identity)["AccessPoints"]
    assert (found["LifeCycleState"], found["Tags"]) == ("available", TAGS)

    efs.tag_resource(ResourceId=point["AccessPointId"], Tags=[{"Key": "a", "Value": "b"}])
    efs.untag_resource(ResourceId=point["AccessPointId"], TagKeys=["Name"])
    (found,) = efs.describe_access_points(AccessPointId=point["AccessPointId"])["AccessPoints"]
    assert found["Tags"] == [{"Key": "a", "Value": "b"}]

    efs.delete_access_point(AccessPointId=point["AccessPointId"])
    for call in (efs.delete_access_point, efs.describe_access_points):
        assert code(call, AccessPointId=point["AccessPointId"]) == "AccessPointNotFound"


def test_what_is_not_there(efs):
    for call in (efs.describe_lifecycle_configuration, efs.describe_backup_policy, efs.delete_file_system):
        assert code(call, FileSystemId="fs-0123456789abcdef0") == "FileSystemNotFound"
    assert code(efs.tag_resource, ResourceId="fsap-0123456789abcdef0", Tags=TAGS) == "AccessPointNotFound"
