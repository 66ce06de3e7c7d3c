"""Elastic Load Balancing: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, key, more
from simulator.core.lags import Race, Seen
from simulator.core.listing import Listing
from simulator.core.service import OLDER_WORDS, Service

from .permissions import TABLE

_FORWARD = "<{0}.*.TargetGroupArn <{0}.*.ForwardConfig.TargetGroups.*.TargetGroupArn"


def _elbv2(noun: str, member: str, describe: str, rows: str) -> Seen:
    error = (f"{noun}NotFound", f"One or more {noun}s not found: {{}}", 400)
    return Seen(member, {f"Create{noun}": f"{rows}.0.{member}"}, {describe: rows}, error, 3)


SERVICE = Service(
    "elbv2",
    uses=("ec2",),
    durations={
        "interfaces": 180,  # B7
        "load_balancer": 150,
        "target_healthy": 60,
    },
    **OLDER_WORDS,
    failed=("ServiceUnavailable", "The request has failed due to a temporary failure of the server.", 503),
    too_many_tags=("TooManyTags", 400),
    seen=(
        # C1
        _elbv2("LoadBalancer", "LoadBalancerArn", "DescribeLoadBalancers", "LoadBalancers"),
        _elbv2("TargetGroup", "TargetGroupArn", "DescribeTargetGroups", "TargetGroups"),
        _elbv2("Listener", "ListenerArn", "DescribeListeners", "Listeners"),
    ),
    # C2, C19
    races=(
        Race(
            "target_group",
            {"CreateListener": _FORWARD.format("DefaultActions"), "CreateRule": _FORWARD.format("Actions")},
            5,
        ),
        Race("load_balancer", {"CreateLoadBalancer": "LoadBalancers.0.LoadBalancerArn"}, 30),
    ),
    permissions=TABLE,
    listings=(
        Listing(
            "load_balancer",
            "describe_load_balancers",
            "LoadBalancers",
            "LoadBalancerArn",
            details=(
                ("describe_load_balancer_attributes", {"LoadBalancerArn": "@LoadBalancerArn"}),
                ("describe_tags", {"ResourceArns": "@[LoadBalancerArn]"}),
                ("describe_listeners", {"LoadBalancerArn": "@LoadBalancerArn"}),
            ),
        ),
        Listing(
            "target_group",
            "describe_target_groups",
            "TargetGroups",
            "TargetGroupArn",
            details=(
                ("describe_target_group_attributes", {"TargetGroupArn": "@TargetGroupArn"}),
                ("describe_tags", {"ResourceArns": "@[TargetGroupArn]"}),
            ),
        ),
    ),
    changes={
        ("listener", "SslPolicy"): lambda value: "ELBSecurityPolicy-2016-08" if value else SAME,
        ("listener", "DefaultActions"): [
            {
                "Type": "fixed-response",
                "FixedResponseConfig": {"StatusCode": "418", "ContentType": "text/plain", "MessageBody": "by hand"},
            }
        ],
        ("listener_rule", "Conditions"): [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/by-hand/*"]}}],
        ("load_balancer", "Attributes"): key("idle_timeout.timeout_seconds", "61"),
        ("target_group", "Attributes"): key("deregistration_delay.timeout_seconds", 31),
        ("target_group", "HealthCheckIntervalSeconds"): more,
        ("target_group", "HealthCheckPath"): "/by-hand",
        ("target_group", "HealthCheckTimeoutSeconds"): more,
        ("target_group", "HealthyThresholdCount"): more,
        ("target_group", "UnhealthyThresholdCount"): more,
        ("target_group", "Matcher"): {"HttpCode": "200-399"},
        # Changing it alone is no update: another object would have to come or go.
        ("target_group", "HealthCheckEnabled"): SAME,
    },
)
