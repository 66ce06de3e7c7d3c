# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of scaling by steps, and on metrics of one's own."""

from __future__ import annotations

from ...shared.option import Option

METRIC = {
    "namespace": Option("str", "Namespace of a metric of one's own.", sample="Shop"),
    "metric_name": Option("str", "Name of the metric.", sample="OrdersWaiting"),
    "dimensions": Option("dict", "Its dimensions, name to value.", default={}, of="str"),
    "statistic": Option(
        "str",
        "What counts of the values of a period.",
        default="Average",
        choices=["Average", "Sum", "Minimum", "Maximum", "SampleCount"],
    ),
}
STEP = {
    "threshold": Option("float", "Value at which the step begins.", required=True),
    "change": Option(
        "int", "Tasks, or percent of them, that come or, below 0, go.", required=True, aws="A number other than 0."
    ),
}
STEPS = {
    "metric": Option(
        "str",
        [
            "What is watched: a metric of the service, or with V(own) that of O(metric_name).",
            "V(requests_per_target) are the requests of a period to each task, and needs O(load_balancer).",
        ],
        default="own",
        choices=["cpu", "memory", "requests_per_target", "own"],
    ),
    **METRIC,
    "above": Option(
        "list",
        "What happens from a threshold on; the highest one that is reached counts.",
        default=[],
        elements="dict",
        count=(0, 20),
        options=STEP,
    ),
    "below": Option(
        "list",
        "What happens below a threshold; the lowest one that is fallen short of counts.",
        default=[],
        elements="dict",
        count=(0, 20),
        options=STEP,
    ),
    "adjustment": Option(
        "str",
        "Whether a change is a number of tasks or percent of them.",
        default="tasks",
        choices=["tasks", "percent"],
    ),
    "period": Option("int", "Seconds that one value is taken over.", default=60, aws="10, 20, 30 or a multiple of 60."),
    "evaluation_periods": Option(
        "int", "Periods in a row that have to be beyond the threshold.", default=1, between=(1, None)
    ),
    "missing_data": Option(
        "str",
        [
            "What periods without a value are taken for. V(below) is a value below every threshold, V(ignore) keeps what was.",
            "A load balancer without traffic counts no requests: only with V(below) the tasks then go.",
        ],
        default="below",
        choices=["below", "ignore"],
    ),
}
HELD = {
    **METRIC,
    "target": Option("float", "Value to hold.", required=True, aws="More than 0."),
}
