"""What calls of Amazon CloudWatch require."""

from __future__ import annotations

from simulator.core.permissions.table import Table, tags_by

TABLE = Table(
    prefix="cloudwatch",
    found={
        "alarm": ("AlarmName AlarmNames ResourceARN",),
        "dashboard": ("DashboardName DashboardNames ResourceARN",),
    },
    # Composite alarms are described only to those who may describe all (DescribeAlarms).
    kinds={"DescribeAlarms": "", "DescribeAlarmsForMetric": ""},
    tagging="TagResource",
    tags=tags_by("cloudwatch", "ListTagsForResource", "ResourceARN", "Tags"),
)
