"""Reading instances, and tags of everything in RDS."""

from __future__ import annotations

from typing import Any

from moto.rds.models import rds_backends

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from . import parameter_groups, subnet_groups
from .clusters import groups
from .clusters.cluster import find as find_cluster
from .instances import find, is_own, shown

# What a filter of DescribeDBInstances looks at.
FILTERS = {
    "db-instance-id": ("DBInstanceIdentifier", "DBInstanceArn"),
    "dbi-resource-id": ("DbiResourceId",),
    "db-cluster-id": ("DBClusterIdentifier",),
    "engine": ("Engine",),
}


def _row(call: Call, database: Any) -> dict[str, Any]:
    if is_own(database):
        return shown(database)
    return call.forward({"DBInstanceIdentifier": database.db_instance_identifier})["DBInstances"][0]


@operation("rds", "DescribeDBInstances")
def describe_db_instances(call: Call) -> dict[str, Any]:
    params = call.params
    name = params.get("DBInstanceIdentifier")
    databases = [find(call, name)] if name else list(rds_backends[call.account][call.region].databases.values())
    rows = [_row(call, database) for database in databases]
    for item in params.get("Filters") or []:
        if item["Name"] not in FILTERS:
            raise AwsError("InvalidParameterValue", f"Unrecognized filter name: {item['Name']}")
        members = FILTERS[item["Name"]]
        rows = [row for row in rows if any(row.get(member) in item["Values"] for member in members)]
    rows, marker = page(rows, params.get("Marker"), params.get("MaxRecords"), 100)
    return {"DBInstances": rows, "Marker": marker}


@operation("rds", "AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource")
def tags(call: Call) -> dict[str, Any]:
    """moto passes over resources that are not there; AWS says which."""
    arn = call.params["ResourceName"]
    kind, name = arn.split(":")[-2:]
    if kind == "db":
        find(call, name)
    elif kind == "subgrp":
        subnet_groups.find(call, name)
    elif kind == "pg":
        parameter_groups.find(call, name)
    elif kind == "cluster":
        find_cluster(call, name)
    elif kind == "cluster-pg":
        groups.find(call, name)
    if any(tag["Key"].lower().startswith("aws:") for tag in call.params.get("Tags") or []):
        raise AwsError("InvalidParameterValue", "Tag keys that start with aws: are reserved")
    return call.forward()
