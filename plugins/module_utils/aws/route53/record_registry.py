# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: whose a record is, in a TXT record beside it."""

from __future__ import annotations

import re

from ...engine import ownership
from .base import plain
from .values import sent

HERITAGE = "heritage=slipway"


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
        "ResourceRecords": [{"Value": sent("TXT", text)}],
    }


def read_registry(row):
    """The ownership tags in a TXT record, {} where it is none of ours."""
    text = (
        "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', row["ResourceRecords"][0]["Value"]))
        if row and row.get("ResourceRecords")
        else ""
    )
    return ownership.read_stamp(text) if text.startswith(HERITAGE) else {}
