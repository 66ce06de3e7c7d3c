"""Load balancers and target groups: defaults, read-back, refusals."""

from __future__ import annotations

import json

import pytest

from . import stack
from .refusal import code


@pytest.mark.behaviour("C11")
def test_second_creation(elb, client, place):
    first = stack.balancer(client, place)
    assert stack.balancer(client, place) == first
    other = {"Name": "app", "Subnets": place.subnets, "Scheme": "internal"}
    assert code(elb.create_load_balancer, **other) == "DuplicateLoadBalancerName"
    assert len(elb.describe_load_balancers()["LoadBalancers"]) == 1


@pytest.mark.behaviour("C1")
def test_state_over_time(simulator, client, elb, place, clock):
    simulator.durations(elbv2__load_balancer=120)
    arn = stack.balancer(client, place)

    def state():
        return elb.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]["State"]["Code"]

    assert state() == "provisioning"
    clock(121)
    assert state() == "active"


def test_read_back(client, elb, place):
    elb.create_load_balancer(Name="inner", Subnets=place.subnets, Scheme="internal")
    found = elb.describe_load_balancers(Names=["inner"])["LoadBalancers"][0]
    assert found["DNSName"].startswith("internal-inner-")
    assert found["CanonicalHostedZoneId"] == "Z35SXDOTRQ7X7K"
    wanted = [{"Name": "vpc-id", "Values": [place.vpc]}, {"Name": "group-name", "Values": ["default"]}]
    default = client("ec2").describe_security_groups(Filters=wanted)["SecurityGroups"][0]["GroupId"]
    assert found["SecurityGroups"] == [default]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Name": "-app"}, "ValidationError"),
        ({"Name": "a" * 33}, "ValidationError"),
        ({"Name": "internal-app"}, "ValidationError"),
        ({"Subnets": ["first"]}, "ValidationError"),
        ({"Subnets": ["first", "first"]}, "InvalidConfigurationRequest"),
        ({"Subnets": ["subnet-0", "first"]}, "SubnetNotFound"),
        ({"SecurityGroups": ["sg-0"]}, "InvalidSecurityGroup"),
    ],
)
@pytest.mark.behaviour("C11")
def test_balancers_that_are_refused(elb, place, changes, expected):
    arguments = {"Name": "app", "Subnets": place.subnets, **changes}
    arguments["Subnets"] = [place.subnets[0] if name == "first" else name for name in arguments["Subnets"]]
    assert code(elb.create_load_balancer, **arguments) == expected


def test_internet_facing_needs_a_gateway(client, elb, place):
    client("ec2").detach_internet_gateway(VpcId=place.vpc, InternetGatewayId=place.gateway)
    assert code(elb.create_load_balancer, Name="app", Subnets=place.subnets) == "InvalidSubnet"


@pytest.mark.behaviour("C8")
def test_attributes_have_all_defaults(elb, web):
    found = elb.describe_load_balancer_attributes(LoadBalancerArn=web[0])["Attributes"]
    values = {item["Key"]: item["Value"] for item in found}
    assert len(values) >= 19
    assert values["idle_timeout.timeout_seconds"] == "60"
    assert values["routing.http2.enabled"] == "true"
    assert values["load_balancing.cross_zone.enabled"] == "true"
    assert values["routing.http.desync_mitigation_mode"] == "defensive"
    assert values["client_keep_alive.seconds"] == "3600"


@pytest.mark.parametrize(
    "attribute",
    [
        ("idle_timeout.timeout_seconds", "0"),
        ("routing.http.desync_mitigation_mode", "loose"),
        ("colour", "red"),
        ("deletion_protection.enabled", "yes"),
    ],
)
def test_attributes_that_are_refused(elb, web, attribute):
    wrong = [{"Key": attribute[0], "Value": attribute[1]}]
    assert code(elb.modify_load_balancer_attributes, LoadBalancerArn=web[0], Attributes=wrong) == "ValidationError"


@pytest.mark.behaviour("C12")
def test_deletion_protection(elb, web):
    protection = [{"Key": "deletion_protection.enabled", "Value": "true"}]
    elb.modify_load_balancer_attributes(LoadBalancerArn=web[0], Attributes=protection)
    assert code(elb.delete_load_balancer, LoadBalancerArn=web[0]) == "OperationNotPermitted"
    protection[0]["Value"] = "false"
    elb.modify_load_balancer_attributes(LoadBalancerArn=web[0], Attributes=protection)
    elb.delete_load_balancer(LoadBalancerArn=web[0])
    elb.delete_load_balancer(LoadBalancerArn=web[0])
    assert code(elb.describe_load_balancers, LoadBalancerArns=[web[0]]) == "LoadBalancerNotFound"


def allow(bucket, principal, prefix=""):
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/{prefix}AWSLogs/123456789012/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize(
    "principal",
    [
        {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        {"AWS": "arn:aws:iam::127311923021:root"},
    ],
)
@pytest.mark.behaviour("C12")
def test_access_logs_need_a_bucket_that_takes_them(client, elb, web, principal):
    wanted = [
        {"Key": "access_logs.s3.enabled", "Value": "true"},
        {"Key": "access_logs.s3.bucket", "Value": "app-logs"},
    ]

    def switch_on():
        return elb.modify_load_balancer_attributes(LoadBalancerArn=web[0], Attributes=wanted)

    s3 = client("s3")
    assert code(switch_on) == "InvalidConfigurationRequest"
    s3.create_bucket(Bucket="app-logs")
    assert code(switch_on) == "InvalidConfigurationRequest"
    s3.put_bucket_policy(Bucket="app-logs", Policy=allow("app-logs", principal, "other/"))
    assert code(switch_on) == "InvalidConfigurationRequest"
    s3.put_bucket_policy(Bucket="app-logs", Policy=allow("app-logs", principal))
    switch_on()
    found = elb.describe_load_balancer_attributes(LoadBalancerArn=web[0])["Attributes"]
    assert {"Key": "access_logs.s3.bucket", "Value": "app-logs"} in found


def test_moving_groups_and_subnets(client, elb, place, web):
    ec2 = client("ec2")
    other = ec2.create_security_group(GroupName="other", Description="x", VpcId=place.vpc)["GroupId"]
    elb.set_security_groups(LoadBalancerArn=web[0], SecurityGroups=[other])
    ec2.delete_security_group(GroupId=place.group)
    third = ec2.create_subnet(VpcId=place.vpc, CidrBlock="10.0.3.0/24", AvailabilityZone="us-east-1c")
    third = third["Subnet"]["SubnetId"]
    elb.set_subnets(LoadBalancerArn=web[0], Subnets=[place.subnets[0], third])
    ec2.delete_subnet(SubnetId=place.subnets[1])
    assert code(ec2.delete_subnet, SubnetId=third) == "DependencyViolation"


def test_pages(client, elb, place):
    for name in ("a", "b", "c"):
        stack.balancer(client, place, Name=name)
        stack.target_group(client, place, name)
    first = elb.describe_load_balancers(PageSize=2)
    assert len(first["LoadBalancers"]) == 2
    rest = elb.describe_load_balancers(Marker=first["NextMarker"])["LoadBalancers"]
    assert [item["LoadBalancerName"] for item in rest] == ["c"]
    assert len(elb.describe_target_groups(PageSize=1)["TargetGroups"]) == 1


def test_missing_things(elb):
    assert code(elb.describe_load_balancers, Names=["nope"]) == "LoadBalancerNotFound"
    assert code(elb.describe_target_groups, Names=["nope"]) == "TargetGroupNotFound"
    arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/1/2"
    assert code(elb.describe_listeners, ListenerArns=[arn]) == "ListenerNotFound"
    assert code(elb.describe_rules, RuleArns=[arn]) == "RuleNotFound"
    assert code(elb.describe_listeners) == "ValidationError"


@pytest.mark.behaviour("C4", "C6")
def test_target_group_creation_is_idempotent(client, elb, place):
    first = stack.target_group(client, place)
    assert stack.target_group(client, place) == first
    arguments = {"Name": "app", "Protocol": "HTTP", "Port": 81, "VpcId": place.vpc, "TargetType": "ip"}
    assert code(elb.create_target_group, **arguments) == "DuplicateTargetGroupName"


@pytest.mark.behaviour("C8", "C10")
def test_target_group_defaults(elb, web):
    found = elb.describe_target_groups(TargetGroupArns=[web[1]])["TargetGroups"][0]
    expected = {
        "HealthCheckProtocol": "HTTP",
        "HealthCheckPort": "traffic-port",
        "HealthCheckPath": "/",
        "HealthCheckEnabled": True,
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5,
        "HealthyThresholdCount": 5,
        "UnhealthyThresholdCount": 2,
        "Matcher": {"HttpCode": "200"},
        "ProtocolVersion": "HTTP1",
        "IpAddressType": "ipv4",
        "LoadBalancerArns": [],
    }
    assert {name: found[name] for name in expected} == expected
    attributes = elb.describe_target_group_attributes(TargetGroupArn=web[1])["Attributes"]
    values = {item["Key"]: item["Value"] for item in attributes}
    assert len(values) >= 14
    assert values["deregistration_delay.timeout_seconds"] == "300"
    assert values["stickiness.lb_cookie.duration_seconds"] == "86400"


@pytest.mark.behaviour("C10")
def test_grpc_defaults(client, elb, place):
    arn = stack.target_group(client, place, "grpc", ProtocolVersion="GRPC")
    found = elb.describe_target_groups(TargetGroupArns=[arn])["TargetGroups"][0]
    assert (found["HealthCheckPath"], found["Matcher"]) == ("/AWS.ALB/healthcheck", {"GrpcCode": "12"})


@pytest.mark.parametrize(
    "changes",
    [
        {"Name": "a" * 33},
        {"Name": "a_b"},
        {"HealthCheckIntervalSeconds": 301},
        {"HealthCheckTimeoutSeconds": 30, "HealthCheckIntervalSeconds": 30},
        {"HealthyThresholdCount": 11},
        {"HealthCheckPath": "health"},
        {"Matcher": {"HttpCode": "all"}},
        {"VpcId": "vpc-0"},
    ],
)
def test_target_groups_that_are_refused(elb, place, changes):
    arguments = {"Name": "app", "Protocol": "HTTP", "Port": 80, "VpcId": place.vpc, "TargetType": "ip", **changes}
    assert code(elb.create_target_group, **arguments) == "ValidationError"


@pytest.mark.behaviour("C9")
def test_target_group_changes(elb, web):
    elb.modify_target_group(TargetGroupArn=web[1], HealthCheckPath="/health", Matcher={"HttpCode": "200-299"})
    found = elb.describe_target_groups(TargetGroupArns=[web[1]])["TargetGroups"][0]
    assert (found["HealthCheckPath"], found["Matcher"]["HttpCode"]) == ("/health", "200-299")
    wanted = [{"Key": "deregistration_delay.timeout_seconds", "Value": "3600"}]
    elb.modify_target_group_attributes(TargetGroupArn=web[1], Attributes=wanted)
    assert wanted[0] in elb.describe_target_group_attributes(TargetGroupArn=web[1])["Attributes"]
    sticky = [{"Key": "stickiness.enabled", "Value": "true"}, {"Key": "stickiness.type", "Value": "app_cookie"}]
    assert (
        code(elb.modify_target_group_attributes, TargetGroupArn=web[1], Attributes=sticky)
        == "InvalidConfigurationRequest"
    )


def test_targets(client, elb, web):
    targets = [{"Id": "10.0.1.10"}, {"Id": "10.0.1.10", "Port": 9090}]
    elb.register_targets(TargetGroupArn=web[1], Targets=targets)

    def states():
        rows = elb.describe_target_health(TargetGroupArn=web[1])["TargetHealthDescriptions"]
        return {row["Target"]["Port"]: row["TargetHealth"]["State"] for row in rows}

    assert states() == {8080: "unused", 9090: "unused"}
    stack.listener(client, *web)
    assert states() == {8080: "healthy", 9090: "healthy"}
    elb.deregister_targets(TargetGroupArn=web[1], Targets=[targets[1], {"Id": "10.9.9.9"}])
    assert states() == {8080: "healthy"}
    assert code(elb.register_targets, TargetGroupArn=web[1], Targets=[{"Id": "i-123"}]) == "InvalidTarget"


@pytest.mark.behaviour("C3")
def test_target_group_in_use(client, elb, web):
    arn = stack.listener(client, *web)
    assert elb.describe_target_groups(LoadBalancerArn=web[0])["TargetGroups"][0]["LoadBalancerArns"] == [web[0]]
    assert code(elb.delete_target_group, TargetGroupArn=web[1]) == "ResourceInUse"
    elb.delete_listener(ListenerArn=arn)
    assert elb.describe_target_groups(TargetGroupArns=[web[1]])["TargetGroups"][0]["LoadBalancerArns"] == []
    elb.delete_target_group(TargetGroupArn=web[1])


def test_target_group_serves_one_balancer(client, elb, place, web):
    stack.listener(client, *web)
    second = stack.balancer(client, place, Name="second")
    action = [{"Type": "forward", "TargetGroupArn": web[1]}]
    assert (
        code(elb.create_listener, LoadBalancerArn=second, Protocol="HTTP", Port=80, DefaultActions=action)
        == "TargetGroupAssociationLimit"
    )


def test_dualstack_needs_subnets_with_ipv6(client, elb, place):
    dual = {"IpAddressType": "dualstack"}
    assert code(stack.balancer, client=client, place=place, **dual) == "ValidationError"
    arn = stack.balancer(client, place)
    assert code(elb.set_ip_address_type, LoadBalancerArn=arn, **dual) == "ValidationError"
    assert code(elb.set_subnets, LoadBalancerArn=arn, Subnets=place.subnets, **dual) == "ValidationError"
    ec2 = client("ec2")
    ec2.associate_vpc_cidr_block(VpcId=place.vpc, AmazonProvidedIpv6CidrBlock=True)
    (block,) = ec2.describe_vpcs(VpcIds=[place.vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    start = block["Ipv6CidrBlock"].split("00::")[0]
    for number, subnet in enumerate(place.subnets):
        ec2.associate_subnet_cidr_block(SubnetId=subnet, Ipv6CidrBlock=f"{start}0{number}::/64")
    assert elb.set_ip_address_type(LoadBalancerArn=arn, **dual)["IpAddressType"] == "dualstack"
    assert elb.describe_load_balancers()["LoadBalancers"][0]["IpAddressType"] == "dualstack"
