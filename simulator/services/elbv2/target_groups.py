"""Target groups: settings, health checks with their defaults, attributes."""

from __future__ import annotations

import re
from typing import Any

from moto.ec2.models import ec2_backends
from moto.elbv2.models import ELBv2Backend, FakeTargetGroup, elbv2_backends

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from . import defaults
from .find import backend, balancer, check_attributes, shown_attributes, target_group, users, users_in, validation

NAME = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$")
HTTP = ("HTTP", "HTTPS")
MODIFIABLE = (
    "HealthCheckProtocol",
    "HealthCheckPort",
    "HealthCheckEnabled",
    "HealthCheckPath",
    "HealthCheckIntervalSeconds",
    "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount",
    "UnhealthyThresholdCount",
    "Matcher",
)
LIMITS = {
    "HealthCheckIntervalSeconds": range(5, 301),
    "HealthCheckTimeoutSeconds": range(2, 121),
    "HealthyThresholdCount": range(2, 11),
    "UnhealthyThresholdCount": range(2, 11),
    "Port": range(1, 65536),
}
CODES = re.compile(r"^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$")


def _health_defaults(params: dict[str, Any]) -> dict[str, Any]:
    """Defaults that depend on target type and protocol version (behaviour C10)."""
    if params["TargetType"] == "lambda":
        return {
            "HealthCheckEnabled": False,
            "HealthCheckPath": "/",
            "HealthCheckIntervalSeconds": 35,
            "HealthCheckTimeoutSeconds": 30,
            "HealthyThresholdCount": 5,
            "UnhealthyThresholdCount": 2,
            "Matcher": {"HttpCode": "200"},
        }
    common = {
        "HealthCheckEnabled": True,
        "HealthCheckPort": "traffic-port",
        "HealthCheckIntervalSeconds": 30,
        "HealthyThresholdCount": 5,
        "UnhealthyThresholdCount": 2,
    }
    if params.get("Protocol") not in HTTP:
        return {**common, "HealthCheckProtocol": "TCP", "HealthCheckTimeoutSeconds": 10}
    grpc = params["ProtocolVersion"] == "GRPC"
    return {
        **common,
        "HealthCheckProtocol": params["Protocol"] if params["Protocol"] == "HTTP" else "HTTPS",
        "HealthCheckPath": "/AWS.ALB/healthcheck" if grpc else "/",
        "HealthCheckTimeoutSeconds": 5,
        "Matcher": {"GrpcCode": "12"} if grpc else {"HttpCode": "200"},
    }


def _check_settings(settings: dict[str, Any]) -> None:
    for name, allowed in LIMITS.items():
        value = settings.get(name)
        if value is not None and value not in allowed:
            raise validation(f"'{name}' value '{value}' must be between '{allowed[0]}-{allowed[-1]}' inclusive")
    interval, timeout = settings["HealthCheckIntervalSeconds"], settings["HealthCheckTimeoutSeconds"]
    if settings.get("Protocol") in HTTP and timeout >= interval:
        raise validation(f"Health check timeout '{timeout}' must be smaller than the interval '{interval}'")
    codes = (settings.get("Matcher") or {}).get("HttpCode")
    if codes is not None and not CODES.match(codes):
        raise validation("HttpCode must be like 200 | 200-399 | 200,201 ...")
    path = settings.get("HealthCheckPath")
    if path is not None and not path.startswith("/"):
        raise validation(f"Health check path '{path}' must begin with a '/' character")


def _settings(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    name, kind = params["Name"], params.get("TargetType") or "instance"
    if len(name) > 32:
        raise validation(f"Target group name '{name}' cannot be longer than '32' characters")
    if not NAME.match(name):
        raise validation(
            f"Target group name '{name}' can only contain characters that are alphanumeric characters or hyphens(-) "
            "and cannot begin or end with a hyphen"
        )
    given = {"TargetType": kind, "TargetGroupName": name}
    if kind != "lambda":
        for member, label in (("Protocol", "protocol"), ("Port", "port"), ("VpcId", "VPC ID")):
            if not params.get(member):
                raise validation(f"A {label} must be specified")
            given[member] = params[member]
        if params["VpcId"] not in ec2_backends[call.account][call.region].vpcs:
            raise validation(f"The VPC ID '{params['VpcId']}' is not found")
        given["IpAddressType"] = params.get("IpAddressType") or "ipv4"
        if params["Protocol"] in HTTP:
            given["ProtocolVersion"] = params.get("ProtocolVersion") or "HTTP1"
    settings = {**_health_defaults(given), **given}
    settings |= {member: params[member] for member in MODIFIABLE if params.get(member) is not None}
    _check_settings(settings)
    return settings


def _attributes_of(settings: dict[str, Any]) -> defaults.Attributes:
    if settings["TargetType"] == "lambda":
        return defaults.LAMBDA_GROUP
    return defaults.APPLICATION_GROUP if settings["Protocol"] in HTTP else defaults.NETWORK_GROUP


def shown(call: Call, group: Any) -> dict[str, Any]:
    """A target group as DescribeTargetGroups shows it."""
    return {"TargetGroupArn": group.arn, **group.settings, "LoadBalancerArns": users(call, group.arn)}


@operation("elbv2", "CreateTargetGroup")
def create_target_group(call: Call) -> dict[str, Any]:  # C4, C6
    settings = _settings(call, call.params)
    store = backend(call)
    for known in store.target_groups.values():
        if known.name == settings["TargetGroupName"]:
            if known.settings != settings:
                raise AwsError(
                    "DuplicateTargetGroupName",
                    f"A target group with the same name '{known.name}' exists, but with different settings",
                )
            return {"TargetGroups": [shown(call, known)]}
    group = FakeTargetGroup(
        name=settings["TargetGroupName"],
        account_id=call.account,
        region_name=call.region,
        vpc_id=settings.get("VpcId"),
        protocol=settings.get("Protocol"),
        port=settings.get("Port"),
        protocol_version=settings.get("ProtocolVersion"),
        target_type=settings["TargetType"],
    )
    group.settings = settings
    group.attributes = defaults.values(_attributes_of(settings))
    store.target_groups[group.arn] = group
    store.add_tags([group.arn], call.params.get("Tags") or [])
    return {"TargetGroups": [shown(call, group)]}


@operation("elbv2", "ModifyTargetGroup")
def modify_target_group(call: Call) -> dict[str, Any]:
    group = target_group(call, call.params["TargetGroupArn"])
    changes = {member: call.params[member] for member in MODIFIABLE if call.params.get(member) is not None}
    settings = {**group.settings, **changes}
    _check_settings(settings)
    group.settings = settings
    return {"TargetGroups": [shown(call, group)]}


@operation("elbv2", "DescribeTargetGroups")
def describe_target_groups(call: Call) -> dict[str, Any]:
    params = call.params
    known = backend(call).target_groups
    if sum(bool(params.get(name)) for name in ("LoadBalancerArn", "TargetGroupArns", "Names")) > 1:
        raise validation(
            "Target group names, target group ARNs, and a load balancer ARN cannot be specified at the same time"
        )
    if params.get("LoadBalancerArn"):
        arn = balancer(call, params["LoadBalancerArn"]).arn
        found = [group for group in known.values() if arn in users(call, group.arn)]
    elif params.get("TargetGroupArns"):
        found = [target_group(call, arn) for arn in params["TargetGroupArns"]]
    elif params.get("Names"):
        by_name = {group.name: group for group in known.values()}
        missing = [name for name in params["Names"] if name not in by_name]
        if missing:
            raise AwsError("TargetGroupNotFound", f"Target groups '[{', '.join(missing)}]' not found")
        found = [by_name[name] for name in params["Names"]]
    else:
        found = list(known.values())
    found, marker = page(found, params.get("Marker"), params.get("PageSize"), 400)
    return {"TargetGroups": [shown(call, group) for group in found], "NextMarker": marker}


@operation("elbv2", "DeleteTargetGroup")
def delete_target_group(call: Call) -> dict[str, Any]:
    """Deleting what is not there succeeds; what a listener forwards to is refused (behaviour C3)."""
    arn = call.params["TargetGroupArn"]
    if users(call, arn):
        raise AwsError("ResourceInUse", f"Target group '{arn}' is currently in use by a listener or a rule")
    backend(call).target_groups.pop(arn, None)
    return {}


@operation("elbv2", "ModifyTargetGroupAttributes")
def modify_target_group_attributes(call: Call) -> dict[str, Any]:  # C8, C9
    group = target_group(call, call.params["TargetGroupArn"])
    known = _attributes_of(group.settings)
    merged = {**group.attributes, **check_attributes("Target group", known, call.params["Attributes"])}
    app_cookie = merged.get("stickiness.type") == "app_cookie" and merged["stickiness.enabled"] == "true"
    if app_cookie and not merged["stickiness.app_cookie.cookie_name"]:
        raise AwsError(
            "InvalidConfigurationRequest",
            "You must set an application cookie name to enable stickiness of type 'app_cookie'",
        )
    group.attributes = merged
    return {"Attributes": shown_attributes(merged)}


@operation("elbv2", "DescribeTargetGroupAttributes")
def describe_target_group_attributes(call: Call) -> dict[str, Any]:
    return {"Attributes": shown_attributes(target_group(call, call.params["TargetGroupArn"]).attributes)}


def install() -> None:
    """The load balancers of a target group follow from the listeners; moto keeps a list that only grows."""

    def load_balancer_arns(self: FakeTargetGroup) -> list[str]:
        return users_in(elbv2_backends[self.account_id][self.region_name], self.arn)

    FakeTargetGroup.load_balancer_arns = property(load_balancer_arns, lambda self, value: None)
    ELBv2Backend.notify_terminate_instances = lambda self, instance_ids: None
