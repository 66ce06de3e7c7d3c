# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Container images in Amazon ECR: one step that builds and pushes, one that judges the scan and releases.

An image is known by its content. What was built is pushed with the tag ``b-<content>``; only what passed the gate gets
the tag ``c-<content>`` too. So one BatchGetImage for each repository says what there is to do: nothing, the gate, or
all; a run that is killed, or refused by the gate, never builds twice; and what is released has been judged once. The
wait for ECR's scan is the wait for the first step, which keeps no worker busy.
"""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.errors import SlipwayError
from ...engine.kind import Kind, Live, Problem
from ...engine.references import is_known
from ..shared import programs
from . import gate
from .registry import GONE, read, repository_name, token


class _InRepository(Kind):
    """What both steps share."""

    service = "ecr"
    identity = "part"
    taggable = False
    step = True
    on_repeat = "upsert"

    @classmethod
    def key(cls, values):
        return (values["Repository"], values["Tag"])

    @classmethod
    def wanted(cls, scope):
        """URI -> wishes, of the repositories that are there."""
        there = {live.fields.get("repositoryUri") for live in scope.parents("ecr_repository", mine=False)}
        found = {}
        for want in scope.wants:
            if is_known(cls.key(want)) and want["Repository"] in there:
                found.setdefault(want["Repository"], []).append(want)
        return found


class Image(_InRepository):
    """A released image: it was scanned, and what was found is accepted. ``Uri`` names it by its digest."""

    kind = "image"
    needs = ("ecr_repository", "image_build")
    uses = ("ecr_repository", "image_build")
    fields = {
        "Repository": fields.required(change=fields.CREATE_ONLY),
        "Tag": fields.required(change=fields.CREATE_ONLY),
        "Built": fields.required(change=fields.CREATE_ONLY),
        "Scanner": fields.managed("auto", change=fields.CREATE_ONLY),
        "Severities": fields.managed([], change=fields.CREATE_ONLY),
        "Unfixed": fields.managed("count", change=fields.CREATE_ONLY),
        "Waivers": fields.managed([], change=fields.CREATE_ONLY),
        "Digest": fields.computed(),
        "Uri": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """What the builds' listing showed; for a neighbour, the newest released image of each repository."""
        if scope.wants:
            builds = scope.neighbours.get("image_build", ())
            return [
                cls._live(live.fields["Repository"], live.fields["Tag"], live.fields["Digest"])
                for live in builds
                if live.raw["released"]
            ]
        lives = api.map(lambda parent: cls._newest(api, parent), scope.parents("ecr_repository"))
        return [live for live in lives if live]

    @classmethod
    def _newest(cls, api, parent):
        """Found by the repository's key, which is the image's own unless the image names another."""
        address = (parent.tags or {}).get(ownership.ADDRESS, "")
        rows = [
            row
            for row in api.all(
                "describe_images",
                "imageDetails",
                GONE,
                repositoryName=parent.id,
                maxResults=1000,
                filter={"tagStatus": "TAGGED"},
            )
            if any(tag.startswith("c-") for tag in row.get("imageTags") or ())
        ]
        if not rows or not address.startswith("registry/"):
            return None
        row = max(rows, key=lambda row: (row["imagePushedAt"], row["imageDigest"]))
        tag = min(tag for tag in row["imageTags"] if tag.startswith("c-"))
        live = cls._live(parent.fields["repositoryUri"], tag, row["imageDigest"])
        live.address = address.replace("registry/", "image/", 1).replace("/ecr_repository/", "/image/")
        return live

    @staticmethod
    def _live(uri, tag, digest):
        where = "%s@%s" % (uri, digest)
        return Live(where, {"Repository": uri, "Tag": tag, "Digest": digest, "Uri": where}, parent=repository_name(uri))

    @classmethod
    def refresh(cls, api, live):
        return live

    @classmethod
    def preflight(cls, api, want, live):
        if want["Scanner"] == "trivy" and not programs.installed("trivy"):
            return [Problem("image_scanner: trivy is asked for, and trivy is not installed here")]
        return []

    @classmethod
    def create(cls, api, want, tags):
        """Judges what the scan found, then gives the image its tag: one call."""
        name, uri = repository_name(want["Repository"]), want["Repository"]
        image = read(api, name, [{"imageDigest": want["Built"]}]).get(want["Built"])
        if image is None:
            raise SlipwayError("%s@%s is not in the registry any more; run again" % (uri, want["Built"]))
        chosen = gate.scanner(want["Scanner"])
        if chosen != "none":
            found = (
                gate.ecr(api, name, image.parts())
                if chosen == "ecr"
                else gate.trivy(api, uri, image.parts(), token(api))
            )
            gate.refuse("%s (%s)" % (name, want["Tag"]), gate.judge(found, want, api.clock.utc().date()))
        api.maybe(
            "put_image",
            ("ImageAlreadyExistsException",),
            repositoryName=name,
            imageManifest=image.manifest,
            imageManifestMediaType=image.media_type,
            imageTag=want["Tag"],
            imageDigest=image.digest,
        )
        return cls._live(uri, want["Tag"], image.digest)

    @classmethod
    def delete(cls, api, live):
        """Images are data of their repository."""
