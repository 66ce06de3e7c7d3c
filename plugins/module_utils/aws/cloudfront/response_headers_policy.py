# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudFront: response headers policies."""

from __future__ import annotations

from ...engine import fields
from .base import StampedKind, mine


def unordered(value):
    """Lists of text in sorted order, at every depth: methods, headers, countries and aliases have none."""
    if isinstance(value, dict):
        return {name: unordered(item) for name, item in value.items()}
    if isinstance(value, list):
        items = [unordered(item) for item in value]
        return sorted(items) if all(isinstance(item, str) for item in items) else items
    return value


class ResponseHeadersPolicy(StampedKind):
    """The headers that CloudFront adds to answers. All its parts are compared: what is not declared is taken away."""

    kind = "response_headers_policy"
    noun, member, gone = "response_headers_policy", "ResponseHeadersPolicy", "NoSuchResponseHeadersPolicy"
    note = "Comment"
    name_limit = 128
    delete_retry = ("ResponseHeadersPolicyInUse", "PreconditionFailed")
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "SecurityHeadersConfig": fields.managed(
            {},
            members={
                name: fields.managed(None)
                for name in (
                    "XSSProtection",
                    "FrameOptions",
                    "ReferrerPolicy",
                    "ContentSecurityPolicy",
                    "ContentTypeOptions",
                    "StrictTransportSecurity",
                )
            },
        ),
        "CorsConfig": fields.managed(None, canonical=unordered),
        "CustomHeadersConfig": fields.managed([], order="Header"),
        "RemoveHeadersConfig": fields.managed([], order="Header"),
        "ServerTimingHeadersConfig": fields.managed(None),
        "Id": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        rows = cls.listing(api, "list_response_headers_policies", "ResponseHeadersPolicyList", Type="custom")
        lives = []
        for row in rows:
            found = row["ResponseHeadersPolicy"]
            configuration = found["ResponseHeadersPolicyConfig"]
            if mine(scope, configuration["Name"], configuration.get("Comment")):
                lives.append(cls.live(found["Id"], configuration))
        return lives
