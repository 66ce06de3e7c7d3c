"""The tagging API: all kinds, the right region, pages, changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulator.network import load_balancer

TAGS = [{"Key": "stack", "Value": "app"}]
VISIBILITY = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}


def ec2_tags(kind: str) -> dict[str, Any]:
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": TAGS}]}


@pytest.fixture
def stack(client) -> set[str]:
    """Resources of many kinds with one tag; the names in their ARNs."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16", **ec2_tags("vpc"))["Vpc"]["VpcId"]
    names = {
        vpc,
        ec2.allocate_address(Domain="vpc", **ec2_tags("elastic-ip"))["AllocationId"],
        ec2.create_network_acl(VpcId=vpc, **ec2_tags("network-acl"))["NetworkAcl"]["NetworkAclId"],
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", **ec2_tags("vpc-endpoint"))[
            "VpcEndpoint"
        ]["VpcEndpointId"],
    }
    client("rds").create_db_parameter_group(
        DBParameterGroupName="pg-app", DBParameterGroupFamily="postgres16", Description="d", Tags=TAGS
    )
    client("ecr").create_repository(repositoryName="repo-app", tags=TAGS)
    client("events").put_rule(Name="rule-app", ScheduleExpression="rate(1 day)", Tags=TAGS)
    client("wafv2").create_web_acl(
        Name="acl-app", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=VISIBILITY, Tags=TAGS
    )
    client("s3").create_bucket(Bucket="bucket-app")
    client("s3").put_bucket_tagging(Bucket="bucket-app", Tagging={"TagSet": TAGS})
    client("secretsmanager").create_secret(Name="secret-app", SecretString="x", Tags=TAGS)
    zone = client("route53").create_hosted_zone(Name="example.com", CallerReference="x")["HostedZone"]["Id"]
    zone = zone.split("/")[-1]
    client("route53").change_tags_for_resource(ResourceType="hostedzone", ResourceId=zone, AddTags=TAGS)
    return names | {zone, "pg-app", "repo-app", "rule-app", "acl-app", "bucket-app", "secret-app"}


def found(tagging, **filters: Any) -> list[str]:
    pages = tagging.get_paginator("get_resources").paginate(**filters)
    return [entry["ResourceARN"] for page in pages for entry in page["ResourceTagMappingList"]]


def test_every_kind_is_listed_once(client, stack):
    listed = found(client("resourcegroupstaggingapi"), TagFilters=[{"Key": "stack", "Values": ["app"]}])
    assert len(listed) == len(set(listed)) == len(stack)
    assert all(any(name in arn for arn in listed) for name in stack)


def test_listeners_and_rules_are_listed(client):
    elbv2 = client("elbv2")
    fixed = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]
    listener = elbv2.create_listener(
        LoadBalancerArn=load_balancer(client)["LoadBalancerArn"],
        Port=80,
        Protocol="HTTP",
        DefaultActions=fixed,
        Tags=TAGS,
    )["Listeners"][0]["ListenerArn"]
    rule = elbv2.create_rule(
        ListenerArn=listener,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "Values": ["/a"]}],
        Actions=fixed,
        Tags=TAGS,
    )["Rules"][0]["RuleArn"]
    tagging = client("resourcegroupstaggingapi")
    assert sorted(found(tagging, TagFilters=[{"Key": "stack"}])) == sorted([listener, rule])


def test_resources_are_in_their_region(client, stack):
    away = client("resourcegroupstaggingapi", "eu-west-1")
    client("s3", "eu-west-1").create_bucket(
        Bucket="bucket-eu", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    client("s3", "eu-west-1").put_bucket_tagging(Bucket="bucket-eu", Tagging={"TagSet": TAGS})
    assert found(away) == ["arn:aws:s3:::bucket-eu"]


def test_filters_and_pages(client, stack):
    tagging = client("resourcegroupstaggingapi")
    assert len(found(tagging, ResourceTypeFilters=["ec2"])) == 4
    assert len(found(tagging, ResourceTypeFilters=["ec2:vpc", "s3"])) == 2
    assert found(tagging, TagFilters=[{"Key": "stack", "Values": ["other"]}]) == []
    first = tagging.get_resources(ResourcesPerPage=3)
    assert len(first["ResourceTagMappingList"]) == 3 and first["PaginationToken"]
    assert len(found(tagging, ResourcesPerPage=3)) == len(stack)


def test_tags_are_written_everywhere(client, stack):
    tagging = client("resourcegroupstaggingapi")
    arns = found(tagging)
    missing = "arn:aws:ecr:us-east-1:123456789012:repository/none"
    failed = tagging.tag_resources(ResourceARNList=[*arns, missing], Tags={"new": "1"})["FailedResourcesMap"]
    assert list(failed) == [missing]
    assert sorted(found(tagging, TagFilters=[{"Key": "new", "Values": ["1"]}])) == sorted(arns)
    assert tagging.untag_resources(ResourceARNList=arns, TagKeys=["stack"])["FailedResourcesMap"] == {}
    assert found(tagging, TagFilters=[{"Key": "stack"}]) == []
    assert tagging.get_tag_keys()["TagKeys"] == ["new"] and tagging.get_tag_values(Key="new")["TagValues"] == ["1"]
