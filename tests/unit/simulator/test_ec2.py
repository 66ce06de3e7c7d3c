"""EC2: sizes, dry runs, gateways over time, network ACLs."""

from __future__ import annotations

import pytest

from .refusal import code

ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


@pytest.fixture
def ec2(client):
    return client("ec2")


def rules_of(ec2, group, **filters):
    wanted = [{"Name": "group-id", "Values": [group]}]
    wanted += [{"Name": name, "Values": values} for name, values in filters.items()]
    return ec2.describe_security_group_rules(Filters=wanted)["SecurityGroupRules"]


def test_dry_run_changes_nothing(ec2):
    assert code(ec2.create_vpc, CidrBlock="10.0.0.0/16", DryRun=True) == "DryRunOperation"
    assert len(ec2.describe_vpcs()["Vpcs"]) == 1


@pytest.mark.behaviour("G24")
def test_reserved_tags_are_refused(ec2, place):
    tags = [{"Key": "aws:team", "Value": "x"}]
    assert code(ec2.create_tags, Resources=[place.vpc], Tags=tags) == "InvalidParameterValue"
    specification = [{"ResourceType": "vpc", "Tags": tags}]
    assert code(ec2.create_vpc, CidrBlock="10.1.0.0/16", TagSpecifications=specification) == "InvalidParameterValue"


@pytest.mark.parametrize("block", ["10.0.0.0/8", "10.0.0.0/29"])
def test_vpc_sizes(ec2, block):
    assert code(ec2.create_vpc, CidrBlock=block) == "InvalidVpc.Range"


def test_host_bits_are_cleared(ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.3.7/16")["Vpc"]
    assert vpc["CidrBlock"] == "10.0.0.0/16"
    subnet = ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.1.5/24")["Subnet"]
    assert subnet["CidrBlock"] == "10.0.1.0/24"


def test_subnet_refusals(ec2, place):
    assert code(ec2.create_subnet, VpcId=place.vpc, CidrBlock="10.0.9.0/29") == "InvalidSubnet.Range"
    assert (
        code(ec2.create_subnet, VpcId=place.vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="eu-west-1a")
        == "InvalidParameterValue"
    )


@pytest.mark.behaviour("B14")
def test_vpc_with_leftovers_is_not_deleted(ec2):
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="left", Description="left", VpcId=vpc)["GroupId"]
    assert code(ec2.delete_vpc, VpcId=vpc) == "DependencyViolation"
    ec2.delete_security_group(GroupId=group)
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
    assert code(ec2.delete_vpc, VpcId=vpc) == "DependencyViolation"
    ec2.detach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
    ec2.delete_vpc(VpcId=vpc)
    acls = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
    assert acls["NetworkAcls"] == []


def address(ec2):
    return ec2.allocate_address(Domain="vpc")["AllocationId"]


def nat(ec2, place, **more):
    arguments = {"SubnetId": place.subnets[0], "AllocationId": address(ec2), **more}
    return ec2.create_nat_gateway(**arguments)["NatGateway"]


def nat_state(ec2, identity):
    return ec2.describe_nat_gateways(NatGatewayIds=[identity])["NatGateways"][0]["State"]


@pytest.mark.behaviour("B3", "B4")
def test_nat_gateway_over_time(simulator, ec2, place, clock):
    simulator.durations(ec2__nat_gateway=90)
    made = nat(ec2, place)
    assert made["State"] == nat_state(ec2, made["NatGatewayId"]) == "pending"
    assert made["ConnectivityType"] == "public"
    clock(91)
    assert nat_state(ec2, made["NatGatewayId"]) == "available"
    ec2.delete_nat_gateway(NatGatewayId=made["NatGatewayId"])
    assert nat_state(ec2, made["NatGatewayId"]) == "deleting"
    clock(91)
    assert nat_state(ec2, made["NatGatewayId"]) == "deleted"


def test_nat_gateway_is_ready_at_once_without_duration(ec2, place):
    made = nat(ec2, place)
    assert made["State"] == "pending"
    ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[made["NatGatewayId"]])


def test_nat_gateway_of_a_token_is_made_once(ec2, place):
    allocation = address(ec2)
    first = nat(ec2, place, AllocationId=allocation, ClientToken="t")
    again = nat(ec2, place, AllocationId=allocation, ClientToken="t")
    assert first["NatGatewayId"] == again["NatGatewayId"]
    assert len(ec2.describe_nat_gateways()["NatGateways"]) == 1
    assert (
        code(ec2.create_nat_gateway, SubnetId=place.subnets[1], AllocationId=allocation, ClientToken="t")
        == "IdempotentParameterMismatch"
    )


@pytest.mark.behaviour("B3")
def test_nat_gateway_with_a_used_address_fails(ec2, place):
    allocation = address(ec2)
    nat(ec2, place, AllocationId=allocation)
    second = nat(ec2, place, AllocationId=allocation)
    found = ec2.describe_nat_gateways(NatGatewayIds=[second["NatGatewayId"]])["NatGateways"][0]
    assert (found["State"], found["FailureCode"]) == ("failed", "Resource.AlreadyAssociated")
    ec2.delete_nat_gateway(NatGatewayId=second["NatGatewayId"])
    assert nat_state(ec2, second["NatGatewayId"]) == "deleted"


def test_address_of_a_live_nat_gateway_is_not_released(ec2, place):
    allocation = address(ec2)
    made = nat(ec2, place, AllocationId=allocation)
    assert code(ec2.release_address, AllocationId=allocation) == "AuthFailure"
    assert code(ec2.detach_internet_gateway, VpcId=place.vpc, InternetGatewayId=place.gateway) == "DependencyViolation"
    assert code(ec2.delete_subnet, SubnetId=place.subnets[0]) == "DependencyViolation"
    ec2.delete_nat_gateway(NatGatewayId=made["NatGatewayId"])
    ec2.release_address(AllocationId=allocation)
    ec2.detach_internet_gateway(VpcId=place.vpc, InternetGatewayId=place.gateway)
    ec2.delete_subnet(SubnetId=place.subnets[0])


def test_nat_gateways_by_tag(ec2, place):
    tags = [{"ResourceType": "natgateway", "Tags": [{"Key": "a", "Value": "1"}]}]
    made = nat(ec2, place, TagSpecifications=tags)
    nat(ec2, place)
    found = ec2.describe_nat_gateways(Filters=[{"Name": "tag:a", "Values": ["1"]}])["NatGateways"]
    assert [item["NatGatewayId"] for item in found] == [made["NatGatewayId"]]


def test_vpc_has_one_internet_gateway(ec2, place):
    second = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    assert code(ec2.attach_internet_gateway, VpcId=place.vpc, InternetGatewayId=second) == "Resource.AlreadyAssociated"


def test_new_acl_denies_everything(ec2, place):
    acl = ec2.create_network_acl(VpcId=place.vpc)["NetworkAcl"]
    entries = [(item["RuleNumber"], item["Egress"], item["RuleAction"], item["CidrBlock"]) for item in acl["Entries"]]
    assert sorted(entries) == [(32767, False, "deny", "0.0.0.0/0"), (32767, True, "deny", "0.0.0.0/0")]
    found = ec2.describe_network_acls(NetworkAclIds=[acl["NetworkAclId"]])["NetworkAcls"][0]
    assert len(found["Entries"]) == 2


def test_acl_entries(ec2, place):
    acl = ec2.create_network_acl(VpcId=place.vpc)["NetworkAcl"]["NetworkAclId"]
    entry = {"NetworkAclId": acl, "RuleNumber": 100, "Egress": False}
    content = {"Protocol": "tcp", "RuleAction": "allow", "CidrBlock": "10.0.3.1/16", "PortRange": {"From": 1, "To": 2}}
    ec2.create_network_acl_entry(**entry, **content)
    found = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]["Entries"]
    made = next(item for item in found if item["RuleNumber"] == 100)
    assert (made["Protocol"], made["CidrBlock"]) == ("6", "10.0.0.0/16")
    assert code(ec2.create_network_acl_entry, **entry, **content) == "NetworkAclEntryAlreadyExists"
    assert code(ec2.delete_network_acl_entry, **{**entry, "RuleNumber": 5}) == "InvalidNetworkAclEntry.NotFound"
    assert code(ec2.create_network_acl_entry, **{**entry, **content, "RuleNumber": 32767}) == "InvalidParameterValue"
    ec2.delete_network_acl_entry(**entry)
    assert code(ec2.describe_network_acls, NetworkAclIds=["acl-0"]) == "InvalidNetworkAclID.NotFound"


@pytest.mark.behaviour("B13")
def test_a_route_to_a_pending_nat_gateway_is_accepted(simulator, ec2, place):
    simulator.durations(ec2__nat_gateway=90)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=place.subnets[0], AllocationId=address)["NatGateway"]
    assert gateway["State"] == "pending"
    table = ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway["NatGatewayId"])
    (found,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    assert gateway["NatGatewayId"] in [route.get("NatGatewayId") for route in found["Routes"]]
