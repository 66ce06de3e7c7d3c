# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""CloudWatch Logs: metric filters, which count what is written into a log group."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.kind import Kind, Live, Problem
from ...engine.references import is_known

GONE = ("ResourceNotFoundException",)
NAMESPACE = "Slipway/"


def namespace(identity):
    """The metric namespace of a stack's filters."""
    return NAMESPACE + identity


class MetricFilter(Kind):
    """A metric filter in any log group, also in one that is somebody else's.

    It takes neither tags nor a description. Its name is the node's address and its metric's namespace ends in the
    stack's identity, both written by the one call that makes it: that is the proof. The metric's name is the filter's
    own.
    """

    kind = "log_metric_filter"
    service = "logs"
    taggable = False
    needs = ("log_group",)
    uses = ("log_group",)
    on_repeat = "upsert"
    fields = {
        "logGroupName": fields.required(change=fields.REPLACE),
        "filterPattern": fields.required(),
        "metricName": fields.required(),
        "metricValue": fields.managed("1"),
        "defaultValue": fields.managed(0),
        "unit": fields.managed("Count"),
        "metricNamespace": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        if scope.full:
            found = api.all("describe_metric_filters", "metricFilters")
        else:
            groups = set(scope.named("logGroupName"))
            if len(groups) < len(scope.wants):
                groups |= {live.fields["logGroupName"] for live in scope.parents("log_group", mine=False)}
            found = [
                row
                for rows in api.map(
                    lambda group: api.all("describe_metric_filters", "metricFilters", GONE, logGroupName=group),
                    sorted(groups),
                )
                for row in rows
            ]
        return [
            cls._live(row) for row in found if row["metricTransformations"][0]["metricNamespace"].startswith(NAMESPACE)
        ]

    @staticmethod
    def _live(row):
        metric = row["metricTransformations"][0]
        stack = metric["metricNamespace"].removeprefix(NAMESPACE)
        return Live(
            "%s|%s" % (row["logGroupName"], row["filterName"]),
            {
                "logGroupName": row["logGroupName"],
                "filterPattern": row["filterPattern"],
                "metricName": metric["metricName"],
                "metricValue": metric["metricValue"],
                "defaultValue": metric.get("defaultValue"),
                "unit": metric.get("unit"),
                "metricNamespace": metric["metricNamespace"],
            },
            {ownership.STACK: stack, ownership.ADDRESS: row["filterName"]},
            raw=row["filterName"],
        )

    @classmethod
    def validate(cls, want):
        if is_known(want["filterPattern"]) and len(want["filterPattern"]) > 1024:
            return ["filterPattern: at most 1024 characters are allowed"]
        return []

    @classmethod
    def preflight(cls, api, want, live):
        """A group of another class takes no metric filter (CloudWatch Logs User Guide, log classes)."""
        name = want["logGroupName"]
        if live is not None or not is_known(name):
            return []
        rows = api.all("describe_log_groups", "logGroups", logGroupNamePrefix=name)
        found = [row.get("logGroupClass", "STANDARD") for row in rows if row["logGroupName"] == name]
        text = "logGroupName %s: its class is %s, and only groups of the class STANDARD have metric filters"
        return [Problem(text % (name, kind)) for kind in found if kind != "STANDARD"]

    @classmethod
    def _put(cls, api, want, stack, name):
        metric = {
            "metricName": want["metricName"],
            "metricNamespace": namespace(stack),
            "metricValue": want["metricValue"],
            "defaultValue": want["defaultValue"],
            "unit": want["unit"],
        }
        metric = {key: value for key, value in metric.items() if value is not None}
        row = {
            "logGroupName": want["logGroupName"],
            "filterName": name,
            "filterPattern": want["filterPattern"],
            "metricTransformations": [metric],
        }
        api.put_metric_filter(**row)
        return cls._live(row)

    @classmethod
    def create(cls, api, want, tags):
        return cls._put(api, want, tags[ownership.STACK], tags[ownership.ADDRESS])

    @classmethod
    def update(cls, api, live, want, delta):
        return cls._put(api, want, live.tags[ownership.STACK], live.raw)

    @classmethod
    def refresh(cls, api, live):
        rows = api.all("describe_metric_filters", "metricFilters", GONE, logGroupName=live.fields["logGroupName"])
        return live if any(row["filterName"] == live.raw for row in rows) else None

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_metric_filter", GONE, logGroupName=live.fields["logGroupName"], filterName=live.raw)
