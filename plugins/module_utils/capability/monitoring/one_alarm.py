# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The documented options of one alarm."""

from __future__ import annotations

from ...aws.cloudwatch.alarm import ANOMALY
from ...aws.shared import documents
from ..shared.option import Option

STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
OPERATORS = (
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    *ANOMALY,
)
# StandardUnit of CloudWatch and CloudWatch Logs.
UNITS = (
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
)
MISSING = ("missing", "notBreaching", "breaching", "ignore")
ALARM = {
    "name": Option(
        "str",
        "Name of the alarm within the stack. That of a standard alarm changes the standard alarm.",
        required=True,
        sample="service-api-cpu",
    ),
    "enabled": Option("bool", "V(false) leaves a standard alarm out.", default=True),
    "alarm_name": Option(
        "str",
        "Name of the alarm on AWS. The default is C(<application>-<environment>-<name>).",
        sample="High-CPU-Utilization",
        aws="At most 255 characters.",
        length=(None, 255),
        field="alarm.AlarmName",
    ),
    "description": Option(
        "str",
        "What the alarm means.",
        aws="At most 1024 characters.",
        length=(None, 1024),
        field="alarm.AlarmDescription",
    ),
    "namespace": Option(
        "str",
        "Namespace of the metric.",
        sample="AWS/ECS",
        field="alarm.Namespace",
    ),
    "metric_name": Option(
        "str",
        "Name of the metric.",
        sample="CPUUtilization",
        field="alarm.MetricName",
    ),
    "dimensions": Option("dict", "Dimensions of the metric, name to value.", of="str"),
    "log_metric": Option("str", "Name of a metric of O(log_metrics), instead of a namespace and a metric."),
    "metrics": Option(
        "list",
        "Metric math, in the form of the API's C(Metrics), instead of a metric.",
        elements="dict",
        document=documents.shaped("cloudwatch", "MetricDataQuery"),
        field="alarm.Metrics",
    ),
    "percent_of": Option(
        "str",
        [
            "Name of another metric of the same namespace and dimensions, or of O(log_metrics) beside O(alarms[].log_metric).",
            "The threshold is then per cent of it: errors of all requests. Where that one is 0, nothing is wrong.",
        ],
        sample="RequestCount",
    ),
    "statistic": Option(
        "str",
        "Statistic of the metric. That of a share is V(Sum) when omitted.",
        choices=list(STATISTICS),
        field="alarm.Statistic",
    ),
    "percentile": Option(
        "str",
        "Percentile, instead of a statistic.",
        sample="p95",
        field="alarm.ExtendedStatistic",
    ),
    "unit": Option(
        "str",
        "Unit of the metric.",
        choices=list(UNITS),
        field="alarm.Unit",
    ),
    "period": Option(
        "int",
        "Seconds of one data point. The default is O(period).",
        aws="10, 20, 30, or a multiple of 60.",
        between=(10, 604800),
        field="alarm.Period",
    ),
    "evaluation_periods": Option(
        "int",
        "Data points that are looked at. The default is O(evaluation_periods).",
        between=(1, None),
        field="alarm.EvaluationPeriods",
    ),
    "datapoints_to_alarm": Option(
        "int",
        "Data points of these that must be over the threshold. The default is all of them.",
        field="alarm.DatapointsToAlarm",
    ),
    "threshold": Option(
        "float",
        "Threshold. With an operator for a band it is half the width of the band in standard deviations, V(2) when omitted.",
        field="alarm.Threshold",
    ),
    "threshold_metric_id": Option(
        "str",
        "With O(alarms[].metrics) and an operator for a band: which of them is the band. The default is the one with "
        "C(ANOMALY_DETECTION_BAND).",
        sample="band",
    ),
    "comparison_operator": Option(
        "str",
        [
            "How values are compared. The default of added alarms is V(GreaterThanThreshold).",
            (
                "V(LessThanLowerOrGreaterThanUpperThreshold), V(LessThanLowerThreshold) and V(GreaterThanUpperThreshold) compare with "
                "a band that CloudWatch learns from the metric's past."
            ),
        ],
        choices=list(OPERATORS),
        field="alarm.ComparisonOperator",
    ),
    "treat_missing_data": Option(
        "str",
        "What missing data points mean. The default of added alarms is V(missing).",
        choices=list(MISSING),
        field="alarm.TreatMissingData",
    ),
    "notify": Option("bool", "Whether the topic is told when the alarm goes off.", default=True),
    "notify_ok": Option("bool", "Whether the topic is told when it is over.", default=True),
}
