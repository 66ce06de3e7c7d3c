# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Container images in Amazon ECR: one step that builds and pushes, one that judges the scan and releases.

An image is known by its content. What was built is pushed with the tag ``b-<content>``; only what passed the gate gets
the tag ``c-<content>`` too. So one BatchGetImage for each repository says what there is to do: nothing, the gate, or
all; a run that is killed, or refused by the gate, never builds twice; and what is released has been judged once. The
wait for ECR's scan is the wait for the first step, which keeps no worker busy.
"""

from __future__ import annotations

from ..engine import fields, ownership
from ..engine.errors import SlipwayError
from ..engine.kind import READY, WORKING, Kind, Live, Problem
from ..engine.references import is_known
from . import git_revision, image_builder, image_context, image_gate, programs
from .image_registry import GONE, built_tag, read, repository_name, token

UNSEEN_LOOKS = 12  # so often a scan may be missing before it counts as never begun


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


class ImageBuild(_InRepository):
    """A build that is pushed, with the result of its scan on its way."""

    kind = "image_build"
    needs = ("ecr_repository",)
    uses = ("ecr_repository",)
    wait_timeout = 1800
    fields = {
        "Repository": fields.required(change=fields.CREATE_ONLY),
        "Tag": fields.required(change=fields.CREATE_ONLY),
        "Context": fields.required(change=fields.CREATE_ONLY),
        "Dockerfile": fields.required(change=fields.CREATE_ONLY),
        "Platforms": fields.required(change=fields.CREATE_ONLY),
        "Target": fields.managed(None, change=fields.CREATE_ONLY),
        "BuildArgs": fields.managed({}, change=fields.CREATE_ONLY),
        "Labels": fields.managed({}, change=fields.CREATE_ONLY),
        "Source": fields.managed(None, change=fields.CREATE_ONLY),
        "Revision": fields.managed(None, change=fields.CREATE_ONLY),
        "Cache": fields.managed(True, change=fields.CREATE_ONLY),
        "CacheRepository": fields.managed(None, change=fields.CREATE_ONLY),
        "Builder": fields.managed("auto", change=fields.CREATE_ONLY),
        "Scanner": fields.managed("auto", change=fields.CREATE_ONLY),
        "Digest": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        found = []
        for uri, wants in sorted(cls.wanted(scope).items()):
            tags = sorted({tag for want in wants for tag in (want["Tag"], built_tag(want["Tag"]))})
            images = read(api, repository_name(uri), [{"imageTag": tag} for tag in tags]).values()
            for want in {want["Tag"]: want for want in wants}.values():
                # The released one comes first: what was built twice may have lost its other tag.
                image = next(
                    (image for tag in (want["Tag"], built_tag(want["Tag"])) for image in images if tag in image.tags),
                    None,
                )
                if image is not None:
                    found.append(cls._live(want, image, want["Tag"] in image.tags))
        return found

    @classmethod
    def _live(cls, want, image, released):
        name = repository_name(want["Repository"])
        waits = not released and image_gate.scanner(want["Scanner"]) == "ecr"
        return Live(
            "%s:%s" % (name, built_tag(want["Tag"])),
            {"Repository": want["Repository"], "Tag": want["Tag"], "Digest": image.digest},
            raw={
                "image": image,
                "released": released,
                "scan": "its scan was not looked at" if waits else "",
                "looks": 0,
            },
            parent=name,
        )

    @classmethod
    def state(cls, live):
        return (WORKING, live.raw["scan"]) if live.raw["scan"] else (READY, "")

    @classmethod
    def refresh(cls, api, live):
        """Looks at the scan. Whatever it ends with is judged when the image is released."""
        live.raw["looks"] += 1
        states = [image_gate.status(api, live.parent, digest) for digest in live.raw["image"].parts()]
        waits = [
            state
            for state, _text in states
            if state in image_gate.UNDER_WAY or state == image_gate.MISSING and live.raw["looks"] < UNSEEN_LOOKS
        ]
        live.raw["scan"] = "ECR scans it (%s)" % waits[0] if waits else ""
        return live

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def preflight(cls, api, want, live):
        if image_builder.find(want["Builder"]) is None:
            names = ", ".join(image_builder.PROBES) if want["Builder"] == "auto" else want["Builder"]
            return [
                Problem(
                    "the image %s is not built yet, and no builder can work here: %s was looked for. Install one, or "
                    "run where there is one; docker needs its buildx plugin and a daemon that answers."
                    % (want["Tag"], names)
                )
            ]
        return []

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        reference = "%s:%s" % (want["Repository"], built_tag(want["Tag"]))
        builder = image_builder.find(want["Builder"])
        if builder is None:
            raise SlipwayError("building %s: no builder can work here any more" % reference)
        job = image_builder.Job(
            reference,
            want["Context"],
            want["Dockerfile"],
            image_context.ignore_file(want["Context"], want["Dockerfile"]),
            tuple(want["Platforms"]),
            want["Target"],
            want["BuildArgs"],
            cls._labels(api, want),
            want["Cache"],
            want["CacheRepository"],
        )
        image_builder.run(builder, job, token(api), api, lambda: cls._unchanged(want))
        name = repository_name(want["Repository"])
        image = next(iter(read(api, name, [{"imageTag": built_tag(want["Tag"])}]).values()), None)
        if image is None:
            raise SlipwayError("%s was pushed, but ECR does not show it; run again" % reference)
        return cls._live(want, image, released=False)

    @staticmethod
    def _labels(api, want):
        """Labels by the annotation keys of the OCI image specification; the user's own win."""
        made = {
            "source": want["Source"],
            "revision": want["Revision"] or git_revision.revision(want["Context"]),
            "created": api.clock.utc().strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return {**{"org.opencontainers.image." + name: text for name, text in made.items() if text}, **want["Labels"]}

    @staticmethod
    def _unchanged(want):
        """A file that changed since the plan would be in an image whose tag says that it is not."""
        if tag_of(want) != want["Tag"]:
            raise SlipwayError("the files in %s changed while the image was made; run again" % want["Context"])

    @classmethod
    def delete(cls, api, live):
        """Images are data of their repository."""


def tag_of(want):
    """The content tag of a wish.

    :raises OSError, ValueError: see image_context.content_tag
    """
    settings = {
        "args": want["BuildArgs"],
        "labels": want["Labels"],
        "platforms": sorted(want["Platforms"]),
        "target": want["Target"],
    }
    return image_context.content_tag(want["Context"], want["Dockerfile"], settings)


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
        chosen = image_gate.scanner(want["Scanner"])
        if chosen != "none":
            found = (
                image_gate.ecr(api, name, image.parts())
                if chosen == "ecr"
                else image_gate.trivy(api, uri, image.parts(), token(api))
            )
            image_gate.refuse("%s (%s)" % (name, want["Tag"]), image_gate.judge(found, want, api.clock.utc().date()))
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
