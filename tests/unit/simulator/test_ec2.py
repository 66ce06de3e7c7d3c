"""EC2: sizes, dry runs, gateways over time, groups and their rules, endpoints, and what is in use."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code

ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


@pytest.fixture
def ec2(client):
    return client("ec2")


@pytest.fixture
def place(client):
    return stack.network(client)


def rules_of(ec2, group, **filters):
    wanted = [{"Name": "group-id", "Values": [group]}]
    wanted += [{"Name": name, "Values": values} for name, values in filters.items()]
    return ec2.describe_security_group_rules(Filters=wanted)["SecurityGroupRules"]


# Everything


def test_dry_run_changes_nothing(ec2):
    assert code(ec2.create_vpc, CidrBlock="10.0.0.0/16", DryRun=True) == "DryRunOperation"
    assert len(ec2.describe_vpcs()["Vpcs"]) == 1


def test_reserved_tags_are_refused(ec2, place):
    tags = [{"Key": "aws:team", "Value": "x"}]
    assert code(ec2.create_tags, Resources=[place.vpc], Tags=tags) == "InvalidParameterValue"
    specification = [{"ResourceType": "vpc", "Tags": tags}]
    assert code(ec2.create_vpc, CidrBlock="10.1.0.0/16", TagSpecifications=specification) == "InvalidParameterValue"


# VPCs and subnets


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
    assert code(
        ec2.create_subnet, VpcId=place.vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="eu-west-1a"
    ) == "InvalidParameterValue"


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


# Gateways and addresses


def address(ec2):
    return ec2.allocate_address(Domain="vpc")["AllocationId"]


def nat(ec2, place, **more):
    arguments = {"SubnetId": place.subnets[0], "AllocationId": address(ec2), **more}
    return ec2.create_nat_gateway(**arguments)["NatGateway"]


def nat_state(ec2, identity):
    return ec2.describe_nat_gateways(NatGatewayIds=[identity])["NatGateways"][0]["State"]


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
    assert code(
        ec2.create_nat_gateway, SubnetId=place.subnets[1], AllocationId=allocation, ClientToken="t"
    ) == "IdempotentParameterMismatch"


def test_nat_gateway_with_a_used_address_fails(ec2, place):
    allocation = address(ec2)
    nat(ec2, place, AllocationId=allocation)
    second = nat(ec2, place, AllocationId=allocation)
    found = ec2.describe_nat_gateways(NatGatewayIds=[second["NatGatewayId"]])["NatGateways"][0]
    assert (found["State"], found["FailureCode"]) == ("failed", "Resource.AlreadyAssociated")


def test_address_of_a_live_nat_gateway_is_not_released(ec2, place):
    allocation = address(ec2)
    made = nat(ec2, place, AllocationId=allocation)
    assert code(ec2.release_address, AllocationId=allocation) == "AuthFailure"
    assert code(
        ec2.detach_internet_gateway, VpcId=place.vpc, InternetGatewayId=place.gateway
    ) == "DependencyViolation"
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
    assert code(
        ec2.attach_internet_gateway, VpcId=place.vpc, InternetGatewayId=second
    ) == "Resource.AlreadyAssociated"


# Network ACLs


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


# Security groups


def test_authorize_returns_all_rules_with_descriptions_and_tags(ec2, place):
    other = ec2.create_security_group(GroupName="other", Description="x", VpcId=place.vpc)["GroupId"]
    answer = ec2.authorize_security_group_ingress(
        GroupId=place.group,
        IpPermissions=[
            {"IpProtocol": "TCP", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.1.2.3/16"}]},
            {
                "IpProtocol": "6",
                "FromPort": 8080,
                "ToPort": 8080,
                "UserIdGroupPairs": [{"GroupId": other, "Description": "from other"}],
            },
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [{"CidrIpv6": "2001:DB8::1/32"}]},
        ],
        TagSpecifications=[{"ResourceType": "security-group-rule", "Tags": [{"Key": "a", "Value": "1"}]}],
    )
    rules = answer["SecurityGroupRules"]
    assert [rule.get("CidrIpv4") or rule.get("CidrIpv6") for rule in rules] == ["10.1.0.0/16", None, "2001:db8::/32"]
    assert {rule["IpProtocol"] for rule in rules} == {"tcp"}
    assert rules[1]["Description"] == "from other"
    assert rules[1]["ReferencedGroupInfo"]["GroupId"] == other
    tagged = rules_of(ec2, place.group, **{"tag:a": ["1"]})
    assert {rule["SecurityGroupRuleId"] for rule in tagged} == {rule["SecurityGroupRuleId"] for rule in rules}
    assert rules_of(ec2, place.group, **{"tag-key": ["b"]}) == []
    group = ec2.describe_security_groups(GroupIds=[place.group])["SecurityGroups"][0]
    pairs = [pair for permission in group["IpPermissions"] for pair in permission["UserIdGroupPairs"]]
    assert pairs == [{"GroupId": other, "UserId": "123456789012", "Description": "from other"}]


def test_same_rule_in_another_form_is_a_duplicate(ec2, place):
    permission = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.1.0.0/16"}]}
    ec2.authorize_security_group_ingress(GroupId=place.group, IpPermissions=[permission])
    again = {**permission, "IpProtocol": "6", "IpRanges": [{"CidrIp": "10.1.9.9/16", "Description": "other"}]}
    assert code(
        ec2.authorize_security_group_ingress, GroupId=place.group, IpPermissions=[again]
    ) == "InvalidPermission.Duplicate"
    assert code(
        ec2.authorize_security_group_ingress,
        GroupId=place.group,
        IpPermissions=[{**permission, "FromPort": 81, "ToPort": 81}] * 2,
    ) == "InvalidParameterValue"
    ec2.revoke_security_group_ingress(GroupId=place.group, IpPermissions=[again])
    assert len(rules_of(ec2, place.group)) == 1


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        ({"IpProtocol": "foo", "IpRanges": ANYWHERE}, "InvalidParameterValue"),
        ({"IpProtocol": "tcp", "IpRanges": ANYWHERE}, "InvalidParameterValue"),
        ({"IpProtocol": "tcp", "FromPort": 90, "ToPort": 80, "IpRanges": ANYWHERE}, "InvalidParameterValue"),
        ({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/33"}]}, "InvalidParameterValue"),
        ({"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-0"}]}, "InvalidGroup.NotFound"),
        ({"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": "pl-0"}]}, "InvalidPrefixListID.NotFound"),
        ({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "é"}]}, "InvalidParameterValue"),
        ({"IpProtocol": "-1"}, "MissingParameter"),
    ],
)
def test_rules_that_are_refused(ec2, place, permission, expected):
    assert code(
        ec2.authorize_security_group_ingress, GroupId=place.group, IpPermissions=[permission]
    ) == expected
    assert len(rules_of(ec2, place.group)) == 1


def test_rules_by_id(ec2, place):
    permission = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": ANYWHERE}
    made = ec2.authorize_security_group_ingress(GroupId=place.group, IpPermissions=[permission])
    identity = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    ec2.modify_security_group_rules(
        GroupId=place.group,
        SecurityGroupRules=[
            {
                "SecurityGroupRuleId": identity,
                "SecurityGroupRule": {
                    "IpProtocol": "tcp", "FromPort": 81, "ToPort": 81, "CidrIpv4": "10.0.0.0/8", "Description": "new"
                },
            }
        ],
    )
    rule = ec2.describe_security_group_rules(SecurityGroupRuleIds=[identity])["SecurityGroupRules"][0]
    assert (rule["FromPort"], rule["CidrIpv4"], rule["Description"]) == (81, "10.0.0.0/8", "new")
    ec2.update_security_group_rule_descriptions_ingress(
        GroupId=place.group, SecurityGroupRuleDescriptions=[{"SecurityGroupRuleId": identity, "Description": "newer"}]
    )
    assert rules_of(ec2, place.group)[0]["Description"] == "newer"
    ec2.revoke_security_group_ingress(GroupId=place.group, SecurityGroupRuleIds=[identity])
    assert code(
        ec2.describe_security_group_rules, SecurityGroupRuleIds=[identity]
    ) == "InvalidSecurityGroupRuleId.NotFound"


def test_default_group_has_its_rules_and_stays(ec2, place):
    wanted = [{"Name": "vpc-id", "Values": [place.vpc]}, {"Name": "group-name", "Values": ["default"]}]
    group = ec2.describe_security_groups(Filters=wanted)["SecurityGroups"][0]
    assert group["IpPermissions"][0]["UserIdGroupPairs"][0]["GroupId"] == group["GroupId"]
    assert group["IpPermissionsEgress"][0]["IpRanges"] == ANYWHERE
    assert code(ec2.delete_security_group, GroupId=group["GroupId"]) == "CannotDelete"
    ids = [rule["SecurityGroupRuleId"] for rule in rules_of(ec2, group["GroupId"])]
    ec2.revoke_security_group_egress(GroupId=group["GroupId"], SecurityGroupRuleIds=ids[1:])
    ec2.revoke_security_group_ingress(GroupId=group["GroupId"], SecurityGroupRuleIds=ids[:1])
    assert rules_of(ec2, group["GroupId"]) == []


def test_referenced_group_is_not_deleted(ec2, place):
    other = ec2.create_security_group(GroupName="other", Description="x", VpcId=place.vpc)["GroupId"]
    permission = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": place.group}]}
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[permission])
    assert code(ec2.delete_security_group, GroupId=place.group) == "DependencyViolation"
    ec2.revoke_security_group_ingress(GroupId=other, IpPermissions=[permission])
    ec2.delete_security_group(GroupId=place.group)


def test_group_names(ec2, place):
    assert code(
        ec2.create_security_group, GroupName="sg-mine", Description="x", VpcId=place.vpc
    ) == "InvalidParameterValue"
    assert code(
        ec2.create_security_group, GroupName="app", Description="again", VpcId=place.vpc
    ) == "InvalidGroup.Duplicate"


# What services hold


def test_load_balancer_holds_groups_subnets_and_the_gateway(client, ec2, place):
    arn = stack.balancer(client, place)
    assert code(ec2.delete_security_group, GroupId=place.group) == "DependencyViolation"
    assert code(ec2.delete_subnet, SubnetId=place.subnets[1]) == "DependencyViolation"
    assert code(
        ec2.detach_internet_gateway, VpcId=place.vpc, InternetGatewayId=place.gateway
    ) == "DependencyViolation"
    wanted = [{"Name": "group-id", "Values": [place.group]}, {"Name": "status", "Values": ["in-use"]}]
    found = ec2.describe_network_interfaces(Filters=wanted)["NetworkInterfaces"]
    assert len(found) == 2
    assert found[0]["Description"].startswith("ELB app/app/")
    assert found[0]["Attachment"]["InstanceOwnerId"] == "amazon-elb"
    assert found[0]["RequesterManaged"] is True
    client("elbv2").delete_load_balancer(LoadBalancerArn=arn)
    ec2.delete_security_group(GroupId=place.group)


def test_service_tasks_hold_their_group(client, ec2):
    stack.role(client)
    app = stack.application(client)
    group = ec2.create_security_group(GroupName="tasks", Description="x", VpcId=app.place.vpc)["GroupId"]
    vpc = {"subnets": app.place.subnets, "securityGroups": [group]}
    client("ecs").create_service(**{**app.arguments, "networkConfiguration": {"awsvpcConfiguration": vpc}})
    assert code(ec2.delete_security_group, GroupId=group) == "DependencyViolation"
    owned = [{"Name": "attachment.instance-owner-id", "Values": ["amazon-ecs"]}]
    assert len(ec2.describe_network_interfaces(Filters=owned)["NetworkInterfaces"]) == 2
    client("ecs").delete_service(cluster="main", service="app", force=True)
    ec2.delete_security_group(GroupId=group)


# Endpoints


def endpoint(ec2, place, service="s3", kind="Gateway", **more):
    name = f"com.amazonaws.us-east-1.{service}"
    return ec2.create_vpc_endpoint(VpcId=place.vpc, ServiceName=name, VpcEndpointType=kind, **more)["VpcEndpoint"]


def test_gateway_endpoint_is_a_route(ec2, place):
    table = ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"]
    made = endpoint(ec2, place, RouteTableIds=[table])
    assert made["State"] == "pending"
    routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    assert any(route.get("GatewayId") == made["VpcEndpointId"] for route in routes)
    assert code(
        ec2.create_vpc_endpoint,
        VpcId=place.vpc,
        ServiceName="com.amazonaws.us-east-1.s3",
        RouteTableIds=[table],
    ) == "RouteAlreadyExists"
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_interface_endpoint_lives_in_its_subnets(simulator, ec2, place, clock):
    ec2.modify_vpc_attribute(VpcId=place.vpc, EnableDnsHostnames={"Value": True})
    simulator.durations(ec2__vpc_endpoint=30)
    made = endpoint(
        ec2, place, "logs", "Interface", SubnetIds=place.subnets, SecurityGroupIds=[place.group], ClientToken="t"
    )
    again = endpoint(
        ec2, place, "logs", "Interface", SubnetIds=place.subnets, SecurityGroupIds=[place.group], ClientToken="t"
    )
    assert made["VpcEndpointId"] == again["VpcEndpointId"]
    clock(31)
    found = ec2.describe_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])["VpcEndpoints"][0]
    assert found["State"] == "available"
    assert sorted(found["SubnetIds"]) == sorted(place.subnets)
    assert [group["GroupId"] for group in found["Groups"]] == [place.group]
    held = ec2.describe_network_interfaces(NetworkInterfaceIds=found["NetworkInterfaceIds"])["NetworkInterfaces"]
    assert {item["SubnetId"] for item in held} == set(place.subnets)
    assert code(ec2.delete_security_group, GroupId=place.group) == "DependencyViolation"
    ec2.modify_vpc_endpoint(VpcEndpointId=made["VpcEndpointId"], RemoveSubnetIds=place.subnets[:1])
    ec2.delete_subnet(SubnetId=place.subnets[0])
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    clock(31)
    ec2.delete_security_group(GroupId=place.group)


def test_endpoint_refusals(ec2, place):
    assert code(
        ec2.create_vpc_endpoint, VpcId=place.vpc, ServiceName="com.amazonaws.us-east-1.nope"
    ) == "InvalidServiceName"
    assert code(
        ec2.create_vpc_endpoint,
        VpcId=place.vpc,
        ServiceName="com.amazonaws.us-east-1.logs",
        VpcEndpointType="Interface",
        SubnetIds=place.subnets,
    ) == "InvalidParameter"
    failed = ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0"])["Unsuccessful"]
    assert failed[0]["Error"]["Code"] == "InvalidVpcEndpoint.NotFound"
