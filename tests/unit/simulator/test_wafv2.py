"""AWS WAF: rules, scopes, lock tokens, references, associations and logging."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.unit.simulator.network import load_balancer
from tests.unit.simulator.refusal import code

VISIBILITY = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}
ALLOW = {"Allow": {}}


def managed(name: str = "AWSManagedRulesCommonRuleSet", priority: int = 0) -> dict[str, Any]:
    statement = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}}
    return rule("common", priority, statement, OverrideAction={"None": {}})


def rule(name: str, priority: int, statement: dict[str, Any], **action: Any) -> dict[str, Any]:
    action = action or {"Action": {"Block": {}}}
    return {
        "Name": name,
        "Priority": priority,
        "Statement": statement,
        "VisibilityConfig": VISIBILITY | {"MetricName": name},
        **action,
    }


RATE = {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}}


@pytest.fixture
def waf(client):
    return client("wafv2")


def create(waf, rules: list[dict[str, Any]] | None = None, name: str = "acl", scope: str = "CLOUDFRONT"):
    return waf.create_web_acl(
        Name=name, Scope=scope, DefaultAction=ALLOW, VisibilityConfig=VISIBILITY, Rules=rules or []
    )["Summary"]


def address_set(waf, scope: str = "CLOUDFRONT", addresses: tuple[str, ...] = ("10.0.0.0/8",)):
    return waf.create_ip_set(Name="set", Scope=scope, IPAddressVersion="IPV4", Addresses=list(addresses))["Summary"]


def read(waf, summary: dict[str, Any], scope: str = "CLOUDFRONT") -> dict[str, Any]:
    return waf.get_web_acl(Name=summary["Name"], Scope=scope, Id=summary["Id"])


@pytest.mark.behaviour("C22")
def test_rules_are_kept_with_defaults_and_capacity(waf):
    known = address_set(waf)
    rules = [managed(), rule("rate", 1, RATE), rule("known", 2, {"IPSetReferenceStatement": {"ARN": known["ARN"]}})]
    shown = read(waf, create(waf, rules))["WebACL"]
    assert [entry["Name"] for entry in shown["Rules"]] == ["common", "rate", "known"]
    assert shown["Rules"][1]["Statement"]["RateBasedStatement"]["EvaluationWindowSec"] == 300
    assert shown["Capacity"] == waf.check_capacity(Scope="CLOUDFRONT", Rules=rules)["Capacity"] == 703
    assert shown["ARN"].startswith("arn:aws:wafv2:us-east-1:123456789012:global/webacl/acl/")


@pytest.mark.behaviour("C20")
def test_an_update_to_no_rules_takes_them_away(waf):
    acl = create(waf, [managed()])
    change = {
        "Name": "acl",
        "Scope": "CLOUDFRONT",
        "Id": acl["Id"],
        "DefaultAction": ALLOW,
        "VisibilityConfig": VISIBILITY,
    }
    wrong = str(uuid.uuid4())
    assert code(waf.update_web_acl, LockToken=wrong, Rules=[], **change) == "WAFOptimisticLockException"
    token = waf.update_web_acl(LockToken=acl["LockToken"], Rules=[], **change)["NextLockToken"]
    answer = read(waf, acl)
    assert answer["WebACL"]["Rules"] == [] and answer["LockToken"] == token != acl["LockToken"]
    assert code(waf.update_web_acl, LockToken=acl["LockToken"], Rules=[], **change) == "WAFOptimisticLockException"


def test_names_are_unique_by_kind_and_scope(waf):
    create(waf)
    with pytest.raises(waf.exceptions.WAFDuplicateItemException):
        create(waf)
    create(waf, scope="REGIONAL")
    assert len(waf.list_web_acls(Scope="CLOUDFRONT")["WebACLs"]) == 1


@pytest.mark.behaviour("C21")
def test_the_cloudfront_scope_is_in_one_region(client):
    away = client("wafv2", "eu-west-1")
    assert code(away.list_web_acls, Scope="CLOUDFRONT") == "WAFInvalidParameterException"
    create(away, scope="REGIONAL")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([rule("a", 0, RATE), rule("b", 0, RATE)], "WAFInvalidParameterException"),
        ([rule("a", 0, RATE), rule("a", 1, RATE)], "WAFInvalidParameterException"),
        ([rule("a", 0, managed()["Statement"])], "WAFInvalidParameterException"),
        ([managed("AWSManagedRulesNone")], "WAFNonexistentItemException"),
        ([rule("a", 0, {"IPSetReferenceStatement": {"ARN": "arn:aws:wafv2:us-east-1:123456789012:x"}})], "WAFNonexistentItemException"),
        ([rule("a", 0, {"RateBasedStatement": {"Limit": 10, "EvaluationWindowSec": 7, "AggregateKeyType": "IP"}})],
         "WAFInvalidParameterException"),
        ([managed() | {"Name": f"m{index}", "Priority": index} for index in range(8)], "WAFLimitsExceededException"),
    ],
)  # fmt: skip
def test_refused_rules(waf, rules, expected):
    parameters = {"Name": "x", "Scope": "REGIONAL", "DefaultAction": ALLOW, "VisibilityConfig": VISIBILITY}
    assert code(waf.create_web_acl, Rules=rules, **parameters) == expected


def test_address_sets_are_canonical_and_guarded(waf):
    made = address_set(waf, addresses=("10.0.0.5/24",))
    shown = waf.get_ip_set(Name="set", Scope="CLOUDFRONT", Id=made["Id"])
    assert shown["IPSet"]["Addresses"] == ["10.0.0.0/24"]
    change = {"Name": "set", "Scope": "CLOUDFRONT", "Id": made["Id"]}
    refused = code(waf.update_ip_set, LockToken=shown["LockToken"], Addresses=["2001:db8::/32"], **change)
    assert refused == "WAFInvalidParameterException"
    token = waf.update_ip_set(LockToken=shown["LockToken"], Addresses=[], **change)["NextLockToken"]
    create(waf, [rule("known", 0, {"IPSetReferenceStatement": {"ARN": made["ARN"]}})])
    assert code(waf.delete_ip_set, LockToken=token, **change) == "WAFAssociatedItemException"


@pytest.mark.behaviour("C23")
def test_association_with_a_load_balancer(client, waf):
    acl, balancer = create(waf, scope="REGIONAL"), load_balancer(client)["LoadBalancerArn"]
    missing = balancer[:-4] + "0000"
    assert code(waf.associate_web_acl, WebACLArn=acl["ARN"], ResourceArn=missing) == "WAFNonexistentItemException"
    assert "WebACL" not in waf.get_web_acl_for_resource(ResourceArn=balancer)
    waf.associate_web_acl(WebACLArn=acl["ARN"], ResourceArn=balancer)
    assert waf.get_web_acl_for_resource(ResourceArn=balancer)["WebACL"]["ARN"] == acl["ARN"]
    assert waf.list_resources_for_web_acl(WebACLArn=acl["ARN"])["ResourceArns"] == [balancer]
    delete = {"Name": "acl", "Scope": "REGIONAL", "Id": acl["Id"], "LockToken": acl["LockToken"]}
    assert code(waf.delete_web_acl, **delete) == "WAFAssociatedItemException"
    waf.disassociate_web_acl(ResourceArn=balancer)
    waf.delete_web_acl(**delete)
    assert code(waf.get_web_acl, ARN=acl["ARN"]) == "WAFNonexistentItemException"


def test_an_association_ends_with_its_load_balancer(client, waf):
    acl, balancer = create(waf, scope="REGIONAL"), load_balancer(client)["LoadBalancerArn"]
    waf.associate_web_acl(WebACLArn=acl["ARN"], ResourceArn=balancer)
    client("elbv2").delete_load_balancer(LoadBalancerArn=balancer)
    waf.delete_web_acl(Name="acl", Scope="REGIONAL", Id=acl["Id"], LockToken=acl["LockToken"])


def test_a_load_balancer_that_is_not_active_cannot_be_associated(simulator, client, waf):
    simulator.durations(elbv2__load_balancer=60)
    acl, balancer = create(waf, scope="REGIONAL"), load_balancer(client)["LoadBalancerArn"]
    assert code(waf.associate_web_acl, WebACLArn=acl["ARN"], ResourceArn=balancer) == "WAFUnavailableEntityException"


def test_an_acl_of_a_distribution_cannot_be_deleted(client, waf):
    acl = create(waf)
    origin = {"Id": "o", "DomainName": "b.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behaviour = {
        "TargetOriginId": "o",
        "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    }
    config = {
        "CallerReference": "x",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
        "WebACLId": acl["ARN"],
    }
    cloudfront = client("cloudfront")
    cloudfront.create_distribution(DistributionConfig=config)
    delete = {"Name": "acl", "Scope": "CLOUDFRONT", "Id": acl["Id"], "LockToken": acl["LockToken"]}
    assert code(waf.delete_web_acl, **delete) == "WAFAssociatedItemException"
    found = cloudfront.list_distributions_by_web_acl_id(WebACLId=acl["ARN"])["DistributionList"]
    assert found["Quantity"] == 1


def test_log_destinations(client, waf):
    acl = create(waf)
    group = "arn:aws:logs:us-east-1:123456789012:log-group:{}"

    def put(destination: str) -> dict[str, Any]:
        return {"LoggingConfiguration": {"ResourceArn": acl["ARN"], "LogDestinationConfigs": [destination]}}

    assert code(waf.put_logging_configuration, **put(group.format("app"))) == "WAFInvalidParameterException"
    name = "aws-waf-logs-app"
    expected = "WAFLogDestinationPermissionIssueException"
    assert code(waf.put_logging_configuration, **put(group.format(name))) == expected
    client("logs").create_log_group(logGroupName=name)
    waf.put_logging_configuration(**put(group.format(name)))
    shown = waf.get_logging_configuration(ResourceArn=acl["ARN"])["LoggingConfiguration"]
    assert shown["LogDestinationConfigs"] == [group.format(name)] and shown["LogScope"] == "CUSTOMER"
    assert len(waf.list_logging_configurations(Scope="CLOUDFRONT")["LoggingConfigurations"]) == 1
    waf.delete_logging_configuration(ResourceArn=acl["ARN"])
    assert code(waf.get_logging_configuration, ResourceArn=acl["ARN"]) == "WAFNonexistentItemException"


def test_managed_groups_and_tags(waf):
    groups = waf.list_available_managed_rule_groups(Scope="REGIONAL")["ManagedRuleGroups"]
    assert "AWSManagedRulesCommonRuleSet" in [group["Name"] for group in groups]
    described = waf.describe_managed_rule_group(
        VendorName="AWS", Name="AWSManagedRulesAmazonIpReputationList", Scope="REGIONAL"
    )
    assert described["Capacity"] == 25 and len(described["Rules"]) == 3
    acl = create(waf)
    waf.tag_resource(ResourceARN=acl["ARN"], Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    waf.untag_resource(ResourceARN=acl["ARN"], TagKeys=["a"])
    shown = waf.list_tags_for_resource(ResourceARN=acl["ARN"])["TagInfoForResource"]["TagList"]
    assert shown == [{"Key": "b", "Value": "2"}]


def test_rule_groups_and_pattern_sets(waf):
    patterns = waf.create_regex_pattern_set(Name="p", Scope="REGIONAL", RegularExpressionList=[{"RegexString": "^a"}])[
        "Summary"
    ]
    group = waf.create_rule_group(
        Name="g", Scope="REGIONAL", Capacity=10, VisibilityConfig=VISIBILITY, Rules=[rule("r", 0, RATE)]
    )["Summary"]
    statement = {"RuleGroupReferenceStatement": {"ARN": group["ARN"]}}
    acl = create(waf, [rule("own", 0, statement, OverrideAction={"None": {}})], scope="REGIONAL")
    assert read(waf, acl, "REGIONAL")["WebACL"]["Capacity"] == 10
    delete = {"Name": "g", "Scope": "REGIONAL", "Id": group["Id"], "LockToken": group["LockToken"]}
    assert code(waf.delete_rule_group, **delete) == "WAFAssociatedItemException"
    waf.delete_regex_pattern_set(Name="p", Scope="REGIONAL", Id=patterns["Id"], LockToken=patterns["LockToken"])
    assert waf.list_regex_pattern_sets(Scope="REGIONAL")["RegexPatternSets"] == []
