"""Scaling policies and the alarms that tracking policies keep."""

from __future__ import annotations

import copy
import itertools
import math
import re
import uuid
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from .rows import SERVICE, invalid, key_of, listed, moment, place_of, rows_of, target_of

ALB_LABEL = re.compile(r"^app/[^/]+/[0-9a-f]+/targetgroup/[^/]+/[0-9a-f]+$")
STEPS = 20  # Service Quotas: step adjustments of a scaling policy
METRICS = {
    "ECSServiceAverageCPUUtilization": ("AWS/ECS", "CPUUtilization", "Average"),
    "ECSServiceAverageMemoryUtilization": ("AWS/ECS", "MemoryUtilization", "Average"),
    "ALBRequestCountPerTarget": ("AWS/ApplicationELB", "RequestCountPerTarget", "Sum"),
}


def _check_tracking(call: Call, key: tuple[str, ...], name: str, configuration: dict[str, Any]) -> None:
    predefined = configuration.get("PredefinedMetricSpecification")
    if not predefined and not configuration.get("CustomizedMetricSpecification"):
        raise invalid("Either PredefinedMetricSpecification or CustomizedMetricSpecification must be specified.")
    if configuration["TargetValue"] <= 0:
        raise invalid("TargetValue must be greater than 0.")
    if not predefined:
        return
    by_requests = predefined["PredefinedMetricType"] == "ALBRequestCountPerTarget"
    if by_requests and not ALB_LABEL.match(predefined.get("ResourceLabel") or ""):
        raise invalid("A valid ResourceLabel must be specified for ALBRequestCountPerTarget.")
    for other_key, other in rows_of(call, "policies").items():
        tracking = other.get("TargetTrackingScalingPolicyConfiguration") or {}
        if (
            other_key[:3] == key
            and other_key[3] != name
            and tracking.get("PredefinedMetricSpecification") == predefined
        ):
            raise invalid("Only one TargetTrackingScaling policy for a given metric specification is allowed.")


def _check_steps(configuration: dict[str, Any]) -> None:
    """User Guide, step scaling policies: ranges of steps neither overlap nor leave gaps, and only the ends are open."""
    steps = configuration.get("StepAdjustments") or []
    if not steps or len(steps) > STEPS:
        raise invalid(f"A step scaling policy has 1 to {STEPS} step adjustments.")
    ranges = sorted(
        (step.get("MetricIntervalLowerBound", -math.inf), step.get("MetricIntervalUpperBound", math.inf))
        for step in steps
    )
    if any(low >= high for low, high in ranges):
        raise invalid("The upper bound of a step adjustment must be greater than its lower bound.")
    if any(before[1] != after[0] for before, after in itertools.pairwise(ranges)):
        raise invalid("The intervals of step adjustments must neither overlap nor leave gaps.")


@operation(SERVICE, "PutScalingPolicy")
def put_scaling_policy(call: Call) -> dict[str, Any]:
    params = call.params
    target_of(call, params)
    key = key_of(params, "PolicyName")
    policies = rows_of(call, "policies")
    existing = policies.get(key)
    kind = params.get("PolicyType") or (existing or {}).get("PolicyType") or "StepScaling"
    member = f"{kind}PolicyConfiguration"
    configuration = params.get(member) or (existing or {}).get(member)
    if not configuration:
        raise invalid(f"{member} must be specified for policy type {kind}.")
    if kind == "TargetTrackingScaling":
        _check_tracking(call, key[:3], key[3], configuration)
        configuration = {"DisableScaleIn": False, **configuration}
    else:
        _check_steps(configuration)
    place = f"{call.region}:{call.account}:scalingPolicy:{uuid.uuid4()}"
    name = f"resource/{key[0]}/{key[1]}:policyName/{key[3]}"
    policy = {
        "PolicyARN": existing["PolicyARN"] if existing else f"arn:{call.partition}:autoscaling:{place}:{name}",
        "PolicyName": params["PolicyName"],
        "ServiceNamespace": key[0],
        "ResourceId": key[1],
        "ScalableDimension": key[2],
        "PolicyType": kind,
        member: copy.deepcopy(configuration),
        "CreationTime": existing["CreationTime"] if existing else moment(),
        "Alarms": [],
    }
    if kind == "TargetTrackingScaling":
        policy["Alarms"] = _put_alarms(call, policy, (existing or {}).get("Alarms") or [])
    elif existing:
        delete_alarms(call, existing)
    policies[key] = policy
    return {"PolicyARN": policy["PolicyARN"], "Alarms": policy["Alarms"]}


def _metric(policy: dict[str, Any]) -> dict[str, Any]:
    configuration = policy["TargetTrackingScalingPolicyConfiguration"]
    custom = configuration.get("CustomizedMetricSpecification")
    if custom and custom.get("MetricName"):
        names = ("Namespace", "MetricName", "Statistic", "Dimensions", "Unit")
        return {name: custom[name] for name in names if custom.get(name)}
    specification = configuration.get("PredefinedMetricSpecification") or {}
    namespace, metric, statistic = METRICS.get(
        specification.get("PredefinedMetricType", ""), (f"AWS/{policy['ServiceNamespace']}", "Tracked", "Average")
    )
    if "ResourceLabel" in specification:
        balancer, group = specification["ResourceLabel"].split("/targetgroup/")
        dimensions = {"LoadBalancer": balancer, "TargetGroup": f"targetgroup/{group}"}
    else:
        _kind, *names = policy["ResourceId"].split("/")
        dimensions = dict(zip(("ClusterName", "ServiceName"), names, strict=False))
    return {
        "Namespace": namespace,
        "MetricName": metric,
        "Statistic": statistic,
        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
    }


def _put_alarms(call: Call, policy: dict[str, Any], before: list[dict[str, str]]) -> list[dict[str, str]]:  # D25
    """The two alarms of a tracking policy, under the names they have already."""
    configuration = policy["TargetTrackingScalingPolicyConfiguration"]
    wanted = [("AlarmHigh", "GreaterThanThreshold", 3, configuration["TargetValue"])]
    if not configuration["DisableScaleIn"]:
        wanted.append(("AlarmLow", "LessThanThreshold", 15, configuration["TargetValue"] * 0.9))
    known = {name.split("-Alarm")[1].split("-")[0]: name for name in (alarm["AlarmName"] for alarm in before)}
    alarms = []
    for kind, comparison, periods, threshold in wanted:
        name = known.pop(kind[5:], None) or f"TargetTracking-{policy['ResourceId']}-{kind}-{uuid.uuid4()}"
        call.invoke(
            "cloudwatch",
            "PutMetricAlarm",
            {
                "AlarmName": name,
                "AlarmDescription": f"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {policy['PolicyARN']}.",
                "AlarmActions": [policy["PolicyARN"]],
                "ComparisonOperator": comparison,
                "EvaluationPeriods": periods,
                "Period": 60,
                "Threshold": threshold,
                **_metric(policy),
            },
        )
        alarms.append(
            {
                "AlarmName": name,
                "AlarmARN": f"arn:{call.partition}:cloudwatch:{call.region}:{call.account}:alarm:{name}",
            }
        )
    if known:
        call.invoke("cloudwatch", "DeleteAlarms", {"AlarmNames": list(known.values())})
    return alarms


def delete_alarms(call: Call, row: dict[str, Any]) -> None:
    """Delete the alarms of a policy that are still there."""
    names = [alarm["AlarmName"] for alarm in row.get("Alarms") or []]
    present = call.invoke("cloudwatch", "DescribeAlarms", {"AlarmNames": names})["MetricAlarms"] if names else []
    if present:
        call.invoke("cloudwatch", "DeleteAlarms", {"AlarmNames": [alarm["AlarmName"] for alarm in present]})


@operation(SERVICE, "DeleteScalingPolicy")
def delete_scaling_policy(call: Call) -> dict[str, Any]:
    key = key_of(call.params, "PolicyName")
    policy = rows_of(call, "policies").pop(key, None)
    if policy is None:
        raise AwsError("ObjectNotFoundException", f"No scaling policy found for {place_of(key)}, policy name: {key[3]}")
    delete_alarms(call, policy)
    return {}


@operation(SERVICE, "DescribeScalingPolicies")
def describe_scaling_policies(call: Call) -> dict[str, Any]:
    return listed(call, "policies", "ScalingPolicies", call.params.get("PolicyNames") or [], "PolicyName")
