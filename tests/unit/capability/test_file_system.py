"""The file system capability: what it wishes for."""

from __future__ import annotations

from typing import Any

from tests.support.stacks import declare

FILES = "(known after apply: file_system/main/file_system/main.FileSystemId)"
UPLOADS = {"access_points": {"uploads": {}}}


def nodes(options: dict[str, Any], **identity: Any) -> dict[str, Any]:
    _unused, (declaration,) = declare({"file_system": options}, **identity)
    return {node.address.removeprefix("file_system/main/"): node for node in declaration.nodes}


def statements(options: dict[str, Any]) -> dict[str, Any]:
    policy = nodes({**UPLOADS, **options})["file_system_policy/main"].want["Policy"]
    return {item.get("Sid"): item for item in policy["Statement"]}


def test_without_access_points_nothing_is_made() -> None:
    assert nodes({}) == {}


def test_a_file_system_is_encrypted_elastic_and_backed_up_by_default() -> None:
    found = nodes(UPLOADS)
    wanted = found["file_system/main"].filled()

    assert wanted["Encrypted"] is True
    assert wanted["KmsKeyId"] == "(known after apply: encryption/main.key_arn)"
    assert (wanted["PerformanceMode"], wanted["ThroughputMode"]) == ("generalPurpose", "elastic")
    assert found["backup_policy/main"].want["Status"] == "ENABLED"
    assert found["lifecycle_configuration/main"].want["LifecyclePolicies"] == {"TransitionToIA": "AFTER_30_DAYS"}


def test_the_key_of_aws_and_provisioned_throughput_on_request() -> None:
    options = {"encryption": "aws", "throughput_mode": "provisioned", "provisioned_throughput": 64}
    wanted = nodes({**UPLOADS, **options})["file_system/main"].filled()

    assert "KmsKeyId" not in wanted
    assert wanted["Encrypted"] is True
    assert wanted["ProvisionedThroughputInMibps"] == 64


def test_every_transition_has_aws_name() -> None:
    options = {"transition_to_ia": 1, "transition_to_archive": 90, "transition_to_primary": True, "backup": False}
    found = nodes({**UPLOADS, **options})

    assert found["lifecycle_configuration/main"].want["LifecyclePolicies"] == {
        "TransitionToIA": "AFTER_1_DAY",
        "TransitionToArchive": "AFTER_90_DAYS",
        "TransitionToPrimaryStorageClass": "AFTER_1_ACCESS",
    }
    assert found["backup_policy/main"].want["Status"] == "DISABLED"


def test_an_access_point_is_a_directory_with_its_user() -> None:
    options = {"uid": 33, "gid": 33, "secondary_gids": [50], "permissions": "0750"}
    wanted = nodes({"access_points": {"uploads": options}})["access_point/uploads"].want

    assert wanted == {
        "FileSystemId": FILES,
        "ClientToken": "shop-test-files-uploads",
        "PosixUser": {"Uid": 33, "Gid": 33, "SecondaryGids": [50]},
        "RootDirectory": {
            "Path": "/uploads",
            "CreationInfo": {"OwnerUid": 33, "OwnerGid": 33, "Permissions": "0750"},
        },
    }


def test_the_root_of_a_file_system_is_not_made_anew() -> None:
    wanted = nodes({"access_points": {"all": {"path": "/"}}})["access_point/all"].want
    assert wanted["RootDirectory"] == {"Path": "/"}


def test_each_zone_of_the_network_has_a_mount_target() -> None:
    by_count = nodes({**UPLOADS, "zone_count": 3})
    by_name = nodes({**UPLOADS, "zones": ["us-east-1b", "us-east-1d"], "subnet_tier": "public"})

    def subnets(found: dict[str, Any]) -> list[str]:
        return [node.want["SubnetId"] for address, node in found.items() if address.startswith("mount_target/")]

    assert subnets(by_count) == [f"(known after apply: network/main/subnet/private-{item}.SubnetId)" for item in "abc"]
    assert subnets(by_name) == [f"(known after apply: network/main/subnet/public-{item}.SubnetId)" for item in "bd"]
    assert subnets(nodes({**UPLOADS, "subnet_ids": ["subnet-00000001", "subnet-00000002"]})) == [
        "subnet-00000001",
        "subnet-00000002",
    ]


def test_all_comes_after_an_available_file_system_and_mount_targets_after_the_policy() -> None:
    found = nodes(UPLOADS)
    ready = ("file_system/main/file_system/main", "ready")

    for address, node in found.items():
        if "FileSystemId" in node.want:
            assert ready in node.after, address
    assert ("file_system/main/file_system_policy/main", "exists") in found["mount_target/a"].after


def test_services_reach_the_files_by_a_group_of_their_own() -> None:
    found = nodes(UPLOADS)
    own = "(known after apply: file_system/main/security_group/file_system.GroupId)"
    service = "(known after apply: network/main.service_security_group_id)"
    inbound, outbound = (
        found[f"security_group_rule/{name}"].want for name in ("from-service", "service-to-file-system")
    )

    assert found["mount_target/a"].want["SecurityGroups"] == [own]
    assert (inbound["GroupId"], inbound["ReferencedGroupId"], inbound["IsEgress"]) == (own, service, False)
    assert (outbound["GroupId"], outbound["ReferencedGroupId"], outbound["IsEgress"]) == (service, own, True)
    assert {rule["FromPort"] for rule in (inbound, outbound)} == {2049}


def test_given_groups_are_used() -> None:
    options = {"security_group_id": "sg-00000001", "service_security_group_id": "sg-00000002"}
    found = nodes({**UPLOADS, **options})
    assert "security_group/file_system" not in found
    assert found["security_group_rule/from-service"].want["GroupId"] == "sg-00000001"
    assert found["security_group_rule/service-to-file-system"].want["GroupId"] == "sg-00000002"
    quiet = nodes({**UPLOADS, **options, "security_group_rules": False})
    assert not [address for address in quiet if address.startswith("security_group")]


def test_the_policy_refuses_and_leaves_allowing_to_iam() -> None:
    found = statements({})

    assert set(found) == {"MountTargets", "Tls", "AccessPoints"}
    assert {item["Effect"] for item in found.values()} == {"Deny"}
    assert found["Tls"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert found["AccessPoints"]["Condition"] == {"Null": {"elasticfilesystem:AccessPointArn": "true"}}


def test_the_policy_never_goes_away_altogether() -> None:
    own = {"Sid": "Mine", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "elasticfilesystem:ClientMount"}
    found = statements({"force_tls": False, "require_access_point": False, "policy_statements": [own]})

    assert set(found) == {"MountTargets", "Mine"}
    assert found["Mine"]["Resource"] == "(known after apply: file_system/main/file_system/main.FileSystemArn)"


def test_a_second_file_system_has_names_of_its_own() -> None:
    _unused, (first, second) = declare({"file_system": UPLOADS, "file_system/archive": UPLOADS})
    tokens = [
        node.want["CreationToken"] for item in (first, second) for node in item.nodes if "CreationToken" in node.want
    ]
    groups = [node.want["GroupName"] for item in (first, second) for node in item.nodes if "GroupName" in node.want]

    assert tokens == ["shop-test-files", "shop-test-files-archive"]
    assert len(set(groups)) == 2


def test_long_names_fit_with_room_for_another_generation() -> None:
    options = {"access_points": {"uploads-of-all-customers-of-the-shop": {}}}
    found = nodes(options, application="inflight-ordering-shop", environment="production-test")
    assert len(found["access_point/uploads-of-all-customers-of-the-shop"].want["ClientToken"]) <= 61
