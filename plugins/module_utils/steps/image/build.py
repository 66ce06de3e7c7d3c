# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Building an image of a context and pushing it."""

from __future__ import annotations

from ...engine import fields
from ...engine.errors import SlipwayError
from ...engine.kind import READY, WORKING, Live, Problem
from . import builder as image_builder
from . import context, gate, git_revision
from .image import _InRepository
from .registry import built_tag, read, repository_name, token

UNSEEN_LOOKS = 12  # so often a scan may be missing before it counts as never begun


class ImageBuild(_InRepository):
    """A build that is pushed, with the result of its scan on its way."""

    kind = "image_build"
    telling = ("Tag", "Context", "Platforms")
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
        waits = not released and gate.scanner(want["Scanner"]) == "ecr"
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
        states = [gate.status(api, live.parent, digest) for digest in live.raw["image"].parts()]
        waits = [
            state
            for state, _text in states
            if state in gate.UNDER_WAY or state == gate.MISSING and live.raw["looks"] < UNSEEN_LOOKS
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
            context.ignore_file(want["Context"], want["Dockerfile"]),
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
    return context.content_tag(want["Context"], want["Dockerfile"], settings)
