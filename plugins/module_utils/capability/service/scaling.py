# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Autoscaling of a service: its range, what it follows, and changes at set times."""

from __future__ import annotations

import re

from ...aws.application_autoscaling.scalable_target import ScalableTarget
from ...aws.application_autoscaling.scaling_policy import ScalingPolicy
from ...aws.application_autoscaling.scheduled_action import ScheduledAction
from ..shared.handed import handed
from . import steps
from .companions import queues
from .one_service import AUTOSCALING
from .one_service import SCHEDULE as SCHEDULE_OPTIONS

METRICS = {
    "cpu": "ECSServiceAverageCPUUtilization",
    "memory": "ECSServiceAverageMemoryUtilization",
    "requests_per_target": "ALBRequestCountPerTarget",
}
BACKLOG = "backlog_per_task"
NAMES = {
    BACKLOG: "backlog-scaling-policy",
    "cpu": "cpu-scaling-policy",
    "memory": "memory-scaling-policy",
    "requests_per_target": "requests-scaling-policy",
}
ABOVE = "a number above 0 is allowed"
SCHEDULE = re.compile(r"cron\(\S+( \S+){5}\)|rate\([1-9]\d* (minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)")


def check(context):
    """Refuse a range or a metric that cannot work. Called before the service is declared."""
    options = context.options["autoscaling"]
    low, high, count = options["min"], options["max"], context.options["desired_count"]
    context.check(0 <= low <= high, "autoscaling.min", low, "0 to the max of %d is allowed" % high)
    context.check(
        low <= count <= high, "desired_count", count, "autoscaling's min %d to max %d is allowed" % (low, high)
    )
    context.check(
        any(options[name] is not None for name in (*METRICS, BACKLOG))
        or any(options[name] for name in ("schedules", "steps", "metrics")),
        "autoscaling",
        {name: options[name] for name in ("min", "max")},
        "one of cpu, memory, requests_per_target, backlog_per_task, metrics, steps and schedules is needed",
    )
    steps.check(context)
    for name in ("cpu", "memory"):
        context.check(
            options[name] is None or 0 < options[name] <= 100,
            "autoscaling." + name,
            options[name],
            "a percentage above 0 and up to 100 is allowed",
        )
    requests = options["requests_per_target"]
    context.check(requests is None or requests > 0, "autoscaling.requests_per_target", requests, ABOVE)
    context.check(
        requests is None or context.options["load_balancer"],
        "autoscaling.requests_per_target",
        requests,
        "load_balancer is needed for it",
    )
    for index, item in enumerate(options["schedules"]):
        path = "autoscaling.schedules[%d]" % index
        context.check(
            SCHEDULE.fullmatch(item["schedule"]),
            path + ".schedule",
            item["schedule"],
            "cron() with six fields, rate() or at() is allowed",
        )
        context.check(
            re.fullmatch(r"[A-Za-z0-9_.-]{1,200}", item["name"]),
            path + ".name",
            item["name"],
            "letters, digits and _ . - are allowed",
        )
        context.check(item["min"] is not None or item["max"] is not None, path, item["name"], "min or max is needed")
        context.check(
            item["min"] is None or item["max"] is None or item["min"] <= item["max"],
            path + ".min",
            item["min"],
            "at most the max of %s is allowed" % item["max"],
        )


def scale(context, service, cluster_name, group):
    """Scalable target, policies and scheduled actions of a service.

    :param group: the target group's node, or None
    """
    options, declaration = context.options["autoscaling"], context.declaration
    resource = {"ResourceId": "service/%s/%s" % (cluster_name, service["serviceName"])}
    scheduled = {
        "MinCapacity": [item["min"] for item in options["schedules"] if item["min"] is not None],
        "MaxCapacity": [item["max"] for item in options["schedules"] if item["max"] is not None],
    }
    target = declaration.add(
        ScalableTarget,
        context.name,
        {
            **resource,
            **handed(options, AUTOSCALING, ScalableTarget),
            "ScheduledCapacities": {name: values for name, values in scheduled.items() if values},
        },
        after=[service, "stack/*/service_linked_role/ecs.application-autoscaling"],
    )
    backlog = options[BACKLOG]
    if backlog:
        context.check(backlog["messages"] > 0, "autoscaling.backlog_per_task.messages", backlog["messages"], ABOVE)
        metric = {"CustomizedMetricSpecification": queues.backlog(context, backlog, cluster_name, service)}
        _policy(context, target, resource, BACKLOG, metric)
    for name, metric in METRICS.items():
        if options[name] is None:
            continue
        specification = {"PredefinedMetricType": metric}
        if name == "requests_per_target":
            specification["ResourceLabel"] = "%s/%s" % (
                declaration.neighbour(
                    "load_balancer",
                    "full_name",
                    context.common["load_balancer_full_name"],
                    option="load_balancer_full_name",
                ),
                group["FullName"],
            )
        _policy(context, target, resource, name, {"PredefinedMetricSpecification": specification})
    steps.scale(context, target, resource, cluster_name, service, group)
    for item in options["schedules"]:
        declaration.add(
            ScheduledAction,
            "%s-%s" % (context.name, item["name"]),
            {
                **resource,
                **handed(item, SCHEDULE_OPTIONS, ScheduledAction),
            },
            after=[target],
        )


def _policy(context, target, resource, name, metric):
    """A policy that holds a metric at a value.

    :param metric: member of the configuration that says which metric
    """
    node = "%s-%s" % (context.name, name)
    want = handed(context.options["autoscaling"], AUTOSCALING, ScalingPolicy, node)
    want["TargetTrackingScalingPolicyConfiguration"].update(metric)
    context.declaration.add(ScalingPolicy, node, {**resource, "PolicyName": NAMES[name], **want}, after=[target])
