"""Volumes of a service: how an access point reaches the container, and what its role may do with it."""

from __future__ import annotations

from typing import Any

from tests.support.stacks import declare

FILES, POINT = "fs-0123456789abcdef0", "fsap-0123456789abcdef0"


def nodes(volumes: dict[str, Any], identity: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    service = {"image": "public.ecr.aws/nginx/nginx:1.27", "volumes": volumes, **options}
    _unused, (declaration,) = declare({"service": {"services": {"api": service}}}, **(identity or {}))
    return {node.address.removeprefix("service/main/"): node for node in declaration.nodes}


def statements(found: dict[str, Any]) -> list[dict[str, Any]]:
    return found["role/api-task"].want["Policies"]["task"]["Statement"]


def test_a_volume_is_mounted_with_tls_and_the_role() -> None:
    found = nodes({"uploads": {"path": "/var/data/uploads"}})
    task = found["task_definition/api"].want

    assert task["volumes"][-1] == {
        "name": "uploads",
        "efsVolumeConfiguration": {
            "fileSystemId": "(known after apply: file_system/main.file_system_id)",
            "transitEncryption": "ENABLED",
            "authorizationConfig": {
                "accessPointId": "(known after apply: file_system/main/access_point/uploads.AccessPointId)",
                "iam": "ENABLED",
            },
        },
    }
    assert task["containerDefinitions"][0]["mountPoints"][-1] == {
        "sourceVolume": "uploads",
        "containerPath": "/var/data/uploads",
        "readOnly": False,
    }


def test_the_role_may_use_just_that_access_point() -> None:
    writing, reading = statements(nodes({"a": {"path": "/a"}, "b": {"path": "/b", "read_only": True}}))

    assert writing["Action"] == ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    assert reading["Action"] == ["elasticfilesystem:ClientMount"]
    assert writing["Resource"] == ["(known after apply: file_system/main.file_system_arn)"]
    assert reading["Condition"] == {
        "StringEquals": {
            "elasticfilesystem:AccessPointArn": "(known after apply: file_system/main/access_point/b.AccessPointArn)"
        }
    }


def test_the_service_comes_after_the_mount_targets_of_its_file_systems() -> None:
    found = nodes({"a": {"path": "/a", "file_system": "archive"}, "b": {"path": "/b", "access_point": "uploads"}})
    after = found["ecs_service/api"].after

    assert ("file_system/archive/mount_target/*", "ready") in after
    assert ("file_system/main/mount_target/*", "ready") in after
    volume = found["task_definition/api"].want["volumes"][-1]["efsVolumeConfiguration"]
    assert "access_point/uploads" in volume["authorizationConfig"]["accessPointId"]


def test_another_file_system_by_its_id() -> None:
    given = {"uploads": {"path": "/data", "file_system": FILES, "access_point": POINT}}
    found = nodes(given)
    prefix = "arn:aws:elasticfilesystem:us-east-1:123456789012:"

    volume = found["task_definition/api"].want["volumes"][-1]["efsVolumeConfiguration"]
    assert (volume["fileSystemId"], volume["authorizationConfig"]["accessPointId"]) == (FILES, POINT)
    (statement,) = statements(found)
    assert statement["Resource"] == [f"{prefix}file-system/{FILES}"]
    assert statement["Condition"]["StringEquals"] == {
        "elasticfilesystem:AccessPointArn": f"{prefix}access-point/{POINT}"
    }
    assert not [address for address, _strength in found["ecs_service/api"].after if address.startswith("file_system")]

    (statement,) = statements(nodes(given, {"account_id": None}))
    assert statement["Condition"]["StringLike"] == {
        "elasticfilesystem:AccessPointArn": f"arn:aws:elasticfilesystem:us-east-1:*:access-point/{POINT}"
    }


def test_a_writable_root_leaves_the_writable_paths_to_volumes() -> None:
    found = nodes({"scratch": {"path": "/tmp"}}, read_only_root_filesystem=False)
    assert [item["name"] for item in found["task_definition/api"].want["volumes"]] == ["scratch"]


def test_a_given_role_is_left_alone() -> None:
    found = nodes({"uploads": {"path": "/data"}}, task_role_arn="arn:aws:iam::123456789012:role/own")
    assert "role/api-task" not in found
    assert found["task_definition/api"].want["volumes"][-1]["name"] == "uploads"
