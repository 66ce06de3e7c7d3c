# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which image a service runs: what runs is kept until the inventory names another one, or a release does.

The ECS service carries the tag ``slipway:image``: what the inventory named when it was last acted upon. While the inventory
names the same, the running image stays, whoever put it there; so no later run undoes a release or a rollback.
"""

from __future__ import annotations

import hashlib
import re

from ...aws.ecr.images import without_version
from ...aws.ecs.revisions import LABEL
from ...aws.ecs.task_definition import TaskDefinition
from ...engine import fields
from ...engine.kind import Kind, Live
from ...engine.references import is_known
from ..image.registries import resolved

RECORD = "slipway:image"
NOTHING = "-"
# Values of ECS's tags have at most 256 characters (ECS API reference, Tag).
LONGEST = 256
# What the image capability tags with. A run without that capability names nothing, and must not forget what it named.
CONTENT = re.compile(r"c-[0-9a-f]{16}")


class ServiceImage(Kind):
    """The choice of a service's image, as a read-only lookup. It costs no call while the newest revision runs and stays.

    ``Named`` is what the inventory says and ``Wanted`` the image that this means, both null where it names nothing.
    ``Release`` is the user's word of one run: a tag, a digest, an image, or an empty text for what the inventory names.
    ``Image`` is null where nothing is named and nothing runs: the task definition waits then. Of a sidecar, which has no record of
    its own, the label of its container says what was named.
    """

    kind = "service_image"
    service = "ecs"
    identity = "natural"
    taggable = False
    data = True
    needs = ("ecs_service", "task_definition")
    uses = ("ecr_repository",)
    fields = {
        "Service": fields.required(),
        "ServiceName": fields.required(),
        "Container": fields.required(),
        "Repository": fields.required(),
        "Named": fields.required(),
        "Wanted": fields.required(),
        "Shown": fields.required(),
        # Not a member of the API: True for the image of a sidecar, which is in no release.
        "Sidecar": fields.managed(False),
        "Release": fields.optional(),
        # Not a member of the API: what a person calls the released image, where ``Release`` is a whole one.
        "ReleaseLabel": fields.optional(),
        "Image": fields.computed(),
        "Label": fields.computed(),
        # The labels of a sidecar's container: null where its image is what was named.
        "Labels": fields.computed(),
        "Record": fields.computed(),
        "RunningRevision": fields.computed(),
        # The running revision, unless this run releases another image.
        "Kept": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values.get("Service"), values.get("Container") if values.get("Sidecar") else None

    @classmethod
    def observe(cls, api, scope):
        services = [live for live in scope.parents("ecs_service") if live.stack == scope.owner and not live.tombstone]
        definitions = {live.id: live for live in scope.parents("task_definition", mine=False)}
        return api.map(lambda want: cls._choice(api, want, cls._service(services, want), definitions), scope.wants)

    @staticmethod
    def _service(services, want):
        """The live service of a wish, by its address, or by its name where that was another one before."""
        found = [live for live in services if live.address == want["Service"]]
        found = found or [live for live in services if live.fields["serviceName"] == want["ServiceName"]]
        return max(found, key=lambda live: live.id, default=None)

    @classmethod
    def _choice(cls, api, want, service, definitions):
        revision = service.fields.get("taskDefinition") if service else None
        image, label = cls._running(api, revision, definitions, want) if revision else (None, None)
        recorded = service.tags.get(RECORD) if service else None
        if want["Sidecar"]:
            record, recorded = want["Shown"], label
        record = recorded if want["Named"] is None and CONTENT.fullmatch(recorded or "") else text(want["Named"])
        release, note = want.get("Release"), ""
        if release is not None:
            (image, note), label = cls._released(api, want, release)
        elif want["Wanted"] is not None and (image is None or record != recorded):
            same = image and want["Shown"] == label and without_version(image) == without_version(want["Wanted"])
            # Tags do not change, so what runs under this one is not asked for again.
            image, note = (image, "") if same else resolved(api, want["Wanted"])
            label = want["Shown"]
        kept = revision if release is None else None
        return Live(
            want["Service"],
            {
                **want,
                "Image": image,
                "Label": label,
                "Labels": {LABEL: label} if image != label else None,
                "Record": record,
                "RunningRevision": revision,
                "Kept": kept,
            },
            note=note,
        )

    @staticmethod
    def _running(api, revision, definitions, want):
        """(image, label) of the container in a revision; the application's may have had another name."""
        live = definitions.get(revision) or TaskDefinition.revision(api, revision)
        rows = live.fields.get("containerDefinitions", []) if live else []
        row = next(
            (row for row in rows if row["name"] == want["Container"]),
            next((row for row in rows if LABEL in row.get("dockerLabels", {}) and not want["Sidecar"]), None),
        )
        return (row["image"], row.get("dockerLabels", {}).get(LABEL, row["image"])) if row else (None, None)

    @staticmethod
    def _released(api, want, release):
        """((image, note), label) of what is released."""
        if not release:
            return resolved(api, want["Wanted"]), want["Shown"]
        if release.startswith("sha256:"):
            return ("%s@%s" % (want["Repository"], release), ""), release
        if "/" in release or ":" in release:
            return resolved(api, release), want.get("ReleaseLabel") or release
        return resolved(api, "%s:%s" % (want["Repository"], release)), release


def text(named):
    """What the inventory names as the value of a tag."""
    if named is None:
        return NOTHING
    if is_known(named) and len(named) > LONGEST:
        return hashlib.sha256(named.encode()).hexdigest()[:16]
    return named
