# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: hosted zones, and what the kinds of records share."""

from __future__ import annotations

import hashlib
import re

from ..engine import fields, ownership
from ..engine.errors import AwsError, Refused
from ..engine.kind import Kind, Live
from ..engine.references import is_known
from .common import tag_dict, tag_list

GONE = ("NoSuchHostedZone",)
HERITAGE = "heritage=slipway"
PAGE = "300"  # ListResourceRecordSets' most


def plain(name):
    """A DNS name as it is compared: lower case, no dot at its end, ``*`` where Route 53 writes an escape."""
    return name.lower().rstrip(".").replace("\\052", "*") if isinstance(name, str) else name


def zone_id(text):
    """``Z...`` without ``/hostedzone/``."""
    return text.rpartition("/")[2]


# -- zones -------------------------------------------------------------------------------------------------------------


class HostedZone(Kind):
    """A public hosted zone that the stack makes.

    CreateHostedZone takes no tags; its comment carries the stamp, so that a zone whose tags were not written yet is
    known as ours. All public zones of the account are listed with one call per hundred; the tags of those that could be
    ours are read.
    """

    kind = "hosted_zone"
    service = "route53"
    places = ("dns",)
    identity = "natural"
    name_field = "Name"
    on_repeat = "token"
    fields = {
        "Name": fields.required(change=fields.REPLACE, canonical=plain),
        "HostedZoneId": fields.computed(),
        "NameServers": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return plain(values["Name"])

    @classmethod
    def observe(cls, api, scope):
        names = {plain(name) for name in scope.named("Name")}
        rows = [row for row in api.all("list_hosted_zones", "HostedZones") if not row["Config"].get("PrivateZone")]
        return api.map(lambda row: cls._live(api, row, plain(row["Name"]) in names), rows)

    @classmethod
    def _live(cls, api, row, wanted):
        live = Live(
            zone_id(row["Id"]),
            {"Name": plain(row["Name"]), "HostedZoneId": zone_id(row["Id"])},
            ownership.read_stamp(row["Config"].get("Comment")),
        )
        if live.tags or wanted:
            tags = api.list_tags_for_resource(ResourceType="hostedzone", ResourceId=live.id)["ResourceTagSet"]["Tags"]
            live.tags = {**live.tags, **tag_dict(tags)}
            live.fields["NameServers"] = api.get_hosted_zone(Id=live.id)["DelegationSet"]["NameServers"]
        return live

    @classmethod
    def create(cls, api, want, tags):
        stamp = ownership.stamp(tags)
        # The reference must be new for every zone. The day makes a repeat safe for as long as a repeat can come.
        reference = "slipway-%s-%s" % (hashlib.sha256(stamp.encode()).hexdigest()[:16], api.clock.utc().date())
        arguments = {"Name": want["Name"], "HostedZoneConfig": {"Comment": stamp}}
        try:
            answer = api.create_hosted_zone(CallerReference=reference, **arguments)
        except AwsError as error:
            # Made and deleted on this very day: the reference is used up.
            if error.code != "HostedZoneAlreadyExists":
                raise
            answer = api.create_hosted_zone(CallerReference="%s-%s" % (reference, api.clock.utc().time()), **arguments)
        identifier = zone_id(answer["HostedZone"]["Id"])
        return Live(
            identifier,
            {
                "Name": plain(answer["HostedZone"]["Name"]),
                "HostedZoneId": identifier,
                "NameServers": answer["DelegationSet"]["NameServers"],
            },
            {},
        )

    @classmethod
    def update(cls, api, live, want, delta):
        return live

    @classmethod
    def tag(cls, api, live, tags):
        # What only the stamp says is written too, so that the tags are complete.
        api.change_tags_for_resource(
            ResourceType="hostedzone", ResourceId=live.id, AddTags=tag_list({**(live.tags or {}), **tags})
        )

    @classmethod
    def untag(cls, api, live, keys):
        api.change_tags_for_resource(ResourceType="hostedzone", ResourceId=live.id, RemoveTagKeys=list(keys))
        api.update_hosted_zone_comment(Id=live.id, Comment="")

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("get_hosted_zone", GONE, Id=live.id) else None

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_hosted_zone", GONE, Id=live.id)


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


# -- records -----------------------------------------------------------------------------------------------------------


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


def by_name(rows):
    """Record sets by plain name and type."""
    return {(plain(row["Name"]), row["Type"]): row for row in rows}


def zone_rows(api, scope, names):
    """{zone: record sets by plain name and type}: of every zone at least those that begin at one of ``names``."""
    lives = {live.id: live for live in scope.parents("zone_records", mine=False)}
    for zone in scope.named("HostedZoneId"):
        lives.setdefault(zone, None)
    return {
        zone: _rows_of(api, zone, live or ZoneRecords.read(api, zone, scope.full), names)
        for zone, live in lives.items()
    }


def _rows_of(api, zone, live, names):
    rows, more = live.raw

    def begin_at(name):
        return api.list_resource_record_sets(HostedZoneId=zone, StartRecordName=name, MaxItems="100")[
            "ResourceRecordSets"
        ]

    parts = api.map(begin_at, sorted(names) if more else [])
    return by_name([*rows.values(), *(row for part in parts for row in part)])


def registry_name(name, record_type, mark=""):
    """The name of the TXT record that says whose a record is, as external-dns does: beside it, one label below."""
    label = "-".join(part for part in ("_slipway", record_type.lower(), mark) if part)
    return "%s.%s" % (label, plain(name).replace("*", "wildcard"))


def registry_record(name, record_type, tags, mark=""):
    """That TXT record."""
    text = "%s %s" % (HERITAGE, ownership.stamp(tags))
    return {
        "Name": registry_name(name, record_type, mark),
        "Type": "TXT",
        "TTL": 300,
        "ResourceRecords": [{"Value": quoted(text)}],
    }


def read_registry(row):
    """The ownership tags in a TXT record, {} where it is none of ours."""
    text = (
        "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', row["ResourceRecords"][0]["Value"]))
        if row and row.get("ResourceRecords")
        else ""
    )
    return ownership.read_stamp(text) if text.startswith(HERITAGE) else {}


def quoted(text):
    """Text as the value of a TXT record: quoted strings of at most 255 characters (Route 53 Developer Guide, TXT)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return " ".join('"%s"' % escaped[start : start + 255] for start in range(0, max(len(escaped), 1), 255))


def change(api, zone, changes):
    """One batch of changes, [(action, record set)]: all are made or none. Returns Route 53's ChangeInfo."""
    return api.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": row} for action, row in changes]},
    )["ChangeInfo"]


def remove(api, zone, rows):
    """Delete record sets; one that is gone already is success."""
    try:
        change(api, zone, [("DELETE", row) for row in rows])
    except AwsError as error:
        if error.code in GONE:
            return
        if error.code != "InvalidChangeBatch" or "not found" not in error.message:
            raise
        for row in rows if len(rows) > 1 else ():
            remove(api, zone, [row])
