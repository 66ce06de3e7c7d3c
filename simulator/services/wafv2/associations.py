"""The operations that associate web ACLs with load balancers."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from .entities import Entity, by_arn, entities, shown
from .protected import associations, load_balancer_state
from .rules import missing, refuse


def _regional_acl(call: Call, arn: str) -> Entity:
    entity = by_arn(call, arn)
    if arn not in entities(call.account, call.region, "REGIONAL"):
        raise refuse("The scope is not valid.", "SCOPE_VALUE", arn)
    return entity


@operation("wafv2", "AssociateWebACL")
def associate(call: Call) -> None:
    acl = _regional_acl(call, call.params["WebACLArn"])
    current = load_balancer_state(call, call.params["ResourceArn"])
    if current is None:
        raise missing()
    if current != "active":
        raise AwsError(
            "WAFUnavailableEntityException",
            "AWS WAF couldn\u2019t retrieve a resource that you specified for this operation. Verify the resource and "
            "retry your request.",
        )
    associations(call)[call.params["ResourceArn"]] = acl.arn


@operation("wafv2", "DisassociateWebACL")
def disassociate(call: Call) -> None:
    arn = call.params["ResourceArn"]
    if associations(call).pop(arn, None) is None and load_balancer_state(call, arn) is None:
        raise missing()


@operation("wafv2", "GetWebACLForResource")
def for_resource(call: Call) -> dict[str, Any]:
    arn = call.params["ResourceArn"]
    if load_balancer_state(call, arn) is None:
        raise missing()
    found = associations(call).get(arn)
    return {"WebACL": shown(by_arn(call, found))} if found else {}


@operation("wafv2", "ListResourcesForWebACL")
def list_resources(call: Call) -> dict[str, Any]:
    acl = by_arn(call, call.params["WebACLArn"])
    wanted = call.params.get("ResourceType") or "APPLICATION_LOAD_BALANCER"
    found = [resource for resource, arn in associations(call).items() if arn == acl.arn]
    if wanted == "APPLICATION_LOAD_BALANCER":
        found = [resource for resource in found if ":loadbalancer/app/" in resource]
    else:
        found = [resource for resource in found if ":loadbalancer/" not in resource]
    return {"ResourceArns": found}
