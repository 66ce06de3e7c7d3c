"""EC2: security groups and their rules, what services hold, and endpoints."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code

ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


@pytest.fixture
def ec2(client):
    return client("ec2")


def rules_of(ec2, group, **filters):
    wanted = [{"Name": "group-id", "Values": [group]}]
    wanted += [{"Name": name, "Values": values} for name, values in filters.items()]
    return ec2.describe_security_group_rules(Filters=wanted)["SecurityGroupRules"]


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


@pytest.mark.behaviour("B9", "B11")
def test_same_rule_in_another_form_is_a_duplicate(ec2, place):
    permission = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.1.0.0/16"}]}
    ec2.authorize_security_group_ingress(GroupId=place.group, IpPermissions=[permission])
    again = {**permission, "IpProtocol": "6", "IpRanges": [{"CidrIp": "10.1.9.9/16", "Description": "other"}]}
    assert (
        code(ec2.authorize_security_group_ingress, GroupId=place.group, IpPermissions=[again])
        == "InvalidPermission.Duplicate"
    )
    assert (
        code(
            ec2.authorize_security_group_ingress,
            GroupId=place.group,
            IpPermissions=[{**permission, "FromPort": 81, "ToPort": 81}] * 2,
        )
        == "InvalidParameterValue"
    )
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
    assert code(ec2.authorize_security_group_ingress, GroupId=place.group, IpPermissions=[permission]) == expected
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
                    "IpProtocol": "tcp",
                    "FromPort": 81,
                    "ToPort": 81,
                    "CidrIpv4": "10.0.0.0/8",
                    "Description": "new",
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
    assert (
        code(ec2.describe_security_group_rules, SecurityGroupRuleIds=[identity])
        == "InvalidSecurityGroupRuleId.NotFound"
    )


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


@pytest.mark.behaviour("B8")
def test_referenced_group_is_not_deleted(ec2, place):
    other = ec2.create_security_group(GroupName="other", Description="x", VpcId=place.vpc)["GroupId"]
    permission = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": place.group}]}
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[permission])
    assert code(ec2.delete_security_group, GroupId=place.group) == "DependencyViolation"
    ec2.revoke_security_group_ingress(GroupId=other, IpPermissions=[permission])
    ec2.delete_security_group(GroupId=place.group)


def test_group_names(ec2, place):
    assert (
        code(ec2.create_security_group, GroupName="sg-mine", Description="x", VpcId=place.vpc)
        == "InvalidParameterValue"
    )
    assert (
        code(ec2.create_security_group, GroupName="app", Description="again", VpcId=place.vpc)
        == "InvalidGroup.Duplicate"
    )


@pytest.mark.behaviour("B6", "B7")
def test_load_balancer_holds_groups_subnets_and_the_gateway(client, ec2, place):
    arn = stack.balancer(client, place)
    assert code(ec2.delete_security_group, GroupId=place.group) == "DependencyViolation"
    assert code(ec2.delete_subnet, SubnetId=place.subnets[1]) == "DependencyViolation"
    assert code(ec2.detach_internet_gateway, VpcId=place.vpc, InternetGatewayId=place.gateway) == "DependencyViolation"
    wanted = [{"Name": "group-id", "Values": [place.group]}, {"Name": "status", "Values": ["in-use"]}]
    found = ec2.describe_network_interfaces(Filters=wanted)["NetworkInterfaces"]
    assert len(found) == 2
    assert found[0]["Description"].startswith("ELB app/app/")
    assert found[0]["Attachment"]["InstanceOwnerId"] == "amazon-elb"
    assert found[0]["RequesterManaged"] is True
    client("elbv2").delete_load_balancer(LoadBalancerArn=arn)
    ec2.delete_security_group(GroupId=place.group)


@pytest.mark.behaviour("D33")
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


def endpoint(ec2, place, service="s3", kind="Gateway", **more):
    name = f"com.amazonaws.us-east-1.{service}"
    return ec2.create_vpc_endpoint(VpcId=place.vpc, ServiceName=name, VpcEndpointType=kind, **more)["VpcEndpoint"]


@pytest.mark.behaviour("B12")
def test_gateway_endpoint_is_a_route(ec2, place):
    table = ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"]
    made = endpoint(ec2, place, RouteTableIds=[table])
    assert made["State"] == "pending"
    routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    assert any(route.get("GatewayId") == made["VpcEndpointId"] for route in routes)
    assert (
        code(
            ec2.create_vpc_endpoint,
            VpcId=place.vpc,
            ServiceName="com.amazonaws.us-east-1.s3",
            RouteTableIds=[table],
        )
        == "RouteAlreadyExists"
    )
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
    assert ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-endpoint-id", "Values": ["vpce-0"]}])["VpcEndpoints"] == []
    by_id = [{"Name": "vpc-endpoint-id", "Values": [made["VpcEndpointId"], "vpce-0"]}]
    (found,) = ec2.describe_vpc_endpoints(Filters=by_id)["VpcEndpoints"]
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
    assert (
        code(ec2.create_vpc_endpoint, VpcId=place.vpc, ServiceName="com.amazonaws.us-east-1.nope")
        == "InvalidServiceName"
    )
    assert (
        code(
            ec2.create_vpc_endpoint,
            VpcId=place.vpc,
            ServiceName="com.amazonaws.us-east-1.logs",
            VpcEndpointType="Interface",
            SubnetIds=place.subnets,
        )
        == "InvalidParameter"
    )
    failed = ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0"])["Unsuccessful"]
    assert failed[0]["Error"]["Code"] == "InvalidVpcEndpoint.NotFound"


def test_an_endpoint_that_is_going_can_be_deleted_again(ec2, place, simulator):
    simulator.durations(**{"ec2__vpc_endpoint.delete": 60})
    table = ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"]
    made = endpoint(ec2, place, RouteTableIds=[table])
    for _again in range(2):
        assert ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])["Unsuccessful"] == []


@pytest.mark.behaviour("B10")
def test_a_new_group_lets_everything_out(ec2, place):
    (group,) = ec2.describe_security_groups(GroupIds=[place.group])["SecurityGroups"]
    assert [(rule["IpProtocol"], rule["IpRanges"]) for rule in group["IpPermissionsEgress"]] == [
        ("-1", [{"CidrIp": "0.0.0.0/0"}])
    ]
