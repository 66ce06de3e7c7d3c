"""DB cluster parameter groups."""

from __future__ import annotations

from typing import Any

from moto.rds.models import DBClusterParameterGroup, rds_backends

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from .. import checks, engines
from ..parameter_groups import NAME, changes_of, described, named
from ..parameters import parameters_of

GROUP = "DBClusterParameterGroupName"


def _groups(call: Call) -> dict[str, Any]:
    return rds_backends[call.account][call.region].db_cluster_parameter_groups


def default_name(data: dict[str, Any]) -> str:
    """The name of the group that RDS makes for the family of a cluster."""
    return f"default.{engines.family_of(data['Engine'], data['EngineVersion'])}"


def find(call: Call, name: str) -> Any:
    """The group of a name; default groups are made when asked for. Raises AwsError DBParameterGroupNotFound."""
    lowered = name.lower()
    family = lowered.removeprefix("default.")
    if (
        lowered not in _groups(call)
        and lowered.startswith("default.")
        and engines.FAMILIES.get(family) in engines.CLUSTERS
    ):
        backend = rds_backends[call.account][call.region]
        _groups(call)[lowered] = DBClusterParameterGroup(backend, lowered, f"Default for {family}", family)
    group = _groups(call).get(lowered)
    if group is None:
        raise AwsError("DBParameterGroupNotFound", f"DBClusterParameterGroup not found: {name}", 404)
    group.family = group.db_parameter_group_family
    return group


def check(call: Call, name: str, data: dict[str, Any]) -> Any:
    """The group of a name, when it is of the version's family."""
    group, family = find(call, name), engines.family_of(data["Engine"], data["EngineVersion"])
    if group.family != family:
        raise checks.clash(
            f"The parameter group with DBClusterParameterGroupName {name} can't be used for this cluster. Please use a "
            f"parameter group with DBParameterGroupFamily {family}."
        )
    return group


def users(call: Call, name: str) -> list[Any]:
    """The clusters of a group."""
    clusters = rds_backends[call.account][call.region].clusters.values()
    return [cluster for cluster in clusters if hasattr(cluster, "data") and cluster.parameter_group == name]


def mark(cluster: Any) -> None:
    """Each member needs a reboot for what is not applied at once (behaviour E40)."""
    cluster.own_members = {name: ("pending-reboot", tier) for name, (_status, tier) in cluster.own_members.items()}


def _own(call: Call) -> Any:
    group = find(call, call.params[GROUP])
    if group.name.startswith("default."):
        raise AwsError("InvalidDBParameterGroupState", f"Default DB parameter groups cannot be changed: {group.name}")
    return group


def _shown(group: Any) -> dict[str, Any]:
    return {
        GROUP: group.name,
        "DBParameterGroupFamily": group.db_parameter_group_family,
        "Description": group.description,
        "DBClusterParameterGroupArn": group.arn,
    }


@operation("rds", "CreateDBClusterParameterGroup")
def create_db_cluster_parameter_group(call: Call) -> dict[str, Any]:
    params = call.params
    name, family = params[GROUP], params["DBParameterGroupFamily"]
    if family.startswith("neptune"):
        return call.forward()
    if engines.FAMILIES.get(family) not in engines.CLUSTERS:
        raise checks.bad(f"ParameterGroupFamily {family} is not a valid parameter group family")
    if not NAME.match(name):
        raise checks.bad(f"The parameter {GROUP} is not a valid identifier: {name}")
    if name.lower() in _groups(call):
        raise AwsError("DBParameterGroupAlreadyExists", f"Parameter group {name.lower()} already exists")
    backend = rds_backends[call.account][call.region]
    group = DBClusterParameterGroup(backend, name, params["Description"], family, list(params.get("Tags") or []))
    _groups(call)[group.name] = group
    return {"DBClusterParameterGroup": _shown(group)}


@operation("rds", "DescribeDBClusterParameterGroups")
def describe_db_cluster_parameter_groups(call: Call) -> dict[str, Any]:
    name = call.params.get(GROUP)
    found = [find(call, name)] if name else list(_groups(call).values())
    found, marker = page(found, call.params.get("Marker"), call.params.get("MaxRecords"), 100)
    return {"DBClusterParameterGroups": [_shown(group) for group in found], "Marker": marker}


@operation("rds", "DeleteDBClusterParameterGroup")
def delete_db_cluster_parameter_group(call: Call) -> dict[str, Any]:
    group = _own(call)
    if users(call, group.name):
        raise AwsError(
            "InvalidDBParameterGroupState", "One or more database clusters are still members of this parameter group."
        )
    del _groups(call)[group.name]
    return {}


@operation("rds", "DescribeDBClusterParameters")
def describe_db_cluster_parameters(call: Call) -> dict[str, Any]:
    return described(call, find(call, call.params[GROUP]))


def _mark(call: Call, group: Any, changes: list[dict[str, Any]]) -> None:
    if any(change["ApplyMethod"] == "pending-reboot" for change in changes):
        for cluster in users(call, group.name):
            mark(cluster)


@operation("rds", "ModifyDBClusterParameterGroup")
def modify_db_cluster_parameter_group(call: Call) -> dict[str, Any]:
    group = _own(call)
    changed = changes_of(call, group.family)
    group.parameters.update(changed)
    _mark(call, group, list(changed.values()))
    return {GROUP: group.name}


@operation("rds", "ResetDBClusterParameterGroup")
def reset_db_cluster_parameter_group(call: Call) -> dict[str, Any]:
    group = _own(call)
    names = named(call, group)
    _mark(call, group, [group.parameters.pop(name) for name in names if name in group.parameters])
    return {GROUP: group.name}


@operation("rds", "DescribeEngineDefaultClusterParameters")
def describe_engine_default_cluster_parameters(call: Call) -> dict[str, Any]:
    family = call.params["DBParameterGroupFamily"]
    if engines.FAMILIES.get(family) not in engines.CLUSTERS:
        raise checks.bad(f"ParameterGroupFamily {family} is not a valid parameter group family")
    rows = [
        {"ParameterName": name, "Source": "system" if "ParameterValue" in content else "engine-default", **content}
        for name, content in sorted(parameters_of(family).items())
    ]
    rows, marker = page(rows, call.params.get("Marker"), call.params.get("MaxRecords"), 100)
    return {"EngineDefaults": {"DBParameterGroupFamily": family, "Parameters": rows, "Marker": marker}}
