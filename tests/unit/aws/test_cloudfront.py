"""CloudFront's nested lists, whole updates that keep what is not declared, and stamps of objects without tags."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.cloudfront.base import listed, plain
from ansible_collections.slipway.aws.plugins.module_utils.aws.cloudfront.distribution import (
    Distribution,
    merged_configuration,
)
from ansible_collections.slipway.aws.plugins.module_utils.aws.cloudfront.origin_access_control import (
    OriginAccessControl,
)
from ansible_collections.slipway.aws.plugins.module_utils.aws.wafv2.ip_set import networks
from ansible_collections.slipway.aws.plugins.module_utils.aws.wafv2.web_acl import WebAcl, readable, without_empty
from ansible_collections.slipway.aws.plugins.module_utils.engine import ownership
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import READY, WORKING, Live

NESTED = {
    "Aliases": {"Quantity": 1, "Items": ["example.com"]},
    "CacheBehaviors": {"Quantity": 0},
    "DefaultCacheBehavior": {
        "AllowedMethods": {
            "Quantity": 2,
            "Items": ["GET", "HEAD"],
            "CachedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]},
        },
        "TrustedSigners": {"Enabled": False, "Quantity": 0},
    },
}
PLAIN = {
    "Aliases": ["example.com"],
    "CacheBehaviors": [],
    "DefaultCacheBehavior": {
        "AllowedMethods": {"Items": ["GET", "HEAD"], "CachedMethods": ["GET", "HEAD"]},
        "TrustedSigners": {"Enabled": False, "Items": []},
    },
}


def test_lists_turn_both_ways() -> None:
    assert plain(NESTED) == PLAIN
    assert listed(PLAIN) == NESTED


def test_members_that_are_none_are_not_sent() -> None:
    assert listed({"ResponseHeadersPolicyId": None, "Compress": True}) == {"Compress": True}


@pytest.mark.behaviour("F10")
def test_an_update_keeps_what_cloudfront_added_and_takes_away_what_is_not_declared() -> None:
    current = {
        "ContinuousDeploymentPolicyId": "theirs",
        "Origins": [
            {"Id": "site", "DomainName": "old", "OriginShield": {"Enabled": True}, "OriginPath": ""},
            {"Id": "gone", "DomainName": "x"},
        ],
        "DefaultCacheBehavior": {
            "ForwardedValues": {},
            "MinTTL": 0,
            "ResponseHeadersPolicyId": "a",
            "FunctionAssociations": ["f"],
            "SmoothStreaming": False,
        },
        "ViewerCertificate": {"ACMCertificateArn": "a", "Certificate": "a"},
    }
    wanted = {
        "Origins": [{"Id": "site", "DomainName": "new"}],
        "DefaultCacheBehavior": {"CachePolicyId": "p", "ResponseHeadersPolicyId": None},
        "ViewerCertificate": {"CloudFrontDefaultCertificate": True},
    }
    assert listed(merged_configuration(current, wanted)) == {
        "ContinuousDeploymentPolicyId": "theirs",
        "Origins": {
            "Quantity": 1,
            "Items": [{"Id": "site", "DomainName": "new", "OriginShield": {"Enabled": False}, "OriginPath": ""}],
        },
        "DefaultCacheBehavior": {"CachePolicyId": "p", "SmoothStreaming": False},
        "ViewerCertificate": {"CloudFrontDefaultCertificate": True},
    }


def test_order_of_behaviors_counts() -> None:
    one, two = {"PathPattern": "/a"}, {"PathPattern": "/b"}
    live = Live("E1", {"CacheBehaviors": [one, two]})
    assert Distribution.differences({"CacheBehaviors": [one, two]}, live) == []
    assert Distribution.differences({"CacheBehaviors": [two, one]}, live) == [
        ("CacheBehaviors", ["/a", "/b"], ["/b", "/a"])
    ]


def test_stamp_survives_and_is_no_field() -> None:
    tags = {ownership.STACK: "shop/test/us-east-1", ownership.ADDRESS: "cdn/main/origin_access_control/main"}
    live = OriginAccessControl.live("E1", {"Name": "n", "Description": ownership.stamp(tags)})
    assert live.tags == tags
    assert "Description" not in live.fields


@pytest.mark.parametrize(
    ("live", "changes"),
    [
        ({"Statement": {"RateBasedStatement": {"Limit": 10, "EvaluationWindowSec": 300}}}, 0),
        ({"Statement": {"RateBasedStatement": {"Limit": 20, "EvaluationWindowSec": 300}}}, 1),
        ({"Statement": {"GeoMatchStatement": {"CountryCodes": ["AT"]}}}, 2),
        ({"Statement": {"RateBasedStatement": {"Limit": 10, "ScopeDownStatement": {"a": {"b": 1}}}}}, 1),
        ({"Statement": {"RateBasedStatement": {"Limit": 10}}, "Action": {"Count": {}}}, 2),
    ],
)
@pytest.mark.behaviour("C22")
def test_what_waf_adds_to_a_rule_is_no_difference(live: dict, changes: int) -> None:
    want = {"Rules": [{"Name": "r", "Statement": {"RateBasedStatement": {"Limit": 10}}, "Action": {"Block": {}}}]}
    there = {"Rules": [{"Name": "r", "Action": {"Block": {}}, **live}]}
    assert len(compare(want, there, {"Rules": WebAcl.fields["Rules"]})) == changes


def test_block_instead_of_count_is_a_difference() -> None:
    want, there = ({"Rules": [{"Name": "r", "Action": {action: {}}}]} for action in ("Block", "Count"))
    found = compare(want, there, {"Rules": WebAcl.fields["Rules"]})
    assert [change.path for change in found] == ["Rules[r].Action.Block", "Rules[r].Action.Count"]


def test_search_strings_and_empty_lists_are_as_waf_has_them() -> None:
    assert readable([{"SearchString": b"/api/"}]) == [{"SearchString": "/api/"}]
    assert without_empty({"RuleActionOverrides": [], "Name": "a"}) == {"Name": "a"}


def test_address_ranges_compare_in_one_form() -> None:
    assert networks(["2001:DB8:0::/32", "203.0.113.0/24"]) == ["2001:db8::/32", "203.0.113.0/24"]


@pytest.mark.parametrize(("status", "state"), [("InProgress", WORKING), ("Deployed", READY)])
@pytest.mark.behaviour("F8")
def test_a_change_is_done_once_it_is_deployed(status: str, state: str) -> None:
    assert Distribution.state(Live("E1", {}, raw={"status": status}))[0] == state
