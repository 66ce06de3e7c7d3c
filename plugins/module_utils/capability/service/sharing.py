# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Volumes that the containers of one task share: what one writes another one reads, and all is gone with the task."""

from __future__ import annotations

import difflib
import re

from .volumes import FOLDER

NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
READ_ONLY = ":ro"  # as in Compose


def share(context, definitions, volumes):
    """Mount the shared volumes into container definitions; the volumes of the task definition, ``volumes`` first.

    What is shared takes the place of a container's own writable folder of the same path.
    """
    containers = {definition["name"]: definition for definition in definitions}
    shared, taken = [], set()
    for name, mounts in sorted(context.options["shared_volumes"].items()):
        path = "shared_volumes.%s" % name
        context.check(NAME.fullmatch(name), path, name, "letters, digits, _ and - are allowed")
        context.check(
            isinstance(mounts, dict) and mounts,
            path,
            mounts,
            "the names of containers, each with its folder, are allowed",
        )
        for container, given in mounts.items():
            where = "%s.%s" % (path, container)
            near = difflib.get_close_matches(container, containers, 1)
            context.check(
                container in containers,
                where,
                container,
                "did you mean %s?" % near[0] if near else "the containers are %s" % ", ".join(containers),
            )
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
