"""The operators of conditions, on contexts made by hand."""

from __future__ import annotations

import pytest

from simulator.core.permissions.conditions import holds, like

CONTEXT = {
    "aws:RequestedRegion": "eu-central-1",
    "aws:TagKeys": ["Name", "slipway:stack"],
    "aws:ResourceTag/team": "shop",
    "aws:PrincipalTag/team": "shop",
    "aws:PrincipalArn": "arn:aws:iam::123456789012:role/deploy",
    "aws:SourceIp": "10.1.2.3",
    "aws:CurrentTime": "2026-11-28T01:00:00+00:00",
    "aws:SecureTransport": "true",
    "s3:max-keys": "10",
}


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "expected"),
    [
        ("StringEquals", "aws:RequestedRegion", "eu-central-1", True),
        ("StringEquals", "AWS:requestedregion", ["us-east-1", "eu-central-1"], True),
        ("StringEquals", "aws:RequestedRegion", "EU-central-1", False),
        ("StringEqualsIgnoreCase", "aws:RequestedRegion", "EU-central-1", True),
        ("StringLike", "aws:RequestedRegion", "eu-*", True),
        ("StringLike", "aws:RequestedRegion", "eu-central-??", False),
        ("StringNotEquals", "aws:RequestedRegion", ["us-east-1", "eu-central-1"], False),
        ("StringNotLike", "aws:RequestedRegion", "us-*", True),
        ("StringNotEquals", "aws:Missing", "x", True),
        ("StringEquals", "aws:Missing", "x", False),
        ("StringEqualsIfExists", "aws:Missing", "x", True),
        ("StringEqualsIfExists", "aws:RequestedRegion", "x", False),
        ("Null", "aws:Missing", "true", True),
        ("Null", "aws:Missing", False, False),
        ("Null", "aws:RequestedRegion", "false", True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["Name", "slipway:stack", "more"], True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["Name"], False),
        ("ForAllValues:StringEquals", "aws:Missing", ["Name"], True),
        ("ForAnyValue:StringLike", "aws:TagKeys", ["slipway:*"], True),
        ("ForAnyValue:StringLike", "aws:TagKeys", ["x"], False),
        ("ForAnyValue:StringLike", "aws:Missing", ["x"], False),
        ("ForAnyValue:StringNotEquals", "aws:TagKeys", ["Name"], True),
        ("ForAllValues:StringNotEquals", "aws:TagKeys", ["Name"], False),
        ("StringEquals", "ecs:ResourceTag/team", "shop", True),
        ("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}", True),
        ("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/none}", False),
        ("StringLike", "aws:ResourceTag/team", "${*}", False),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/dep*", True),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:user/*", False),
        ("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*", True),
        ("ArnLike", "aws:PrincipalArn", "arn:*", False),
        ("Bool", "aws:SecureTransport", True, True),
        ("Bool", "aws:SecureTransport", "false", False),
        ("IpAddress", "aws:SourceIp", "10.1.0.0/16", True),
        ("NotIpAddress", "aws:SourceIp", ["192.168.0.0/16", "10.1.2.3"], False),
        ("NumericLessThanEquals", "s3:max-keys", "10", True),
        ("NumericGreaterThan", "s3:max-keys", 10, False),
        ("NumericEquals", "aws:RequestedRegion", "10", False),
        ("DateLessThan", "aws:CurrentTime", "2026-12-01T00:00:00Z", True),
        ("DateGreaterThan", "aws:CurrentTime", "2026-12-01T00:00:00Z", False),
    ],
)
def test_operators(operator, key, wanted, expected):
    assert holds({operator: {key: wanted}}, CONTEXT) is expected


def test_all_conditions_have_to_hold():
    region, tag = {"aws:RequestedRegion": "eu-central-1"}, {"aws:ResourceTag/team": "other"}
    assert holds({"StringEquals": region}, CONTEXT)
    assert not holds({"StringEquals": {**region, **tag}}, CONTEXT)
    assert not holds({"StringEquals": region, "StringLike": tag}, CONTEXT)
    assert holds({}, CONTEXT)


def test_an_unknown_operator_is_an_error():
    with pytest.raises(ValueError, match="StringMatches"):
        holds({"StringMatches": {"aws:RequestedRegion": "x"}}, CONTEXT)


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        ("a.b", "a.b", True),
        ("aXb", "a.b", False),
        ("a[1]", "a[1]", True),
        ("a\nb", "a*b", True),
        ("ab", "a?b", False),
        ("a", "*", True),
    ],
)
def test_patterns(value, pattern, expected):
    assert like(value, pattern) is expected
