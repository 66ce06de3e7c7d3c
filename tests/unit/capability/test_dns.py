"""The dns capability: what it wishes for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import declare


def nodes(options: dict[str, Any], **identity: object) -> dict[str, Any]:
    """Return the nodes by the last two parts of their addresses."""
    _unused, (declaration,) = declare({"dns": options}, **identity)
    return {node.address.removeprefix("dns/main/"): node for node in declaration.nodes}


def test_load_balancer_names_are_aliases_of_the_neighbour() -> None:
    want = nodes({"hosted_zone": "example.com", "load_balancer_names": ["api.example.com"]})[
        "record/api.example.com-A"
    ].want

    assert want["AliasTarget"] == {
        "DNSName": "(known after apply: load_balancer/main.dns_name)",
        "HostedZoneId": "(known after apply: load_balancer/main.hosted_zone_id)",
        "EvaluateTargetHealth": True,
    }


def test_cdn_names_have_both_address_types_and_no_health() -> None:
    found = nodes({"hosted_zone": "example.com", "cdn_names": ["example.com"]})
    targets = [found[f"record/example.com-{kind}"].want["AliasTarget"] for kind in ("A", "AAAA")]

    assert targets[0] == targets[1]
    assert targets[0]["EvaluateTargetHealth"] is False


def test_explicit_targets_win() -> None:
    options = {
        "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
        "load_balancer_names": ["api.example.com"],
        "load_balancer_dns_name": "x.us-east-1.elb.amazonaws.com",
        "load_balancer_hosted_zone_id": "Z35SXDOTRQ7X7K",
        "evaluate_target_health": False,
    }
    found = nodes(options)

    assert list(found) == ["record/api.example.com-A"]
    assert found["record/api.example.com-A"].want["AliasTarget"] == {
        "DNSName": "x.us-east-1.elb.amazonaws.com",
        "HostedZoneId": "Z35SXDOTRQ7X7K",
        "EvaluateTargetHealth": False,
    }


def test_a_zone_of_its_own_is_delegated_to_its_name_servers() -> None:
    found = nodes({"hosted_zone": "shop.example.com", "create_hosted_zone": True, "parent_zone": "example.com"})
    delegation = found["record/delegation"].want

    assert delegation["HostedZoneId"] == found["existing_hosted_zone/parent"]["HostedZoneId"]
    assert (delegation["Type"], delegation["Name"]) == ("NS", "shop.example.com")
    assert delegation["ResourceRecords"] == [found["hosted_zone/zone"]["NameServers"]]
    assert {node.place for node in found.values()} == {"dns"}


def test_query_logging_belongs_to_the_made_zone() -> None:
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/shop.example.com"
    found = nodes({"hosted_zone": "shop.example.com", "create_hosted_zone": True, "query_log_group_arn": arn})

    assert found["query_logging/zone"].want == {
        "HostedZoneId": found["hosted_zone/zone"]["HostedZoneId"],
        "CloudWatchLogsLogGroupArn": arn,
    }


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("v=spf1 -all", '"v=spf1 -all"'),
        ('"quoted already"', '"quoted already"'),
        ('with "quotes"', '"with \\"quotes\\""'),
        ("x" * 300, '"' + "x" * 255 + '" "' + "x" * 45 + '"'),
    ],
)
def test_text_is_quoted_as_route_53_wants_it(given: str, sent: str) -> None:
    found = nodes(
        {"hosted_zone": "example.com", "records": [{"name": "t.example.com", "type": "TXT", "values": [given]}]}
    )

    assert found["record/t.example.com-TXT"].want["ResourceRecords"] == [sent]


def test_urls_are_those_of_the_alias_names() -> None:
    options = {"hosted_zone": "example.com", "cdn_names": ["example.com"], "load_balancer_names": ["api.example.com"]}
    _unused, (declaration,) = declare({"dns": options})

    assert declaration.outputs["urls"] == ["https://example.com", "https://api.example.com"]
