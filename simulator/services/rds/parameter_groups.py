"""DB parameter groups: the full list of parameters with sources, changes, resets, and the tags of all groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from moto.core.resource_tagging import TaggedResource
from moto.rds.models import DBParameterGroup, RDSBackend, rds_backends

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from .engines import FAMILIES
from .parameters import parameters_of

NAME = re.compile(r"^(?!.*--)[A-Za-z][A-Za-z0-9-]{0,253}[A-Za-z0-9]$|^[A-Za-z]$")
CHANGES = 20  # parameters per ModifyDBParameterGroup, see its API reference


def default_name(family: str) -> str:
    """The name of the group that RDS makes for a family."""
    return f"default.{family}"


def find(call: Call, name: str) -> Any:
    """The group of a name; default groups are made when asked for. Raises AwsError DBParameterGroupNotFound."""
    backend = rds_backends[call.account][call.region]
    lowered = name.lower()
    family = lowered.removeprefix("default.")
    if lowered not in backend.db_parameter_groups and lowered == default_name(family) and family in FAMILIES:
        backend.db_parameter_groups[lowered] = DBParameterGroup(
            backend, lowered, f"Default parameter group for {family}", family
        )
    group = backend.db_parameter_groups.get(lowered)
    if group is None:
        raise AwsError("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}", 404)
    return group


def _own(call: Call, name: str) -> Any:
    group = find(call, name)
    if group.name.startswith("default."):
        raise AwsError("InvalidDBParameterGroupState", f"Default DB parameter groups cannot be changed: {group.name}")
    return group


def users(call: Call, name: str) -> list[Any]:
    """The instances that use a group."""
    databases = rds_backends[call.account][call.region].databases.values()
    return [item for item in databases if item.db_parameter_group_name == name]


def shown(group: Any) -> dict[str, Any]:
    """A group as DescribeDBParameterGroups shows it."""
    return {
        "DBParameterGroupName": group.name,
        "DBParameterGroupFamily": group.family,
        "Description": group.description,
        "DBParameterGroupArn": group.arn,
    }


@operation("rds", "CreateDBParameterGroup")
def create_db_parameter_group(call: Call) -> dict[str, Any]:
    params = call.params
    name, family = params["DBParameterGroupName"], params["DBParameterGroupFamily"]
    backend = rds_backends[call.account][call.region]
    if family not in FAMILIES:
        if not family.startswith("aurora"):
            raise AwsError(
                "InvalidParameterValue", f"ParameterGroupFamily {family} is not a valid parameter group family"
            )
        return call.forward()
    if not NAME.match(name):
        raise AwsError("InvalidParameterValue", f"The parameter DBParameterGroupName is not a valid identifier: {name}")
    if name.lower() in backend.db_parameter_groups:
        raise AwsError("DBParameterGroupAlreadyExists", f"Parameter group {name.lower()} already exists")
    group = DBParameterGroup(backend, name, params["Description"], family, list(params.get("Tags") or []))
    backend.db_parameter_groups[group.name] = group
    return {"DBParameterGroup": shown(group)}


@operation("rds", "DescribeDBParameterGroups")
def describe_db_parameter_groups(call: Call) -> dict[str, Any]:
    name = call.params.get("DBParameterGroupName")
    groups = [find(call, name)] if name else list(rds_backends[call.account][call.region].db_parameter_groups.values())
    groups, marker = page(groups, call.params.get("Marker"), call.params.get("MaxRecords"), 100)
    return {"DBParameterGroups": [shown(group) for group in groups], "Marker": marker}


@operation("rds", "DeleteDBParameterGroup")
def delete_db_parameter_group(call: Call) -> dict[str, Any]:
    group = _own(call, call.params["DBParameterGroupName"])
    if users(call, group.name):
        raise AwsError(
            "InvalidDBParameterGroupState", "One or more database instances are still members of this parameter group."
        )
    del rds_backends[call.account][call.region].db_parameter_groups[group.name]
    return {}


def _rows(group: Any) -> list[dict[str, Any]]:
    """The parameters with their sources, or only those set for a family that is not listed here."""
    known = parameters_of(group.family) if group.family in FAMILIES else {}
    rows = []
    for name in sorted({*known, *group.parameters}):
        default = known.get(name, {})
        row = {
            "ParameterName": name,
            "Source": "system" if "ParameterValue" in default else "engine-default",
            "ApplyMethod": "pending-reboot",
            **default,
        }
        given = group.parameters.get(name)
        if given:
            row |= {"ParameterValue": given["ParameterValue"], "ApplyMethod": given["ApplyMethod"], "Source": "user"}
        rows.append(row)
    return rows


def described(call: Call, group: Any) -> dict[str, Any]:
    """The answer of DescribeDBParameters, or of DescribeDBClusterParameters."""
    source = call.params.get("Source")
    wanted = {value for item in call.params.get("Filters") or [] for value in item["Values"]}
    rows = [
        row
        for row in _rows(group)
        if source in (None, row["Source"]) and (not wanted or row["ParameterName"] in wanted)
    ]
    rows, marker = page(rows, call.params.get("Marker"), call.params.get("MaxRecords"), 100)
    return {"Parameters": rows, "Marker": marker}


@operation("rds", "DescribeDBParameters")
def describe_db_parameters(call: Call) -> dict[str, Any]:
    return described(call, find(call, call.params["DBParameterGroupName"]))


def _checked(family: str, change: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Name and content of a change. Raises AwsError for unknown, fixed and malformed parameters."""
    name = change.get("ParameterName", "")
    known = parameters_of(family).get(name)
    if known is None:
        raise AwsError("InvalidParameterValue", f"Could not find parameter with name: {name}")
    if not known["IsModifiable"]:
        raise AwsError("InvalidParameterValue", f"The parameter {name} cannot be modified.")
    if known["ApplyType"] == "static" and change.get("ApplyMethod") == "immediate":
        raise AwsError("InvalidParameterCombination", "cannot use immediate apply method for static parameter")
    return name, known


def _check_value(name: str, known: dict[str, Any], value: str) -> None:
    allowed = known.get("AllowedValues", "")
    bounds = re.fullmatch(r"(-?\d+)-(\d+)", allowed)
    given = [part.strip() for part in value.split(",")] if known["DataType"] == "list" else [value]
    if bounds and re.fullmatch(r"-?\d+", value):
        good = int(bounds[1]) <= int(value) <= int(bounds[2])
    elif bounds:
        good = "{" in value or known["DataType"] == "float"  # a formula of the instance class
    else:
        choices = {choice.strip() for choice in allowed.split(",")}
        good = not allowed or all(part in choices for part in given)
    if not good:
        raise AwsError(
            "InvalidParameterValue", f"Invalid parameter value: {value} for: {name} allowed values are: {allowed}"
        )


def changes_of(call: Call, family: str) -> dict[str, dict[str, Any]]:
    """Parameter -> its new content, of a changing call, checked."""
    changes = call.params["Parameters"]
    if len(changes) > CHANGES:
        raise AwsError(
            "InvalidParameterValue", f"A maximum of {CHANGES} parameters can be modified in a single request"
        )
    checked = {}
    for change in changes:
        name, known = _checked(family, change)
        if change.get("ParameterValue") is None:
            raise AwsError("InvalidParameterValue", f"The parameter value of {name} must be provided")
        _check_value(name, known, change["ParameterValue"])
        method = change.get("ApplyMethod") or "pending-reboot"
        checked[name] = {"ParameterValue": change["ParameterValue"], "ApplyMethod": method}
    return checked


def named(call: Call, group: Any) -> list[str]:
    """The parameters that a call resets."""
    if call.params.get("ResetAllParameters", not call.params.get("Parameters")):
        return list(group.parameters)
    return [_checked(group.family, change)[0] for change in call.params["Parameters"]]


@operation("rds", "ModifyDBParameterGroup")
def modify_db_parameter_group(call: Call) -> dict[str, Any]:
    group = _own(call, call.params["DBParameterGroupName"])
    if group.family not in FAMILIES:
        return call.forward()
    changed = changes_of(call, group.family)
    group.parameters.update(changed)
    _mark(call, group, list(changed.values()))
    return {"DBParameterGroupName": group.name}


@operation("rds", "ResetDBParameterGroup")
def reset_db_parameter_group(call: Call) -> dict[str, Any]:
    group = _own(call, call.params["DBParameterGroupName"])
    gone = [group.parameters.pop(name) for name in named(call, group) if name in group.parameters]
    _mark(call, group, gone)
    return {"DBParameterGroupName": group.name}


def _mark(call: Call, group: Any, changes: list[dict[str, Any]]) -> None:
    """Instances of the group need a reboot for what is not applied at once (behaviour E10)."""
    if any(change["ApplyMethod"] == "pending-reboot" for change in changes):
        for database in users(call, group.name):
            database.parameter_status = "pending-reboot"


@operation("rds", "DescribeEngineDefaultParameters")
def describe_engine_default_parameters(call: Call) -> dict[str, Any]:
    family = call.params["DBParameterGroupFamily"]
    if family not in FAMILIES:
        raise AwsError("InvalidParameterValue", f"ParameterGroupFamily {family} is not a valid parameter group family")
    rows = [
        {"ParameterName": name, "Source": "system" if "ParameterValue" in content else "engine-default", **content}
        for name, content in sorted(parameters_of(family).items())
    ]
    rows, marker = page(rows, call.params.get("Marker"), call.params.get("MaxRecords"), 100)
    defaults = {"DBParameterGroupFamily": family, "Parameters": rows, "Marker": marker}
    return {"EngineDefaults": defaults}


def install() -> None:
    """Subnet and parameter groups are tagged resources too, see "Tagging Amazon RDS resources"."""
    others = RDSBackend.iter_tagged_resources

    def iter_tagged_resources(self: RDSBackend) -> Iterator[TaggedResource]:
        yield from others(self)
        groups = [("rds:subgrp", group) for group in self.subnet_groups.values()]
        groups += [("rds:pg", group) for group in self.db_parameter_groups.values()]
        groups += [("rds:cluster-pg", group) for group in self.db_cluster_parameter_groups.values()]
        for kind, group in groups:
            tags = {tag["Key"]: tag["Value"] for tag in group.get_tags()}
            yield TaggedResource(arn=group.arn, tags=tags, resource_type=kind)

    RDSBackend.iter_tagged_resources = iter_tagged_resources
