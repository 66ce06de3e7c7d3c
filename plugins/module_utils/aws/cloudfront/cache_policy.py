# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudFront: cache policies."""

from __future__ import annotations

from ...engine import fields
from .base import StampedKind, mine
from .response_headers_policy import unordered


class CachePolicy(StampedKind):
    """How long answers are kept, and what tells them apart. In use until distributions are deployed without it."""

    kind = "cache_policy"
    noun, member, gone = "cache_policy", "CachePolicy", "NoSuchCachePolicy"
    note = "Comment"
    name_limit = 128
    delete_retry = ("CachePolicyInUse", "PreconditionFailed")
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "MinTTL": fields.managed(0),
        "DefaultTTL": fields.managed(86400),
        "MaxTTL": fields.managed(31536000),
        "ParametersInCacheKeyAndForwardedToOrigin": fields.required(canonical=unordered),
        "Id": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        rows = cls.listing(api, "list_cache_policies", "CachePolicyList", Type="custom")
        found = [row["CachePolicy"] for row in rows]
        return [
            cls.live(row["Id"], row["CachePolicyConfig"])
            for row in found
            if mine(scope, row["CachePolicyConfig"]["Name"], row["CachePolicyConfig"].get("Comment"))
        ]
