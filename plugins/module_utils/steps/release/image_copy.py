# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copying the image of a promoted release into this stack's repository."""

from __future__ import annotations

import re

from ...engine import fields
from ...engine.kind import Kind, Live, Problem
from ..image.copy import Repository, copy
from ..image.registry import read, repository_name

TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")


class ImageCopy(Kind):
    """One step: the promoted image in this stack's repository. Where it is there already, there is nothing to do."""

    kind = "image_copy"
    service = "ecr"
    identity = "part"
    taggable = False
    step = True
    on_repeat = "upsert"
    needs = ("promotion",)
    uses = ("promotion",)
    fields = {
        "Service": fields.required(change=fields.CREATE_ONLY),
        "Image": fields.required(change=fields.CREATE_ONLY),
        "Source": fields.required(change=fields.CREATE_ONLY),
        "Label": fields.required(change=fields.CREATE_ONLY),
        "Problem": fields.required(change=fields.CREATE_ONLY),
        "Uri": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values.get("Service")

    @classmethod
    def observe(cls, api, scope):
        """What the lookups showed."""
        return [
            cls._live(live.fields["Service"], live.fields["Image"])
            for live in scope.parents("promotion", mine=False)
            if not live.fields["Problem"] and not live.fields["Source"]
        ]

    @staticmethod
    def _live(service, image):
        return Live("copy for %s" % service, {"Service": service, "Uri": image})

    @classmethod
    def refresh(cls, api, live):
        return live

    @classmethod
    def preflight(cls, api, want, live):
        return [Problem(want["Problem"])] if want["Problem"] else []

    @classmethod
    def create(cls, api, want, tags):
        """The tag keeps the image from being removed as an untagged one."""
        uri, _at, digest = want["Image"].partition("@")
        name = repository_name(uri)
        tag = want["Label"] if TAG.fullmatch(want["Label"] or "") else "p-" + digest[7:23]
        taken = read(api, name, [{"imageTag": tag}])
        copy(Repository(api, want["Source"]), Repository(api, name), digest, "p-" + digest[7:23] if taken else tag)
        return cls._live(want["Service"], want["Image"])

    @classmethod
    def delete(cls, api, live):
        """Images are data of their repository."""
