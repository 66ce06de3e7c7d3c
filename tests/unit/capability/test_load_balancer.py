"""The load balancer capability: what it wishes for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import declare


def nodes(options: dict[str, Any], **identity: object) -> dict[str, Any]:
    """Return the nodes by the last two parts of their addresses."""
    _unused, (declaration,) = declare({"load_balancer": options}, **identity)
    return {node.address.removeprefix("load_balancer/main/"): node for node in declaration.nodes}


def attributes(options: dict[str, Any]) -> dict[str, Any]:
    return nodes(options)["load_balancer/main"].want["Attributes"]


def test_it_is_secure_without_being_asked() -> None:
    found = attributes({})

    assert found["routing.http.drop_invalid_header_fields.enabled"] is True
    assert found["routing.http.desync_mitigation_mode"] == "defensive"
    assert found["deletion_protection.enabled"] is True
    assert found["access_logs.s3.enabled"] is True


def test_http_may_be_reached_from_elsewhere_than_https() -> None:
    found = nodes({"http_ingress_cidrs": ["0.0.0.0/0"]})

    assert {name for name in found if name.startswith("security_group_rule/")} == {
        f"security_group_rule/{name}" for name in ("http-0.0.0.0-0", "https-0.0.0.0-0", "https-::-0")
    }


def test_http_redirects_to_https() -> None:
    found = nodes({})
    http, https = found["listener/http"].want, found["listener/https"].want

    assert http["DefaultActions"] == [
        {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    ]
    assert https["DefaultActions"][0]["FixedResponseConfig"]["StatusCode"] == "404"
    assert https["Certificates"] == [{"CertificateArn": "(known after apply: certificate/main.arn)"}]


@pytest.mark.parametrize(("http", "https", "made"), [("none", True, ["https"]), ("serve", False, ["http"])])
def test_listeners_are_those_asked_for(http: str, https: bool, made: list[str]) -> None:
    found = nodes({"http": http, "https": https})

    assert [name.removeprefix("listener/") for name in found if name.startswith("listener/")] == made
    assert {name.split("/")[1].split("-")[0] for name in found if name.startswith("security_group_rule/")} == set(made)


def test_everybody_may_reach_a_public_one() -> None:
    rules = [node.want for name, node in nodes({}).items() if name.startswith("security_group_rule/")]

    assert sorted(
        (rule["FromPort"], rule.get("CidrIpv4"), rule.get("CidrIpv6")) for rule in rules if "CidrIpv4" in rule
    ) == [
        (80, "0.0.0.0/0", None),
        (443, "0.0.0.0/0", None),
    ]
    assert sorted(rule["FromPort"] for rule in rules if rule.get("CidrIpv6") == "::/0") == [80, 443]


def test_only_the_vpc_may_reach_an_internal_one() -> None:
    found = nodes({"internal": True})

    assert found["load_balancer/main"].want["Scheme"] == "internal"
    assert found["load_balancer/main"].want["Subnets"] == ["(known after apply: network/main.private_subnet_ids)"]
    assert found["security_group_rule/https-vpc"].want["CidrIpv4"] == "(known after apply: network/main.vpc_cidr)"


def test_a_prefix_list_closes_the_other_doors() -> None:
    rules = [
        name for name in nodes({"ingress_prefix_list_ids": ["pl-3b927c52"]}) if name.startswith("security_group_rule/")
    ]

    assert rules == ["security_group_rule/http-pl-3b927c52", "security_group_rule/https-pl-3b927c52"]


def test_logs_expire_in_a_bucket_that_takes_tls_only() -> None:
    found = nodes({})
    bucket, policy = found["s3_bucket/access_logs"].want, found["bucket_policy/access_logs"].want

    assert bucket["LifecycleConfiguration"]["Rules"][0]["Expiration"] == {"Days": 7}
    assert [item["Effect"] for item in policy["Statement"]] == ["Allow", "Deny"]
    assert found["load_balancer/main"].after == (("load_balancer/main/bucket_policy/access_logs", "exists"),)


def test_a_bucket_of_somebody_else_is_left_alone() -> None:
    found = nodes(
        {"access_logs_create_bucket": False, "access_logs_bucket": "central-logs", "access_logs_prefix": "shop"}
    )

    assert not [name for name in found if name.startswith(("s3_bucket/", "bucket_policy/"))]
    assert found["load_balancer/main"].want["Attributes"]["access_logs.s3.bucket"] == "central-logs"


def test_logs_can_be_switched_off() -> None:
    found = nodes({"access_logs": False})

    assert found["load_balancer/main"].want["Attributes"]["access_logs.s3.enabled"] is False
    assert not [name for name in found if name.startswith("s3_bucket/")]


def test_further_certificates_are_objects_of_their_own() -> None:
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b"
    found = nodes({"additional_certificate_arns": [arn]})

    assert found["listener_certificate/0a1b"].want == {
        "ListenerArn": found["listener/https"]["ListenerArn"],
        "CertificateArn": arn,
    }


def test_own_attributes_win() -> None:
    assert attributes({"attributes": {"connection_logs.s3.enabled": True, "waf.fail_open.enabled": True}}).items() >= {
        ("connection_logs.s3.enabled", True),
        ("waf.fail_open.enabled", True),
    }


def test_a_long_name_leaves_room_for_the_next_generation() -> None:
    want = nodes({}, application="a-very-long-application", environment="production")["load_balancer/main"].want

    assert len(want["Name"]) <= 29
