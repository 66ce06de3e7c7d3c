# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Scaling of a service by steps of a metric, and on metrics of one's own."""

from __future__ import annotations

from ...aws.application_autoscaling.scaling_policy import ScalingPolicy
from ...aws.cloudwatch.alarm import Alarm

# Metrics of a service (ECS and Elastic Load Balancing, CloudWatch metrics): namespace, name, statistic.
METRICS = {
    "cpu": ("AWS/ECS", "CPUUtilization", "Average"),
    "memory": ("AWS/ECS", "MemoryUtilization", "Average"),
    "requests_per_target": ("AWS/ApplicationELB", "RequestCountPerTarget", "Sum"),
}
ADJUSTMENTS = {"tasks": "ChangeInCapacity", "percent": "PercentChangeInCapacity"}
# Of both directions: node's ending, comparison, what a missing value is taken for where it counts as below all.
DIRECTIONS = {
    "above": ("out", "GreaterThanOrEqualToThreshold", "notBreaching"),
    "below": ("in", "LessThanThreshold", "breaching"),
}


def check(context):
    """Refuse steps and metrics that cannot work. Called before the service is declared."""
    options = context.options["autoscaling"]
    for name, given in options["metrics"].items():
        path = "autoscaling.metrics.%s" % name
        context.check(given["target"] > 0, path + ".target", given["target"], "a number above 0 is allowed")
        _check_own(context, path, given)
    for name, given in options["steps"].items():
        path = "autoscaling.steps.%s" % name
        if given["metric"] == "own":
            _check_own(context, path, given)
        context.check(
            given["metric"] != "requests_per_target" or context.options["load_balancer"],
            path + ".metric",
            given["metric"],
            "load_balancer is needed for it",
        )
        context.check(given["above"] or given["below"], path, name, "above or below, with a step or more, is needed")
        for direction in DIRECTIONS:
            thresholds = [step["threshold"] for step in given[direction]]
            where = "%s.%s" % (path, direction)
            context.check(len(set(thresholds)) == len(thresholds), where, thresholds, "each threshold is given once")
            for step in given[direction]:
                context.check(step["change"], where, step["change"], "a change other than 0 is allowed")
        _check_order(context, path, given)


def _check_own(context, path, given):
    context.check(
        given["namespace"] and given["metric_name"],
        path + ".metric_name",
        given["metric_name"],
        "namespace and metric_name are needed",
    )


def _check_order(context, path, given):
    """What is above all that scales in must not be below what scales out: both alarms would go off together."""
    low = max((step["threshold"] for step in given["below"]), default=None)
    high = min((step["threshold"] for step in given["above"]), default=None)
    context.check(
        low is None or high is None or low <= high,
        path + ".below",
        low,
        "at most the least threshold above, %s, is allowed" % high,
    )


def scale(context, target, resource, cluster_name, service, group):
    """Policies and alarms of all steps, and policies of all metrics of one's own.

    :param target: node of the scalable target
    :param resource: the members that say which service is scaled
    :param group: the target group's node, or None
    """
    options = context.options["autoscaling"]
    running = {"ClusterName": cluster_name, "ServiceName": service["serviceName"]}
    for name, given in options["metrics"].items():
        tracking = {
            "TargetValue": given["target"],
            "CustomizedMetricSpecification": {"Metrics": [_held(given)]},
            "ScaleInCooldown": options["scale_in_cooldown"],
            "ScaleOutCooldown": options["scale_out_cooldown"],
            "DisableScaleIn": options["disable_scale_in"],
        }
        want = {**resource, "PolicyName": name, "TargetTrackingScalingPolicyConfiguration": tracking}
        context.declaration.add(ScalingPolicy, "%s-metric-%s" % (context.name, name), want, after=[target])
    for name, given in options["steps"].items():
        metric = _watched(context, given, running, group)
        for direction, (ending, comparison, missing) in DIRECTIONS.items():
            if given[direction]:
                node = "%s-%s-%s" % (context.name, name, ending)
                policy = _policy(context, target, resource, node, given, direction)
                _alarm(context, node, policy, metric, given, direction, comparison, missing)


def _held(given):
    return {
        "Id": "held",
        "MetricStat": {"Metric": _metric(given), "Stat": given["statistic"]},
        "ReturnData": True,
    }


def _metric(given):
    dimensions = [{"Name": key, "Value": value} for key, value in sorted(given["dimensions"].items())]
    return {"Namespace": given["namespace"], "MetricName": given["metric_name"], "Dimensions": dimensions}


def _watched(context, given, running, group):
    """Metric and statistic of an alarm."""
    if given["metric"] == "own":
        return {**_metric(given), "Statistic": given["statistic"]}
    namespace, name, statistic = METRICS[given["metric"]]
    dimensions = running
    if given["metric"] == "requests_per_target":
        # A target group has one load balancer; the metric of the group alone is that of all its zones.
        dimensions = {"TargetGroup": group["FullName"]}
    return {
        "Namespace": namespace,
        "MetricName": name,
        "Statistic": statistic,
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
    }


def _policy(context, target, resource, node, given, direction):
    """The policy: bounds of its steps count from the alarm's threshold, the first one that is reached."""
    options, steps = context.options["autoscaling"], _ordered(given, direction)
    bounds = [abs(step["threshold"] - steps[0]["threshold"]) for step in steps]
    adjustments = []
    for step, nearer, further in zip(steps, bounds, [*bounds[1:], None]):
        near, far = ("Lower", "Upper") if direction == "above" else ("Upper", "Lower")
        sign = 1 if direction == "above" else -1
        adjustments.append(
            {
                "MetricInterval%sBound" % near: sign * nearer,
                **({} if further is None else {"MetricInterval%sBound" % far: sign * further}),
                "ScalingAdjustment": step["change"],
            }
        )
    want = {
        **resource,
        "PolicyName": node.removeprefix(context.name + "-"),
        "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": {
            "AdjustmentType": ADJUSTMENTS[given["adjustment"]],
            "StepAdjustments": adjustments,
            "Cooldown": options["scale_%s_cooldown" % DIRECTIONS[direction][0]],
            "MetricAggregationType": "Average",
        },
    }
    return context.declaration.add(ScalingPolicy, node, want, after=[target])


def _ordered(given, direction):
    """The steps from the one that is reached first."""
    return sorted(given[direction], key=lambda step: step["threshold"], reverse=direction == "below")


def _alarm(context, node, policy, metric, given, direction, comparison, missing):
    threshold = _ordered(given, direction)[0]["threshold"]
    context.declaration.add(
        Alarm,
        node,
        {
            "AlarmName": context.stack.name(node, Alarm.name_limit),
            "AlarmDescription": "Scales the service %s by steps" % context.name,
            "AlarmActions": [policy["PolicyARN"]],
            **metric,
            "Period": given["period"],
            "EvaluationPeriods": given["evaluation_periods"],
            "Threshold": threshold,
            "ComparisonOperator": comparison,
            "TreatMissingData": missing if given["missing_data"] == "below" else "ignore",
        },
    )
