"""DB subnet groups: two zones at least, unique names, edits that stay."""

from __future__ import annotations

import re
from typing import Any

from moto.ec2.exceptions import InvalidSubnetIdError
from moto.ec2.models import ec2_backends
from moto.rds.models import DBSubnetGroup, rds_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

NAME = re.compile(r"^[A-Za-z0-9 _.-]{1,255}$")


def _subnets(call: Call) -> list[Any]:
    ec2 = ec2_backends[call.account][call.region]
    found = []
    for identity in call.params["SubnetIds"]:
        try:
            found.append(ec2.get_subnet(identity))
        except InvalidSubnetIdError as error:
            raise AwsError("InvalidSubnet", f"The requested subnet {identity} is not valid.") from error
    if len({subnet.vpc_id for subnet in found}) > 1:
        raise AwsError("InvalidSubnet", "The DB subnet group has subnets of more than one VPC.")
    if len({subnet.availability_zone for subnet in found}) < 2:
        zones = sorted({subnet.availability_zone for subnet in found})
        raise AwsError(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: "
            f"{', '.join(zones)}. Add subnets to cover at least 2 AZs.",
        )
    return found


def find(call: Call, name: str) -> Any:
    """The group of a name in any letter case. Raises AwsError DBSubnetGroupNotFoundFault."""
    group = rds_backends[call.account][call.region].subnet_groups.get(name.lower())
    if group is None:
        raise AwsError("DBSubnetGroupNotFoundFault", f"DB subnet group '{name}' does not exist.", 404)
    return group


def of(cluster: Any) -> Any:
    """The group of a cluster."""
    return cluster.backend.subnet_groups[cluster.db_subnet_group_name]


def lingering(call: Call) -> list[Any]:
    """The instances that are gone and whose interfaces are still there."""
    return state.store("rds", call.account, call.region).setdefault("lingering", [])


def users(call: Call, name: str) -> list[Any]:
    """The instances and clusters in a group, those that have just gone included."""
    backend = rds_backends[call.account][call.region]
    instances = [*backend.databases.values(), *lingering(call)]
    instances = [item for item in instances if item._db_subnet_group_name == name]
    return instances + [item for item in backend.clusters.values() if item.db_subnet_group_name == name]


def shown(group: Any) -> dict[str, Any]:
    """A group as DescribeDBSubnetGroups shows it."""
    return {
        "DBSubnetGroupName": group.name,
        "DBSubnetGroupDescription": group.description,
        "VpcId": group.vpc_id,
        "SubnetGroupStatus": "Complete",
        "Subnets": [
            {
                "SubnetIdentifier": subnet.id,
                "SubnetAvailabilityZone": {"Name": subnet.availability_zone},
                "SubnetOutpost": {},
                "SubnetStatus": "Active",
            }
            for subnet in group._subnets
        ],
        "DBSubnetGroupArn": group.arn,
        "SupportedNetworkTypes": ["IPV4"],
    }


@operation("rds", "CreateDBSubnetGroup")
def create_db_subnet_group(call: Call) -> dict[str, Any]:
    name = call.params["DBSubnetGroupName"]
    backend = rds_backends[call.account][call.region]
    if not NAME.match(name) or name.lower() == "default":
        raise AwsError("InvalidParameterValue", f"The parameter DBSubnetGroupName is not a valid identifier: {name}")
    if name.lower() in backend.subnet_groups:
        raise AwsError("DBSubnetGroupAlreadyExists", f"The DB subnet group '{name.lower()}' already exists.")
    description = call.params["DBSubnetGroupDescription"]
    group = DBSubnetGroup(backend, name, description, _subnets(call), list(call.params.get("Tags") or []))
    backend.subnet_groups[group.name] = group
    return {"DBSubnetGroup": shown(group)}


@operation("rds", "DescribeDBSubnetGroups")
def describe_db_subnet_groups(call: Call) -> dict[str, Any]:
    name = call.params.get("DBSubnetGroupName")
    groups = [find(call, name)] if name else list(rds_backends[call.account][call.region].subnet_groups.values())
    groups, marker = page(groups, call.params.get("Marker"), call.params.get("MaxRecords"), 100)
    return {"DBSubnetGroups": [shown(group) for group in groups], "Marker": marker}


@operation("rds", "ModifyDBSubnetGroup")
def modify_db_subnet_group(call: Call) -> dict[str, Any]:
    group = find(call, call.params["DBSubnetGroupName"])
    subnets = _subnets(call)
    used = {subnet for item in users(call, group.name) for subnet in getattr(item, "interfaces", {})}
    if used - {subnet.id for subnet in subnets}:
        raise AwsError(
            "SubnetAlreadyInUse", f"The subnets {', '.join(sorted(used))} are in use by instances of the group."
        )
    group._subnets = subnets
    group.vpc_id = subnets[0].vpc_id
    if call.params.get("DBSubnetGroupDescription") is not None:
        group.description = call.params["DBSubnetGroupDescription"]
    return {"DBSubnetGroup": shown(group)}


@operation("rds", "DeleteDBSubnetGroup")
def delete_db_subnet_group(call: Call) -> dict[str, Any]:
    group = find(call, call.params["DBSubnetGroupName"])
    if users(call, group.name):
        raise AwsError(
            "InvalidDBSubnetGroupStateFault",
            f"Cannot delete the subnet group '{group.name}' because at least one database instance is still using it.",
        )
    del rds_backends[call.account][call.region].subnet_groups[group.name]
    return {}
