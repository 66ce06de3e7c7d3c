# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon ECS: task definitions, a series of revisions that are never changed."""

from __future__ import annotations

import hashlib
import json
import re

from ..engine import fields, ownership
from ..engine.comparing import compare
from ..engine.kind import Kind, Live, Problem
from ..engine.references import is_known
from .common import tag_dict, tag_list
from .tagging import tagged
from .task_revisions import GONE, revisions

DIGEST = "slipway:digest"
_ECR = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]+/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?")
_BY_NAME = {"order": "name"}


class TaskDefinition(Kind):
    """A family of task definitions; the live object is its newest revision that is ours.

    Revisions are compared by a digest of the wish, kept as a tag: AWS fills in members, so a removed one would not be seen
    otherwise. The field table only serves to show what differs. A revision that somebody else registered is passed over.
    """

    kind = "task_definition"
    service = "ecs"
    identity = "natural"
    name_field = "family"
    name_limit = 255
    coexist = "new_name"
    on_repeat = "none"
    revisions = True
    replace_freely = True
    uses = ("role", "log_group", "secret", "ecr_repository")
    poll = 2
    shown = {
        "cpu": fields.required(),
        "memory": fields.required(),
        "executionRoleArn": fields.managed(None),
        "taskRoleArn": fields.managed(None),
        "networkMode": fields.required(),
        "requiresCompatibilities": fields.required(),
        "runtimePlatform": fields.managed(None),
        "ephemeralStorage": fields.managed(None),
        "volumes": fields.managed([], **_BY_NAME),
        "containerDefinitions": fields.required(order="name", members={
            "name": fields.required(),
            "image": fields.required(),
            "essential": fields.optional(),
            "cpu": fields.managed(None),
            "memory": fields.managed(None),
            "memoryReservation": fields.managed(None),
            "command": fields.managed(None),
            "entryPoint": fields.managed(None),
            "workingDirectory": fields.managed(None),
            "user": fields.managed(None),
            "portMappings": fields.managed([], order="containerPort"),
            "environment": fields.managed([], **_BY_NAME),
            "secrets": fields.managed([], **_BY_NAME),
            "healthCheck": fields.managed(None),
            "readonlyRootFilesystem": fields.optional(),
            "mountPoints": fields.managed([], order="containerPath"),
            "dependsOn": fields.managed([], order="containerName"),
            "linuxParameters": fields.managed(None),
            "logConfiguration": fields.managed(None),
            "stopTimeout": fields.managed(None),
            "startTimeout": fields.managed(None),
            "dockerLabels": fields.managed(None),
        }),
    }
    fields = {
        "family": fields.required(change=fields.REPLACE),
        **{name: fields.optional(change=fields.CREATE_ONLY) for name in shown},
        "taskDefinitionArn": fields.computed(known=fields.EACH_UPDATE),
    }

    @classmethod
    def observe(cls, api, scope):
        """The newest revision of each wished family; looking for orphans, also of all families with the stack's prefix,
        and of those in the tagging index."""
        families = set(scope.named("family"))
        if scope.full:
            families |= set(api.all("list_task_definition_families", "families", familyPrefix=scope.prefix, status="ACTIVE"))
            arns = tagged(api, scope.owners, "ecs:task-definition")
            families |= {arn.rpartition("/")[2].rpartition(":")[0] for arn in arns}
        return [live for live in api.map(lambda family: cls._newest(api, family, scope.owners), sorted(families)) if live]

    @classmethod
    def _newest(cls, api, family, owners):
        newest = cls._read(api, family)
        if newest is None or newest.tags.get(ownership.STACK) in owners:
            return newest
        for arn in revisions(api, family)[1:10]:
            live = cls._read(api, arn)
            if live is not None and live.tags.get(ownership.STACK) in owners:
                return live
        return newest

    @classmethod
    def _read(cls, api, name):
        answer = api.maybe("describe_task_definition", GONE, taskDefinition=name, include=["TAGS"])
        if not answer or answer["taskDefinition"]["status"] != "ACTIVE":
            return None
        return cls._live(answer["taskDefinition"], tag_dict(answer.get("tags"), "key", "value"))

    @classmethod
    def _live(cls, row, tags):
        tags = dict(tags)
        digest = tags.pop(DIGEST, None)
        values = {name: trimmed(row[name]) for name in cls.fields if row.get(name) is not None}
        return Live(row["taskDefinitionArn"], values, tags, raw={"digest": digest})

    @classmethod
    def differences(cls, want, live):
        known = is_known(want)
        if known and digest(want) == live.raw["digest"]:
            return []
        changes = [(change.path, change.was, change.wanted) for change in compare(want, live.fields, cls.shown)]
        return changes or ([("revision", live.raw["digest"], digest(want))] if known else [])

    @classmethod
    def preflight(cls, api, want, live):
        """An image in this account's registry has to be there; other registries are not asked."""
        problems = []
        for container in want["containerDefinitions"]:
            image = container["image"]
            if not is_known(image):
                problems.append(_push("the repository is made by this run", "<repository URI>" + image.rpartition(")")[2]))
                continue
            match = _ECR.fullmatch(image)
            if not match or match.group(1) != api.account_id:
                continue
            version = {"imageDigest": match.group(5)} if match.group(5) else {"imageTag": match.group(4) or "latest"}
            found = api.of("ecr", match.group(2)).maybe(
                "describe_images", ("ImageNotFoundException", "RepositoryNotFoundException"),
                registryId=match.group(1), repositoryName=match.group(3), imageIds=[version])
            if not found:
                problems.append(_push("it is not in the registry", image))
        return problems

    @classmethod
    def create(cls, api, want, tags):
        given = {name: want[name] for name in ("family", *cls.shown) if want.get(name) not in (None, [], {})}
        row = api.register_task_definition(
            **given, tags=tag_list({**tags, DIGEST: digest(want)}, "key", "value"))["taskDefinition"]
        return cls._live(row, {**tags, DIGEST: digest(want)})

    @classmethod
    def update(cls, api, live, want, delta):
        """The next revision, with the tags of the one before."""
        return cls.create(api, want, live.tags)

    @classmethod
    def tag(cls, api, live, tags):
        api.tag_resource(resourceArn=live.id, tags=tag_list(tags, "key", "value"))

    @classmethod
    def untag(cls, api, live, keys):
        api.untag_resource(resourceArn=live.id, tagKeys=list(keys))

    @classmethod
    def refresh(cls, api, live):
        return cls._read(api, live.id)

    @classmethod
    def delete(cls, api, live):
        """The whole family: a revision has to be inactive before it can be deleted, ten in one call."""
        family = live.fields["family"]
        for arn in revisions(api, family):
            api.maybe("deregister_task_definition", GONE, taskDefinition=arn)
        inactive = revisions(api, family, "INACTIVE")
        for start in range(0, len(inactive), 10):
            api.delete_task_definitions(taskDefinitions=inactive[start:start + 10])


def digest(want):
    """Sixteen hexadecimal digits that stand for what a wish declares: its null members left out, its order kept."""
    declared = {name: value for name, value in want.items() if value is not None and name in TaskDefinition.fields}
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()[:16]


def trimmed(value):
    """A task definition as AWS answers it without the members that it fills in: empty ones, and a CPU of 0."""
    if isinstance(value, dict):
        kept = {name: trimmed(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item not in (None, [], {}) and not (name == "cpu" and item == 0)}
    if isinstance(value, list):
        return [trimmed(item) for item in value]
    return value


def _push(reason, image):
    return Problem("the image %s is needed and %s. Push it (docker login with `aws ecr get-login-password`, then docker push "
                   "%s) and run again" % (image, reason, image), waits=True)
