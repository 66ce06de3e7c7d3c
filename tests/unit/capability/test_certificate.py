"""The certificate capability: what it wishes for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import declare


def nodes(options: dict[str, Any], **identity: object) -> dict[str, Any]:
    """Return the nodes by the last two parts of their addresses."""
    _unused, (declaration,) = declare({"certificate": options}, **identity)
    return {node.address.removeprefix("certificate/main/"): node for node in declaration.nodes}


def test_validation_follows_the_certificate_into_the_zone() -> None:
    found = nodes(
        {"domain": "shop.example.com", "alternative_names": ["*.shop.example.com"], "hosted_zone": "example.com"}
    )
    validation = found["certificate_validation/main"]

    assert validation.place == "dns"
    assert validation.want == {
        "HostedZoneId": found["existing_hosted_zone/zone"]["HostedZoneId"],
        "DomainNames": ["shop.example.com"],
        "Records": found["certificate/main"]["ValidationRecords"],
    }


def test_names_are_compared_in_lower_case() -> None:
    want = nodes({"domain": "Shop.Example.com.", "alternative_names": ["WWW.example.com"]})["certificate/main"].want

    assert (want["DomainName"], want["SubjectAlternativeNames"]) == ("shop.example.com", ["www.example.com"])


def test_an_explicit_zone_is_not_looked_up() -> None:
    found = nodes({"domain": "shop.example.com", "hosted_zone_id": "/hostedzone/Z0123456789ABCDEFGHIJ"})

    assert sorted(found) == ["certificate/main", "certificate_validation/main"]
    assert found["certificate_validation/main"].want["HostedZoneId"] == "Z0123456789ABCDEFGHIJ"


def test_without_a_zone_that_of_the_dns_capability_is_meant() -> None:
    found = nodes({"domain": "shop.example.com"})

    assert found["certificate_validation/main"].want["HostedZoneId"] == "(known after apply: dns/main.zone_id)"


def test_somebody_else_validates_an_external_domain() -> None:
    assert sorted(nodes({"domain": "shop.example.com", "validation": "external"})) == ["certificate/main"]


@pytest.mark.parametrize(
    ("region", "cdn", "made"),
    [
        ("us-east-1", "auto", False),
        ("us-east-1", "always", True),
        ("eu-west-1", "auto", True),
        ("eu-west-1", "never", False),
    ],
)
def test_the_cdn_gets_its_own_certificate_outside_its_region(region: str, cdn: str, made: bool) -> None:
    found = nodes({"domain": "shop.example.com", "cdn": cdn}, region=region)

    assert ("certificate/cdn" in found) is made
    if made:
        assert found["certificate/cdn"].place == "cdn"
        assert found["certificate/cdn"].want == found["certificate/main"].want


@pytest.mark.parametrize(("region", "cdn", "name"), [("us-east-1", "auto", "main"), ("eu-west-1", "auto", "cdn")])
def test_cdn_output_is_the_certificate_in_its_region(region: str, cdn: str, name: str) -> None:
    _unused, (declaration,) = declare({"certificate": {"domain": "shop.example.com", "cdn": cdn}}, region=region)

    assert declaration.outputs["cdn_arn"] == f"(known after apply: certificate/main/certificate/{name}.CertificateArn)"


def test_there_is_no_cdn_output_where_none_was_asked_for() -> None:
    _unused, (declaration,) = declare(
        {"certificate": {"domain": "shop.example.com", "cdn": "never"}}, region="eu-west-1"
    )

    assert declaration.outputs["cdn_arn"] is None
