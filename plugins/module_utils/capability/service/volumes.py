# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Volumes of a service: access points of Amazon EFS file systems, mounted into its own container, and what the containers of one
task share: what one writes another one reads, and all is gone with the task."""

from __future__ import annotations

import difflib
import re

from ...aws.efs.access_point import AccessPoint
from ...engine.references import is_known
from ..shared.option import Option

VOLUME = {
    "file_system": Option(
        "str", "Instance of the file system capability, or the ID of another file system.", default="main"
    ),
    "access_point": Option(
        "str",
        [
            "Access point of O(file_system) by its name; the volume's own name when omitted.",
            "The ID of an access point where O(file_system) is an ID.",
        ],
    ),
    "path": Option("str", "Folder of the container that shows it.", required=True),
    "read_only": Option("bool", "Whether the service may only read.", default=False),
}
ID = re.compile(r"fs-[0-9a-f]{8,40}")
POINT_ID = re.compile(r"fsap-[0-9a-f]{8,40}")
NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
READ_ONLY = ":ro"  # as in Compose
FOLDER = re.compile(r"/[^:\0]*[^:/\0]")
# The first platform version of Fargate that mounts EFS (ECS Developer Guide, "Use Amazon EFS volumes with Amazon ECS").
PLATFORM = (1, 4, 0)


def completed(context):
    """The service's volumes with defaults, checked: {name: options}."""
    volumes = {}
    for name, given in sorted((context.options["volumes"] or {}).items(), key=lambda item: str(item[0])):
        path = "volumes.%s" % name
        context.check(
            re.fullmatch(r"[A-Za-z0-9_-]{1,255}", str(name)), path, name, "letters, digits, _ and - are allowed"
        )
        item = volumes[name] = dict(given)
        item["access_point"] = item["access_point"] or name
        context.check(
            FOLDER.fullmatch(item["path"]), path + ".path", item["path"], "an absolute path below / is allowed"
        )
        context.check(
            not _is_id(item) or POINT_ID.fullmatch(item["access_point"]),
            path + ".access_point",
            item["access_point"],
            "the ID of an access point, such as fsap-0a1b2c3d4e5f67890, is allowed where file_system is an ID",
        )
    _check(context, volumes)
    return volumes


def _check(context, volumes):
    """What volumes exclude: one another's folder, a writable folder, and platform versions that cannot mount them."""
    version = context.options["platform_version"]
    numbers = tuple(map(int, version.split("."))) if version and re.fullmatch(r"\d+\.\d+\.\d+", version) else PLATFORM
    context.check(not volumes or numbers >= PLATFORM, "platform_version", version, "volumes need 1.4.0 or later")
    taken = list(context.options["writable_paths"]) if context.options["read_only_root_filesystem"] else []
    for name, item in volumes.items():
        context.check(
            item["path"] not in taken,
            "volumes.%s.path" % name,
            item["path"],
            "a folder that is neither another volume's nor among writable_paths is allowed",
        )
        taken.append(item["path"])


def mount(context, definition, others):
    """Mount the volumes into a container definition: the task definition's volumes, ``others`` first.

    With an access point ECS wants encryption in transit, and no directory beside it (EFSAuthorizationConfig).
    """
    result, names = list(others), [volume["name"] for volume in others]
    for name, item in context.volumes.items():
        context.check(
            name not in names,
            "volumes.%s" % name,
            name,
            "another name is allowed: a writable path or a shared volume has it",
        )
        context.check(
            item["path"] not in [mount["containerPath"] for mount in definition.get("mountPoints", [])],
            "volumes.%s.path" % name,
            item["path"],
            "a folder that is no shared volume's is allowed",
        )
        files, point = _ids(context, item)
        result.append(
            {
                "name": name,
                "efsVolumeConfiguration": {
                    "fileSystemId": files,
                    "transitEncryption": "ENABLED",
                    "authorizationConfig": {"accessPointId": point, "iam": "ENABLED"},
                },
            }
        )
        definition.setdefault("mountPoints", []).append(
            {"sourceVolume": name, "containerPath": item["path"], "readOnly": item["read_only"]}
        )
    return result


def statements(context):
    """What the task role has to allow: to mount, and mostly to write, by the volume's access point only."""
    result = []
    for item in context.volumes.values():
        files, point = _arns(context, item)
        actions = ["elasticfilesystem:ClientMount"] + ([] if item["read_only"] else ["elasticfilesystem:ClientWrite"])
        # Without a declared account the ARN has a wildcard.
        test = "StringLike" if "*" in point else "StringEquals"
        result.append(
            {
                "Effect": "Allow",
                "Action": actions,
                "Resource": [files],
                "Condition": {test: {"elasticfilesystem:AccessPointArn": point}},
            }
        )
    return result


def after(context):
    """What comes before a service with volumes: a task that starts earlier could not mount them."""
    instances = sorted({item["file_system"] for item in context.volumes.values() if not _is_id(item)})
    return [("file_system/%s/mount_target/*" % instance, "ready") for instance in instances]


def _is_id(item):
    return not is_known(item["file_system"]) or bool(ID.fullmatch(item["file_system"]))


def _ids(context, item):
    if _is_id(item):
        return item["file_system"], item["access_point"]
    return (
        _system(context, item, "file_system_id"),
        _point(context, item, "AccessPointId"),
    )


def _arns(context, item):
    if _is_id(item):
        stack = context.stack
        prefix = "arn:%s:elasticfilesystem:%s:%s:" % (stack.partition, stack.region, stack.account_id or "*")
        return prefix + "file-system/" + item["file_system"], prefix + "access-point/" + item["access_point"]
    return (
        _system(context, item, "file_system_arn"),
        _point(context, item, "AccessPointArn"),
    )


def _system(context, item, export):
    found = context.declaration.neighbour("file_system", export, instance=item["file_system"])
    return context.declaration.asks(found, context.option("volumes"), item["file_system"])


def _point(context, item, field):
    found = context.declaration.neighbour_node(
        "file_system", AccessPoint, item["access_point"], field, instance=item["file_system"]
    )
    return context.declaration.asks(found, context.option("volumes"), item["access_point"])


def share(context, definitions, volumes):
    """Mount the shared volumes into container definitions; the volumes of the task definition, ``volumes`` first.

    What is shared takes the place of a container's own writable folder of the same path.
    """
    containers = {definition["name"]: definition for definition in definitions}
    shared, taken = [], set()
    for name, mounts in sorted(context.options["shared_volumes"].items()):
        path = "shared_volumes.%s" % name
        context.check(NAME.fullmatch(name), path, name, "letters, digits, _ and - are allowed")
        if not isinstance(mounts, dict) or not mounts:
            context.refuse(path, mounts, "the names of containers, each with its folder, are allowed")
        for container, given in mounts.items():
            where = "%s.%s" % (path, container)
            if container not in containers:
                near = difflib.get_close_matches(container, containers, 1)
                allowed = "did you mean %s?" % near[0] if near else "the containers are %s" % ", ".join(containers)
                context.refuse(where, container, allowed)
            folder = given.removesuffix(READ_ONLY) if isinstance(given, str) else ""
            context.check(
                FOLDER.fullmatch(folder), where, given, "an absolute path below / is allowed, with :ro to only read"
            )
            context.check((container, folder) not in taken, where, given, "another volume is mounted there")
            taken.add((container, folder))
            _mount(containers[container], name, folder, folder != given)
        shared.append({"name": name})
    used = {mount["sourceVolume"] for definition in definitions for mount in definition.get("mountPoints", [])}
    own = [volume for volume in volumes if volume["name"] in used]
    names = [volume["name"] for volume in own]
    for volume in shared:
        context.check(
            volume["name"] not in names,
            "shared_volumes.%s" % volume["name"],
            volume["name"],
            "another name is allowed: a writable path has it",
        )
    return own + shared


def _mount(definition, name, folder, read_only):
    others = [mount for mount in definition.get("mountPoints", []) if mount["containerPath"] != folder]
    definition["mountPoints"] = [*others, {"sourceVolume": name, "containerPath": folder, "readOnly": read_only}]
