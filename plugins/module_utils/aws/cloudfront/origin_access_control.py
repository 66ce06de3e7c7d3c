# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudFront: origin access controls."""

from __future__ import annotations

from ...engine import fields
from .base import StampedKind, mine


class OriginAccessControl(StampedKind):
    """How CloudFront signs its requests to a bucket."""

    kind = "origin_access_control"
    noun, member, gone = "origin_access_control", "OriginAccessControl", "NoSuchOriginAccessControl"
    note = "Description"
    name_limit = 64
    delete_retry = ("OriginAccessControlInUse", "PreconditionFailed")
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "SigningProtocol": fields.managed("sigv4"),
        "SigningBehavior": fields.managed("always"),
        "OriginAccessControlOriginType": fields.managed("s3", change=fields.REPLACE),
        "Id": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        rows = cls.listing(api, "list_origin_access_controls", "OriginAccessControlList")
        return [
            cls.live(row["Id"], {name: value for name, value in row.items() if name != "Id"})
            for row in rows
            if mine(scope, row["Name"], row.get("Description"))
        ]
