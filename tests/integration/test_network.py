"""What cases as data cannot say of the network: ids that only exist once somebody else has made an object."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.nat_gateway import NatGateway
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.security_groups.security_group_rule import (
    SecurityGroupRule,
)
from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Declaration
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

# Nothing but the VPC and its subnets.
BARE: dict[str, Any] = {
    "nat_gateways": "none",
    "acls": False,
    "flow_logs": False,
    "gateway_endpoints": [],
    "check_quotas": False,
}


def network(simulator: SimulatorProcess, options: dict[str, Any], **more: Any) -> Any:
    result = converge(simulator, {"network": options}, **more)
    assert not result.outcome.failed, result.outcome.failed
    return result


def changing(simulator: SimulatorProcess) -> list[str]:
    return sorted(call["operation"] for call in simulator.calls(changing=True))


def field(result: Any, address: str, name: str) -> Any:
    """A field of what stands at kind/name."""
    return result.plan.by_address()[f"network/main/{address}"].live.fields[name]


def test_free_routes_are_made_changed_and_removed(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    transit = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    private = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    route = {"destination": "10.8.0.0/16", "tier": "all", "transit_gateway_id": transit}
    result = network(simulator, {**BARE, "routes": [route]})
    table = field(network(simulator, {**BARE, "routes": [route]}), "route_table/public", "RouteTableId")

    def targets() -> dict[str, Any]:
        (row,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
        return {item["DestinationCidrBlock"]: item for item in row["Routes"]}

    assert targets()["10.8.0.0/16"]["TransitGatewayId"] == transit
    simulator.clear()
    changed = {"destination": "10.8.0.0/16", "tier": "public", "virtual_private_gateway_id": private}
    network(simulator, {**BARE, "routes": [changed]})
    assert changing(simulator) == ["DeleteRoute", "DeleteRoute", "ReplaceRoute"]
    assert targets()["10.8.0.0/16"]["GatewayId"] == private
    network(simulator, BARE)
    assert set(targets()) == {"10.0.0.0/16", "0.0.0.0/0"}
    assert result.outcome.done


@pytest.mark.behaviour("B10")
def test_an_opened_default_security_group_is_closed_again(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    network(simulator, BARE)
    vpc = field(network(simulator, BARE), "vpc/main", "VpcId")
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    (group,) = ec2.describe_security_groups(Filters=filters)["SecurityGroups"]
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=everything)
    ec2.authorize_security_group_egress(GroupId=group["GroupId"], IpPermissions=everything)
    simulator.clear()
    network(simulator, BARE)
    assert changing(simulator) == ["RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress"]
    (group,) = ec2.describe_security_groups(Filters=filters)["SecurityGroups"]
    assert group["IpPermissions"] == group["IpPermissionsEgress"] == []


def test_a_subnet_that_was_moved_gets_its_route_table_back(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    network(simulator, BARE)
    result = network(simulator, BARE)
    subnet = field(result, "subnet/private-a", "SubnetId")
    own, other = (field(result, f"route_table/{name}", "RouteTableId") for name in ("private-a", "public"))
    association = field(result, "route_table_association/private-a", "AssociationId")
    ec2.replace_route_table_association(AssociationId=association, RouteTableId=other)
    simulator.clear()
    network(simulator, BARE)
    assert changing(simulator) == ["ReplaceRouteTableAssociation"]
    filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
    assert [row["RouteTableId"] for row in ec2.describe_route_tables(Filters=filters)["RouteTables"]] == [own]


def test_an_unattached_internet_gateway_is_attached_and_not_made_twice(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    network(simulator, BARE)
    result = network(simulator, BARE)
    gateway, vpc = field(result, "internet_gateway/main", "InternetGatewayId"), field(result, "vpc/main", "VpcId")
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    simulator.clear()
    network(simulator, BARE)
    assert changing(simulator) == ["AttachInternetGateway"]


def test_security_groups_in_a_foreign_vpc_leave_it_as_it_is(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="172.20.0.0/16")["Vpc"]["VpcId"]
    own = ec2.create_security_group(GroupName="theirs", Description="theirs", VpcId=vpc)["GroupId"]
    before = ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"]
    network(simulator, {"vpc_id": vpc})
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    names = {group["GroupName"] for group in ec2.describe_security_groups(Filters=filters)["SecurityGroups"]}
    assert names == {"default", "theirs", "shop-test-load-balancer", "shop-test-service", "shop-test-database"}
    simulator.clear()
    network(simulator, {"vpc_id": vpc})
    assert changing(simulator) == []
    gone = converge(simulator, {}, kinds=("network",), destroy=True)
    assert not gone.outcome.failed
    groups = ec2.describe_security_groups(Filters=filters)["SecurityGroups"]
    assert {group["GroupName"] for group in groups} == {"default", "theirs"}
    assert ec2.describe_security_groups(GroupIds=[own])["SecurityGroups"][0]["IpPermissionsEgress"]
    assert ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"] == before


def test_a_group_name_that_somebody_holds_is_refused_before_the_first_change(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="172.20.0.0/16")["Vpc"]["VpcId"]
    ec2.create_security_group(GroupName="shop-test-service", Description="theirs", VpcId=vpc)
    simulator.clear()
    with pytest.raises(Refused, match="exists and is not this stack's"):
        network(simulator, {"vpc_id": vpc})
    assert changing(simulator) == []


@pytest.mark.behaviour("B3")
def test_a_nat_gateway_whose_answer_is_lost_and_that_is_seen_late_is_made_once(
    simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    observe, looks = NatGateway.observe.__func__, itertools.count()
    monkeypatch.setattr(NatGateway, "observe", classmethod(lambda *given: observe(*given) if next(looks) > 1 else []))
    simulator.faults([{"service": "ec2", "operation": "CreateNatGateway", "when": "after", "status": 500}])
    network(simulator, {"encryption": "aws", "nat_gateways": "single"})
    assert changing(simulator).count("CreateNatGateway") == 1


@pytest.mark.behaviour("B3")
def test_a_nat_gateway_that_fails_is_told_and_deleted(simulator: SimulatorProcess) -> None:
    options = {"encryption": "aws", "nat_gateways": "single"}
    ec2 = simulator.client("ec2")
    (ours,) = (address for address in network(simulator, options).plan.by_address() if "/nat_gateway/" in address)
    (first,) = ec2.describe_nat_gateways()["NatGateways"]
    ec2.delete_nat_gateway(NatGatewayId=first["NatGatewayId"])
    theirs = ec2.create_nat_gateway(
        SubnetId=first["SubnetId"], AllocationId=first["NatGatewayAddresses"][0]["AllocationId"]
    )["NatGateway"]["NatGatewayId"]

    failed = converge(simulator, {"network": options}).outcome.failed
    assert "Resource.AlreadyAssociated" in str(failed[ours])
    assert "It is deleted" in str(failed[ours])
    states = {row["NatGatewayId"]: row["State"] for row in ec2.describe_nat_gateways()["NatGateways"]}
    assert states.pop(theirs) == "available"
    assert set(states.values()) <= {"deleting", "deleted"}

    ec2.delete_nat_gateway(NatGatewayId=theirs)
    network(simulator, options)


@pytest.mark.behaviour("B16")
def test_too_few_addresses_left_are_refused_before_the_first_change(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    addresses = [ec2.allocate_address(Domain="vpc")["AllocationId"] for _unused in range(4)]
    simulator.clear()
    with pytest.raises(Refused, match="leaves 1 too few; raise ec2/L-0263D0A3 in Service Quotas"):
        network(simulator, {"encryption": "aws"})
    assert changing(simulator) == []
    ec2.release_address(AllocationId=addresses[0])
    network(simulator, {"encryption": "aws"})
    simulator.clear()
    network(simulator, {"encryption": "aws"})
    assert not [call for call in simulator.calls() if call["service"] == "service-quotas"]


def test_nothing_to_do_reads_little_in_an_account_full_of_other_peoples_objects(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="172.20.0.0/16")["Vpc"]["VpcId"]
    for number in range(40):
        ec2.create_security_group(GroupName=f"theirs-{number}", Description="theirs", VpcId=vpc)
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"172.20.{number}.0/24")
    network(simulator, {"encryption": "aws"})
    simulator.clear()
    network(simulator, {"encryption": "aws"})
    assert changing(simulator) == []
    assert len(simulator.calls()) <= 20  # the tagging index, which says whose the log group is, among them


@pytest.mark.behaviour("B8", "B14")
def test_destroy_leaves_nothing_and_makes_its_way_through_all_dependencies(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    before = {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]}
    network(simulator, {"encryption": "aws", "interface_endpoints": ["logs"]})
    gone = converge(simulator, {}, kinds=("network",), destroy=True)
    assert not gone.outcome.failed, gone.outcome.failed
    assert {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]} == before
    assert ec2.describe_addresses()["Addresses"] == []
    assert simulator.client("logs").describe_log_groups()["logGroups"] == []
    after = converge(simulator, {}, kinds=("network",), check=True, sweep=True)
    assert after.plan.lines == []


class TestRulesInSharedGroups:
    """One rule of a test capability in a security group, with an equal rule that somebody made by hand."""

    def rule(self, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch, group: str | None, *names: str) -> Any:
        from tests.support import stacks

        class Capability:
            SPEC: dict[str, Any] = {"options": {}}
            KINDS = (SecurityGroupRule,)
            NEIGHBOURS = stacks.capability("network").KINDS

            @staticmethod
            def declare(options: dict[str, Any], stack: Any, instance: str) -> Declaration:
                declaration = Declaration("load_balancer", stack, instance)
                target = declaration.neighbour("network", "load_balancer_security_group_id", group)
                want = {"GroupId": target, "IsEgress": False, "IpProtocol": "TCP", "FromPort": 443, "ToPort": 443}
                for name in names or ("https",):
                    declaration.add(SecurityGroupRule, name, {**want, "CidrIpv4": "0.0.0.0/0", "Description": "HTTPS"})
                return declaration

        original = stacks.capability
        monkeypatch.setattr(stacks, "capability", lambda name: Capability if name == "rules" else original(name))
        return converge(simulator, {"rules": {}, "network": BARE} if group is None else {"rules": {}})

    def same_by_hand(self, simulator: SimulatorProcess, group: str) -> None:
        permission = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        simulator.client("ec2").authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])

    def rules(self, simulator: SimulatorProcess, group: str) -> list[Any]:
        filters = [{"Name": "group-id", "Values": [group]}]
        rows = simulator.client("ec2").describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
        return [(row.get("Description"), bool(row["Tags"])) for row in rows if not row["IsEgress"]]

    @pytest.mark.behaviour("B9")
    def test_in_our_group_the_rule_is_taken_over(
        self, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        group = field(network(simulator, BARE), "security_group/load_balancer", "GroupId")
        self.same_by_hand(simulator, group)
        result = self.rule(simulator, monkeypatch, None)
        assert not result.outcome.failed, result.outcome.failed
        assert self.rules(simulator, group) == [("HTTPS", True)]
        assert not self.rule(simulator, monkeypatch, None).plan.moves

    def test_in_a_foreign_group_it_is_not(self, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        ec2 = simulator.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="172.20.0.0/16")["Vpc"]["VpcId"]
        group = ec2.create_security_group(GroupName="theirs", Description="theirs", VpcId=vpc)["GroupId"]
        self.same_by_hand(simulator, group)
        result = self.rule(simulator, monkeypatch, group)
        error = next(iter(result.outcome.failed.values()))
        assert "take it over with stack_adopt" in str(error)
        assert self.rules(simulator, group) == [(None, False)]

    def test_declared_twice_it_is_made_once_and_the_other_says_so(
        self, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        group = field(network(simulator, BARE), "security_group/load_balancer", "GroupId")
        result = self.rule(simulator, monkeypatch, None, "https", "web")
        error = " ".join(map(str, result.outcome.failed.values()))
        assert len(result.outcome.failed) == 1
        assert re.search(
            r"has the same rule already \(sgr-\w+\), as load_balancer/main/\S+; declare one of them only", error
        )
        assert self.rules(simulator, group) == [("HTTPS", True)]
