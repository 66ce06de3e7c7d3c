"""Alias targets: they have to exist, in the hosted zone of their service."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call
from simulator.core.lists import accounts

from ..cloudfront import distributions
from .names import canonical, is_within

CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"


def problem(call: Call, record: dict[str, Any], zone: Any, records: list[dict[str, Any]]) -> str | None:  # F18
    """What Route 53 says about the alias target of a record, or None when it is right."""
    target = record["AliasTarget"]
    name, identifier = target["DNSName"], target["HostedZoneId"]
    said = f"Tried to create an alias that targets {name}, type {record['Type']} in zone {identifier}, but "
    outside = said + "the alias target name does not lie within the target zone"
    missing = said + "that target was not found"
    if identifier == CLOUDFRONT_ZONE:
        if not name.endswith(".cloudfront.net."):
            return outside
        if target["EvaluateTargetHealth"]:
            return "EvaluateTargetHealth cannot be set to true for CloudFront distributions"
        return None if distributions.by_domain(name) else missing
    if identifier == zone.resource_id:
        if not is_within(name, zone.name):
            return outside
        return None if any((other["Name"], other["Type"]) == (name, record["Type"]) for other in records) else missing
    if ".elb." in name:
        found = _load_balancer(call, name)
        if found is None:
            return missing
        return None if found["CanonicalHostedZoneId"] == identifier else outside
    if name.startswith("s3-website"):
        return None
    return outside


def _load_balancer(call: Call, name: str) -> dict[str, Any] | None:
    """The load balancer of any account with the given DNS name."""
    wanted = name.removeprefix("dualstack.")
    region = wanted.split(".elb.")[0].rsplit(".", 1)[-1]
    for account in accounts("elbv2"):
        try:
            found = call.invoke("elbv2", "DescribeLoadBalancers", account=account, region=region)
        except AwsError:
            continue
        for balancer in found.get("LoadBalancers", []):
            if canonical(balancer["DNSName"]) == wanted:
                return balancer
    return None
