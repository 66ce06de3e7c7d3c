"""Records of a large zone: all that lies below a name, however short the pages are."""

from __future__ import annotations

from typing import Any

from ansible_collections.slipway.aws.plugins.module_utils.aws.route53.zone_records import zone_rows
from tests.support.api import Api

NAMES = [
    "example.com.",
    "_domainkey.example.com.",
    "a._domainkey.example.com.",
    "b._domainkey.example.com.",
    "www.example.com.",
]


class Scope:
    full = False

    def parents(self, kind: str, mine: bool = True) -> list[Any]:
        return []

    def named(self, field: str) -> set[str]:
        return {"Z1"}


def page(StartRecordName: str = "example.com", **_more: Any) -> dict[str, Any]:
    at = [name.rstrip(".") for name in NAMES].index(StartRecordName.rstrip("."))
    following = {"NextRecordName": NAMES[at + 1], "NextRecordType": "CNAME"} if at + 1 < len(NAMES) else {}
    rows = [{"Name": NAMES[at], "Type": "CNAME"}]
    return {"ResourceRecordSets": rows, "IsTruncated": bool(following), **following}


def test_short_pages_leave_nothing_below_a_name_out() -> None:
    found = zone_rows(Api(list_resource_record_sets=page), Scope(), {"_domainkey.example.com"})["Z1"]

    wanted = {"example.com", "_domainkey.example.com", "a._domainkey.example.com", "b._domainkey.example.com"}
    assert {name for name, _kind in found} == wanted  # and nothing behind them is asked for
