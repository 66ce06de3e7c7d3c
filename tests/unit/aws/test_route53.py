"""Zones and records: names, the registry of owners, large zones, and repeats."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.route53.base import by_name, plain, remove
from ansible_collections.slipway.aws.plugins.module_utils.aws.route53.existing_hosted_zone import ExistingHostedZone
from ansible_collections.slipway.aws.plugins.module_utils.aws.route53.hosted_zone import HostedZone
from ansible_collections.slipway.aws.plugins.module_utils.aws.route53.record import Record
from ansible_collections.slipway.aws.plugins.module_utils.aws.route53.record_registry import (
    read_registry,
    registry_name,
    registry_record,
)
from ansible_collections.slipway.aws.plugins.module_utils.aws.route53.zone_records import ZoneRecords
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError, Refused
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Scope
from ansible_collections.slipway.aws.plugins.module_utils.engine.ownership import ADDRESS, STACK
from tests.support.api import Api, refusal

TAGS = {STACK: "shop/test/us-east-1", ADDRESS: "dns/main/record/a.example.com-A"}


def row(name: str, kind: str = "A", value: str = "203.0.113.1") -> dict[str, Any]:
    return {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}


@pytest.mark.parametrize(
    ("given", "compared"), [("Shop.Example.com.", "shop.example.com"), ("\\052.example.com.", "*.example.com")]
)
@pytest.mark.behaviour("F19")
def test_names_have_one_form(given: str, compared: str) -> None:
    assert plain(given) == compared


@pytest.mark.parametrize(
    ("name", "registry"),
    [
        ("a.example.com", "_slipway-a.a.example.com"),
        ("*.example.com", "_slipway-a.wildcard.example.com"),
        ("example.com", "_slipway-a.example.com"),
    ],
)
def test_a_registry_record_stands_beside_the_record(name: str, registry: str) -> None:
    assert registry_name(name, "A") == registry


def test_the_registry_says_whose_a_record_is() -> None:
    assert read_registry(registry_record("a.example.com", "A", TAGS)) == TAGS


@pytest.mark.parametrize(
    "text", ['"v=spf1 -all"', '"heritage=external-dns,external-dns/owner=x"', '"slipway:stack=a/b/c"']
)
def test_other_texts_own_nothing(text: str) -> None:
    assert read_registry(row("_slipway-a.a.example.com", "TXT", text)) == {}


def scope(wants: list[dict[str, Any]], neighbours: dict[str, list[Live]], full: bool = False) -> Scope:
    return Scope(["shop/test/us-east-1"], "shop-test", wants, full, neighbours)


def test_only_registered_and_wished_records_are_seen() -> None:
    rows = [row(f"foreign-{number}.example.com") for number in range(50)]
    rows += [row("a.example.com"), registry_record("a.example.com", "A", TAGS), row("b.example.com")]
    zone = Live("Z1", {"HostedZoneId": "Z1"}, {}, raw=(by_name(rows), False))
    want = {"HostedZoneId": "(known after apply: dns/main.zone_id)", "Name": "b.example.com", "Type": "A"}

    lives = Record.observe(Api(), scope([want], {"zone_records": [zone]}))

    assert {live.fields["Name"]: live.tags for live in lives} == {"a.example.com": TAGS, "b.example.com": {}}


@pytest.mark.behaviour("F22")
def test_wished_names_of_a_large_zone_are_asked_for_one_by_one() -> None:
    zone = Live("Z1", {"HostedZoneId": "Z1"}, {}, raw=({}, True))
    want = {"HostedZoneId": "Z1", "Name": "z.example.com", "Type": "A"}
    api = Api(list_resource_record_sets={"ResourceRecordSets": [row("z.example.com.")], "IsTruncated": True})

    (live,) = Record.observe(api, scope([want], {"zone_records": [zone]}))

    assert live.fields["ResourceRecords"] == ["203.0.113.1"]
    assert [arguments["StartRecordName"] for _unused, arguments in api.calls] == [
        "_slipway-a.z.example.com",
        "z.example.com",
    ]


def test_a_zone_given_by_its_id_is_read_too() -> None:
    want = {"HostedZoneId": "Z9", "Name": "a.example.com", "Type": "A"}
    api = Api(list_resource_record_sets={"ResourceRecordSets": [row("a.example.com.")], "IsTruncated": False})

    (live,) = Record.observe(api, scope([want], {}))

    assert (live.id, live.tags) == ("Z9/a.example.com/A", {})


@pytest.mark.parametrize(("full", "zones"), [(False, ["Z1", "Z2"]), (True, ["Z1", "Z2", "Z3"])])
def test_all_zones_are_searched_for_orphans_only(full: bool, zones: list[str]) -> None:
    mine = Live("Z1", {"Name": "shop.example.com"}, {}, stack="shop/test/us-east-1")
    others = [Live(name, {"Name": "x"}, {}) for name in ("Z2", "Z3")]
    neighbours = {"hosted_zone": [mine, *others], "existing_hosted_zone": [Live("Z2", {})]}
    api = Api(list_resource_record_sets={"ResourceRecordSets": [], "IsTruncated": False})

    assert [live.id for live in ZoneRecords.observe(api, scope([], neighbours, full))] == zones


def test_two_zones_of_one_name_are_refused() -> None:
    zones = [Live(name, {"Name": "example.com"}, {}) for name in ("Z1", "Z2")]

    with pytest.raises(Refused, match="Z1, Z2"):
        ExistingHostedZone.observe(Api(), scope([{"Name": "example.com"}], {"hosted_zone": zones}))


def test_a_zone_is_known_by_its_comment_before_it_has_tags() -> None:
    stamp = f"{STACK}=shop/test/us-east-1 {ADDRESS}=dns/main/hosted_zone/zone"
    listed = [
        {"Id": "/hostedzone/Z1", "Name": "shop.example.com.", "Config": {"Comment": stamp, "PrivateZone": False}},
        {"Id": "/hostedzone/Z2", "Name": "example.com.", "Config": {"PrivateZone": False}},
        {"Id": "/hostedzone/Z3", "Name": "internal.", "Config": {"PrivateZone": True}},
    ]
    api = Api(
        list_hosted_zones={"HostedZones": listed},
        list_tags_for_resource={"ResourceTagSet": {"Tags": []}},
        get_hosted_zone={"DelegationSet": {"NameServers": ["ns-1.example.net"]}},
    )

    lives = HostedZone.observe(api, scope([], {}))

    assert {live.id: live.tags for live in lives} == {
        "Z1": {STACK: "shop/test/us-east-1", ADDRESS: "dns/main/hosted_zone/zone"},
        "Z2": {},
    }
    assert api.operations().count("list_tags_for_resource") == 1


def test_a_record_that_is_gone_needs_no_deletion() -> None:
    gone = refusal(
        "InvalidChangeBatch", "[Tried to delete resource record set [name='a.', type='A'] but it was not found]"
    )
    api = Api(change_resource_record_sets=[gone, gone, {"ChangeInfo": {}}])

    remove(api, "Z1", [row("a.example.com"), row("_slipway-a.a.example.com", "TXT", '"x"')])

    assert len(api.calls) == 3


def test_a_record_that_somebody_changed_is_not_deleted_blindly() -> None:
    changed = refusal("InvalidChangeBatch", "[... but the values provided do not match the current values]")

    with pytest.raises(AwsError, match="do not match"):
        remove(Api(change_resource_record_sets=changed), "Z1", [row("a.example.com")])


@pytest.mark.parametrize(("status", "state"), [("PENDING", "working"), ("INSYNC", "ready")])
@pytest.mark.behaviour("F17")
def test_a_change_is_ready_when_it_is_everywhere(status: str, state: str) -> None:
    api = Api(change_resource_record_sets={"ChangeInfo": {"Id": "/change/C1", "Status": status}})

    live = Record.create(
        api, {"HostedZoneId": "Z1", "Name": "a.example.com", "Type": "A", "TTL": 60, "ResourceRecords": ["1"]}, TAGS
    )

    assert Record.state(live)[0] == state
    assert [change["Action"] for change in api.calls[0][1]["ChangeBatch"]["Changes"]] == ["CREATE", "UPSERT"]
