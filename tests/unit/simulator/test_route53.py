"""Route 53: canonical names, atomic batches, refused records, alias targets, zones and changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulator.network import load_balancer
from tests.unit.simulator.refusal import code


def change(action: str, name: str, kind: str, *values: str, **members: Any) -> dict[str, Any]:
    record: dict[str, Any] = {"Name": name, "Type": kind, **members}
    if values:
        record |= {"TTL": 60, "ResourceRecords": [{"Value": value} for value in values]}
    return {"Action": action, "ResourceRecordSet": record}


class Zone:
    """A zone in the simulator, and its records."""

    def __init__(self, route53: Any, name: str = "example.com") -> None:
        self.route53 = route53
        self.created = route53.create_hosted_zone(Name=name, CallerReference=f"test-{name}")
        self.id = self.created["HostedZone"]["Id"]

    def change(self, *changes: dict[str, Any]) -> dict[str, Any]:
        batch = {"Changes": list(changes)}
        return self.route53.change_resource_record_sets(HostedZoneId=self.id, ChangeBatch=batch)["ChangeInfo"]

    def refused(self, *changes: dict[str, Any]) -> str:
        return code(
            self.route53.change_resource_record_sets, HostedZoneId=self.id, ChangeBatch={"Changes": list(changes)}
        )

    def records(self, **start: str) -> list[tuple[str, str]]:
        answer = self.route53.list_resource_record_sets(HostedZoneId=self.id, **start)
        return [(record["Name"], record["Type"]) for record in answer["ResourceRecordSets"]]


@pytest.fixture
def zone(client) -> Zone:
    return Zone(client("route53"))


def test_a_new_zone_has_its_own_servers_and_a_well_formed_soa(client, zone):
    servers = zone.created["DelegationSet"]["NameServers"]
    records = client("route53").list_resource_record_sets(HostedZoneId=zone.id)["ResourceRecordSets"]
    assert [record["Type"] for record in records] == ["NS", "SOA"]
    assert [entry["Value"] for entry in records[0]["ResourceRecords"]] == [f"{server}." for server in servers]
    assert len(records[1]["ResourceRecords"][0]["Value"].split()) == 7
    other = Zone(client("route53"), "example.org")
    assert set(servers).isdisjoint(other.created["DelegationSet"]["NameServers"])
    assert zone.id.startswith("/hostedzone/Z") and zone.id in zone.created["Location"]


def test_a_caller_reference_makes_one_zone(client, zone):
    create = client("route53").create_hosted_zone
    assert code(create, Name="other.com", CallerReference="test-example.com") == "HostedZoneAlreadyExists"


@pytest.mark.behaviour("F19")
def test_names_are_canonical(zone):
    zone.change(change("CREATE", "*.Api.Example.com", "A", "192.0.2.1"))
    assert ("\\052.api.example.com.", "A") in zone.records()
    assert zone.records(StartRecordName="*.api.example.com", StartRecordType="A", MaxItems="1") == [
        ("\\052.api.example.com.", "A")
    ]
    zone.change(change("DELETE", "\\052.api.example.com.", "A", "192.0.2.1"))
    assert len(zone.records()) == 2


def test_listing_starts_and_goes_on(client, zone):
    zone.change(*(change("CREATE", f"{name}.example.com", "A", "192.0.2.1") for name in "abc"))
    first = client("route53").list_resource_record_sets(
        HostedZoneId=zone.id, StartRecordName="a.example.com", MaxItems="2"
    )
    assert [record["Name"][0] for record in first["ResourceRecordSets"]] == ["a", "b"]
    assert first["IsTruncated"] and (first["NextRecordName"], first["NextRecordType"]) == ("c.example.com.", "A")
    pages = (
        client("route53")
        .get_paginator("list_resource_record_sets")
        .paginate(HostedZoneId=zone.id, PaginationConfig={"PageSize": 2})
    )
    assert sum(len(page["ResourceRecordSets"]) for page in pages) == 5


def test_a_batch_is_all_or_nothing(zone):
    good, bad = change("CREATE", "a.example.com", "A", "192.0.2.1"), change("CREATE", "b.example.com", "A", "x")
    assert zone.refused(good, bad) == "InvalidChangeBatch"
    assert len(zone.records()) == 2


REFUSED = [
    (change("CREATE", "known.example.com", "A", "192.0.2.9"), "InvalidChangeBatch"),
    (change("CREATE", "known.example.com", "CNAME", "x.example.com"), "InvalidChangeBatch"),
    (change("UPSERT", "example.com", "CNAME", "x.example.com"), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "A", "192.0.2.300"), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "AAAA", "192.0.2.1"), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "TXT", "plain"), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "TXT", '"Gr\u00fc\u00dfe"'), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "TXT", '"cut inside an escape\\"'), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "TXT", '"\\30" "3"'), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "TXT", f'"{"x" * 256}"'), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "TXT", '"a"', '"a"'), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "A", "192.0.2.1", "192.0.2.1"), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "NS", "a.example.org", "A.example.org."), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "CNAME", "a.example.org", "b.example.org"), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.com", "MX", "mail.example.com"), "InvalidChangeBatch"),
    (change("UPSERT", "new.example.org", "A", "192.0.2.1"), "InvalidChangeBatch"),
    (change("UPSERT", "notexample.com", "A", "192.0.2.1"), "InvalidChangeBatch"),
    (change("DELETE", "new.example.com", "A", "192.0.2.1"), "InvalidChangeBatch"),
    (change("DELETE", "known.example.com", "A", "192.0.2.2"), "InvalidChangeBatch"),
    (
        change("UPSERT", "new.example.com", "A", *(f"192.0.{high}.{low}" for high in (2, 3, 4) for low in range(167))),
        "InvalidChangeBatch",
    ),
    (change("UPSERT", "new.example.com", "A"), "InvalidInput"),
    (change("UPSERT", "new.example.com", "BOGUS", "x"), "InvalidInput"),
    (change("UPSERT", "new.example.com", "A", "192.0.2.1", SetIdentifier="one"), "InvalidInput"),
]


@pytest.mark.parametrize(("bad", "expected"), REFUSED)
@pytest.mark.behaviour("F20")
def test_refused_changes(zone, bad, expected):
    zone.change(change("CREATE", "known.example.com", "A", "192.0.2.1"))
    assert zone.refused(bad) == expected


@pytest.mark.parametrize(
    "value",
    [
        '"Gr\\303\\274\\303\\237e"',
        '"a" "b"',
        r'"with \"marks\" and \\"',
        f'"{"x" * 254}\\303"',
        '""',
        f'"{"x" * 255}" "y"',
    ],
)
def test_texts_that_are_taken(zone, value):
    zone.change(change("CREATE", "new.example.com", "TXT", value))
    assert ("new.example.com.", "TXT") in zone.records()


def test_texts_differ_by_their_capitals(zone):
    zone.change(change("CREATE", "new.example.com", "TXT", '"a"', '"A"'))


def _alias(name: str, identifier: str, health: bool = False, action: str = "CREATE") -> dict[str, Any]:
    target = {"HostedZoneId": identifier, "DNSName": name, "EvaluateTargetHealth": health}
    return change(action, "www.example.com", "A", AliasTarget=target)


@pytest.mark.behaviour("F18")
def test_an_alias_to_a_load_balancer_needs_it_and_its_zone(client, zone):
    balancer = load_balancer(client)
    name, identifier = balancer["DNSName"], balancer["CanonicalHostedZoneId"]
    assert zone.refused(_alias("none-1.us-east-1.elb.amazonaws.com", identifier)) == "InvalidChangeBatch"
    assert zone.refused(_alias(name, "ZBOGUS")) == "InvalidChangeBatch"
    zone.change(_alias(f"dualstack.{name.upper()}", identifier, True))
    shown = client("route53").list_resource_record_sets(
        HostedZoneId=zone.id, StartRecordName="www.example.com", MaxItems="1"
    )["ResourceRecordSets"][0]
    assert shown["AliasTarget"]["DNSName"] == f"dualstack.{name.lower()}."
    assert zone.refused(change("CREATE", "www.example.com", "A", "192.0.2.1")) == "InvalidChangeBatch"
    zone.change(_alias(f"dualstack.{name}", identifier, True, "DELETE"))


@pytest.mark.behaviour("F18")
def test_an_alias_to_a_distribution_needs_it(client, zone):
    cloudfront_zone = "Z2FDTNDATAQYW2"
    assert zone.refused(_alias("dnone.cloudfront.net", cloudfront_zone)) == "InvalidChangeBatch"
    origin = {"Id": "o", "DomainName": "b.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behaviour = {
        "TargetOriginId": "o",
        "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    }
    config = {
        "CallerReference": "x",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
    }
    name = client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]["DomainName"]
    assert zone.refused(_alias(name, cloudfront_zone, True)) == "InvalidChangeBatch"
    zone.change(_alias(name, cloudfront_zone))


def test_weighted_records_live_side_by_side(zone):
    zone.change(*(change("CREATE", "w.example.com", "A", "192.0.2.1", SetIdentifier=str(n), Weight=n) for n in (1, 2)))
    assert zone.records().count(("w.example.com.", "A")) == 2
    assert zone.refused(change("CREATE", "w.example.com", "A", "192.0.2.3")) == "InvalidChangeBatch"


@pytest.mark.behaviour("F17")
def test_changes_have_their_own_ids_and_end(simulator, client, zone, clock):
    simulator.durations(route53__change=30)
    first = zone.change(change("CREATE", "a.example.com", "A", "192.0.2.1"))
    second = zone.change(change("CREATE", "b.example.com", "A", "192.0.2.1"))
    assert first["Id"] != second["Id"] and first["Status"] == "PENDING"
    clock(30)
    client("route53").get_waiter("resource_record_sets_changed").wait(Id=first["Id"])
    assert code(client("route53").get_change, Id="CNONE") == "NoSuchChange"


@pytest.mark.behaviour("F21")
def test_a_zone_with_records_stays(client, zone):
    record = change("CREATE", "_x.example.com", "CNAME", "y.acm-validations.aws.")
    zone.change(record)
    assert code(client("route53").delete_hosted_zone, Id=zone.id) == "HostedZoneNotEmpty"
    zone.change(record | {"Action": "DELETE"})
    client("route53").delete_hosted_zone(Id=zone.id)
    assert code(client("route53").get_hosted_zone, Id=zone.id) == "NoSuchHostedZone"


def test_zones_by_name_start_at_the_name(client):
    route53 = client("route53")
    for name in ("example.org", "Dev.example.com", "example.com"):
        Zone(route53, name)
    answer = route53.list_hosted_zones_by_name(DNSName="example.com", MaxItems="2")
    assert [zone["Name"] for zone in answer["HostedZones"]] == ["example.com.", "dev.example.com."]
    assert answer["IsTruncated"] and answer["NextDNSName"] == "example.org."


def test_tags_end_with_the_zone(client, zone):
    route53, name = client("route53"), zone.id.split("/")[-1]
    tags = [{"Key": "a", "Value": "b"}]
    route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=name, AddTags=tags)
    shown = route53.list_tags_for_resources(ResourceType="hostedzone", ResourceIds=[name])["ResourceTagSets"]
    assert shown[0]["Tags"] == tags


def test_a_private_zone_belongs_to_its_network(client):
    route53, vpc = client("route53"), client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    zone = route53.create_hosted_zone(
        Name="internal",
        CallerReference="x",
        HostedZoneConfig={"PrivateZone": True, "Comment": "c"},
        VPC={"VPCRegion": "us-east-1", "VPCId": vpc},
    )["HostedZone"]
    shown = route53.get_hosted_zone(Id=zone["Id"])
    assert shown["HostedZone"]["Config"] == {"PrivateZone": True, "Comment": "c"}
    assert [entry["VPCId"] for entry in shown["VPCs"]] == [vpc]
