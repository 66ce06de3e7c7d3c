# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: the records of a zone, read once for all that want one."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live
from ...engine.references import is_known
from .base import by_name, plain

PAGE = "300"  # ListResourceRecordSets' most
NEXT = ("RecordName", "RecordType", "RecordIdentifier")  # where the next page begins


class ZoneRecords(Kind):
    """The record sets of the zones in which records of the stack may be, read once for all kinds of records.

    A first page holds the whole of most zones. The rest of a larger one is read only when orphans are looked for.
    """

    kind = "zone_records"
    service = "route53"
    places = ("dns",)
    taggable = False
    data = True
    needs = ("hosted_zone", "existing_hosted_zone")
    fields = {"HostedZoneId": fields.computed()}

    @classmethod
    def observe(cls, api, scope):
        if scope.full:
            zones = {live.id for live in scope.parents("hosted_zone", mine=False)}
        else:
            known = {live.id for live in scope.parents("existing_hosted_zone", mine=False) if is_known(live.id)}
            zones = known | {live.id for live in scope.parents("hosted_zone")}
        return api.map(lambda zone: cls.read(api, zone, scope.full), sorted(zones))

    @classmethod
    def read(cls, api, zone, full):
        """A Live whose ``raw`` is (record sets by plain name and type, whether there are more)."""
        answer = api.list_resource_record_sets(HostedZoneId=zone, MaxItems=PAGE)
        rows, more = answer["ResourceRecordSets"], answer["IsTruncated"]
        if more and full:
            rows, more = api.all("list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone), False
        return Live(zone, {"HostedZoneId": zone}, {}, raw=(by_name(rows), more))


def zone_rows(api, scope, names):
    """{zone: record sets by plain name and type}: of every zone at least those that begin at one of ``names``."""
    lives = {live.id: live for live in scope.parents("zone_records", mine=False)}
    for zone in scope.named("HostedZoneId"):
        lives.setdefault(zone, None)
    return {
        zone: _rows_of(api, zone, live or ZoneRecords.read(api, zone, scope.full), names)
        for zone, live in lives.items()
    }


def _from(api, zone, name):
    """What begins at a name, and all that lies below it: a page may be short (F22)."""
    found, start = [], {"StartRecordName": name}
    while True:
        answer = api.list_resource_record_sets(HostedZoneId=zone, MaxItems="100", **start)
        found += answer["ResourceRecordSets"]
        following = plain(answer.get("NextRecordName") or "")
        if following != name and not following.endswith("." + name):
            return found
        start = {"Start" + part: answer["Next" + part] for part in NEXT if "Next" + part in answer}


def _rows_of(api, zone, live, names):
    rows, more = live.raw
    parts = api.map(lambda name: _from(api, zone, name), sorted(names) if more else [])
    return by_name([*rows.values(), *(row for part in parts for row in part)])
