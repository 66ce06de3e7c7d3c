# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudFront: invalidations."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import READY, WORKING, Kind, Live
from ..shared.tags import tag_list
from .base import listed


class Invalidation(Kind):
    """One step that empties the CDN's caches when content changed.

    What was invalidated last is written in a tag of the distribution, after the invalidation: a run that is killed
    between the two does it again with the same CallerReference, which CloudFront takes for the same request. A
    distribution made in the same run has nothing cached and only gets the tag.
    """

    kind = "invalidation"
    service = "cloudfront"
    identity = "part"
    taggable = False
    step = True
    needs = ("distribution",)
    uses = ("distribution", "site_content")
    on_repeat = "token"
    poll = 10
    wait_timeout = 1800
    mark = "slipway:invalidated"
    fields = {
        "DistributionId": fields.required(change=fields.CREATE_ONLY),
        "DistributionArn": fields.required(change=fields.CREATE_ONLY),
        "Paths": fields.managed(["/*"], change=fields.CREATE_ONLY),
        "ContentDigest": fields.required(),
    }

    @classmethod
    def key(cls, values):
        return values["DistributionId"]

    @classmethod
    def observe(cls, api, scope):
        return [
            cls._live(live.id, live.fields["ARN"], live.tags.get(cls.mark)) for live in scope.parents("distribution")
        ]

    @staticmethod
    def _live(distribution, arn, digest, raw=None):
        return Live(
            "%s#invalidation" % distribution,
            {"DistributionId": distribution, "DistributionArn": arn, "ContentDigest": digest},
            raw=raw,
            parent=distribution,
        )

    @classmethod
    def state(cls, live):
        if live.raw and live.raw["Status"] != "Completed":
            return WORKING, "invalidation %s is %s" % (live.raw["Id"], live.raw["Status"])
        return READY, ""

    @classmethod
    def refresh(cls, api, live):
        answer = api.get_invalidation(DistributionId=live.fields["DistributionId"], Id=live.raw["Id"])
        live.raw = {name: answer["Invalidation"][name] for name in ("Id", "Status")}
        return live

    @classmethod
    def create(cls, api, want, tags):
        cls._mark(api, want)
        return cls._live(want["DistributionId"], want["DistributionArn"], want["ContentDigest"])

    @classmethod
    def update(cls, api, live, want, delta):
        answer = api.create_invalidation(
            DistributionId=want["DistributionId"],
            InvalidationBatch={"Paths": listed(want["Paths"]), "CallerReference": want["ContentDigest"]},
        )
        cls._mark(api, want)
        found = {name: answer["Invalidation"][name] for name in ("Id", "Status")}
        return cls._live(want["DistributionId"], want["DistributionArn"], want["ContentDigest"], found)

    @classmethod
    def _mark(cls, api, want):
        api.tag_resource(Resource=want["DistributionArn"], Tags={"Items": tag_list({cls.mark: want["ContentDigest"]})})

    @classmethod
    def delete(cls, api, live):
        """Nothing to take away: an invalidation ends by itself."""
