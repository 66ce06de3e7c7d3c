"""EC2 kinds where AWS answers what no emulator does: answers are played by hand."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.availability_zone import AvailabilityZone
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.flow_log import FlowLog
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.nat_gateway import NatGateway
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.network_acls.network_acl import NetworkAcl
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.route import Route
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.route_table import RouteTable
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.route_table_association import RouteTableAssociation
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.security_groups.security_group_rule import (
    SecurityGroupRule,
)
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.vpc_endpoint import VpcEndpoint
from ansible_collections.slipway.aws.plugins.module_utils.aws.service_quotas.service_quota import ServiceQuota
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError, SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import FAILED, READY, WORKING, Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Scope

STACK = "shop/test/us-east-1"


class Played:
    """An Api whose answers, or refusals, are given by operation; it notes what it was asked."""

    service, region = "ec2", "us-east-1"

    def __init__(self, **answers: Any) -> None:
        self.answers, self.asked = answers, []

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.asked.append((operation, arguments))
            answer = self.answers[operation]
            if isinstance(answer, str):
                raise AwsError(self.service, operation, answer, "has been taken in this account")
            return answer

        return call

    def maybe(self, operation: str, missing: tuple[str, ...], **arguments: Any) -> Any:
        try:
            return getattr(self, operation)(**arguments)
        except AwsError as error:
            if error.code in missing:
                return None
            raise

    def all(self, operation: str, member: str, missing: tuple[str, ...] = (), **arguments: Any) -> list[Any]:
        return (self.maybe(operation, missing, **arguments) or {}).get(member) or []

    def map(self, function: Any, items: Any) -> list[Any]:
        return [function(item) for item in items]


def scope(wants: list[dict[str, Any]] | None = None, full: bool = False, **neighbours: list[Live]) -> Scope:
    return Scope([STACK], "shop-test", wants or [], full, neighbours)


def owned(identity: str, fields: dict[str, Any], raw: Any = None) -> Live:
    return Live(identity, fields, {}, raw=raw, stack=STACK)


def tags(address: str) -> list[dict[str, str]]:
    return [{"Key": "slipway:stack", "Value": STACK}, {"Key": "slipway:address", "Value": address}]


def test_an_association_with_a_foreign_table_is_replaced() -> None:
    api = Played(
        associate_route_table="Resource.AlreadyAssociated",
        describe_route_tables={
            "RouteTables": [{"Associations": [{"SubnetId": "subnet-1", "RouteTableAssociationId": "rtbassoc-theirs"}]}]
        },
        replace_route_table_association={"NewAssociationId": "rtbassoc-new"},
    )
    live = RouteTableAssociation.create(api, {"SubnetId": "subnet-1", "RouteTableId": "rtb-ours"}, {})
    assert api.asked[-1] == (
        "replace_route_table_association",
        {"AssociationId": "rtbassoc-theirs", "RouteTableId": "rtb-ours"},
    )
    assert (live.id, live.parent) == ("rtbassoc-new", "subnet-1")


@pytest.mark.behaviour("B12")
def test_only_routes_that_were_written_are_read() -> None:
    rows = [
        {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable"},
        {"DestinationCidrBlock": "10.7.0.0/16", "GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation"},
        {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "Origin": "CreateRoute"},
        {"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1", "Origin": "CreateRoute"},
        {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "Origin": "CreateRoute", "State": "blackhole"},
    ]
    table = owned("rtb-1", {}, {"Routes": rows})
    (route,) = Route.observe(Played(), scope(route_table=[table]))
    assert route.fields == {"RouteTableId": "rtb-1", "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"}


@pytest.mark.behaviour("B3")
def test_a_failed_nat_gateway_says_why() -> None:
    row = {"NatGatewayId": "nat-1", "SubnetId": "subnet-1", "State": "failed", "FailureCode": "Gateway.NotAttached"}
    live = NatGateway.live({**row, "FailureMessage": "Network vpc-1 has no Internet gateway attached"})
    assert NatGateway.state(live) == (
        FAILED,
        "failed: Gateway.NotAttached: Network vpc-1 has no Internet gateway attached",
    )
    assert NatGateway.state(NatGateway.live({**row, "State": "pending"}))[0] == WORKING


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.behaviour("B4")
def test_a_gateway_that_is_going_is_not_seen_beside_its_successor(order: int) -> None:
    rows = [
        {
            "NatGatewayId": f"nat-{state}",
            "SubnetId": "subnet-1",
            "State": state,
            "Tags": tags("network/main/nat_gateway/a"),
        }
        for state in ("deleting", "available")
    ][::order]
    api = Played(describe_nat_gateways={"NatGateways": rows})
    assert [live.id for live in NatGateway.observe(api, scope())] == ["nat-available"]
    api = Played(describe_nat_gateways={"NatGateways": [row for row in rows if row["State"] == "deleting"]})
    assert [live.id for live in NatGateway.observe(api, scope())] == ["nat-deleting"]


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("Available", READY),
        ("available", READY),
        ("Pending", WORKING),
        ("PendingAcceptance", WORKING),
        ("Rejected", FAILED),
    ],
)
def test_states_of_an_endpoint_in_both_spellings(state: str, wanted: str) -> None:
    row = {
        "VpcEndpointId": "vpce-1",
        "VpcId": "vpc-1",
        "ServiceName": "s3",
        "VpcEndpointType": "Gateway",
        "State": state,
    }
    assert VpcEndpoint.state(VpcEndpoint.live(row))[0] == wanted


def test_an_endpoint_without_a_policy_of_its_own_has_full_access() -> None:
    row = {"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "ServiceName": "s3", "VpcEndpointType": "Gateway"}
    said = {**row, "PolicyDocument": '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'}
    for answer in (row, said):
        want = {"VpcId": "vpc-1", "ServiceName": "s3"}
        assert compare(want, VpcEndpoint.live(answer).fields, VpcEndpoint.fields) == []


def test_what_a_batch_call_refuses_in_its_answer_is_an_error() -> None:
    refusal = [{"ResourceId": "vpc-1", "Error": {"Code": "FlowLogAlreadyExists", "Message": "there is one"}}]
    want = {name: "x" for name in FlowLog.fields}
    with pytest.raises(AwsError, match="FlowLogAlreadyExists"):
        FlowLog.create(Played(create_flow_logs={"FlowLogIds": [], "Unsuccessful": refusal}), want, {})


@pytest.mark.parametrize(
    ("kind", "operation", "code"),
    [
        (FlowLog, "delete_flow_logs", "InvalidFlowLogId.NotFound"),
        (VpcEndpoint, "delete_vpc_endpoints", "InvalidVpcEndpointId.NotFound"),
    ],
)
def test_what_a_batch_call_does_not_find_is_gone_however_it_says_so(kind: Any, operation: str, code: str) -> None:
    for answer in (code, {"Unsuccessful": [{"ResourceId": "x-1", "Error": {"Code": code}}]}):
        api = Played(**{operation: answer})
        kind.delete(api, Live("x-1", {}))
        assert [name for name, _arguments in api.asked] == [operation]
    with pytest.raises(AwsError, match="DependencyViolation"):
        kind.delete(
            Played(**{operation: {"Unsuccessful": [{"Error": {"Code": "DependencyViolation"}}]}}), Live("x-1", {})
        )


def test_entries_of_a_network_acl_are_equal_in_both_spellings_and_the_last_deny_is_not_ours() -> None:
    row = {
        "NetworkAclId": "acl-1",
        "VpcId": "vpc-1",
        "Associations": [{"SubnetId": "subnet-1"}],
        "Entries": [
            {"Egress": False, "RuleNumber": 100, "Protocol": "6", "RuleAction": "allow", "CidrBlock": "10.0.0.0/8"},
            {"Egress": False, "RuleNumber": 32767, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"},
        ],
    }
    entry = {"RuleNumber": 100, "Protocol": "tcp", "RuleAction": "allow", "CidrBlock": "10.0.0.0/8"}
    want = {"VpcId": "vpc-1", "Ingress": [entry], "SubnetIds": ["subnet-1"]}
    assert compare(want, NetworkAcl.live(row).fields, NetworkAcl.fields) == []
    changes = compare({**want, "Ingress": []}, NetworkAcl.live(row).fields, NetworkAcl.fields)
    assert [change.path for change in changes] == ["Ingress[100]"]


def test_entries_are_there_before_a_subnet_stands_behind_them() -> None:
    api = Played(
        create_network_acl_entry={},
        describe_network_acls={
            "NetworkAcls": [{"Associations": [{"SubnetId": "subnet-1", "NetworkAclAssociationId": "aclassoc-1"}]}]
        },
        replace_network_acl_association={},
    )
    live = Live("acl-1", {"VpcId": "vpc-1", "Ingress": [], "Egress": [], "SubnetIds": []})
    entry = {"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    want = {"VpcId": "vpc-1", "Ingress": [entry], "Egress": [entry], "SubnetIds": ["subnet-1"]}

    class Everything:
        def touches(self, *names: str) -> bool:
            return True

    NetworkAcl.update(api, live, want, Everything())
    assert [operation for operation, _unused in api.asked] == [
        "create_network_acl_entry",
        "create_network_acl_entry",
        "describe_network_acls",
        "replace_network_acl_association",
    ]


@pytest.mark.parametrize(
    ("wish", "row"),
    [
        ({"IpProtocol": "TCP", "CidrIpv4": "10.0.0.7/16"}, {"IpProtocol": "tcp", "CidrIpv4": "10.0.0.0/16"}),
        ({"IpProtocol": "6", "CidrIpv6": "::/0"}, {"IpProtocol": "tcp", "CidrIpv6": "::/0"}),
        (
            {"IpProtocol": "tcp", "ReferencedGroupId": "sg-2"},
            {"IpProtocol": "tcp", "ReferencedGroupInfo": {"GroupId": "sg-2"}},
        ),
    ],
)
@pytest.mark.behaviour("B9", "B11")
def test_forms_of_one_rule_are_equal(wish: dict[str, Any], row: dict[str, Any]) -> None:
    same = {"GroupId": "sg-1", "IsEgress": False, "FromPort": 443, "ToPort": 443, "Description": "HTTPS"}
    live = SecurityGroupRule.live({**same, **row, "SecurityGroupRuleId": "sgr-1"})
    assert compare({**same, **wish}, live.fields, SecurityGroupRule.fields) == []
    assert SecurityGroupRule.content({**same, **wish}) == SecurityGroupRule.content(live.fields)


def test_rules_of_others_are_surplus_in_our_groups_only() -> None:
    def row(number: int, group: str, **more: Any) -> dict[str, Any]:
        common = {"IsEgress": False, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "0.0.0.0/0"}
        return {"SecurityGroupRuleId": f"sgr-{number}", "GroupId": group, **common, **more}

    default = {"IsEgress": True, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1}
    rows = [
        row(1, "sg-ours"),
        row(2, "sg-theirs"),
        row(3, "sg-ours", **default),
        row(4, "sg-ours", FromPort=443, ToPort=443),
        row(5, "sg-theirs", Tags=tags("load_balancer/main/security_group_rule/https")),
        row(6, "sg-ours", Tags=[{"Key": "slipway:stack", "Value": "other/test/us-east-1"}]),
        row(7, "sg-theirs", Tags=[{"Key": "slipway:stack", "Value": "other/test/us-east-1"}], FromPort=80, ToPort=80),
        row(8, "sg-theirs", Tags=[{"Key": "slipway:stack", "Value": "other/test/us-east-1"}]),
    ]
    api = Played(describe_security_group_rules={"SecurityGroupRules": rows})
    wish = {
        "GroupId": "sg-ours",
        "IsEgress": False,
        "IpProtocol": "tcp",
        "CidrIpv4": "0.0.0.0/0",
        "Description": "HTTPS",
    }
    wants = [{**wish, "FromPort": 443, "ToPort": 443}, {**wish, "GroupId": "sg-theirs", "FromPort": 80, "ToPort": 80}]
    seen = SecurityGroupRule.observe(api, scope(wants, security_group=[owned("sg-ours", {})]))
    assert [(live.id, bool(live.tags)) for live in seen] == [("sgr-1", False), ("sgr-5", True), ("sgr-7", True)]
    # As AWS takes no second one, another stack's in somebody else's group is as good as ours.
    assert seen[2].note == "sgr-7 of the stack other/test/us-east-1 serves this one too"
    assert [arguments["Filters"][0]["Values"] for _unused, arguments in api.asked] == [["sg-ours", "sg-theirs"]]


def test_zones_come_from_the_subnets_where_these_say_enough() -> None:
    subnets = [
        owned(f"subnet-{zone}", {"AvailabilityZone": zone}) for zone in ("us-east-1c", "us-east-1b", "us-east-1c")
    ]
    wants = [{"RegionName": "us-east-1", "Index": index} for index in range(2)]
    zones = AvailabilityZone.observe(Played(), scope(wants, subnet=subnets))
    assert [zone.fields["ZoneName"] for zone in zones] == ["us-east-1b", "us-east-1c"]


def test_zones_of_a_half_made_network_are_those_of_the_region() -> None:
    rows = [{"ZoneName": f"us-east-1{letter}"} for letter in "cab"]
    api = Played(describe_availability_zones={"AvailabilityZones": rows})
    wants = [{"RegionName": "us-east-1", "Index": index} for index in range(4)]
    zones = AvailabilityZone.observe(api, scope(wants, subnet=[owned("subnet-1", {"AvailabilityZone": "us-east-1b"})]))
    assert [zone.fields["ZoneName"] for zone in zones] == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert (
        AvailabilityZone.missing_text(wants[3])
        == "region us-east-1 offers this account fewer than 4 Availability Zones"
    )


def test_parts_of_a_table_are_read_off_its_row() -> None:
    rows = [
        {
            "RouteTableId": "rtb-1",
            "VpcId": "vpc-1",
            "Associations": [{"SubnetId": "subnet-1", "RouteTableAssociationId": "a"}],
        }
    ]
    (table,) = RouteTable.observe(Played(describe_route_tables={"RouteTables": rows}), scope())
    table.stack = STACK
    (part,) = RouteTableAssociation.observe(Played(), scope(subnet=[owned("subnet-1", {})], route_table=[table]))
    assert part.fields == {"SubnetId": "subnet-1", "RouteTableId": "rtb-1", "AssociationId": "a"}


class Patient:
    """A clock that counts pauses and is never woken."""

    def __init__(self) -> None:
        self.pauses = 0

    def pause(self, seconds: float) -> bool:
        self.pauses += 1
        return False


def test_subnets_that_are_not_visible_yet_are_waited_for_and_then_said() -> None:
    shown = {"NetworkAcls": [{"Associations": [{"SubnetId": "subnet-1", "NetworkAclAssociationId": "aclassoc-1"}]}]}
    answers = [{"NetworkAcls": []}, {"NetworkAcls": []}, shown]
    api = Played(replace_network_acl_association={})
    api.clock, api.describe_network_acls = Patient(), lambda **arguments: answers.pop(0)
    NetworkAcl._take(api, {"subnet-1"}, "acl-1")
    assert api.clock.pauses == 2
    assert api.asked == [("replace_network_acl_association", {"AssociationId": "aclassoc-1", "NetworkAclId": "acl-1"})]
    api = Played(describe_network_acls={"NetworkAcls": []})
    api.clock = Patient()
    with pytest.raises(SlipwayError, match="subnet-1 are not visible yet"):
        NetworkAcl._take(api, {"subnet-1"}, "acl-1")


@pytest.mark.parametrize(
    ("name", "given"), [("CidrIpv4", "everywhere"), ("CidrIpv4", "::/0"), ("CidrIpv6", "10.0.0.0/8")]
)
def test_a_rule_for_no_range_is_refused_in_words(name: str, given: str) -> None:
    want = {"GroupId": "sg-1", "IsEgress": False, "IpProtocol": "tcp", "Description": "HTTPS", name: given}
    assert SecurityGroupRule.validate(want) == [f"{name} {given!r}: an IPv{name[-1]} range is needed"]


VPC_QUOTA = {"ServiceCode": "vpc", "QuotaCode": "L-F678F1CE", "Needed": 1, "Counted": True}


class Quotas(Played):
    """Service Quotas, and EC2 behind it."""

    def of(self, service: str) -> Played:
        return self


@pytest.mark.parametrize(("vpcs", "missing"), [(4, 0), (5, 1), (7, 3)])
def test_a_counted_quota_says_how_many_are_missing(vpcs: int, missing: int) -> None:
    api = Quotas(get_service_quota={"Quota": {"Value": 5.0}}, describe_vpcs={"Vpcs": [{}] * vpcs})
    (live,) = ServiceQuota.observe(api, scope([VPC_QUOTA], vpc=[], elastic_ip=[]))
    assert (live.fields["Value"], live.fields["Missing"]) == (5, missing)


def test_a_stack_that_has_its_vpc_asks_for_no_quota() -> None:
    api = Quotas()
    (live,) = ServiceQuota.observe(api, scope([VPC_QUOTA], vpc=[owned("vpc-1", {})], elastic_ip=[]))
    assert live.fields["Missing"] == 0 and api.asked == []


def test_a_quota_without_an_applied_value_is_the_default_and_an_unreadable_one_is_no_obstacle() -> None:
    want = {"ServiceCode": "fargate", "QuotaCode": "L-3032A538", "Needed": 40, "Counted": False}
    api = Quotas(get_service_quota="NoSuchResourceException", get_aws_default_service_quota={"Quota": {"Value": 6.0}})
    assert ServiceQuota.observe(api, scope([want]))[0].fields["Missing"] == 34
    api = Quotas(get_service_quota="AccessDeniedException", get_aws_default_service_quota="AccessDeniedException")
    assert ServiceQuota.observe(api, scope([want]))[0].fields["Missing"] == 0


@pytest.mark.parametrize(
    ("kind", "operation", "member", "argument", "name", "rows"),
    [
        (
            NatGateway,
            "describe_nat_gateways",
            "NatGateways",
            "Filter",
            "nat-gateway-id",
            [
                {"NatGatewayId": key, "SubnetId": "subnet-1", "State": state}
                for key, state in (("a", "pending"), ("b", "deleted"))
            ],
        ),
        (
            VpcEndpoint,
            "describe_vpc_endpoints",
            "VpcEndpoints",
            "Filters",
            "vpc-endpoint-id",
            [
                {
                    "VpcEndpointId": key,
                    "VpcId": "vpc-1",
                    "ServiceName": "s",
                    "VpcEndpointType": "Gateway",
                    "State": state,
                }
                for key, state in (("a", "pending"), ("b", "deleted"))
            ],
        ),
    ],
)
def test_many_are_read_again_with_one_call_that_no_missing_one_fails(
    kind: Any, operation: str, member: str, argument: str, name: str, rows: list[dict[str, Any]]
) -> None:
    api = Played(**{operation: {member: rows}})
    found = kind.refresh_many(api, [Live(key, {}) for key in "cba"])
    assert (list(found), found["a"].raw) == (["a"], "pending")
    assert api.asked == [(operation, {argument: [{"Name": name, "Values": ["a", "b", "c"]}]})]
    assert kind.refresh(api, Live("b", {})) is None
