"""What calls of Application Auto Scaling require."""

from __future__ import annotations

from simulator.core.permissions.table import More, Table

_ITS_ALARMS = "arn:{Partition}:cloudwatch:{Region}:{Account}:alarm:TargetTracking-*"
_TARGET = "arn:{Partition}:ecs:{Region}:{Account}:{ResourceId}"
# ECS: IAM permissions required for service auto scaling.
_SCALED = (More("ecs:DescribeServices", arn=_TARGET), More("ecs:UpdateService", arn=_TARGET))


TABLE = Table(
    prefix="application-autoscaling",
    kinds={
        name: "ScalableTarget"
        for name in ("PutScalingPolicy", "PutScheduledAction", "RegisterScalableTarget", "DeregisterScalableTarget")
    },
    tagging="TagResource",
    passes={"RegisterScalableTarget": (("RoleARN", "application-autoscaling.amazonaws.com"),)},
    linked={"RegisterScalableTarget": "ecs.application-autoscaling.amazonaws.com"},
    more={
        "RegisterScalableTarget": _SCALED,
        "PutScalingPolicy": (
            More("cloudwatch:DescribeAlarms", arn="*", when="TargetTrackingScalingPolicyConfiguration"),
            More("cloudwatch:PutMetricAlarm", arn=_ITS_ALARMS, when="TargetTrackingScalingPolicyConfiguration"),
        ),
        "DeleteScalingPolicy": (More("cloudwatch:DeleteAlarms", arn=_ITS_ALARMS),),
        "DeregisterScalableTarget": (More("cloudwatch:DeleteAlarms", arn=_ITS_ALARMS),),
    },
)
