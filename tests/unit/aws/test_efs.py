"""EFS: what a listing means, what is sent, and when something counts as ready."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.efs.access_point import AccessPoint
from ansible_collections.slipway.aws.plugins.module_utils.aws.efs.backup_policy import BackupPolicy
from ansible_collections.slipway.aws.plugins.module_utils.aws.efs.file_system import FileSystem
from ansible_collections.slipway.aws.plugins.module_utils.aws.efs.file_system_policy import FileSystemPolicy, access
from ansible_collections.slipway.aws.plugins.module_utils.aws.efs.lifecycle_configuration import LifecycleConfiguration
from ansible_collections.slipway.aws.plugins.module_utils.aws.efs.mount_target import DNS_SECONDS, MountTarget
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Delta, compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import FAILED, READY, WORKING, Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Scope
from ansible_collections.slipway.aws.plugins.module_utils.engine.ownership import ADDRESS, STACK
from tests.support.api import Api, refusal

OWNER = "shop/test/us-east-1"
TAGS = {STACK: OWNER, ADDRESS: "file_system/main/file_system/main"}
FILES = "fs-0123456789abcdef0"
ARN = f"arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/{FILES}"
POINT = "fsap-0123456789abcdef0"


def scope(wants: list[dict[str, Any]], **neighbours: list[Live]) -> Scope:
    return Scope([OWNER], "shop-test", wants, False, neighbours)


def row(state: str = "available", tags: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    pairs = [{"Key": key, "Value": value} for key, value in (TAGS if tags is None else tags).items()]
    return {
        "FileSystemId": FILES,
        "FileSystemArn": ARN,
        "CreationToken": "shop-test-files",
        "Encrypted": True,
        "PerformanceMode": "generalPurpose",
        "ThroughputMode": "elastic",
        "LifeCycleState": state,
        "Tags": pairs,
        **more,
    }


def parent(state: str = "available") -> Live:
    live = FileSystem.live(row(state))
    live.kind, live.stack = FileSystem, OWNER
    return live


WANT = {
    "CreationToken": "shop-test-files",
    "PerformanceMode": "generalPurpose",
    "Encrypted": True,
    "ThroughputMode": "elastic",
    "ProvisionedThroughputInMibps": None,
}


def test_only_our_file_systems_and_those_with_our_token_matter() -> None:
    others = [row(tags={}, CreationToken="theirs"), row("deleted"), row(tags={})]
    api = Api(describe_file_systems={"FileSystems": [row(), *others]})

    found = FileSystem.observe(api, scope([WANT]))

    assert [live.tags for live in found] == [TAGS, {}]
    assert compare(WANT, found[0].fields, FileSystem.fields) == []


def test_one_that_is_on_its_way_out_still_holds_its_token() -> None:
    assert FileSystem.live(row("deleting")).tombstone
    assert FileSystem.live(row()).tombstone is None


@pytest.mark.parametrize(
    ("state", "expected"), [("creating", WORKING), ("updating", WORKING), ("available", READY), ("error", FAILED)]
)
def test_states(state: str, expected: str) -> None:
    assert FileSystem.state(FileSystem.live(row(state)))[0] == expected


def test_create_is_one_call_with_tags_and_without_what_is_not_set() -> None:
    api = Api(create_file_system=row("creating", tags={}))

    live = FileSystem.create(api, WANT, TAGS)

    ((operation, sent),) = api.calls
    assert operation == "create_file_system"
    assert {item["Key"] for item in sent.pop("Tags")} == set(TAGS)
    assert sent == {name: value for name, value in WANT.items() if value is not None}
    assert live.tags == TAGS


def test_throughput_of_an_earlier_mode_is_no_difference() -> None:
    live = FileSystem.live(row(ThroughputMode="bursting", ProvisionedThroughputInMibps=10.0))
    assert compare({**WANT, "ThroughputMode": "bursting"}, live.fields, FileSystem.fields) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ThroughputMode": "provisioned"}, "ThroughputMode provisioned"),
        ({"ProvisionedThroughputInMibps": 5}, "ThroughputMode provisioned"),
        ({"PerformanceMode": "maxIO"}, "ThroughputMode elastic"),
    ],
)
def test_impossible_wishes(change: dict[str, Any], words: str) -> None:
    (problem,) = FileSystem.validate({**WANT, **change})
    assert words in problem
    assert FileSystem.validate(WANT) == []


def point(**more: Any) -> dict[str, Any]:
    creation = {"OwnerUid": 1000, "OwnerGid": 1000, "Permissions": "755"}
    return {
        "AccessPointId": POINT,
        "ClientToken": "shop-test-files-uploads",
        "FileSystemId": FILES,
        "LifeCycleState": "available",
        "PosixUser": {"Uid": 1000, "Gid": 1000},
        "RootDirectory": {"Path": "/uploads", "CreationInfo": creation},
        "Tags": [{"Key": key, "Value": value} for key, value in TAGS.items()],
        **more,
    }


def test_an_access_point_in_aws_own_form_is_no_difference() -> None:
    want = {
        "ClientToken": "shop-test-files-uploads",
        "FileSystemId": FILES,
        "PosixUser": {"Uid": 1000, "Gid": 1000, "SecondaryGids": []},
        "RootDirectory": {
            "Path": "/uploads",
            "CreationInfo": {"OwnerUid": 1000, "OwnerGid": 1000, "Permissions": "0755"},
        },
    }
    api = Api(describe_access_points={"AccessPoints": [point(), point(LifeCycleState="deleting")]})

    (live,) = AccessPoint.observe(api, scope([want], file_system=[parent()]))

    assert compare(want, live.fields, AccessPoint.fields) == []
    other = {**want, "PosixUser": {"Uid": 33, "Gid": 1000, "SecondaryGids": []}}
    assert [change.replaces for change in compare(other, live.fields, AccessPoint.fields)] == [True]


def test_access_points_are_asked_for_by_file_system() -> None:
    api = Api(describe_access_points={"AccessPoints": []})
    AccessPoint.observe(api, scope([], file_system=[parent(), parent("deleting")]))
    assert api.calls == [("describe_access_points", {"FileSystemId": FILES})]


def test_each_transition_is_an_item_of_its_own() -> None:
    wanted = {"TransitionToIA": "AFTER_30_DAYS", "TransitionToPrimaryStorageClass": "AFTER_1_ACCESS"}
    items = [{name: value} for name, value in wanted.items()]
    api = Api(put_lifecycle_configuration={}, describe_lifecycle_configuration={"LifecyclePolicies": items[::-1]})
    want = {"FileSystemId": FILES, "LifecyclePolicies": wanted}

    LifecycleConfiguration.create(api, want, {})
    live = LifecycleConfiguration.read(api, FILES)

    assert api.calls[0][1]["LifecyclePolicies"] == items
    assert compare(want, live.fields, LifecycleConfiguration.fields) == []
    assert [
        change.path for change in compare({**want, "LifecyclePolicies": {}}, live.fields, LifecycleConfiguration.fields)
    ] == ["LifecyclePolicies.TransitionToIA", "LifecyclePolicies.TransitionToPrimaryStorageClass"]


@pytest.mark.parametrize(
    ("answer", "status", "same"),
    [
        ({"BackupPolicy": {"Status": "ENABLING"}}, "ENABLED", True),
        ({"BackupPolicy": {"Status": "DISABLING"}}, "ENABLED", False),
        (refusal("PolicyNotFound"), "DISABLED", True),
        (refusal("PolicyNotFound"), "ENABLED", False),
    ],
)
def test_backups_that_are_being_switched_on_are_on(answer: Any, status: str, same: bool) -> None:
    live = BackupPolicy.read(Api(describe_backup_policy=answer), FILES)
    assert (compare({"FileSystemId": FILES, "Status": status}, live.fields, BackupPolicy.fields) == []) is same


def test_a_policy_without_resource_means_the_file_system() -> None:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    with_resource = {**document, "Statement": [{**statement, "Resource": ARN}]}
    api = Api(describe_file_system_policy={"Policy": json.dumps(document)})

    live = FileSystemPolicy.read(api, FILES)

    want = {"FileSystemId": FILES, "Policy": with_resource}
    assert compare(want, live.fields, FileSystemPolicy.fields) == []
    assert access("no policy") == "no policy"
    assert access({"Statement": ["no statement"]})["Statement"] == ["no statement"]
    other = {**document, "Statement": [{**statement, "Resource": "*"}]}
    assert compare({**want, "Policy": other}, live.fields, FileSystemPolicy.fields)


def test_a_policy_can_be_taken_away() -> None:
    api = Api(delete_file_system_policy=refusal("PolicyNotFound"))
    live = Live(FILES, {"FileSystemId": FILES, "Policy": {}})
    FileSystemPolicy.update(api, live, {"FileSystemId": FILES, "Policy": None}, Delta([]))
    assert api.operations() == ["delete_file_system_policy"]
    assert live.fields["Policy"] is None


def target(state: str = "available") -> dict[str, Any]:
    return {
        "MountTargetId": "fsmt-0123456789abcdef0",
        "FileSystemId": FILES,
        "SubnetId": "subnet-1",
        "LifeCycleState": state,
        "IpAddress": "10.0.11.5",
    }


TARGET = {"FileSystemId": FILES, "SubnetId": "subnet-1", "SecurityGroups": ["sg-1"], "NameSeconds": DNS_SECONDS}


def test_a_new_mount_target_is_ready_once_its_name_has_spread() -> None:
    api = Api(
        create_mount_target=target("creating"),
        describe_mount_targets=[{"MountTargets": [target("creating")]}, {"MountTargets": [target()]}],
    )

    live = MountTarget.create(api, TARGET, {})
    assert len(api.calls) == 1
    states = []
    for _unused in range(4):
        live = MountTarget.refresh(api, live)
        states.append(MountTarget.state(live)[0])
        api.clock.pause(DNS_SECONDS / 2)

    assert states == [WORKING, WORKING, WORKING, READY]
    assert live.fields["SecurityGroups"] == ["sg-1"]


def test_a_mount_target_of_before_is_ready_at_once() -> None:
    api = Api(
        describe_mount_targets={"MountTargets": [target()]},
        describe_mount_target_security_groups={"SecurityGroups": ["sg-1"]},
    )

    (live,) = MountTarget.observe(api, scope([TARGET], file_system=[parent()]))

    assert MountTarget.state(live)[0] == READY
    assert live.parent == FILES
    assert MountTarget.key(live.fields) == MountTarget.key(TARGET)
    assert compare(TARGET, live.fields, MountTarget.fields) == []


@pytest.mark.behaviour("E26")
def test_a_mount_target_that_is_going_is_not_deleted_twice() -> None:
    api = Api(
        delete_mount_target={},
        describe_mount_targets=[{"MountTargets": [target("deleting")]}, refusal("MountTargetNotFound")],
    )
    live = MountTarget._shaped(target(), ["sg-1"], {"state": "available"})

    MountTarget.delete(api, live)
    going = MountTarget.refresh(api, live)
    MountTarget.delete(api, going)

    assert MountTarget.refresh(api, going) is None
    assert api.operations().count("delete_mount_target") == 1
