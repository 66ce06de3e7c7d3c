"""CloudWatch Logs: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import either, fewer
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "logs",
    invalid="InvalidParameterException",
    too_many_tags=("TooManyTagsException", 400),
    permissions=TABLE,
    listings=(
        Listing(
            "log_group",
            "describe_log_groups",
            "logGroups",
            "logGroupName",
            details=(
                ("list_tags_for_resource", {"resourceArn": "@logGroupArn"}),
                ("describe_metric_filters", {"logGroupName": "@logGroupName"}),
            ),
        ),
        Listing("query_definition", "describe_query_definitions", "queryDefinitions", "queryDefinitionId"),
    ),
    changes={
        ("log_group", "retentionInDays"): either(7, 3),
        ("log_metric_filter", "filterPattern"): "BY-HAND",
        ("log_metric_filter", "metricValue"): "2",
        ("query_definition", "queryString"): "fields @timestamp",
        ("query_definition", "logGroupNames"): fewer,
    },
)
