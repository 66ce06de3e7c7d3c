# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The alarms: the standard ones as they were changed, and added ones; metrics from logs."""

from __future__ import annotations

import re

from ...aws.cloudwatch.alarm import ANOMALY, BAND, Alarm
from ...aws.logs.log_group import LogGroup
from ...aws.logs.metric_filter import MetricFilter, namespace
from ...engine.references import is_known
from ..shared.handed import handed
from .database import shares
from .one_alarm import ALARM
from .options import OPTIONS
from .standard import node_name, standard_alarms

# What decides which metric an alarm watches, and which of them it replaces.
WATCHED = ("namespace", "metric_name", "dimensions", "log_metric", "metrics", "percent_of")
WIDTH = 2  # standard deviations on either side, as in the console
PERCENTILE = re.compile(r"p(\d{1,2}(\.\d{1,10})?|100)|(tm|wm|tc|ts|pr|PR|TM|WM|TC|TS).*|IQM")


def log_metrics(declaration, options, stack):
    """The names of the metrics that log groups give."""
    names = set()
    for item in options["log_metrics"]:
        declaration.check(item["name"] not in names, "log_metrics", item["name"], "each name once is allowed")
        declaration.check(
            bool(item["log_group"]) != bool(item["service"]),
            "log_metrics",
            item["name"],
            "either a log_group or a service is needed",
        )
        names.add(item["name"])
        group = item["log_group"] or declaration.asks(
            declaration.neighbour_node("service", LogGroup, item["service"], "logGroupName"),
            "log_metrics.%s.service" % item["name"],
            item["service"],
        )
        if item["service"]:
            written = declaration.neighbour_node("service", LogGroup, item["service"], "logGroupClass")
            declaration.expect(
                written,
                lambda found: found == "STANDARD",
                "log_metrics.%s.service" % item["name"],
                item["service"],
                "a service whose log_class is STANDARD is allowed: others have no metric filters",
            )
        # A default value cannot go with a value taken from the event's fields where dimensions are used; none are.
        declaration.add(
            MetricFilter,
            node_name(item["name"]),
            {
                "logGroupName": group,
                **handed(item, OPTIONS["log_metrics"].options, MetricFilter),
            },
        )
    return names


def alarms_of(declaration, options, stack, targets, topic, metrics):
    wishes = standard_alarms(options, targets)
    if targets.database:
        wishes.update(shares(declaration, options, targets.database_namespace, targets.database))
    known = set(wishes)
    seen = set()
    for item in options["alarms"]:
        name = item["name"]
        declaration.check(name not in seen, "alarms", name, "each name once is allowed")
        seen.add(name)
        given = {key: value for key, value in item.items() if value is not None}
        wish = wishes.setdefault(name, {})
        if name not in known:
            declaration.check(
                any(given.get(key) for key in ("metric_name", "log_metric", "metrics")),
                "alarms",
                name,
                "a new alarm needs metric_name, log_metric or metrics; standard alarms are %s"
                % (", ".join(sorted(known)) or "none"),
            )
            learnt = given.get("comparison_operator") in ANOMALY
            declaration.check(learnt or "threshold" in given, "alarms", name, "a new alarm needs a threshold")
        if any(given.get(key) for key in ("log_metric", "metrics", "metric_name")):
            for key in WATCHED:
                wish.pop(key, None)
        if given.get("comparison_operator") in ANOMALY:
            wish.pop("threshold", None)  # a standard alarm's, which is no width
        if given.get("percentile"):
            wish.pop("statistic", None)
        elif given.get("statistic"):
            wish.pop("percentile", None)
        wish.update(given)
    result = []
    for name, wish in wishes.items():
        if wish.get("enabled", True):
            result.append(_alarm(declaration, options, stack, name, wish, topic, metrics))
    return result


def _alarm(declaration, options, stack, name, wish, topic, metrics):
    if wish.get("log_metric"):
        declaration.check(
            wish["log_metric"] in metrics,
            "alarms",
            wish["log_metric"],
            "one of monitoring_log_metrics is allowed: %s" % (", ".join(sorted(metrics)) or "none is declared"),
        )
        wish = {**wish, "namespace": namespace(stack.identity), "metric_name": wish["log_metric"]}
    if wish.get("percent_of"):
        declaration.check(
            not wish.get("log_metric") or wish["percent_of"] in metrics,
            "alarms",
            wish["percent_of"],
            "with log_metric, one of monitoring_log_metrics is allowed: %s" % ", ".join(sorted(metrics)),
        )
        wish = {"treat_missing_data": "notBreaching", **wish}
        if not wish.get("percentile"):
            wish.setdefault("statistic", "Sum")
    physical = wish.get("alarm_name") or stack.name(name, Alarm.name_limit)
    declaration.check(
        1 <= len(physical) <= 255 and physical.isprintable(),
        "alarms",
        physical,
        "a name of 1 to 255 characters is allowed",
    )
    want = handed({**dict.fromkeys(ALARM), **wish, "alarm_name": physical}, ALARM, Alarm)
    want.setdefault("EvaluationPeriods", options["evaluation_periods"])
    want.setdefault("DatapointsToAlarm", want["EvaluationPeriods"])
    want.setdefault("ComparisonOperator", "GreaterThanThreshold")
    if not want.get("Metrics"):
        want.setdefault("Period", options["period"])
        want.setdefault("Namespace", None)
        if "ExtendedStatistic" not in want:
            want.setdefault("Statistic", "Average")
        want["Dimensions"] = [
            {"Name": key, "Value": value} for key, value in sorted((wish.get("dimensions") or {}).items())
        ]
        declaration.check(want["Namespace"], "alarms", name, "an alarm with metric_name needs a namespace")
    if "ExtendedStatistic" in want:
        declaration.check(
            PERCENTILE.fullmatch(want["ExtendedStatistic"]),
            "alarms",
            want["ExtendedStatistic"],
            "a percentile such as p95 is allowed",
        )
    if wish.get("percent_of"):
        declaration.check(
            want.get("MetricName") and want["ComparisonOperator"] not in ANOMALY,
            "alarms",
            wish["percent_of"],
            "percent_of goes with a metric_name or log_metric, and with a threshold",
        )
        _share(want, wish["percent_of"])
    learnt, band = want["ComparisonOperator"] in ANOMALY, wish.get("threshold_metric_id")
    declaration.check(learnt or not band, "alarms", band, "a threshold_metric_id goes with an operator for a band")
    if learnt:
        width = want.get("Threshold")
        mine = width is None or width > 0 and not want.get("Metrics")
        declaration.check(
            mine, "alarms", width, "a width above 0 is allowed; with metrics it stands in their expression"
        )
        _band(want, band)
    if is_known(want):
        problems = Alarm.validate({**{key: None for key in Alarm.fields}, **want})
        declaration.check(not problems, "alarms", name, "; ".join(problems))
    if wish.get("notify", True):
        want["AlarmActions"] = [topic]
    if wish.get("notify_ok", True):
        want["OKActions"] = [topic]
    return declaration.add(Alarm, node_name(name), want)


def _measured(want):
    """Take the one metric out of a wish, as a query of metric math."""
    metric = {name: want.pop(name, None) for name in ("Namespace", "MetricName", "Dimensions")}
    statistic = want.pop("Statistic", None) or want.pop("ExtendedStatistic", None)
    unit = {"Unit": want.pop("Unit")} if want.get("Unit") else {}
    return {"Metric": metric, "Period": want.pop("Period"), "Stat": statistic, **unit}


def _share(want, whole):
    """Compare a metric in per cent of another one. Where nothing of a part happens, its metric has no data (User Guide, FILL)."""
    part = _measured(want)
    all_of = {**part, "Metric": {**part["Metric"], "MetricName": whole}}
    want["Metrics"] = [
        {"Id": "part", "MetricStat": part, "ReturnData": False},
        {"Id": "whole", "MetricStat": all_of, "ReturnData": False},
        {
            "Id": "share",
            "Label": "%s in per cent of %s" % (part["Metric"]["MetricName"], whole),
            "Expression": "IF(whole > 0, 100 * FILL(part, 0) / whole, 0)",
            "ReturnData": True,
        },
    ]


def _band(want, given):
    """Compare with a band in place of a threshold: the one among the expressions, or one of the alarm's own metric.

    CloudWatch User Guide, creating an alarm based on anomaly detection.

    :param given: Id of the band among ``Metrics``, or None
    """
    width = want.pop("Threshold", WIDTH)
    if not want.get("Metrics"):
        want["Metrics"] = [
            {"Id": "metric", "MetricStat": _measured(want), "ReturnData": True},
            {"Id": "band", "Expression": "%s(metric, %s)" % (BAND, "%g" % width), "ReturnData": True},
        ]
    bands = [item.get("Id") for item in want["Metrics"] if BAND in str(item.get("Expression"))]
    want["ThresholdMetricId"] = given or next(iter(bands), None)
