# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of one container: the application's own, and those beside it."""

from __future__ import annotations

from ...shared import forms
from ...shared.option import Option

_SECRETS = [
    "Environment variables that ECS fills from a secret when a task starts, name to source.",
    (
        "V({secret: <name>, key: <key>}) is a secret of this stack by its name in the secret capability; without C(key) the whole "
        "value. V({arn: <ARN>, key: <key>, kms_key_arn: <ARN>}) is any other secret. A text is an ARN."
    ),
    (
        "V({parameter: <name>}) is a parameter of this stack by its name in the secret capability. A name that begins with a slash, or "
        "an ARN, is any other parameter: V({parameter: <name or ARN>, kms_key_arn: <ARN>})."
    ),
    "The service waits while a person has still to fill in a value that it asks for. What runs already goes on.",
    "A value that is rotated reaches a running task only by a new deployment.",
]


def some(value):
    """The value, or None for one that is empty."""
    return value or None


def dependencies(given):
    """Containers that come first, as a task definition has them."""
    return [{"containerName": name, "condition": condition} for name, condition in sorted(given.items())] or None


_COMMAND = {"ordered": True, "lines": True, "words": True}
_WORDS = "A text is split as a shell does, and no shell runs it: for that say V(sh -c '...')."

CONTAINER_HEALTH_CHECK = {
    "command": Option(
        "list",
        "The check, beginning with V(CMD) or V(CMD-SHELL). A text without either is run by the shell.",
        elements="str",
        ordered=True,
        lines=True,
        required=True,
        count=(1, None),
    ),
    "interval": Option(
        "int",
        "Seconds between two checks.",
        default=30,
        aws="5 to 300.",
        between=(5, 300),
        field="task_definition.containerDefinitions.healthCheck.interval",
    ),
    "timeout": Option(
        "int",
        "Seconds until a check counts as failed.",
        default=5,
        aws="2 to 120.",
        between=(2, 120),
        field="task_definition.containerDefinitions.healthCheck.timeout",
    ),
    "retries": Option(
        "int",
        "Failed checks in a row until the container is unhealthy.",
        default=3,
        aws="1 to 10.",
        between=(1, 10),
        field="task_definition.containerDefinitions.healthCheck.retries",
    ),
    "start_period": Option(
        "int",
        "Seconds after the start in which failed checks do not count.",
        default=60,
        aws="0 to 300.",
        between=(0, 300),
        field="task_definition.containerDefinitions.healthCheck.startPeriod",
    ),
}

CONTAINER = {
    "command": Option(
        "list",
        ["The command, in place of the image's.", _WORDS],
        elements="str",
        **_COMMAND,
        field="task_definition.containerDefinitions.command",
        sent=some,
    ),
    "entry_point": Option(
        "list",
        ["The entry point, in place of the image's.", _WORDS],
        elements="str",
        **_COMMAND,
        field="task_definition.containerDefinitions.entryPoint",
        sent=some,
    ),
    "working_directory": Option(
        "str",
        "The working directory, in place of the image's.",
        field="task_definition.containerDefinitions.workingDirectory",
        sent=some,
    ),
    "user": Option(
        "str",
        "The user, in place of the image's, as C(user), C(uid), C(user:group) or C(uid:gid).",
        field="task_definition.containerDefinitions.user",
        sent=some,
    ),
    "environment": Option(
        "dict", "Environment variables in clear text. Anybody who may read the task definition sees them.", default={}
    ),
    "secrets": Option("dict", _SECRETS, default={}),
    "container_health_check": Option(
        "dict",
        "The check that ECS runs inside the container. The image's own is not used by ECS.",
        options=CONTAINER_HEALTH_CHECK,
    ),
    "read_only_root_filesystem": Option(
        "bool",
        [
            "Whether the container's root file system is read-only, except O(writable_paths).",
            "Excludes O(exec), whose agent writes to it.",
        ],
        default=True,
        field="task_definition.containerDefinitions.readonlyRootFilesystem",
    ),
    "writable_paths": Option(
        "list",
        [
            (
                "Folders that get an empty volume of the task. They belong to root; an image that runs as another user has to declare "
                "the folder as a volume with that owner."
            ),
            "Each container has its own, of the same path too: what one writes the others do not see. Volumes of a service are shared by name.",
        ],
        default=["/tmp"],
        elements="str",
    ),
    "stop_timeout": Option(
        "int",
        "Seconds between SIGTERM and SIGKILL.",
        default=30,
        aws="2 to 120 on Fargate.",
        between=(2, 120),
        field="task_definition.containerDefinitions.stopTimeout",
    ),
    "depends_on": Option(
        "dict",
        "Containers of the task that come first, name to V(START), V(COMPLETE), V(SUCCESS) or V(HEALTHY).",
        default={},
        of="str",
        field="task_definition.containerDefinitions.dependsOn",
        sent=dependencies,
    ),
}

SIDECAR = {
    "name": Option(
        "str",
        "The container's name.",
        required=True,
        field="task_definition.containerDefinitions.name",
    ),
    "image": Option(
        "str",
        "The image; its tag is resolved when it is named or changed, as that of the service is.",
        required=True,
        form=forms.IMAGE,
    ),
    "port": Option(
        "int", "A port that other containers of the task reach on localhost.", aws="1 to 65535.", between=(1, 65535)
    ),
    "essential": Option(
        "bool",
        "Whether the task stops when this container stops.",
        default=True,
        field="task_definition.containerDefinitions.essential",
    ),
    "cpu": Option(
        "int",
        "CPU units reserved for it.",
        aws="Within the task's.",
        field="task_definition.containerDefinitions.cpu",
    ),
    "memory": Option(
        "int",
        "Hard limit of its memory in MiB.",
        aws="6 or more, within the task's.",
        field="task_definition.containerDefinitions.memory",
    ),
    **CONTAINER,
}
