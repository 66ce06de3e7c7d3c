# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: hosted zones that are looked up and never changed."""

from __future__ import annotations

from ...engine import fields
from ...engine.errors import Refused
from ...engine.kind import Kind, Live
from .base import plain


class ExistingHostedZone(Kind):
    """A public hosted zone that is there already, looked up by name among those that were listed; it costs no call."""

    kind = "existing_hosted_zone"
    service = "route53"
    places = ("dns",)
    identity = "natural"
    taggable = False
    data = True
    needs = ("hosted_zone",)
    name_field = "Name"
    fields = {
        "Name": fields.required(canonical=plain),
        # Name and ID of the zone that the stack makes for itself, where that is declared too.
        "OwnName": fields.optional(),
        "OwnId": fields.optional(),
        "HostedZoneId": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return plain(values["Name"])

    @classmethod
    def observe(cls, api, scope):
        own = {
            plain(want["Name"]): want["OwnId"]
            for want in scope.wants
            if want.get("OwnName") and plain(want["OwnName"]) == plain(want["Name"])
        }
        lives = [Live(zone, {"Name": name, "HostedZoneId": zone}, {}) for name, zone in sorted(own.items())]
        for name in sorted({plain(name) for name in scope.named("Name")} - set(own)):
            found = [zone for zone in scope.parents("hosted_zone", mine=False) if zone.fields["Name"] == name]
            if len(found) > 1:
                raise Refused(
                    [
                        "%d public hosted zones are named %s (%s); give the ID of the right one instead of its name"
                        % (len(found), name, ", ".join(sorted(zone.id for zone in found)))
                    ]
                )
            lives.extend(Live(zone.id, {"Name": name, "HostedZoneId": zone.id}, {}) for zone in found)
        return lives

    @classmethod
    def missing_text(cls, want):
        """What to do where the zone is not there."""
        return (
            "there is no public hosted zone %s in the account; create it, give dns_role_arn where it lives in another "
            "account, or let the stack make it (dns_create_hosted_zone)" % plain(want["Name"])
        )
