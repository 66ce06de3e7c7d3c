# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: records, each with a TXT record beside it that says whose it is."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.kind import READY, WORKING, Kind, Live, Problem
from ...engine.references import is_known
from .base import GONE, by_name, change, plain, remove
from .record_registry import read_registry, registry_name, registry_record
from .zone_records import zone_rows


def alias(target):
    """An alias target as it is compared."""
    if not isinstance(target, dict):
        return target
    return {
        **target,
        "DNSName": plain(target["DNSName"]),
        "EvaluateTargetHealth": target.get("EvaluateTargetHealth", False),
    }


class Record(Kind):
    """A record set with simple routing. A zone may be somebody else's: only records with our registry record are ours.

    The record and its registry record are made, and go, in one batch. CREATE, not UPSERT: a record that somebody made
    meanwhile is never overwritten.
    """

    kind = "record"
    service = "route53"
    telling = ("Name", "Type")
    places = ("dns",)
    identity = "natural"
    taggable = False
    needs = ("zone_records",)
    uses = ("hosted_zone", "load_balancer", "distribution")
    poll = 10  # an account has five calls a second (Route 53 Developer Guide, quotas)
    # "Within 60 seconds under normal conditions" (Route 53 FAQ).
    durations = {"create": 60, "update": 60}
    wait_timeout = 600
    fields = {
        "HostedZoneId": fields.required(change=fields.REPLACE),
        "Name": fields.required(change=fields.REPLACE, canonical=plain),
        "Type": fields.required(change=fields.REPLACE),
        "TTL": fields.managed(None),
        "ResourceRecords": fields.managed(None, order="set"),
        "AliasTarget": fields.managed(None, canonical=alias),
    }

    @classmethod
    def key(cls, values):
        return (values["HostedZoneId"], plain(values["Name"]), values["Type"])

    @classmethod
    def observe(cls, api, scope):
        wanted = {(plain(want["Name"]), want["Type"]) for want in scope.wants if is_known(want["Name"])}
        names = {name for name, record_type in wanted} | {
            registry_name(name, record_type) for name, record_type in wanted
        }
        lives = []
        for zone, rows in zone_rows(api, scope, names).items():
            for name, record_type in sorted(wanted | set(rows)):
                row, registry = rows.get((name, record_type)), rows.get((registry_name(name, record_type), "TXT"))
                tags = read_registry(registry)
                # Without the record, but with its registry record: somebody deleted it by hand, or another way round.
                if tags or row and (name, record_type) in wanted:
                    lives.append(cls._live(zone, name, record_type, row, registry, tags))
        return lives

    @staticmethod
    def _live(zone, name, record_type, row, registry, tags):
        values = {"HostedZoneId": zone, "Name": name, "Type": record_type}
        if row and "AliasTarget" in row:
            values["AliasTarget"] = row["AliasTarget"]
        elif row:
            values.update(TTL=row.get("TTL"), ResourceRecords=[item["Value"] for item in row["ResourceRecords"]])
        return Live("%s/%s/%s" % (zone, name, record_type), values, tags, raw={"record": row, "registry": registry})

    @classmethod
    def validate(cls, want):
        problems = []
        if (want.get("AliasTarget") is None) == (want.get("ResourceRecords") is None):
            problems.append("a record has either values (ResourceRecords) or an AliasTarget")
        if want.get("ResourceRecords") is not None and want.get("TTL") is None:
            problems.append("TTL: a record with values needs one")
        if is_known(want["Name"]) and len(registry_name(want["Name"], want["Type"])) > 255:
            problems.append(
                "Name %s: at most %d characters leave room for the registry record"
                % (want["Name"], 255 - len(registry_name("", want["Type"])))
            )
        return problems

    @classmethod
    def preflight(cls, api, want, live):
        """A name with a CNAME record has no other, whosever it is (Route 53 Developer Guide, CNAME record type)."""
        zone, name = want["HostedZoneId"], plain(want["Name"])
        if live is not None or not is_known([zone, name]):
            return []
        answer = api.maybe("list_resource_record_sets", GONE, HostedZoneId=zone, StartRecordName=name, MaxItems="100")
        there = {kind for other, kind in by_name((answer or {}).get("ResourceRecordSets", [])) if other == name}
        others = sorted(there - {want["Type"]})
        if not others or "CNAME" not in (want["Type"], *others):
            return []
        text = "Name %s: it has a record already (%s), and a name with a CNAME record has no other"
        return [Problem(text % (name, ", ".join(others)))]

    @classmethod
    def state(cls, live):
        info = live.raw.get("change")
        return (WORKING, "Route 53 spreads the change") if info and info["Status"] == "PENDING" else (READY, "")

    @classmethod
    def refresh(cls, api, live):
        live.raw["change"] = api.get_change(Id=live.raw["change"]["Id"].rpartition("/")[2])["ChangeInfo"]
        return live

    @staticmethod
    def _row(want):
        row = {"Name": want["Name"], "Type": want["Type"]}
        if want.get("AliasTarget") is not None:
            return {**row, "AliasTarget": {"EvaluateTargetHealth": False, **want["AliasTarget"]}}
        return {**row, "TTL": want["TTL"], "ResourceRecords": [{"Value": value} for value in want["ResourceRecords"]]}

    @classmethod
    def _written(cls, zone, row, registry, tags, info):
        live = cls._live(zone, plain(row["Name"]), row["Type"], row, registry, tags)
        live.raw["change"] = info
        return live

    @classmethod
    def create(cls, api, want, tags):
        row, registry = cls._row(want), registry_record(want["Name"], want["Type"], tags)
        info = change(api, want["HostedZoneId"], [("CREATE", row), ("UPSERT", registry)])
        return cls._written(want["HostedZoneId"], row, registry, dict(tags), info)

    @classmethod
    def update(cls, api, live, want, delta):
        row = cls._row(want)
        info = change(api, want["HostedZoneId"], [("UPSERT", row)])
        return cls._written(want["HostedZoneId"], row, live.raw["registry"], live.tags, info)

    @classmethod
    def tag(cls, api, live, tags):
        """Adopting writes the registry record."""
        registry = registry_record(live.fields["Name"], live.fields["Type"], {**live.tags, **tags})
        change(api, live.fields["HostedZoneId"], [("UPSERT", registry)])
        live.raw["registry"] = registry

    @classmethod
    def untag(cls, api, live, keys):
        """Forgetting removes it."""
        if ownership.STACK in keys and live.raw["registry"]:
            remove(api, live.fields["HostedZoneId"], [live.raw["registry"]])

    @classmethod
    def delete(cls, api, live):
        remove(api, live.fields["HostedZoneId"], [row for row in (live.raw["record"], live.raw["registry"]) if row])
