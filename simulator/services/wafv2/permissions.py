"""What calls of AWS WAF require."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, tags_by

_LOGGED = (
    More("logs:CreateLogDelivery", arn="*"),
    More("logs:PutResourcePolicy", arn="*"),
    More("logs:DescribeResourcePolicies", arn="*"),
    More("logs:DescribeLogGroups", arn="*"),
)
_ENTITY = ("#scope", "Name", "Id")


def _references(facts: Facts) -> Iterator[str]:
    def within(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for name, item in value.items():
                if name == "ARN" and isinstance(item, str):
                    yield item
                else:
                    yield from within(item)
        elif isinstance(value, list):
            for item in value:
                yield from within(item)

    yield from within(facts.call.params.get("Rules"))


def _scope(facts: Facts) -> Iterator[str]:
    for scope in facts.given("Scope"):
        yield "global" if scope == "CLOUDFRONT" else "regional"


TABLE = Table(
    prefix="wafv2",
    found={
        "webacl": (*_ENTITY[:2], "Id WebACLArn WebACLId ResourceARN ResourceArn LoggingConfiguration.ResourceArn"),
        "ipset": (*_ENTITY[:2], "Id ResourceARN #references"),
        "regexpatternset": (*_ENTITY[:2], "Id ResourceARN #references"),
        "rulegroup": (*_ENTITY[:2], "Id ResourceARN #references"),
        "loadbalancer/app/": ("", "ResourceArn"),
    },
    tagging="TagResource",
    # WAF: permissions to associate a web ACL; permissions to publish logs to CloudWatch Logs.
    more={
        "AssociateWebACL": (
            More("elasticloadbalancing:SetWebAcl", "ResourceArn"),
            More("elasticloadbalancing:CreateWebACLAssociation", "ResourceArn"),
        ),
        "DisassociateWebACL": (
            More("elasticloadbalancing:SetWebAcl", "ResourceArn"),
            More("elasticloadbalancing:DeleteWebACLAssociation", "ResourceArn"),
        ),
        "GetWebACLForResource": (More("elasticloadbalancing:GetLoadBalancerWebACL", "ResourceArn"),),
        "ListResourcesForWebACL": (More("elasticloadbalancing:DescribeWebACLAssociation", arn="*"),),
        "PutLoggingConfiguration": _LOGGED,
        "DeleteLoggingConfiguration": (More("logs:DeleteLogDelivery", arn="*"),),
    },
    tags=tags_by("wafv2", "ListTagsForResource", "ResourceARN", "TagInfoForResource.TagList"),
    facts={"#references": _references, "#scope": _scope},
)
