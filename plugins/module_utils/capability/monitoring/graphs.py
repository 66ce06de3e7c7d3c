# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Graphs of metrics that the user names: of the application's own, of a log, of AWS's bill."""

from __future__ import annotations

from ...aws.logs.metric_filter import namespace
from ..shared.option import Option
from .one_alarm import STATISTICS

HOURS_6 = 21600
GRAPH = {
    "title": Option("str", "Title of the graph.", required=True),
    "log_metrics": Option("list", "Metrics of O(log_metrics).", default=[], elements="str"),
    "namespace": Option("str", "Namespace of O(dashboard_graphs[].metrics).", sample="Ordering/Business"),
    "metrics": Option("list", "Names of metrics, a line for each.", default=[], elements="str"),
    "dimensions": Option("dict", "Their dimensions, name to value.", of="str", default={}),
    "statistic": Option("str", "Statistic of all lines.", default="Sum", choices=list(STATISTICS)),
    "period": Option("int", "Seconds of one data point.", default=300, aws="A multiple of 60.", between=(60, 86400)),
    "width": Option("int", "Columns of the dashboard's 24.", default=12, between=(1, 24)),
}
OPTION = Option(
    "list",
    "Graphs of further metrics, such as orders and payments, after the standard ones.",
    default=[],
    elements="dict",
    key=("title",),
    options=GRAPH,
)


def graphs(declaration, options, stack, metrics):
    """The widgets of the option ``dashboard_graphs``.

    :param metrics: names of the metrics that logs give
    """
    result, seen = [], set()
    for index, item in enumerate(options["dashboard_graphs"]):
        path = "dashboard_graphs[%d]" % index
        declaration.check(item["title"] not in seen, path + ".title", item["title"], "each title once is allowed")
        seen.add(item["title"])
        for name in item["log_metrics"]:
            allowed = "one of monitoring_log_metrics is allowed: %s" % (
                ", ".join(sorted(metrics)) or "none is declared"
            )
            declaration.check(name in metrics, path + ".log_metrics", name, allowed)
        declaration.check(
            bool(item["metrics"]) == bool(item["namespace"]),
            path + ".namespace",
            item["namespace"],
            "it goes together with metrics",
        )
        declaration.check(
            item["log_metrics"] or item["metrics"], path, item["title"], "log_metrics or metrics are needed"
        )
        declaration.check(item["period"] % 60 == 0, path + ".period", item["period"], "a multiple of 60 is allowed")
        dimensions = [part for name, value in sorted(item["dimensions"].items()) for part in (name, value)]
        lines = [[namespace(stack.identity), name] for name in item["log_metrics"]]
        lines += [[item["namespace"], name, *dimensions] for name in item["metrics"]]
        result.append(_widget(item["title"], stack.region, lines, item["statistic"], item["period"], item["width"]))
    return result


def costs():
    """What AWS bills so far this month. Such metrics are in us-east-1 only (CloudWatch User Guide, billing alarm)."""
    lines = [["AWS/Billing", "EstimatedCharges", "Currency", "USD"]]
    return _widget("Costs: estimated charges this month", "us-east-1", lines, "Maximum", HOURS_6, 12)


def _widget(title, region, lines, statistic, period, width):
    properties = {
        "title": title,
        "region": region,
        "view": "timeSeries",
        "period": period,
        "stat": statistic,
        "metrics": lines,
    }
    return {"type": "metric", "width": width, "height": 6, "properties": properties}
