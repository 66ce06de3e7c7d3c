"""CloudWatch Logs: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import either, fewer, key
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
        Listing(
            "delivery_source",
            "describe_delivery_sources",
            "deliverySources",
            "name",
            details=(("list_tags_for_resource", {"resourceArn": "@arn"}),),
        ),
        Listing(
            "delivery_destination",
            "describe_delivery_destinations",
            "deliveryDestinations",
            "name",
            details=(("list_tags_for_resource", {"resourceArn": "@arn"}),),
        ),
        Listing(
            "log_delivery",
            "describe_deliveries",
            "deliveries",
            "id",
            details=(("list_tags_for_resource", {"resourceArn": "@arn"}),),
        ),
        Listing("query_definition", "describe_query_definitions", "queryDefinitions", "queryDefinitionId"),
    ),
    changes={
        ("log_group", "retentionInDays"): either(7, 3),
        ("log_metric_filter", "filterPattern"): "BY-HAND",
        ("log_metric_filter", "metricValue"): "2",
        ("log_delivery", "recordFields"): fewer,
        ("log_delivery", "fieldDelimiter"): either(",", ";"),
        ("log_delivery", "s3DeliveryConfiguration"): key("suffixPath", "by-hand"),
        ("query_definition", "queryString"): "fields @timestamp",
        ("query_definition", "logGroupNames"): fewer,
    },
)
