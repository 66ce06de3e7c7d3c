# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Availability Zones of a region, as read-only lookups."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live
from ...engine.references import is_known


class AvailabilityZone(Kind):
    """One zone, by its place among the region's zones in order of name, or by name.

    Local and Wavelength Zones are left out: load balancers and databases need regional ones. Where the stack's subnets
    already stand in all the zones that are asked for, those are the answer and AWS is not called.
    """

    kind = "availability_zone"
    service = "ec2"
    identity = "natural"
    taggable = False
    data = True
    needs = ("subnet",)
    fields = {
        "RegionName": fields.required(),
        "Index": fields.optional(),
        "Name": fields.optional(),
        "ZoneName": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values.get("Index"), values.get("Name")

    @classmethod
    def observe(cls, api, scope):
        if not scope.wants:
            return []
        names = sorted(
            {
                subnet.fields["AvailabilityZone"]
                for subnet in scope.parents("subnet")
                if subnet.stack == scope.owner and is_known(subnet.fields["AvailabilityZone"])
            }
        )
        if not all(cls._pick(want, names) for want in scope.wants):
            filters = [
                {"Name": "zone-type", "Values": ["availability-zone"]},
                {"Name": "state", "Values": ["available"]},
            ]
            names = sorted(
                row["ZoneName"] for row in api.all("describe_availability_zones", "AvailabilityZones", Filters=filters)
            )
        found = [(want, cls._pick(want, names)) for want in scope.wants]
        return [Live(name, {**want, "ZoneName": name}) for want, name in found if name]

    @staticmethod
    def _pick(want, names):
        if want.get("Name"):
            return want["Name"] if want["Name"] in names else None
        return names[want["Index"]] if want["Index"] < len(names) else None

    @classmethod
    def missing_text(cls, want):
        """Why the zone cannot be had."""
        if want.get("Name"):
            return "region %s offers this account no Availability Zone %s" % (want["RegionName"], want["Name"])
        return "region %s offers this account fewer than %d Availability Zones" % (
            want["RegionName"],
            want["Index"] + 1,
        )
