"""Calls that kinds do without: what they need is known, or was just asked."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.cloudfront.distribution import Distribution
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.flow_log import FlowLog
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.internet_gateway import InternetGateway
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.nat_gateway import NatGateway
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.vpc_endpoint import FULL_ACCESS, VpcEndpoint
from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.cluster import EcsCluster
from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.revisions import retire
from ansible_collections.slipway.aws.plugins.module_utils.aws.kms.key import KmsKey
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Scope
from tests.support.api import Api, refusal

STACK = "shop/test/us-east-1"
FAMILY = "arn:aws:ecs:us-east-1:123456789012:task-definition/api:"


def _scope(new: bool) -> Scope:
    return Scope([STACK], "shop-test", [], False, {"vpc": []}, new)


@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        (InternetGateway, "describe_internet_gateways"),
        (NatGateway, "describe_nat_gateways"),
        (FlowLog, "describe_flow_logs"),
    ],
)
def test_gateways_and_flow_logs_of_a_stack_that_never_ran_are_not_listed(kind: Any, operation: str) -> None:
    api = Api(get_resources={"ResourceTagMappingList": []}, **{operation: {}})
    assert kind.observe(api, _scope(new=True)) == []
    assert api.operations() == ["get_resources"]
    kind.observe(api, _scope(new=False))
    assert api.operations() == ["get_resources", operation]


@pytest.mark.parametrize("kind", [InternetGateway, NatGateway, FlowLog])
def test_they_are_where_the_index_knows_something_of_the_stack(kind: Any) -> None:
    """The lock says "new" of a stack whose parameters somebody deleted."""
    row = {
        "ResourceARN": "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1",
        "Tags": [{"Key": "slipway:stack", "Value": STACK}],
    }
    api = Api(get_resources={"ResourceTagMappingList": [row]}, **{kind.listing.operation: {}})
    kind.observe(api, _scope(new=True))
    assert api.operations() == ["get_resources", kind.listing.operation]


def test_one_listing_answers_which_endpoint_services_there_are_and_which_take_a_policy() -> None:
    names = {name: "com.amazonaws.us-east-1." + name for name in ("s3", "logs", "email-smtp", "ghost")}
    rows = [
        {"ServiceName": names[name], "VpcEndpointPolicySupported": name != "email-smtp"}
        for name in ("s3", "logs", "email-smtp")
    ]
    api = Api(describe_vpc_endpoint_services=[{"ServiceDetails": rows}, refusal("InvalidServiceName")])
    limited = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}
    for name, policy in (("s3", limited), ("logs", FULL_ACCESS), ("email-smtp", FULL_ACCESS)):
        assert VpcEndpoint.preflight(api, {"ServiceName": names[name], "PolicyDocument": policy}, None) == []
    standing = Live("vpce-1", {"PolicyDocument": FULL_ACCESS})
    for live in (None, standing):
        wish = {"ServiceName": names["email-smtp"], "PolicyDocument": limited}
        assert "takes no endpoint policy" in VpcEndpoint.preflight(api, wish, live)[0].text
    assert len(api.calls) == 1
    # Another provider's may be there without being listed: it is asked for by name.
    problems = VpcEndpoint.preflight(api, {"ServiceName": names["ghost"], "PolicyDocument": FULL_ACCESS}, None)
    assert "is no endpoint service of region us-east-1" in problems[0].text
    assert api.calls[1][1] == {"ServiceNames": [names["ghost"]]}


def test_whether_an_alias_is_taken_is_asked_of_the_listing_that_looked_for_ours() -> None:
    other = {
        "Id": "E1",
        "ARN": "arn:aws:cloudfront::123456789012:distribution/E1",
        "Aliases": {"Quantity": 1, "Items": ["shop.example.com"]},
        "Origins": {"Quantity": 1, "Items": [{"Id": "somebody"}]},
    }
    api = Api(
        get_resources={"ResourceTagMappingList": []},
        list_distributions={"DistributionList": {"Items": [other]}},
        get_distribution=refusal("NoSuchDistribution"),
    )
    scope = Scope([STACK], "shop-test", [{"Aliases": ["www.example.com"]}], False, {})
    assert Distribution.observe(api, scope) == []
    problems = Distribution.preflight(api, {"Aliases": ["shop.example.com"]}, None)
    assert "belongs to the distribution E1 already" in problems[0].text
    assert api.operations().count("list_distributions") == 1


@pytest.mark.parametrize(("newest", "listed"), [(3, False), (4, True), (12, True)])
def test_revisions_are_listed_once_there_can_be_more_than_are_kept(newest: int, listed: bool) -> None:
    arns = ["%s%d" % (FAMILY, number) for number in range(newest, 0, -1)]
    api = Api(list_task_definitions={"taskDefinitionArns": arns}, deregister_task_definition={})
    retire(api, arns[0], 3, {arns[0], arns[-1]})
    gone = [arguments["taskDefinition"] for operation, arguments in api.calls if operation.startswith("deregister")]
    assert gone == arns[3:-1]
    assert ("list_task_definitions" in api.operations()) is listed


def _outside(**want: Any) -> Scope:
    """What a narrowed run asks of a kind whose only neighbour its declarations name."""
    return Scope([STACK], "shop-test", [], False, {}, left_out=[want])


TAGS = {"slipway:stack": STACK, "slipway:address": "x/main/y/main"}
CLUSTER = {
    "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/shop",
    "clusterName": "shop",
    "status": "ACTIVE",
    "tags": [{"key": key, "value": value} for key, value in TAGS.items()],
}


@pytest.mark.parametrize(
    ("answers", "calls"),
    [
        ([{"clusters": [CLUSTER]}], ["describe_clusters"]),
        # Renamed in the declaration since it was made: it is found by its tags, as ever.
        ([{"clusters": []}, {"clusters": [CLUSTER]}], ["describe_clusters", "list_clusters", "describe_clusters"]),
        (
            [{"clusters": [{**CLUSTER, "tags": []}]}, {"clusters": [CLUSTER]}],
            ["describe_clusters", "list_clusters", "describe_clusters"],
        ),
    ],
)
def test_a_neighbouring_cluster_is_asked_for_by_name(answers: list[Any], calls: list[str]) -> None:
    api = Api(describe_clusters=answers, list_clusters={"clusterArns": [CLUSTER["clusterArn"]]})
    assert [live.id for live in EcsCluster.observe(api, _outside(clusterName="shop"))] == [CLUSTER["clusterArn"]]
    assert api.operations() == calls


KEY = {
    "KeyId": "1234",
    "Arn": "arn:aws:kms:us-east-1:123456789012:key/1234",
    "KeyState": "Enabled",
    "KeyManager": "CUSTOMER",
}


@pytest.mark.parametrize(
    ("first", "more"), [({"KeyMetadata": KEY}, []), (refusal("NotFoundException"), ["list_aliases", "describe_key"])]
)
def test_a_neighbouring_key_is_asked_for_by_its_alias(first: Any, more: list[str]) -> None:
    api = Api(
        get_resources={"ResourceTagMappingList": []},
        describe_key=[first, {"KeyMetadata": KEY}],
        list_aliases={"Aliases": [{"AliasName": "alias/shop-test-old", "TargetKeyId": "1234"}]},
        list_resource_tags={"Tags": [{"TagKey": key, "TagValue": value} for key, value in TAGS.items()]},
    )
    assert [live.id for live in KmsKey.observe(api, _outside(AliasName="alias/shop-test-main"))] == ["1234"]
    assert api.operations() == ["get_resources", "describe_key", *more, "list_resource_tags"]
