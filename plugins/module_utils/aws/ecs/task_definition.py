# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon ECS: task definitions, a series of revisions that are never changed."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from ...engine import fields, ownership
from ...engine.comparing import compare
from ...engine.kind import Live, Problem
from ...engine.references import is_known, references
from ..ecr.images import missing
from ..shared import limits
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tagging import tagged
from ..shared.tags import tag_dict, tag_list
from . import deployments
from .revisions import ABANDONED, GONE, family_of, revisions

DIGEST = "slipway:digest"
_BY_NAME = {"order": "name"}


class TaskDefinition(TaggedKind):
    """A family of task definitions; the live object is its newest revision that is ours, or an older one that is as wished.
    Of a family that nobody wishes for here it is the one that its service serves.

    Revisions are compared by a digest of the wish, kept as a tag: AWS fills in members, so a removed one would not be seen
    otherwise. The field table only serves to show what differs. A revision that somebody else registered is passed over.
    """

    kind = "task_definition"
    service = "ecs"
    telling = ("family", "cpu", "memory")
    tagging = Tagging("resourceArn", tags="tags", keys="tagKeys", pair=("key", "value"))
    identity = "natural"
    name_field = "family"
    name_limit = 255
    coexist = "new_name"
    on_repeat = "none"
    revisions = True
    replace_freely = True
    needs = ("ecs_service",)
    uses = (
        "role",
        "log_group",
        "secret",
        "parameter",
        "ecr_repository",
        "service_image",
        "file_system",
        "access_point",
    )
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
        "containerDefinitions": fields.required(
            order="name",
            limit=limits.TASK_DEFINITION,  # of the whole definition, of which this is nearly all
            members={
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
                "portMappings": fields.managed(
                    [], order="containerPort", by_aws={"hostPort": fields.ANY, "protocol": "tcp"}
                ),
                "environment": fields.managed([], **_BY_NAME),
                "secrets": fields.managed([], **_BY_NAME),
                "healthCheck": fields.managed(None),
                "readonlyRootFilesystem": fields.optional(),
                "mountPoints": fields.managed([], order="containerPath", by_aws={"readOnly": False}),
                "dependsOn": fields.managed([], order="containerName"),
                "linuxParameters": fields.managed(None),
                "logConfiguration": fields.managed(None),
                "stopTimeout": fields.managed(None),
                "startTimeout": fields.managed(None),
                "dockerLabels": fields.managed(None),
            },
            by_aws={"essential": True, "readonlyRootFilesystem": False},
        ),
    }
    fields = {
        "family": fields.required(change=fields.REPLACE),
        **{name: fields.optional(change=fields.CREATE_ONLY) for name in shown},
        # Not a member of the API: what may have to be filled in before a task can start. See ``_unfilled``.
        "fills": fields.optional(change=fields.CREATE_ONLY),
        # Not members of the API: the service's key, for messages, and the revision that runs.
        "service": fields.optional(change=fields.CREATE_ONLY),
        "runningRevision": fields.optional(change=fields.CREATE_ONLY),
        # Not a member of the API: the revision that goes on running where a rollback left the wished one for it.
        "keptRevision": fields.optional(change=fields.CREATE_ONLY),
        "taskDefinitionArn": fields.computed(known=fields.EACH_UPDATE),
        # Not a member of the API: the name of the first container, the one that does the family's work.
        "mainContainer": fields.computed(known=fields.EACH_UPDATE),
    }

    @classmethod
    def observe(cls, api, scope):
        """The newest revision of each wished family; looking for orphans, or for a neighbour, also those of all families with
        the stack's prefix, and of those in the tagging index: the revisions that are served, where there are such."""
        wished, served = set(scope.named("family")), {}
        families = set(wished)
        if scope.full or not scope.wants:
            families |= set(
                api.all("list_task_definition_families", "families", familyPrefix=scope.prefix, status="ACTIVE")
            )
            arns = tagged(api, scope.owners, "ecs:task-definition")
            families |= {family_of(arn) for arn in arns}
            for service in scope.parents("ecs_service"):
                arn = deployments.served(service.raw["row"])
                served[family_of(arn)] = arn

        def look(family):
            newest = cls._newest(api, family, scope.owners)
            arn = served.get(family) if family not in wished else None
            if newest is None or arn in (None, newest.id) or newest.tags.get(ownership.STACK) not in scope.owners:
                return newest
            live = cls.revision(api, arn)
            # Whoever registered it, it is of our family, and our service runs it.
            return dataclasses.replace(live, tags={**live.tags, **newest.tags}) if live else newest

        return [live for live in api.map(look, sorted(families)) if live]

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
    def _read(cls, api, name, statuses=("ACTIVE",)):
        answer = api.maybe("describe_task_definition", GONE, taskDefinition=name, include=["TAGS"])
        if not answer or answer["taskDefinition"]["status"] not in statuses:
            return None
        return cls._live(answer["taskDefinition"], tag_dict(answer.get("tags"), "key", "value"))

    @classmethod
    def revision(cls, api, arn):
        """One revision, active or not, or None; read once by all that one look reads."""
        return api.once(("task definition", arn), lambda: cls._read(api, arn, ("ACTIVE", "INACTIVE")))

    @classmethod
    def read_late(cls, api, live, want):
        """An older revision of ours that is just as wished is the current one: somebody went back to it.

        The one that runs is looked at first; others are found in the tagging index. Where a rollback left the wished
        one for the one that runs, that stays until something else is wished.
        """
        wished, stack = digest(want), live.tags.get(ownership.STACK)
        if wished == live.raw["digest"]:
            return cls._undone(api, live, live, want)
        if stack is None:
            return None
        index = tagged(api, [stack], "ecs:task-definition")
        arns = sorted((arn for arn, tags in index.items() if tags.get(DIGEST) == wished), key=_number, reverse=True)
        for arn in dict.fromkeys([want.get("runningRevision"), *arns]):
            if not arn or arn == live.id or family_of(arn) != want["family"]:
                continue
            older = cls.revision(api, arn)
            if older and (older.raw["status"], older.raw["digest"], older.tags.get(ownership.STACK)) == (
                "ACTIVE",
                wished,
                stack,
            ):
                return cls._undone(api, live, older, want) or cls._become(live, older)
        return None

    @classmethod
    def _undone(cls, api, live, wished, want):
        """The fields of the revision that runs, where a rollback left the wished one for it; else None."""
        kept = want.get("keptRevision")
        if (
            not kept
            or kept == wished.id
            or wished.raw["abandoned"] != _number(kept)
            or family_of(kept) != want["family"]
        ):
            return None
        running = cls.revision(api, kept)
        if running is None:
            return None
        live.note = "a rollback left %s for %s, which is kept; change the service or release it to go on" % (
            wished.id.rsplit("/", 1)[-1],
            kept.rsplit("/", 1)[-1],
        )
        result = cls._become(live, running)
        live.raw = {**running.raw, "digest": digest(want)}
        return result

    @staticmethod
    def _become(live, other):
        live.id, live.tags, live.raw = other.id, other.tags, other.raw
        live.fields.clear()
        return dict(other.fields)

    @classmethod
    def _live(cls, row, tags):
        tags = dict(tags)
        digest, abandoned = tags.pop(DIGEST, None), tags.pop(ABANDONED, None)
        values = {name: trimmed(row[name]) for name in cls.fields if row.get(name) is not None}
        values["mainContainer"] = row["containerDefinitions"][0]["name"]
        return Live(
            row["taskDefinitionArn"],
            values,
            tags,
            raw={
                "digest": digest,
                "status": row["status"],
                "abandoned": int(abandoned) if (abandoned or "").isdigit() else None,
            },
        )

    @classmethod
    def differences(cls, want, live):
        known = is_known(want)
        if known and digest(want) == live.raw["digest"]:
            return []
        changes = [(change.path, change.was, change.wanted) for change in compare(want, live.fields, cls.shown)]
        return changes or ([("revision", live.raw["digest"], digest(want))] if known else [])

    @classmethod
    def preflight(cls, api, want, live):
        """An image in this account's registry has to be there, and what a person fills in has to be filled in.

        Other registries are not asked.
        """
        problems = _unfilled(want)
        for container in want["containerDefinitions"]:
            image = container["image"]
            if image is None:
                problems.append(_release(want))
            elif is_known(image):
                if missing(api, image):
                    problems.append(_push("it is not in the registry", image))
            elif any(field == "repositoryUri" for _address, field in references(image)):
                # Any other reference is to an image that this run pushes itself.
                problems.append(
                    _push("the repository is made by this run", "<repository URI>" + image.rpartition(")")[2])
                )
        return problems

    @classmethod
    def create(cls, api, want, tags):
        given = {name: want[name] for name in ("family", *cls.shown) if want.get(name) not in (None, [], {})}
        given["containerDefinitions"] = [_declared(item) for item in given["containerDefinitions"]]
        row = api.register_task_definition(**given, tags=tag_list({**tags, DIGEST: digest(want)}, "key", "value"))[
            "taskDefinition"
        ]
        return cls._live(row, {**tags, DIGEST: digest(want)})

    @classmethod
    def update(cls, api, live, want, delta):
        """The next revision, with the tags of the one before."""
        return cls.create(api, want, live.tags)

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
            api.delete_task_definitions(taskDefinitions=inactive[start : start + 10])


def digest(want):
    """Sixteen hexadecimal digits that stand for what a wish declares: its null members left out, its order kept."""
    declared = {name: value for name, value in _declared(want).items() if name in ("family", *TaskDefinition.shown)}
    declared["containerDefinitions"] = [_declared(item) for item in want["containerDefinitions"]]
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()[:16]


def _declared(members):
    """Members without those that are null."""
    return {name: value for name, value in members.items() if value is not None}


def trimmed(value):
    """A task definition as AWS answers it without the members that it fills in: empty ones, and a CPU of 0."""
    if isinstance(value, dict):
        kept = {name: trimmed(item) for name, item in value.items()}
        return {
            name: item
            for name, item in kept.items()
            if item not in (None, [], {}) and not (name == "cpu" and item == 0)
        }
    if isinstance(value, list):
        return [trimmed(item) for item in value]
    return value


def _push(reason, image):
    return Problem(
        "the image %s is needed and %s. Push it (docker login with `aws ecr get-login-password`, then docker push "
        "%s)" % (image, reason, image),
        waits=True,
    )


def _release(want):
    return Problem(
        "the inventory names no image, and nothing has been released yet. Push one and release it with "
        "`ansible-playbook playbooks/release.yml -e release=%s`, or name its tag"
        % (want.get("service") or want["family"]),
        waits=True,
    )


def _number(arn):
    """A revision's number."""
    return int(arn.rpartition(":")[2])


def _unfilled(want):
    """What still waits for a person: where ``needs``, or anything where that is None, is among the ``unfilled``."""
    return [
        Problem(fill["how"], waits=True)
        for fill in want.get("fills") or []
        if is_known(fill["unfilled"]) and (fill["needs"] in fill["unfilled"] if fill["needs"] else fill["unfilled"])
    ]
