# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The containers of a service's task definition, and what they may read at their start."""

from __future__ import annotations

import dataclasses
import json
import re
import typing

from ...aws.ecr.images import without_version
from ...aws.ecr.repository import EcrRepository
from ...aws.ecs.revisions import LABEL
from ...aws.ecs.task_definition import TaskDefinition
from ...engine.references import is_known, reference
from ...steps.release.service_image import ServiceImage
from ..secret import HIDDEN, shown
from ..shared.handed import handed
from ..shared.validation import Wrong, command_line
from . import companions
from .one_service import CONTAINER, SIDECAR
from .secrets import value_from

# Security Hub control ECS.8: credentials in clear text.
CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA")
# Task sizes of Fargate (Developer Guide, "Task CPU and memory"): CPU units -> (least, most, step) of memory in MiB.
MEMORY = {
    512: (1024, 4096, 1024),
    1024: (2048, 8192, 1024),
    2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024),
    8192: (16384, 61440, 4096),
    16384: (32768, 122880, 8192),
}
SIZES = {
    256: (512, 1024, 2048),
    **{cpu: tuple(range(low, high + 1, step)) for cpu, (low, high, step) in MEMORY.items()},
}
ECR = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]+/([^:@]+)(?:[:@].*)?")


@dataclasses.dataclass
class Reads:
    """What a task reads at its start: ARNs for its execution role.

    :param registry: True where an image comes from an ECR repository, by its ARN in ``repositories``
    :param folder: ARN of the stack's own parameters up to the last slash, where one of them is read
    :param fills: what a person may have to fill in first (field of TaskDefinition)
    """

    secrets: list = dataclasses.field(default_factory=list)
    parameters: list = dataclasses.field(default_factory=list)
    keys: list = dataclasses.field(default_factory=list)
    repositories: list = dataclasses.field(default_factory=list)
    fills: list = dataclasses.field(default_factory=list)
    folder: str | None = None

    def add(self, kind, arn):
        """Add an ARN once."""
        found = getattr(self, kind)
        if arn not in found:
            found.append(arn)


@dataclasses.dataclass
class Context:
    """One service while it is declared.

    :param name: its key
    :param options: its completed options
    :param common: the capability's options
    :param log_group: node
    :param image: node of the lookup that chooses the application's image
    :param volumes: its volumes with all their options: see volumes.py
    :param refuse: called with (path below the service, value, allowed)
    :param source: gives the path of the layer that said what is at a path below the service
    """

    declaration: typing.Any
    name: str
    options: dict
    common: dict
    refuse: typing.Callable
    log_group: typing.Any = None
    image: typing.Any = None
    volumes: dict = dataclasses.field(default_factory=dict)
    reads: Reads = dataclasses.field(default_factory=Reads)
    source: typing.Callable | None = None

    def option(self, path):
        """The option under which what is at a path below the service was given."""
        return "%s.%s" % (self.source(path) if self.source else "%ss.%s" % (self.declaration.name, self.name), path)

    @property
    def stack(self):
        """The Stack."""
        return self.declaration.stack

    def check(self, condition, path, value, allowed):
        """Refuse unless ``condition`` holds; references pass."""
        if is_known(value) and not condition:
            self.refuse(path, value, allowed)


def check_size(context):
    """Refuse a task size that Fargate does not have."""
    cpu, memory = context.options["cpu"], context.options["memory"]
    context.check(cpu in SIZES, "cpu", cpu, "Fargate has %s" % ", ".join(map(str, SIZES)))
    context.check(
        memory in SIZES[cpu], "memory", memory, "with cpu %d Fargate has %s" % (cpu, ", ".join(map(str, SIZES[cpu])))
    )


def main_container(context, name):
    """The application's container: (definition, volumes)."""
    options = context.options
    if options["exec"] and options["read_only_root_filesystem"]:
        context.refuse(
            "exec",
            True,
            "the agent of ECS Exec needs a writable root file system: set "
            "read_only_root_filesystem: false, or leave exec out",
        )
    definition, volumes = _container(context, name, options, "", context.image["Image"], True)
    definition["dockerLabels"] = {LABEL: context.image["Label"]}
    if options["redeploy"]:
        definition["dockerLabels"]["slipway.redeploy"] = options["redeploy"]
    return definition, volumes


def sidecar(context, options, index):
    """A further container: (definition, volumes)."""
    path = "sidecars[%d]" % index
    given = options["image"]
    chosen = context.declaration.add(
        ServiceImage,
        "%s.%s" % (context.name, index + 1),
        {
            **context.image.want,
            "Container": options["name"],
            "Repository": without_version(given) if is_known(given) else given,
            "Named": given,
            "Wanted": given,
            "Shown": given,
            "Sidecar": True,
        },
    )
    definition, volumes = _container(
        context, options["name"], options, path + ".", chosen["Image"], options["essential"]
    )
    definition["dockerLabels"] = chosen["Labels"]
    _pulled_from(context, given)
    for name in ("cpu", "memory"):
        if options[name] is not None:
            context.check(
                0 < options[name] <= context.options[name],
                "%s.%s" % (path, name),
                options[name],
                "1 to the task's %d is allowed" % context.options[name],
            )
    return definition, volumes


def image(context, service, container):
    """The lookup that says which image the application runs. See aws/service_image.py.

    :param service: name of the ECS service
    :param container: name of the application's container
    """
    want = {
        "Service": "service/%s/ecs_service/%s" % (context.declaration.instance, context.name),
        "ServiceName": service,
        "Container": container,
        **_named(context),
    }
    node = context.declaration.add(ServiceImage, context.name, want)
    if want["Named"] is None:
        built = "image/main/image/%s" % context.name
        uri, tag = reference(built, "Uri"), reference(built, "Tag")
        node.where[built] = {"Named": tag, "Wanted": uri, "Shown": tag}
    return node


def _named(context):
    """What the inventory names: {"Repository", "Named", "Wanted", "Shown"} of a ServiceImage."""
    options = context.options
    if options["image"]:
        given = options["image"]
        for name in ("tag", "digest", "repository"):
            context.check(not options[name], name, options[name], "leave it out where image is given")
        _pulled_from(context, given)
        return {
            "Repository": without_version(given) if is_known(given) else given,
            "Named": given,
            "Wanted": given,
            "Shown": given,
        }
    tag, digest, repository = options["tag"], options["digest"], options["repository"]
    context.check(
        tag is None or re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}", tag),
        "tag",
        tag,
        "letters, digits and _ . -, at most 128, are allowed",
    )
    context.check(tag != "latest", "tag", tag, "a fixed tag or a digest is allowed: latest cannot be rolled back to")
    context.check(
        digest is None or re.fullmatch(r"sha256:[0-9a-f]{64}", digest),
        "digest",
        digest,
        "sha256: and 64 hexadecimal digits are allowed",
    )
    uri = _repository(context, repository)
    version = (tag or "") + ("@" + digest if digest else "")
    if not version:
        return {"Repository": uri, "Named": None, "Wanted": None, "Shown": None}
    return {
        "Repository": uri,
        "Named": (repository + ":" if repository else "") + version,
        "Wanted": uri + (":" if tag else "") + version,
        "Shown": tag or digest,
    }


def _repository(context, given):
    """The URI of the service's repository: given, or of a key of the registry, the service's own by default."""
    if given and any(mark in given for mark in "/."):
        _pulled_from(context, given)
        return given
    declaration, key = context.declaration, given or context.name
    uri, arn = (
        declaration.asks(
            declaration.neighbour_node("registry", EcrRepository, key, field, context.options["registry"]),
            context.option("repository"),
            key,
        )
        for field in ("repositoryUri", "repositoryArn")
    )
    context.reads.add("repositories", arn)
    return uri


def _pulled_from(context, text):
    """Remember the repository of an image in ECR, whosever it is. Public ECR images have another host name."""
    found = ECR.fullmatch(text) if is_known(text) else None
    if found:
        account, region, name = found.groups()
        context.reads.add(
            "repositories", "arn:%s:ecr:%s:%s:repository/%s" % (context.stack.partition, region, account, name)
        )


def _container(context, name, options, path, image_text, essential):
    """What all containers of a task share."""
    context.check(
        re.fullmatch(r"[A-Za-z0-9_-]{1,255}", name), path + "name", name, "letters, digits, _ and - are allowed"
    )
    definition = {
        **handed(options, CONTAINER if options is context.options else SIDECAR, TaskDefinition)["containerDefinitions"],
        "name": name,
        "image": image_text,
        "essential": essential,
        "linuxParameters": {"initProcessEnabled": True},
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": context.log_group["logGroupName"],
                "awslogs-region": context.stack.region,
                "awslogs-stream-prefix": context.options["log_stream_prefix"],
            },
        },
    }
    if options["port"] is not None:
        definition["portMappings"] = [
            {"containerPort": options["port"], "hostPort": options["port"], "protocol": "tcp"}
        ]
    given = {**options["environment"], **(companions.environment(context) if not path else {})}
    if given:
        definition["environment"] = environment(context, given, path + "environment")
    if options["secrets"]:
        definition["secrets"] = _secrets(context, options, path)
    if options["container_health_check"]:
        definition["healthCheck"]["command"] = _check_command(
            context, options["container_health_check"]["command"], path + "container_health_check.command"
        )
    volumes = []
    for folder in options["writable_paths"] if options["read_only_root_filesystem"] else []:
        context.check(
            re.fullmatch(r"/[^:\0]*[^:/\0]", folder),
            path + "writable_paths",
            folder,
            "absolute paths below / are allowed",
        )
        volume = "%s%s" % (name, re.sub(r"[^A-Za-z0-9]+", "-", folder).rstrip("-"))
        volumes.append({"name": volume})
        definition.setdefault("mountPoints", []).append(
            {"sourceVolume": volume, "containerPath": folder, "readOnly": False}
        )
    return definition, volumes


def environment(context, values, path):
    """Environment variables as a task definition and an override have them."""
    result = []
    for name, value in sorted(values.items()):
        where = "%s.%s" % (path, name)
        if name in CREDENTIALS:
            context.refuse(where, HIDDEN, "credentials do not belong into clear text: the task role gives them")
        context.check(re.fullmatch(r"[^=\0]+", str(name)), where, name, "names without = are allowed")
        if value is None:
            context.refuse(where, value, "a text, a number or a truth value is allowed")
        result.append({"name": str(name), "value": _environment_text(value)})
    return result


def _environment_text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else str(value)


def _secrets(context, options, path):
    result = []
    for name, source in sorted(options["secrets"].items()):
        where = "%ssecrets.%s" % (path, name)
        if name in options["environment"]:
            context.refuse(where, shown(source), "environment has %s too; only one of them is allowed" % name)
        result.append({"name": name, "valueFrom": value_from(context, source, where)})
    return result


def _check_command(context, command, path):
    """The command of a container's check, as ECS wants it."""
    if len(command) == 1 and command[0] not in ("NONE", "CMD", "CMD-SHELL"):
        kind, rest = command[0].partition(" ")[::2]
        command = [kind, rest.strip()] if kind == "CMD-SHELL" else ["CMD-SHELL", *command]
        if kind == "CMD":
            try:
                command = command_line(command[1])
            except Wrong as error:
                context.refuse(path, command[1], str(error))
    context.check(
        command[0] == "NONE" or command[0] in ("CMD", "CMD-SHELL") and len(command) > 1,
        path,
        command,
        "a command that begins with CMD or CMD-SHELL is allowed",
    )
    return command
