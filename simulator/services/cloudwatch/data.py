"""Amazon CloudWatch: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, either, fewer, key, longer, more
from simulator.core.listing import Listing
from simulator.core.service import OLDER_WORDS, Service

from .permissions import TABLE

SERVICE = Service(
    "cloudwatch",
    throttled=OLDER_WORDS["throttled"],
    denied=OLDER_WORDS["denied"],
    invalid=OLDER_WORDS["invalid"],
    permissions=TABLE,
    listings=(
        Listing(
            "alarm",
            "describe_alarms",
            "MetricAlarms",
            "AlarmName",
            details=(("list_tags_for_resource", {"ResourceARN": "@AlarmArn"}),),
        ),
        Listing(
            "composite_alarm",
            "describe_alarms",
            "CompositeAlarms",
            "AlarmName",
            {"AlarmTypes": ["CompositeAlarm"]},
            (("list_tags_for_resource", {"ResourceARN": "@AlarmArn"}),),
        ),
        Listing(
            "dashboard",
            "list_dashboards",
            "DashboardEntries",
            "DashboardName",
            details=(("get_dashboard", {"DashboardName": "@DashboardName"}),),
            everywhere=False,
        ),
    ),
    changes={
        ("alarm", "AlarmDescription"): longer,
        ("alarm", "AlarmActions"): fewer,
        ("alarm", "DatapointsToAlarm"): lambda value: value - 1 if isinstance(value, int) and value > 1 else SAME,
        ("alarm", "EvaluationPeriods"): more,
        ("alarm", "Period"): either(300, 60),
        ("alarm", "Threshold"): lambda value: SAME if value is None else value + 1,
        ("alarm", "TreatMissingData"): either("ignore", "breaching"),
        ("alarm", "OKActions"): fewer,
        ("composite_alarm", "AlarmDescription"): longer,
        ("composite_alarm", "AlarmActions"): fewer,
        ("composite_alarm", "OKActions"): fewer,
        ("composite_alarm", "AlarmRule"): lambda value: f"{value} OR FALSE",
        ("dashboard", "DashboardBody"): key("widgets", []),
    },
)
