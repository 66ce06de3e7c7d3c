"""Network ACLs remember no connection: what security group rules let through decides what has to come in."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.network_acls.opening import opened
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.security_groups.security_group_rule import (
    SecurityGroupRule,
)
from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.graph import Graph
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Snapshot
from ansible_collections.slipway.aws.plugins.module_utils.engine.planning import plan
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from tests.support.stacks import declare

INSIDE = {"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "10.0.0.0/16"}
WEB = {**INSIDE, "RuleNumber": 110, "Protocol": "6", "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 443, "To": 443}}
ANSWERS = [[1024, 65535]]


def rule(**members: Any) -> dict[str, Any]:
    return {"IsEgress": True, "IpProtocol": "udp", "FromPort": 123, "ToPort": 123, "CidrIpv4": "0.0.0.0/0", **members}


def found(rules: list[dict[str, Any]], tier: str = "public", live: Any = ()) -> list[tuple[Any, ...]]:
    rows = opened([INSIDE, WEB], rules, tier, "10.0.0.0/16", ANSWERS, live)
    assert rows[:2] == [INSIDE, WEB]
    return [
        (
            row["RuleNumber"],
            row["Protocol"],
            row["CidrBlock"],
            *(row.get("PortRange") or row.get("IcmpTypeCode") or {}).values(),
        )
        for row in rows[2:]
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [("17", "0.0.0.0/0", 1024, 65535)]),
        ({"IpProtocol": "17"}, [("17", "0.0.0.0/0", 1024, 65535)]),
        ({"IpProtocol": "tcp"}, [("6", "0.0.0.0/0", 1024, 65535)]),
        ({"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1}, [("1", "0.0.0.0/0", 0, -1)]),
        ({"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1}, [("1", "0.0.0.0/0", -1, -1)]),
        ({"IpProtocol": "50"}, [("50", "0.0.0.0/0")]),
        (
            {"IpProtocol": "-1", "CidrIpv4": "192.0.2.0/24"},
            [("1", "192.0.2.0/24", 0, -1), ("17", "192.0.2.0/24", 1024, 65535), ("6", "192.0.2.0/24", 1024, 65535)],
        ),
        ({"CidrIpv4": "10.0.3.0/24"}, []),
        ({"CidrIpv4": None, "ReferencedGroupId": "sg-1"}, []),
        ({"CidrIpv4": None, "CidrIpv6": "::/0"}, []),
        ({"CidrIpv4": reference("network/main", "vpc_cidr")}, []),
        ({"IsEgress": False, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}, []),
        ({"IsEgress": False, "IpProtocol": "tcp", "FromPort": 25, "ToPort": 26}, [("6", "0.0.0.0/0", 25, 26)]),
        ({"IsEgress": False, "IpProtocol": "-1", "CidrIpv4": "192.0.2.1/32"}, [("-1", "192.0.2.1/32")]),
    ],
)
def test_each_rule_has_the_entries_that_it_needs(given: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    assert [row[1:] for row in found([rule(**given)])] == expected


@pytest.mark.parametrize(
    ("cidr", "reaches"), [("10.9.0.0/16", True), ("100.64.1.0/24", True), ("192.0.2.0/24", False), ("0.0.0.0/0", False)]
)
def test_the_internet_begins_no_connection_to_private_subnets(cidr: str, reaches: bool) -> None:
    assert bool(found([rule(IsEgress=False, CidrIpv4=cidr)], "private")) is reaches


def test_ranges_that_are_one_have_one_entry_and_keep_its_number() -> None:
    halves = [rule(CidrIpv4="192.0.2.0/25"), rule(CidrIpv4="192.0.2.128/25"), rule(CidrIpv4="192.0.2.7/32")]
    assert found(halves) == [(32010, "17", "192.0.2.0/24", 1024, 65535)]
    live = opened([INSIDE, WEB], [*halves, rule(CidrIpv4="198.51.100.0/24")], "public", "10.0.0.0/16", ANSWERS)
    assert found([rule(CidrIpv4="198.51.100.0/24"), rule(CidrIpv4="192.0.2.0/26")], live=live) == [
        (32010, "17", "192.0.2.0/26", 1024, 65535),
        (32020, "17", "198.51.100.0/24", 1024, 65535),
    ]


def planned(snapshot: Snapshot, **more: Any) -> Any:
    stack, declarations = declare({"network": {}})
    result, _edges, _matched = plan(Graph(declarations, EXPORTS), snapshot, Words(), stack, **more)
    return result.by_address()["network/main/network_acl/private"]


def standing() -> Snapshot:
    """A rule of the stack that the run does not declare."""
    snapshot = Snapshot(declare({"network": {}})[0].identity)
    live = Live("sgr-1", {**rule(), "GroupId": "sg-1"}, {})
    live.kind, live.place, live.stack, live.address = (
        SecurityGroupRule,
        "main",
        snapshot.owner,
        "service/main/security_group_rule/time",
    )
    snapshot.lives["security_group_rule", "main"] = [live]
    return snapshot


@pytest.mark.parametrize(("going", "answers"), [(False, True), (True, False)])
def test_a_rule_that_the_run_does_not_declare_counts_unless_it_goes(going: bool, answers: bool) -> None:
    entries = planned(standing(), going=lambda live: going).want["Ingress"]
    assert ("17" in [entry["Protocol"] for entry in entries]) is answers


def test_nothing_is_closed_while_rules_cannot_be_read() -> None:
    snapshot = standing()
    snapshot.unknown["security_group_rule", "main"] = AwsError("ec2", "DescribeSecurityGroupRules", "Denied", "no")
    line = planned(snapshot)
    assert (line.verb, "could not be read" in line.reason) == ("unknown", True)
