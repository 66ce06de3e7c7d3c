# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the last deployment of a service ran, written down where the next one finds it."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live
from .service_image import RECORD


class ImageRecord(Kind):
    """The tag that says what the inventory named. It comes after the deployment succeeded, and never starts one."""

    kind = "image_record"
    service = "ecs"
    identity = "part"
    taggable = False
    on_repeat = "upsert"
    needs = ("ecs_service",)
    uses = ("ecs_service", "service_image")
    when_stable = True
    fields = {
        "Service": fields.required(),
        "Image": fields.required(),
    }

    @classmethod
    def key(cls, values):
        return values.get("Service")

    @classmethod
    def observe(cls, api, scope):
        """Read off the tags of the services."""
        return [
            cls._live(live.id, live.tags[RECORD])
            for live in scope.parents("ecs_service")
            if not live.tombstone and RECORD in live.tags
        ]

    @staticmethod
    def _live(arn, value):
        return Live("%s tag %s" % (arn, RECORD), {"Service": arn, "Image": value}, parent=arn)

    @classmethod
    def refresh(cls, api, live):
        return live

    @classmethod
    def create(cls, api, want, tags):
        """TagResource replaces the value of a key that is there (ECS API reference)."""
        api.tag_resource(resourceArn=want["Service"], tags=[{"key": RECORD, "value": want["Image"]}])
        return cls._live(want["Service"], want["Image"])

    @classmethod
    def update(cls, api, live, want, delta):
        return cls.create(api, want, {})

    @classmethod
    def delete(cls, api, live):
        api.maybe(
            "untag_resource",
            ("ServiceNotFoundException", "ClusterNotFoundException"),
            resourceArn=live.parent,
            tagKeys=[RECORD],
        )
