"""The firewall capability: what it wishes for."""

from __future__ import annotations

import pytest

from tests.support.stacks import declare


def declaration(options: dict, **identity: object):
    _unused, (found,) = declare({"firewall": options}, **identity)
    return found


def nodes(options: dict, **identity: object) -> dict:
    return {node.address: node for node in declaration(options, **identity).nodes}


def rules(options: dict) -> dict:
    return {rule["Name"]: rule for rule in nodes(options)["firewall/main/web_acl/cdn"].want["Rules"]}


def test_guides_rule_has_its_priority_and_metric() -> None:
    common = rules({})["AWSManagedRulesCommonRuleSet"]

    assert common["Priority"] == 1
    assert common["OverrideAction"] == {"None": {}}
    assert common["VisibilityConfig"]["MetricName"] == "CommonRuleSetMetric"


def test_acl_of_the_cdn_is_global_and_named_by_region() -> None:
    acl = nodes({}, region="eu-west-1")["firewall/main/web_acl/cdn"]
    assert (acl.place, acl.want["Scope"], acl.want["Name"]) == ("cdn", "CLOUDFRONT", "shop-test-eu-west-1-waf")


def test_load_balancer_has_an_acl_of_its_own_on_request() -> None:
    found = nodes({"load_balancer": True})
    acl, association = (
        found["firewall/main/web_acl/load_balancer"],
        found["firewall/main/web_acl_association/load_balancer"],
    )

    assert (acl.place, acl.want["Scope"]) == ("main", "REGIONAL")
    assert association.want == {"WebACLArn": acl["ARN"], "ResourceArn": "(known after apply: load_balancer/main.arn)"}
    assert "firewall/main/web_acl_association/load_balancer" not in nodes({})


@pytest.mark.parametrize(
    ("options", "expected"),
    [({}, "Block"), ({"count_only": True}, "Count"), ({"rate_limit": {"count": True}}, "Count")],
)
def test_count_before_block(options: dict, expected: str) -> None:
    assert list(rules(options)["RateLimit"]["Action"]) == [expected]


def test_count_only_reaches_every_rule_that_blocks() -> None:
    found = rules(
        {
            "count_only": True,
            "blocked_addresses": ["203.0.113.0/24"],
            "rules": [
                {"name": "countries", "priority": 100, "statement": {"GeoMatchStatement": {"CountryCodes": ["KP"]}}}
            ],
        }
    )
    assert found["AWSManagedRulesCommonRuleSet"]["OverrideAction"] == {"Count": {}}
    assert found["BlockedAddresses"]["Action"] == {"Count": {}}
    assert found["countries"]["Action"] == {"Count": {}}


def test_addresses_are_split_by_version() -> None:
    found = nodes({"allowed_addresses": ["198.51.100.0/24", "2001:db8::/32"], "blocked_addresses": ["203.0.113.0/24"]})
    sets = {address.rpartition("/")[2]: node.want for address, node in found.items() if node.kind.kind == "ip_set"}

    assert sets["cdn-allowed-ipv6"]["IPAddressVersion"] == "IPV6"
    assert sets["cdn-blocked-ipv4"]["Addresses"] == ["203.0.113.0/24"]
    statements = {rule["Name"]: rule["Statement"] for rule in found["firewall/main/web_acl/cdn"].want["Rules"]}
    assert len(statements["AllowedAddresses"]["OrStatement"]["Statements"]) == 2
    assert list(statements["BlockedAddresses"]) == ["IPSetReferenceStatement"]


def test_allowed_addresses_come_first() -> None:
    found = rules({"allowed_addresses": ["198.51.100.0/24"]})
    assert min(found.values(), key=lambda rule: rule["Priority"])["Name"] == "AllowedAddresses"


def test_no_limit() -> None:
    assert "RateLimit" not in rules({"rate_limit": {"limit": 0}})


def test_log_has_the_prefix_that_waf_wants_and_no_credentials() -> None:
    found = nodes({"name": "inflight-ordering-waf"})
    assert found["firewall/main/log_group/cdn"].want["logGroupName"] == "aws-waf-logs-inflight-ordering-waf"
    logging = found["firewall/main/web_acl_logging/cdn"].want
    assert [item["SingleHeader"]["Name"] for item in logging["RedactedFields"]] == ["authorization", "cookie"]
    assert logging["LoggingFilter"] is None


@pytest.mark.parametrize(
    ("region", "expected"), [("us-east-1", "(known after apply: encryption/main.key_arn)"), ("eu-west-1", None)]
)
def test_key_of_another_region_cannot_encrypt_the_log(region: str, expected: str | None) -> None:
    assert nodes({}, region=region)["firewall/main/log_group/cdn"].want["kmsKeyId"] == expected
