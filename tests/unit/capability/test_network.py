"""The network's declaration: pure, so nothing here calls AWS."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.vpc_endpoint import FULL_ACCESS
from ansible_collections.slipway.aws.plugins.module_utils.capability import network
from ansible_collections.slipway.aws.plugins.module_utils.capability.network import subnetting
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference
from tests.support.stacks import declare

ALL_OPTIONS: dict[str, Any] = {
    "interface_endpoints": ["ecr.api", "logs"],
    "gateway_endpoints": ["s3", "dynamodb"],
    "routes": [{"destination": "10.8.0.0/16", "tier": "all", "transit_gateway_id": "tgw-0123456789abcdef0"}],
    "acl_entries": [{"tier": "private", "rule_number": 300, "cidr": "10.8.0.0/16", "protocol": "icmp"}],
}


def nodes(options: dict[str, Any], **identity: Any) -> dict[str, Any]:
    """{kind/name: Node} of a declared network."""
    declaration = declare({"network": options}, **identity)[1][0]
    return {"/".join(node.address.split("/")[2:]): node for node in declaration.nodes}


def ref(name: str, field: str) -> str:
    return reference(f"network/main/{name}", field)


def test_defaults_are_the_figures_of_the_guide() -> None:
    found = nodes({})
    assert found["vpc/main"].want == {"CidrBlock": "10.0.0.0/16"}
    assert {name: node.want["CidrBlock"] for name, node in found.items() if name.startswith("subnet/")} == {
        "subnet/public-a": "10.0.1.0/24",
        "subnet/public-b": "10.0.2.0/24",
        "subnet/private-a": "10.0.11.0/24",
        "subnet/private-b": "10.0.12.0/24",
    }
    assert not any(node.filled()["MapPublicIpOnLaunch"] for name, node in found.items() if name.startswith("subnet/"))
    assert "vpc_endpoint/gateway-s3" in found and "flow_log/main" in found and "default_security_group/main" in found


@pytest.mark.parametrize(
    "options", [{}, ALL_OPTIONS, {"vpc_id": "vpc-0a1b2c3d4e5f67890"}], ids=["defaults", "all", "vpc"]
)
def test_only_declared_kinds_are_made(options: dict[str, Any]) -> None:
    assert {node.kind for node in nodes(options).values()} <= set(network.KINDS)


def test_every_output_is_documented_and_every_documented_one_is_given() -> None:
    declaration = declare({"network": ALL_OPTIONS})[1][0]
    assert set(declaration.outputs) == set(network.SPEC["outputs"])
    assert set(declare({"network": {}})[1][0].outputs) == set(network.SPEC["outputs"]) - {"endpoints_security_group_id"}


def test_a_third_zone_adds_and_changes_no_subnet_route_or_gateway() -> None:
    two, three = nodes({"zone_count": 2}), nodes({"zone_count": 3})
    assert set(two) < set(three)
    grown = {name for name in two if two[name].want != three[name].want}
    assert grown == {
        "network_acl/public",
        "network_acl/private",
        "vpc_endpoint/gateway-s3",
        "service_quota/elastic_ips",
    }


def test_zones_by_name_have_the_slots_of_their_letters_and_are_not_delegated() -> None:
    found = nodes({"zones": ["us-east-1b", "us-east-1d"]})
    assert found["subnet/public-d"].want["CidrBlock"] == nodes({"zone_count": 4})["subnet/public-d"].want["CidrBlock"]
    assert found["availability_zone/d"].want == {"RegionName": "us-east-1", "Name": "us-east-1d"}
    assert found["subnet/public-d"].delegated == ()


def test_a_zone_by_count_is_chosen_once() -> None:
    subnet = nodes({})["subnet/private-b"]
    assert subnet.want["AvailabilityZone"] == ref("availability_zone/b", "ZoneName")
    assert subnet.delegated == ("AvailabilityZone",)


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "10.0.0.0/19", "10.0.16.0/20", "172.31.8.0/21", "192.168.4.0/22"])
def test_cut_subnets_lie_in_the_range_and_never_overlap(cidr: str) -> None:
    network_range = subnetting.network(cidr)
    cut = [
        subnetting.network(subnetting.cut(network_range, tier, letter))
        for tier in subnetting.TIERS
        for letter in subnetting.LETTERS
    ]
    assert all(subnet.subnet_of(network_range) and subnet.prefixlen <= 27 for subnet in cut)
    assert not any(one.overlaps(other) for index, one in enumerate(cut) for other in cut[:index])


@pytest.mark.parametrize(
    ("nat", "gateways", "targets"),
    [
        ("per_zone", {"a", "b"}, {"a": "a", "b": "b"}),
        ("single", {"a"}, {"a": "a", "b": "a"}),
        ("none", set(), {"a": None, "b": None}),
    ],
)
def test_nat(nat: str, gateways: set[str], targets: dict[str, str | None]) -> None:
    found = nodes({"nat_gateways": nat})
    assert {name.split("/")[1] for name in found if name.startswith("nat_gateway/")} == gateways
    assert {name.split("-")[1] for name in found if name.startswith("elastic_ip/")} == gateways
    for zone, gateway in targets.items():
        route = found.get(f"route/private-{zone}-default")
        wanted = ref(f"nat_gateway/{gateway}", "NatGatewayId") if gateway else None
        assert (route.want["NatGatewayId"] if route else None) == wanted


def test_egress_addresses_are_those_of_the_nat_gateways() -> None:
    outputs = declare({"network": {"nat_gateways": "per_zone"}})[1][0].outputs
    assert outputs["egress_addresses"] == [ref("elastic_ip/nat-a", "PublicIp"), ref("elastic_ip/nat-b", "PublicIp")]
    assert declare({"network": {"nat_gateways": "none"}})[1][0].outputs["egress_addresses"] == []


def test_what_needs_the_internet_gateway_comes_after_its_attachment() -> None:
    found = nodes({})
    assert found["subnet/public-a"].after == (("network/main/internet_gateway/main", "exists"),)
    assert found["subnet/private-a"].after == ()


@pytest.mark.parametrize("direction", ["Ingress", "Egress"])
def test_network_acls_let_no_administration_port_in_from_anywhere(direction: str) -> None:
    found = nodes({})
    for tier in ("public", "private"):
        for entry in found[f"network_acl/{tier}"].want[direction]:
            if entry["Protocol"] == "1":
                continue  # ICMP knows no ports
            ports = entry.get("PortRange", {"From": 0, "To": 65535})
            if direction == "Ingress" and entry["CidrBlock"] == "0.0.0.0/0" and entry["RuleAction"] == "allow":
                assert not any(ports["From"] <= port <= ports["To"] for port in (22, 3389)), entry


def test_a_free_entry_replaces_the_default_of_its_number_and_keeps_the_order() -> None:
    entry = {"tier": "public", "rule_number": 110, "action": "deny", "cidr": "198.51.100.0/24", "from_port": 80}
    first = {**entry, "rule_number": 50, "protocol": "all", "from_port": None}
    rows = nodes({"acl_entries": [entry, first]})["network_acl/public"].want["Ingress"]
    assert [row["RuleNumber"] for row in rows] == [50, 100, 110, 120, 130, 140, 32000]
    assert rows[0] == {"RuleNumber": 50, "Protocol": "-1", "RuleAction": "deny", "CidrBlock": "198.51.100.0/24"}
    assert rows[2] == {
        "RuleNumber": 110,
        "Protocol": "6",
        "RuleAction": "deny",
        "CidrBlock": "198.51.100.0/24",
        "PortRange": {"From": 80, "To": 80},
    }


def test_interface_endpoints_open_the_way_of_the_services_to_them_and_to_gateway_endpoints() -> None:
    found = nodes({"interface_endpoints": ["ecr.api", "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"]})
    assert found["vpc_endpoint/interface-ecr.api"].want["ServiceName"] == "com.amazonaws.us-east-1.ecr.api"
    full = found["vpc_endpoint/interface-com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"]
    assert full.want["ServiceName"] == "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
    assert found["security_group_rule/service-endpoints"].want["ReferencedGroupId"] == ref(
        "security_group/endpoints", "GroupId"
    )
    assert found["security_group_rule/service-s3"].want["PrefixListId"] == ref("prefix_list/s3", "PrefixListId")
    assert not any(name.startswith(("security_group_rule/", "prefix_list/")) for name in nodes({}))


def statements(node: Any) -> dict[str, dict[str, Any]]:
    return {item["Sid"]: item for item in node.want["PolicyDocument"]["Statement"]}


def test_an_endpoint_lets_through_the_accounts_own_and_what_aws_needs() -> None:
    services = ["ecr.dkr", "ssm", "logs", "email-smtp", "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"]
    found = nodes({"interface_endpoints": services}, account_id="123456789012")
    own = statements(found["vpc_endpoint/interface-logs"])
    assert own["Own"]["Condition"] == {
        "StringEquals": {"aws:PrincipalAccount": "123456789012"},
        "StringEqualsIfExists": {"aws:ResourceAccount": "123456789012"},
    }
    assert set(own) == {"Own"}
    layers = statements(found["vpc_endpoint/gateway-s3"])["ImageLayers"]
    assert layers["Resource"] == ["arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"]
    assert layers["Action"] == ["s3:GetObject"]
    parameters = statements(found["vpc_endpoint/interface-ssm"])["PublicParameters"]
    assert parameters["Resource"] == ["arn:aws:ssm:us-east-1::parameter/aws/*"]
    pull = statements(found["vpc_endpoint/interface-ecr.dkr"])["Images"]
    assert pull["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
    # A full name means the same service.
    full = nodes({"interface_endpoints": ["com.amazonaws.us-east-1.ecr.dkr"]}, account_id="123456789012")
    assert (
        full["vpc_endpoint/interface-com.amazonaws.us-east-1.ecr.dkr"].want["PolicyDocument"]
        == (found["vpc_endpoint/interface-ecr.dkr"].want["PolicyDocument"])
    )
    # Services that take no policy are left with the one that is none.
    for name in services[3:]:
        assert found["vpc_endpoint/interface-" + name].want["PolicyDocument"] == FULL_ACCESS


def test_an_endpoint_is_opened_to_an_organization_or_to_all_by_word_alone() -> None:
    options = {
        "endpoint_access": "o-a1b2c3d4e5",
        "interface_endpoints": ["logs"],
        "endpoint_policies": {"logs": "open"},
    }
    found = nodes(options)
    assert statements(found["vpc_endpoint/gateway-s3"])["Own"]["Condition"] == {
        "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
        "StringEqualsIfExists": {"aws:ResourceOrgID": "o-a1b2c3d4e5"},
    }
    assert found["vpc_endpoint/interface-logs"].want["PolicyDocument"] == FULL_ACCESS
    china = nodes({}, region="cn-north-1", partition="aws-cn")["vpc_endpoint/gateway-s3"]
    assert statements(china)["ImageLayers"]["Resource"] == ["arn:aws-cn:s3:::prod-cn-north-1-starport-layer-bucket/*"]


def test_names_are_tags_and_real_names() -> None:
    names = {
        "vpc/main": "my-vpc",
        "security_group/service": "ecs-security-group",
        "role/flow_logs": "flow",
        "subnet/public-a": "one",
    }
    found = nodes({"names": names})
    assert found["vpc/main"].tags["Name"] == "my-vpc" and found["subnet/public-a"].tags["Name"] == "one"
    assert found["security_group/service"].want["GroupName"] == "ecs-security-group"
    assert found["role/flow_logs"].want["RoleName"] == "flow"


def test_a_security_groups_name_that_looks_like_an_id_is_shown_only() -> None:
    node = nodes({"names": {"security_group/load_balancer": "sg-alb"}})["security_group/load_balancer"]
    assert (node.tags["Name"], node.want["GroupName"]) == ("sg-alb", "alb")


def test_only_the_security_groups_that_are_asked_for() -> None:
    found = [name for name in nodes({"security_groups": ["service"]}) if name.startswith("security_group/")]
    assert found == ["security_group/service"]
    without = nodes({"security_groups": ["load_balancer"], "interface_endpoints": ["ecr.api"]})
    rules = [name for name in without if name.startswith("security_group_rule/")]
    assert rules == ["security_group_rule/endpoints-vpc"]


def test_account_wide_and_shared_names_tell_environments_and_regions_apart() -> None:
    one, other = nodes({}), nodes({}, environment="prod", region="eu-west-1")
    for name, field in (("role/flow_logs", "RoleName"), ("log_group/flow_logs", "logGroupName")):
        assert one[name].want[field] != other[name].want[field]


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({}, reference("encryption/main", "key_arn")),
        ({"kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/a"}, "arn:aws:kms:us-east-1:123456789012:key/a"),
        ({"encryption": "aws"}, None),
    ],
)
def test_encryption_of_the_flow_logs(options: dict[str, Any], key: str | None) -> None:
    assert nodes(options)["log_group/flow_logs"].want["kmsKeyId"] == key


def test_the_flow_log_role_serves_this_account_and_this_log_group_only() -> None:
    want = nodes({}, account_id="123456789012")["role/flow_logs"].want
    trust = want["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
    writing = [
        statement for statement in want["Policies"]["write"]["Statement"] if "logs:PutLogEvents" in statement["Action"]
    ]
    assert [statement["Resource"] for statement in writing] == [[ref("log_group/flow_logs", "Arn") + ":*"]]


def test_an_existing_vpc_gets_security_groups_only() -> None:
    found = nodes({"vpc_id": "vpc-0a1b2c3d4e5f67890"})
    assert set(found) == {"security_group/load_balancer", "security_group/service", "security_group/database"}
    assert {node.want["VpcId"] for node in found.values()} == {"vpc-0a1b2c3d4e5f67890"}


def test_the_vpc_of_another_stack_gets_security_groups_only() -> None:
    platform = "platform/test/us-east-1"
    found = nodes({"security_groups": ["service"]}, from_stack={"network": platform})
    assert set(found) == {"security_group/service"}
    assert found["security_group/service"].want["VpcId"] == reference(f"{platform}//network/main", "vpc_id")


def test_quotas_are_asked_for_what_is_needed() -> None:
    def needed(options: dict[str, Any]) -> dict[str, int]:
        return {name: node.want["Needed"] for name, node in nodes(options).items() if name.startswith("service_quota/")}

    assert needed({"zone_count": 3}) == {"service_quota/vpcs": 1, "service_quota/elastic_ips": 3}
    assert needed({"nat_gateways": "none"}) == {"service_quota/vpcs": 1}
    assert needed({"check_quotas": False}) == {}


def test_too_small_a_quota_is_refused_with_how_to_raise_it() -> None:
    expectation = declare({"network": {}})[1][0].expectations[0]
    assert expectation.test(0) and not expectation.test(2)
    assert "leaves 2 too few" in expectation.allowed(2) and "vpc/L-F678F1CE" in expectation.allowed(2)
