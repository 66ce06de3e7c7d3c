"""What AWS comes to know of later: new ids, new roles, changes, names and interfaces of what is gone, the tag index."""

from __future__ import annotations

import json

import pytest

from . import databases, stack
from .refusal import code

pytestmark = pytest.mark.usefixtures("real_time")


@pytest.mark.parametrize(
    ("create", "found", "describe", "rows", "member", "error"),
    [
        (
            ("create_vpc", {"CidrBlock": "10.9.0.0/16"}),
            "Vpc",
            "describe_vpcs",
            "Vpcs",
            "VpcId",
            "InvalidVpcID.NotFound",
        ),
        (
            ("create_internet_gateway", {}),
            "InternetGateway",
            "describe_internet_gateways",
            "InternetGateways",
            "InternetGatewayId",
            "InvalidInternetGatewayID.NotFound",
        ),
        (
            ("allocate_address", {"Domain": "vpc"}),
            None,
            "describe_addresses",
            "Addresses",
            "AllocationId",
            "InvalidAllocationID.NotFound",
        ),
    ],
)
@pytest.mark.behaviour("B1")
def test_an_id_just_made_is_unknown_for_some_seconds(client, clock, create, found, describe, rows, member, error):
    ec2 = client("ec2")
    answer = getattr(ec2, create[0])(**create[1])
    identity = (answer[found] if found else answer)[member]
    assert identity not in [row[member] for row in getattr(ec2, describe)()[rows]]
    assert code(getattr(ec2, describe), **{f"{member}s": [identity]}) == error
    clock(6)
    assert [row[member] for row in getattr(ec2, describe)(**{f"{member}s": [identity]})[rows]] == [identity]


def test_a_filter_by_an_unknown_id_finds_nothing_and_is_no_error(client):
    vpc = client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    assert client("ec2").describe_vpcs(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Vpcs"] == []
    assert code(client("ec2").create_subnet, VpcId=vpc, CidrBlock="10.9.1.0/24") == "InvalidVpcID.NotFound"


@pytest.mark.behaviour("C1")
def test_an_unknown_load_balancer_is_not_found_by_its_name_either(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    profile("aws", minute_ms=60_000, rates={})
    arn = stack.balancer(client, place)
    assert code(client("elbv2").describe_load_balancers, Names=["app"]) == "LoadBalancerNotFound"
    assert client("elbv2").describe_load_balancers()["LoadBalancers"] == []
    clock(4)
    assert client("elbv2").describe_load_balancers(Names=["app"])["LoadBalancers"][0]["State"]["Code"] == "provisioning"
    clock(150)
    found = client("elbv2").describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]
    assert found["State"]["Code"] == "active"


@pytest.mark.behaviour("A1", "A5", "A7")
def test_a_role_is_found_soon_and_trusted_later(client, clock):
    iam = client("iam")
    role = stack.role(client, "site", "scheduler.amazonaws.com")
    assert code(iam.get_role, RoleName="site") == "NoSuchEntity"
    clock(4)
    assert iam.get_role(RoleName="site")["Role"]["Arn"] == role
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": role}, "Action": "kms:*", "Resource": "*"}],
    }
    assert code(client("kms").create_key, Policy=json.dumps(policy)) == "MalformedPolicyDocumentException"
    assert client("kms").create_key()["KeyMetadata"]["Enabled"]
    clock(12)
    assert client("kms").create_key(Policy=json.dumps(policy))["KeyMetadata"]["Enabled"]


def test_a_role_whose_name_goes_on_is_another_role(client, clock):
    stack.role(client, "site")
    clock(60)
    stack.role(client, "site-2")
    arn = client("iam").get_role(RoleName="site")["Role"]["Arn"]
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "kms:*", "Resource": "*"}],
    }
    assert client("kms").create_key(Policy=json.dumps(policy))["KeyMetadata"]["Enabled"]


@pytest.mark.behaviour("A4")
def test_the_first_cluster_fails_while_its_role_is_made(client, clock):
    ecs = client("ecs")
    assert code(ecs.create_cluster, clusterName="main") == "InvalidParameterException"
    assert code(ecs.create_cluster, clusterName="main") == "InvalidParameterException"
    clock(16)
    assert ecs.create_cluster(clusterName="main")["cluster"]["status"] == "ACTIVE"
    assert client("iam").get_role(RoleName="AWSServiceRoleForECS")


def test_a_cluster_is_made_at_once_where_the_role_has_been_there(profile, client):
    client("iam").create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    assert client("ecs").create_cluster(clusterName="main")["cluster"]["status"] == "ACTIVE"


@pytest.mark.behaviour("B2")
def test_a_changed_subnet_still_reads_as_before(profile, client, clock):
    profile("calm")
    subnet = stack.network(client).subnets[0]
    profile("aws", minute_ms=60_000, rates={})
    ec2 = client("ec2")

    def public():
        return ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["MapPublicIpOnLaunch"]

    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    assert public() is False
    clock(4)
    assert public() is True


@pytest.mark.behaviour("E1")
def test_a_database_is_available_for_a_moment_after_a_change(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    rds = client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="Main", DBSubnetGroupDescription="main", SubnetIds=place.subnets)
    rds.create_db_instance(**databases.arguments(place))
    profile("aws", minute_ms=60_000, rates={})

    def status():
        return rds.describe_db_instances(DBInstanceIdentifier="app")["DBInstances"][0]["DBInstanceStatus"]

    rds.modify_db_instance(DBInstanceIdentifier="app", DBInstanceClass="db.t3.large", ApplyImmediately=True)
    assert status() == "available"
    clock(6)
    assert status() == "modifying"
    clock(180)
    assert status() == "available"


@pytest.mark.behaviour("B6", "B7")
def test_groups_and_subnets_stay_in_use_after_a_load_balancer(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    arn = stack.balancer(client, place)
    profile("aws", minute_ms=60_000, rates={})
    ec2 = client("ec2")
    client("elbv2").delete_load_balancer(LoadBalancerArn=arn)
    assert code(ec2.delete_security_group, GroupId=place.group) == "DependencyViolation"
    assert code(ec2.delete_subnet, SubnetId=place.subnets[0]) == "DependencyViolation"
    assert code(ec2.detach_internet_gateway, VpcId=place.vpc, InternetGatewayId=place.gateway) == "DependencyViolation"
    clock(181)
    ec2.delete_security_group(GroupId=place.group)
    ec2.delete_subnet(SubnetId=place.subnets[0])
    ec2.detach_internet_gateway(VpcId=place.vpc, InternetGatewayId=place.gateway)


@pytest.mark.behaviour("E18")
def test_a_subnet_group_stays_in_use_after_its_database(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    rds = client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="Main", DBSubnetGroupDescription="main", SubnetIds=place.subnets)
    rds.create_db_instance(**databases.arguments(place))
    profile("aws", minute_ms=60_000, rates={})
    rds.delete_db_instance(DBInstanceIdentifier="app", SkipFinalSnapshot=True)
    clock(301)
    assert rds.describe_db_instances()["DBInstances"] == []
    assert code(rds.delete_db_subnet_group, DBSubnetGroupName="main") == "InvalidDBSubnetGroupStateFault"
    assert code(client("ec2").delete_subnet, SubnetId=place.subnets[0]) == "DependencyViolation"
    clock(61)
    rds.delete_db_subnet_group(DBSubnetGroupName="main")


@pytest.mark.behaviour("B5")
def test_an_address_is_held_in_other_words_after_its_gateway(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    ec2 = client("ec2")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=place.subnets[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    profile("aws", minute_ms=60_000, rates={})
    ec2.delete_nat_gateway(NatGatewayId=gateway)
    assert code(ec2.release_address, AllocationId=address) == "AuthFailure"
    clock(61)
    assert code(ec2.release_address, AllocationId=address) == "InvalidNetworkInterfaceID.NotFound"
    clock(11)
    ec2.release_address(AllocationId=address)


@pytest.mark.behaviour("C13")
def test_a_certificate_shows_its_records_and_counts_as_unused_later(profile, client, clock):
    acm = client("acm")
    arn = acm.request_certificate(DomainName="example.com", ValidationMethod="DNS")["CertificateArn"]
    assert code(acm.describe_certificate, CertificateArn=arn) == "ResourceNotFoundException"
    clock(4)
    assert (
        "ResourceRecord"
        not in acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"][0]
    )
    clock(2)
    assert "ResourceRecord" in acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"][0]


@pytest.mark.behaviour("C16")
def test_a_certificate_counts_as_in_use_after_its_listener(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    arn = stack.certificate(client)
    listener = client("elbv2").create_listener(
        LoadBalancerArn=stack.balancer(client, place),
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": arn}],
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    )["Listeners"][0]["ListenerArn"]
    profile("aws", minute_ms=60_000, rates={})
    client("elbv2").delete_listener(ListenerArn=listener)
    assert code(client("acm").delete_certificate, CertificateArn=arn) == "ResourceInUseException"
    clock(11)
    client("acm").delete_certificate(CertificateArn=arn)


@pytest.mark.behaviour("F1", "F3")
def test_a_bucket_comes_late_and_its_name_goes_late(client, clock):
    s3 = client("s3")
    s3.create_bucket(Bucket="bucket-1")
    assert code(s3.get_bucket_versioning, Bucket="bucket-1") == "NoSuchBucket"
    assert s3.list_buckets()["Buckets"] == []
    clock(6)
    assert s3.get_bucket_versioning(Bucket="bucket-1")
    s3.delete_bucket(Bucket="bucket-1")
    assert code(s3.create_bucket, Bucket="bucket-1") == "OperationAborted"
    clock(121)
    s3.create_bucket(Bucket="bucket-1")


@pytest.mark.behaviour("C19")
def test_a_firewall_does_not_know_what_was_just_made(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    profile("aws", minute_ms=60_000, rates={})
    balancer = stack.balancer(client, place)
    acl = client("wafv2").create_web_acl(
        Name="main",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "main"},
    )["Summary"]["ARN"]
    associate = {"WebACLArn": acl, "ResourceArn": balancer}
    assert code(client("wafv2").associate_web_acl, **associate) == "WAFUnavailableEntityException"
    clock(151)
    client("wafv2").associate_web_acl(**associate)


@pytest.mark.behaviour("C2")
def test_a_service_does_not_see_yet_that_its_group_has_a_listener(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    group = stack.target_group(client, place)
    balancer = stack.balancer(client, place)
    profile("aws", minute_ms=60_000, rates={})
    stack.listener(client, balancer, group)
    service = {
        "serviceName": "app",
        "taskDefinition": "app",
        "loadBalancers": [{"targetGroupArn": group, "containerName": "app", "containerPort": 80}],
    }
    client("iam").create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    with pytest.raises(
        client("ecs").exceptions.InvalidParameterException, match="not have an associated load balancer"
    ):
        client("ecs").create_service(**service)
    clock(6)
    with pytest.raises(client("ecs").exceptions.ClientError) as caught:
        client("ecs").create_service(**service)
    assert "associated load balancer" not in str(caught.value)


def test_the_tag_index_shows_what_was_there_a_minute_ago(client, clock):
    tags = client("resourcegroupstaggingapi")

    def listed():
        return [row["ResourceARN"].rsplit("/", 1)[-1] for row in tags.get_resources()["ResourceTagMappingList"]]

    key = client("kms").create_key(Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]["KeyId"]
    assert listed() == []
    clock(61)
    assert listed() == [key]


@pytest.mark.behaviour("F22")
def test_small_pages_have_it_all(profile, client):
    profile("calm")
    ec2, iam, sns = client("ec2"), client("iam"), client("sns")
    for number in range(12):
        ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")
        stack.role(client, f"role-{number:02}")
        sns.create_topic(Name=f"topic-{number:02}")
    cloudwatch = client("cloudwatch")
    for number in range(5):
        cloudwatch.put_composite_alarm(AlarmName=f"c{number}", AlarmRule="TRUE")
        cloudwatch.put_metric_alarm(
            AlarmName=f"m{number}",
            MetricName="x",
            Namespace="y",
            Period=60,
            EvaluationPeriods=1,
            Statistic="Sum",
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
    profile("storm", minute_ms=0, rates={})

    def pages(api, operation):
        return list(api.get_paginator(operation).paginate())

    for api, operation, rows, number in (
        (ec2, "describe_vpcs", "Vpcs", 13),
        (iam, "list_roles", "Roles", 12),
        (iam, "get_account_authorization_details", "RoleDetailList", 12),
        (sns, "list_topics", "Topics", 12),
    ):
        found = pages(api, operation)
        assert max(len(page[rows]) for page in found) == 2
        assert len({json.dumps(row, default=str) for page in found for row in page[rows]}) == number
    alarms = pages(cloudwatch, "describe_alarms")
    assert sum(len(page["MetricAlarms"]) for page in alarms) == 5
    assert sum(len(page["CompositeAlarms"]) for page in alarms) in (0, 5)
    assert (
        len(
            ec2.describe_vpcs(VpcIds=[row["VpcId"] for page in pages(ec2, "describe_vpcs") for row in page["Vpcs"]])[
                "Vpcs"
            ]
        )
        == 13
    )


@pytest.mark.behaviour("A2")
def test_tasks_wait_for_a_role_just_made_and_an_event_says_so(profile, client, clock):
    profile("calm")
    app = stack.application(client)
    ecs = client("ecs")
    ecs.create_service(**app.arguments)
    profile("aws", minute_ms=60_000, rates={})
    role = stack.role(client, "fresh")
    ecs.update_service(cluster="main", service="app", taskDefinition=stack.definition(client, executionRoleArn=role))
    service = stack.service_of(ecs)
    assert f"unable to assume the role '{role}'" in service["events"][0]["message"]
    assert (service["deployments"][0]["rolloutState"], service["deployments"][0]["failedTasks"]) == ("IN_PROGRESS", 0)
    clock(30 + 40)
    assert stack.service_of(ecs)["deployments"][0]["runningCount"] == 0
    clock(6)
    assert stack.service_of(ecs)["deployments"][0]["runningCount"] == 2


@pytest.mark.behaviour("A3", "A5")
def test_a_service_with_a_role_of_its_own_is_refused_while_that_is_new(profile, client, clock):
    profile("calm")
    app = stack.application(client)
    profile("aws", minute_ms=60_000, rates={})
    ecs = client("ecs")
    client("iam").create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
    volume = {"roleArn": stack.role(client, "volumes", "ecs.amazonaws.com"), "sizeInGiB": 10}
    arguments = {**app.arguments, "volumeConfigurations": [{"name": "data", "managedEBSVolume": volume}]}
    with pytest.raises(ecs.exceptions.InvalidParameterException, match="unable to assume the role"):
        ecs.create_service(**arguments)
    clock(16)
    assert ecs.create_service(**arguments)["service"]["status"] == "ACTIVE"


@pytest.mark.behaviour("A5", "A6")
def test_enhanced_monitoring_refuses_a_new_role(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    rds = client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="main", DBSubnetGroupDescription="main", SubnetIds=place.subnets)
    profile("aws", minute_ms=60_000, rates={})
    role = stack.role(client, "monitoring", "monitoring.rds.amazonaws.com")
    arguments = databases.arguments(place, MonitoringInterval=60, MonitoringRoleArn=role)
    with pytest.raises(rds.exceptions.ClientError, match="required permissions for: ENHANCED_MONITORING"):
        rds.create_db_instance(**arguments)
    clock(16)
    rds.create_db_instance(**arguments)


@pytest.mark.behaviour("G5")
def test_an_instances_last_lines_bring_its_log_groups_back(profile, client, clock):
    profile("calm")
    place = stack.network(client)
    rds, logs = client("rds"), client("logs")
    rds.create_db_subnet_group(DBSubnetGroupName="main", DBSubnetGroupDescription="main", SubnetIds=place.subnets)
    rds.create_db_instance(**databases.arguments(place, EnableCloudwatchLogsExports=["postgresql"]))
    name = "/aws/rds/instance/app/postgresql"
    logs.put_retention_policy(logGroupName=name, retentionInDays=30)
    profile("aws", minute_ms=60_000, rates={})
    rds.delete_db_instance(DBInstanceIdentifier="app", SkipFinalSnapshot=True)
    clock(301)
    assert rds.describe_db_instances()["DBInstances"] == []
    logs.delete_log_group(logGroupName=name)
    assert logs.describe_log_groups()["logGroups"] == []
    clock(61)
    (group,) = logs.describe_log_groups()["logGroups"]
    assert group["logGroupName"] == name and "retentionInDays" not in group
    assert code(logs.create_log_group, logGroupName=name) == "ResourceAlreadyExistsException"
