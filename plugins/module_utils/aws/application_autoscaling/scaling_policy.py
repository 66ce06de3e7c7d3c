# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Application Auto Scaling: policies that hold a metric, and those that go by steps."""

from __future__ import annotations

import contextlib

from ...engine import fields
from ...engine.errors import AwsError
from .base import GONE, ScalingPart


class ScalingPolicy(ScalingPart):
    """A policy. AWS makes and removes the alarms of one that tracks a target itself; they are not ours. Those of one that goes by
    steps are.
    """

    kind = "scaling_policy"
    name_field = "PolicyName"
    name_limit = 256
    uses = ("scalable_target", "ecs_service", "ecs_cluster", "target_group", "load_balancer")
    listing, member = "describe_scaling_policies", "ScalingPolicies"
    fields = {
        **ScalingPart.shared,
        "PolicyName": fields.required(change=fields.REPLACE),
        "PolicyType": fields.managed("TargetTrackingScaling"),
        # One of both, as PolicyType says.
        "StepScalingPolicyConfiguration": fields.managed(
            None,
            members={
                "AdjustmentType": fields.required(),
                "StepAdjustments": fields.required(order="set"),
                "Cooldown": fields.managed(300),
                "MetricAggregationType": fields.managed("Average"),
                "MinAdjustmentMagnitude": fields.managed(None),
            },
        ),
        "TargetTrackingScalingPolicyConfiguration": fields.managed(
            None,
            members={
                "TargetValue": fields.required(),
                # One of both.
                "PredefinedMetricSpecification": fields.managed(
                    None, members={"PredefinedMetricType": fields.required(), "ResourceLabel": fields.managed(None)}
                ),
                "CustomizedMetricSpecification": fields.managed(None, members={"Metrics": fields.required(order="Id")}),
                "ScaleInCooldown": fields.managed(300),
                "ScaleOutCooldown": fields.managed(300),
                "DisableScaleIn": fields.managed(False),
            },
        ),
        "PolicyARN": fields.computed(),
        # Names of the alarms that AWS keeps for the policy, and scales by.
        "Alarms": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        lives = super().observe(api, scope)
        names = sorted({name for live in lives for name in live.fields["Alarms"]})
        with contextlib.suppress(AwsError):  # who may not look believes that they are there
            there = _there(api.of("cloudwatch"), names)
            for live in lives:
                live.lost = tuple(
                    "Alarms[%s]" % name for name in live.fields["Alarms"] if not _scales(there, name, live)
                )
        return lives

    @classmethod
    def answered(cls, row):
        values = super().answered(row)
        tracks = row["PolicyType"] == "TargetTrackingScaling"
        values["Alarms"] = [alarm["AlarmName"] for alarm in row.get("Alarms") or [] if tracks]
        tracking = values.get("TargetTrackingScalingPolicyConfiguration")
        if tracking is not None:
            # The defaults of ECS services, which AWS leaves out of its answer.
            values["TargetTrackingScalingPolicyConfiguration"] = {
                "ScaleInCooldown": 300,
                "ScaleOutCooldown": 300,
                "DisableScaleIn": False,
                **tracking,
            }
        return values

    @classmethod
    def put(cls, api, want):
        member = want["PolicyType"] + "PolicyConfiguration"
        given = {
            "PolicyType": want["PolicyType"],
            member: {name: value for name, value in want[member].items() if value is not None},
        }
        answer = api.put_scaling_policy(**cls.addressed(want), **given)
        return {**given, "PolicyARN": answer["PolicyARN"]}

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_scaling_policy", GONE, **cls.addressed(live.fields))


def _there(cloudwatch, names):
    """{name: row} of those of some alarms that are there; DescribeAlarms takes a hundred names."""
    parts = [names[start : start + 100] for start in range(0, len(names), 100)]
    return {
        row["AlarmName"]: row
        for part in parts
        for row in cloudwatch.all("describe_alarms", "MetricAlarms", AlarmNames=part, AlarmTypes=["MetricAlarm"])
    }


def _scales(there, name, live):
    """True where an alarm is there, switched on, and calls its policy."""
    row, policy = there.get(name), live.fields["PolicyARN"]
    return row is not None and row.get("ActionsEnabled", True) and policy in row.get("AlarmActions", [policy])
