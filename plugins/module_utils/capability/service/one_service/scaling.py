# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of autoscaling: range, metrics, and changes at set times."""

from __future__ import annotations

from ...shared import forms
from ...shared.option import Option
from ..companions.queues import BACKLOG
from .steps import HELD, STEPS

SCHEDULE = {
    "name": Option(
        "str",
        "Name of the scheduled action.",
        required=True,
        field="scheduled_action.ScheduledActionName",
    ),
    "schedule": Option(
        "str",
        "When, as V(cron(0 8 ? * MON-FRI *\\)), V(rate(1 day\\)) or V(at(2030-01-01T00:00:00\\)).",
        required=True,
        field="scheduled_action.Schedule",
    ),
    "timezone": Option(
        "str",
        "Time zone of the schedule.",
        default="UTC",
        form=forms.TIME_ZONE,
        field="scheduled_action.Timezone",
    ),
    "min": Option(
        "int",
        "Minimum from then on.",
        field="scheduled_action.ScalableTargetAction.MinCapacity",
    ),
    "max": Option(
        "int",
        "Maximum from then on.",
        field="scheduled_action.ScalableTargetAction.MaxCapacity",
    ),
}

AUTOSCALING = {
    "min": Option(
        "int",
        "The fewest tasks.",
        required=True,
        aws="0 or more.",
        between=(0, None),
        field="scalable_target.MinCapacity",
    ),
    "max": Option(
        "int",
        "The most tasks.",
        required=True,
        aws="At least O(min).",
        field="scalable_target.MaxCapacity",
    ),
    "cpu": Option(
        "float",
        "Average CPU use to hold, in percent.",
        aws="More than 0.",
        field="scaling_policy/*-cpu.TargetTrackingScalingPolicyConfiguration.TargetValue",
    ),
    "memory": Option(
        "float",
        "Average memory use to hold, in percent.",
        aws="More than 0.",
        field="scaling_policy/*-memory.TargetTrackingScalingPolicyConfiguration.TargetValue",
    ),
    "backlog_per_task": Option(
        "dict",
        "Messages that may wait in a queue for each task, to hold. Needs Container Insights, which counts the tasks.",
        options=BACKLOG,
    ),
    "requests_per_target": Option(
        "float",
        "Requests per task and minute to hold. Needs O(load_balancer).",
        aws="More than 0.",
        field="scaling_policy/*-requests_per_target.TargetTrackingScalingPolicyConfiguration.TargetValue",
    ),
    "metrics": Option(
        "dict",
        "Metrics of one's own to hold at a value that has to grow with the work for each task, name to options.",
        default={},
        values=HELD,
        sample={"orders": {"namespace": "Shop", "metric_name": "OrdersPerTask", "target": 10}},
    ),
    "steps": Option(
        "dict",
        [
            "Changes by steps of a metric, name to options: an alarm and a policy for O(steps.above), and one each for O(steps.below).",
            "Beside metrics that are held, tasks go as soon as either wants it: AWS advises to let only one of both take tasks away.",
        ],
        default={},
        values=STEPS,
        sample={"requests": {"metric": "requests_per_target", "above": [{"threshold": 500, "change": 1}]}},
    ),
    "scale_in_cooldown": Option(
        "int",
        "Seconds between two reductions.",
        default=300,
        aws="0 to 86400.",
        between=(0, 86400),
        field="scaling_policy.TargetTrackingScalingPolicyConfiguration.ScaleInCooldown",
    ),
    "scale_out_cooldown": Option(
        "int",
        "Seconds between two increases.",
        default=60,
        aws="0 to 86400.",
        between=(0, 86400),
        field="scaling_policy.TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown",
    ),
    "disable_scale_in": Option(
        "bool",
        "Never reduce.",
        default=False,
        field="scaling_policy.TargetTrackingScalingPolicyConfiguration.DisableScaleIn",
    ),
    "schedules": Option(
        "list", "Changes of O(min) and O(max) at set times.", default=[], elements="dict", options=SCHEDULE
    ),
}
