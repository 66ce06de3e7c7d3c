"""What calls of Elastic Load Balancing require."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, tags_by


def _balancer(part: int) -> Callable[[Facts], Iterator[str]]:
    """A part of the load balancers' names: their ARNs are theirs, or begin those of their listeners."""

    def parts(facts: Facts) -> Iterator[str]:
        for arn in facts.given("LoadBalancerArn", "ListenerArn"):
            yield arn.split("/")[part]

    return parts


# "Prepare to use Amazon Cognito": who sets such an action looks the client up.
_LOGINS = {
    operation: (More("cognito-idp:DescribeUserPoolClient", path=f"{member}.AuthenticateCognitoConfig.UserPoolArn"),)
    for member, operations in (
        ("Actions", ("CreateRule", "ModifyRule")),
        ("DefaultActions", ("CreateListener", "ModifyListener")),
    )
    for operation in operations
}

TABLE = Table(
    prefix="elasticloadbalancing",
    found={
        "loadbalancer/app/": ("Name", "LoadBalancerArn ResourceArn ResourceArns"),
        "loadbalancer/net/": ("", "LoadBalancerArn ResourceArn ResourceArns"),
        "loadbalancer/gwy/": ("", "LoadBalancerArn ResourceArn ResourceArns"),
        "loadbalancer": ("LoadBalancerArn",),
        "listener/app": ("#balancer", "#balancer_id", "ListenerArn ResourceArns"),
        "listener/net": ("#balancer", "#balancer_id", "ListenerArn ResourceArns"),
        "listener/gwy": ("#balancer", "#balancer_id", "ListenerArn ResourceArns"),
        "listener-rule/app": ("#balancer", "#balancer_id", "", "RuleArn RulePriorities.RuleArn ResourceArns"),
        "listener-rule/net": ("#balancer", "#balancer_id", "", "RuleArn RulePriorities.RuleArn ResourceArns"),
        "targetgroup": ("Name", "TargetGroupArn ResourceArns"),
    },
    # The reference knows the tagging of load balancers only, and no name of one that is being made.
    kinds={
        "CreateLoadBalancer": "loadbalancer/app/",
        **dict.fromkeys(
            ("AddTags", "RemoveTags"),
            "loadbalancer/app/ loadbalancer/net/ listener/app listener/net listener-rule/app listener-rule/net targetgroup",
        ),
    },
    tagging="AddTags",
    more=_LOGINS,
    makes={"CreateListener": "listener/app", "CreateRule": "listener-rule/app"},
    linked={"CreateLoadBalancer": "elasticloadbalancing.amazonaws.com"},
    tags=tags_by("elbv2", "DescribeTags", "ResourceArns", "TagDescriptions.Tags", of=lambda arn: [arn]),
    facts={"#balancer": _balancer(2), "#balancer_id": _balancer(3)},
)
