# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the containers of one task have to share: names, ports, the task's size, the order in which they start, and files."""

from __future__ import annotations

import re

from ...aws.shared import limits
from ..secret import HIDDEN
from ..shared.validation import accepted
from .one_service import SIDECAR

CONDITIONS = ("START", "COMPLETE", "SUCCESS", "HEALTHY")
# Folders without which a container does not start: a volume there would hide what the image has.
SYSTEM = ("/bin", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr", "/var")
WRITER = "files"
PATH = re.compile(r"(/[A-Za-z0-9._@+-]+)+")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[A-Z0-9]{16}\b")


def with_files(context):
    """The service's options, with a container that writes its ``files`` before the application starts.

    The container gets their texts as environment variables, and shares a volume with the application for each folder
    that lies in no other one.
    """
    options, files = context.options, context.options["files"]
    if not files:
        return options
    _check_files(context, files)
    folders = sorted({path.rpartition("/")[0] for path in files})
    outer = [folder for folder in folders if not any(folder.startswith(other + "/") for other in folders)]
    numbered = list(enumerate(sorted(files), 1))
    script = [
        "set -e",
        *("mkdir -p " + folder for folder in folders if folder not in outer),
        *('printf %%s "$FILE_%d" > %s' % item for item in numbered),
    ]
    writer = {
        "name": WRITER,
        "image": options["files_image"],
        "essential": False,
        "command": ["sh", "-c", "; ".join(script)],
        "environment": {"FILE_%d" % number: files[path] for number, path in numbered},
        "writable_paths": [],
    }
    named = context.option("files")
    application = options["container_name"] or context.name
    return {
        **options,
        "sidecars": [*options["sidecars"], accepted(SIDECAR, writer, lambda dummy: named)],
        "depends_on": {**options["depends_on"], WRITER: "SUCCESS"},
        "shared_volumes": {
            **options["shared_volumes"],
            **{
                "%s-%d" % (WRITER, number): {WRITER: folder, application: folder + ":ro"}
                for number, folder in enumerate(outer, 1)
            },
        },
    }


def _check_files(context, files):
    size = 0
    for path, text in files.items():
        where, folder = "files." + path, path.rpartition("/")[0]
        context.check(
            PATH.fullmatch(path) and not {".", ".."} & set(path.split("/")),
            where,
            path,
            "an absolute path of letters, digits and . _ @ + - is allowed",
        )
        context.check(
            folder and folder not in SYSTEM,
            where,
            path,
            "a folder of its own, such as /etc/app, is allowed: what the image has in the folder is hidden",
        )
        context.check(
            not SECRET.search(text), where, HIDDEN, "credentials do not belong into clear text: give them by secrets"
        )
        size += len(text.encode())
    most = limits.TASK_DEFINITION.most
    context.check(
        size <= most, "files", "%d bytes" % size, "at most %d bytes are allowed, as of a task definition" % most
    )


def check(context, definitions):
    """Refuse what ECS refuses of containers together, each by its own option.

    :param definitions: of the main container, then of the sidecars
    """
    paths = ["", *("sidecars[%d]." % index for index in range(len(definitions) - 1))]
    containers = {}
    for path, definition in zip(paths, definitions):
        name = definition["name"]
        context.check(
            name not in containers,
            path + "name",
            name,
            "each container of a task has another name; %s is taken" % ", ".join(sorted(containers)),
        )
        containers[name] = (path, definition)
    _check_ports(context, containers)
    _check_sizes(context, containers)
    _check_order(context, containers)


def _check_ports(context, containers):
    """The containers of a task have one network interface (Developer Guide, awsvpc)."""
    taken = {}
    for name, (path, definition) in containers.items():
        for mapping in definition.get("portMappings", []):
            port = mapping["containerPort"]
            context.check(
                port not in taken,
                path + "port",
                port,
                "the containers of a task share its ports, and %s has this one" % taken.get(port),
            )
            taken[port] = name


def _check_sizes(context, containers):
    """Together they may have what the task has (ContainerDefinition, members cpu and memory)."""
    for member in ("cpu", "memory"):
        total = 0
        for path, definition in containers.values():
            given = definition.get(member, 0)
            left = context.options[member] - total
            context.check(
                given <= left,
                path + member,
                given,
                "at most %d is left of the task's %d" % (max(left, 0), context.options[member]),
            )
            total += given


def _check_order(context, containers):
    """ContainerDependency: no circles, and what has to end may not end the task."""
    for name, (path, definition) in containers.items():
        others = sorted(set(containers) - {name})
        for item in definition.get("dependsOn", []):
            other, condition = item["containerName"], item["condition"]
            where = "%sdepends_on.%s" % (path, other)
            if other not in others:
                allowed = "another container of the task is allowed: %s" % (", ".join(others) or "there is none")
                context.refuse(where, condition, allowed)
            if condition not in CONDITIONS:
                context.refuse(where, condition, "one of %s is allowed" % ", ".join(CONDITIONS))
            target = containers[other][1]
            context.check(
                condition != "HEALTHY" or "healthCheck" in target,
                where,
                condition,
                "the container %s needs a container_health_check for that" % other,
            )
            context.check(
                condition not in ("COMPLETE", "SUCCESS") or not target["essential"],
                where,
                condition,
                "START or HEALTHY is allowed: the task ends when %s ends, which is essential" % other
                if other == next(iter(containers))
                else "the task ends when %s ends: set essential: false there, or say START or HEALTHY" % other,
            )
    for name, (path, definition) in containers.items():
        for item in definition.get("dependsOn", []):
            way = _way(containers, item["containerName"], name)
            context.check(
                not way,
                "%sdepends_on.%s" % (path, item["containerName"]),
                item["condition"],
                "containers that wait for one another in a circle never start: %s" % " -> ".join([name, *way]),
            )


def _way(containers, start, end, seen=()):
    """The names from one container to another along what they depend on; none where there is no way."""
    if start == end:
        return [end]
    for item in containers[start][1].get("dependsOn", []) if start not in seen else ():
        way = _way(containers, item["containerName"], end, (*seen, start))
        if way:
            return [start, *way]
    return []
