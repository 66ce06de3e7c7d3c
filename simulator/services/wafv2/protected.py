"""Which resources a web ACL protects: load balancers by association, distributions by their own configuration."""

from __future__ import annotations

from simulator.core import state
from simulator.core.handlers import AwsError, Call

from ..cloudfront import distributions


def associations(call: Call) -> dict[str, str]:
    """Web ACL ARN by resource ARN, without the load balancers that are gone."""
    found = state.store("wafv2", call.account, call.region).setdefault("associations", {})
    for resource in list(found):
        if load_balancer_state(call, resource) is None:
            del found[resource]
    return found


def load_balancer_state(call: Call, arn: str) -> str | None:
    """The state of a load balancer, ``active`` for another kind of resource, None when it does not exist."""
    if ":elasticloadbalancing:" not in arn:
        return "active"
    try:
        found = call.invoke("elbv2", "DescribeLoadBalancers", {"LoadBalancerArns": [arn]})
    except AwsError:
        return None
    return found["LoadBalancers"][0]["State"]["Code"]


def users(call: Call, arn: str) -> list[str]:
    """The ARNs of the resources a web ACL protects."""
    regional = [resource for resource, acl in associations(call).items() if acl == arn]
    return regional + distributions.users_of(arn, "WebACLId")
