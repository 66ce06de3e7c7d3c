# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: the records that validate certificates. Several stacks may need the same one."""

from __future__ import annotations

import hashlib

from ...engine import fields, ownership
from ...engine.kind import Kind, Live
from ...engine.references import is_known
from .base import change, plain, remove
from .record_registry import read_registry, registry_record
from .zone_records import zone_rows

TTL = 300


def records(items):
    """Validation records as they are compared."""
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return items
    return sorted(
        ({"Name": plain(item["Name"]), "Type": item["Type"], "Value": plain(item["Value"])} for item in items), key=repr
    )


class CertificateValidation(Kind):
    """All validation records of one certificate in one zone, made with one batch: those of ``DomainNames``.

    ACM's record depends on account and domain alone: certificates of the same name in other Regions, and other stacks,
    need the same one (ACM User Guide, DNS validation). So each stack has a registry record of its own beside it, and
    the last one to go takes the record with it. A name made by ACM can hold nothing else, hence UPSERT.
    """

    kind = "certificate_validation"
    service = "route53"
    telling = ("DomainNames",)
    places = ("dns",)
    taggable = False
    needs = ("zone_records",)
    uses = ("certificate", "hosted_zone")
    on_repeat = "upsert"
    coexist = "new_name"
    replace_freely = True
    # Route 53 lists by labels from the right: what begins with an underscore below a name follows "_.<name>".
    below = "_.%s"
    fields = {
        "HostedZoneId": fields.required(change=fields.REPLACE),
        "DomainNames": fields.required(change=fields.CREATE_ONLY),
        # Compared in ``differences``: those of a certificate's records that belong to the zone.
        "Records": fields.required(change=fields.CREATE_ONLY),
    }

    @classmethod
    def observe(cls, api, scope):
        names = sorted({cls.below % plain(name) for want in scope.wants for name in want["DomainNames"]})
        return [live for zone, rows in zone_rows(api, scope, names).items() for live in cls._of_zone(zone, rows)]

    @classmethod
    def _of_zone(cls, zone, rows):
        """The validation records of a zone by the stack and address in their registry records."""
        owned = {}
        for (name, record_type), row in sorted(rows.items()):
            if record_type == "TXT" and name.startswith("_slipway-cname-"):
                tags = read_registry(row)
                if tags and tags[ownership.ADDRESS].split("/")[2] == cls.kind:
                    owned.setdefault((tags[ownership.STACK], tags[ownership.ADDRESS]), []).append(
                        (name.split(".", 1)[1], row)
                    )
        users = {}
        for members in owned.values():
            for name, row in members:
                users[name] = users.get(name, 0) + 1
        for (stack, address), members in sorted(owned.items()):
            found = [(name, rows.get((name, "CNAME")), row) for name, row in members]
            yield Live(
                "%s/%s/%s" % (zone, stack, address),
                {
                    "HostedZoneId": zone,
                    "Records": [
                        {"Name": name, "Type": "CNAME", "Value": record["ResourceRecords"][0]["Value"]}
                        for name, record, row in found
                        if record
                    ],
                },
                {ownership.STACK: stack, ownership.ADDRESS: address},
                raw={name: ([record] if record and users[name] == 1 else []) + [row] for name, record, row in found},
            )

    @classmethod
    def differences(cls, want, live):
        was = records(live.fields["Records"])
        if not is_known(want["Records"]):
            return [("Records", was, want["Records"], False)]
        wanted = cls._own(want)
        return [("Records", was, wanted)] if wanted != was else []

    @staticmethod
    def _own(want):
        """The records that prove the names of this zone: each is one label below its name."""
        return [item for item in records(want["Records"]) if item["Name"].split(".", 1)[1] in want["DomainNames"]]

    @staticmethod
    def _mark(tags):
        return hashlib.sha256(ownership.stamp(tags).encode()).hexdigest()[:8]

    @classmethod
    def _rows(cls, record, tags):
        row = {
            "Name": plain(record["Name"]),
            "Type": "CNAME",
            "TTL": TTL,
            "ResourceRecords": [{"Value": record["Value"]}],
        }
        return [row, registry_record(row["Name"], "CNAME", tags, cls._mark(tags))]

    @classmethod
    def _write(cls, api, want, tags):
        own = cls._own(want)
        rows = {record["Name"]: cls._rows(record, tags) for record in own}
        change(api, want["HostedZoneId"], [("UPSERT", row) for name in sorted(rows) for row in rows[name]])
        return Live(
            "%s/%s/%s" % (want["HostedZoneId"], tags[ownership.STACK], tags[ownership.ADDRESS]),
            {"HostedZoneId": want["HostedZoneId"], "Records": own},
            {key: tags[key] for key in (ownership.STACK, ownership.ADDRESS)},
            raw=rows,
        )

    @classmethod
    def create(cls, api, want, tags):
        return cls._write(api, want, tags)

    @classmethod
    def update(cls, api, live, want, delta):
        stale = {name: rows for name, rows in live.raw.items() if name not in {item["Name"] for item in cls._own(want)}}
        result = cls._write(api, want, live.tags)
        if stale:
            remove(api, live.fields["HostedZoneId"], [row for name in sorted(stale) for row in stale[name]])
        return result

    @classmethod
    def untag(cls, api, live, keys):
        remove(
            api,
            live.fields["HostedZoneId"],
            [row for rows in live.raw.values() for row in rows if row["Type"] == "TXT"],
        )

    @classmethod
    def refresh(cls, api, live):
        return live

    @classmethod
    def delete(cls, api, live):
        remove(api, live.fields["HostedZoneId"], [row for name in sorted(live.raw) for row in live.raw[name]])
