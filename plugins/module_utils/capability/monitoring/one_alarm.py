# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The documented options of one alarm and one budget notification."""

from __future__ import annotations

STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
OPERATORS = (
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
)
MISSING = ("missing", "notBreaching", "breaching", "ignore")
ALARM = {
    "name": {
        "type": "str",
        "required": True,
        "class": "managed",
        "sample": "service-api-cpu",
        "description": "Name of the alarm within the stack. That of a standard alarm changes the standard alarm.",
    },
    "enabled": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "V(false) leaves a standard alarm out.",
    },
    "alarm_name": {
        "type": "str",
        "class": "managed",
        "sample": "High-CPU-Utilization",
        "aws": "At most 255 characters.",
        "description": "Name of the alarm on AWS. The default is C(<application>-<environment>-<name>).",
    },
    "description": {
        "type": "str",
        "class": "managed",
        "aws": "At most 1024 characters.",
        "description": "What the alarm means.",
    },
    "namespace": {"type": "str", "class": "managed", "sample": "AWS/ECS", "description": "Namespace of the metric."},
    "metric_name": {
        "type": "str",
        "class": "managed",
        "sample": "CPUUtilization",
        "description": "Name of the metric.",
    },
    "dimensions": {"type": "dict", "class": "managed", "description": "Dimensions of the metric, name to value."},
    "log_metric": {
        "type": "str",
        "class": "managed",
        "description": "Name of a metric of O(log_metrics), instead of a namespace and a metric.",
    },
    "metrics": {
        "type": "list",
        "elements": "dict",
        "class": "managed",
        "description": "Metric math, in the form of the API's C(Metrics), instead of a metric.",
    },
    "statistic": {
        "type": "str",
        "choices": list(STATISTICS),
        "class": "managed",
        "description": "Statistic of the metric.",
    },
    "percentile": {
        "type": "str",
        "class": "managed",
        "sample": "p95",
        "description": "Percentile, instead of a statistic.",
    },
    "unit": {"type": "str", "class": "managed", "description": "Unit of the metric."},
    "period": {
        "type": "int",
        "class": "managed",
        "aws": "10, 20, 30, or a multiple of 60.",
        "description": "Seconds of one data point. The default is O(period).",
    },
    "evaluation_periods": {
        "type": "int",
        "class": "managed",
        "description": "Data points that are looked at. The default is O(evaluation_periods).",
    },
    "datapoints_to_alarm": {
        "type": "int",
        "class": "managed",
        "description": "Data points of these that must be over the threshold. The default is all of them.",
    },
    "threshold": {"type": "float", "class": "managed", "description": "Threshold."},
    "comparison_operator": {
        "type": "str",
        "choices": list(OPERATORS),
        "class": "managed",
        "description": "How values are compared. The default of added alarms is V(GreaterThanThreshold).",
    },
    "treat_missing_data": {
        "type": "str",
        "choices": list(MISSING),
        "class": "managed",
        "description": "What missing data points mean. The default of added alarms is V(missing).",
    },
    "notify": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether the topic is told when the alarm goes off.",
    },
    "notify_ok": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether the topic is told when it is over.",
    },
}
NOTIFICATION = {
    "type": {
        "type": "str",
        "choices": ["ACTUAL", "FORECASTED"],
        "default": "ACTUAL",
        "class": "managed",
        "description": "What is compared: what was spent, or what AWS expects.",
    },
    "threshold": {
        "type": "float",
        "required": True,
        "class": "managed",
        "description": "Threshold of the notification.",
    },
    "threshold_type": {
        "type": "str",
        "choices": ["PERCENTAGE", "ABSOLUTE_VALUE"],
        "default": "PERCENTAGE",
        "class": "managed",
        "description": "Whether the threshold is a percentage of the budget or an amount.",
    },
    "topic": {"type": "bool", "default": True, "class": "managed", "description": "Whether the topic is told."},
    "emails": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "managed",
        "aws": "At most 10.",
        "description": "Addresses that are told directly.",
    },
}
