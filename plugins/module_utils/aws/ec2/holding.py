# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What holds an object of a VPC whose deletion AWS refuses: each thing with its owner, as sentence parts."""

from __future__ import annotations

from ...engine import ownership
from ..shared.tags import tag_dict

# What a VPC is refused for besides network interfaces: word, operation, answer's list, id, the filter by VPC.
IN_A_VPC = (
    ("subnet", "describe_subnets", "Subnets", "SubnetId", "vpc-id"),
    ("security group", "describe_security_groups", "SecurityGroups", "GroupId", "vpc-id"),
    ("endpoint", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", "vpc-id"),
    ("internet gateway", "describe_internet_gateways", "InternetGateways", "InternetGatewayId", "attachment.vpc-id"),
)


def interfaces(api, wanted=lambda row: True, **filters):
    """The network interfaces that match filters such as ``subnet_id="subnet-1"``, and ``wanted(row)``: those of one owner
    for one purpose together."""
    rows = api.all(
        "describe_network_interfaces",
        "NetworkInterfaces",
        Filters=[{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()],
    )
    alike = {}
    for row in filter(wanted, rows):
        alike.setdefault(_whose(row), []).append(row["NetworkInterfaceId"])
    return [
        "network interface%s %s %s" % ("s" * (len(ids) > 1), ", ".join(sorted(ids)), whose)
        for whose, ids in alike.items()
    ]


def _whose(row):
    """A service that made it says so as requester, and what it is for in the description."""
    attachment = row.get("Attachment") or {}
    service = row.get("RequesterId") if row.get("RequesterManaged") else None
    owner = attachment.get("InstanceId") or attachment.get("InstanceOwnerId") or service or row.get("OwnerId")
    text = "(%s) of %s" % (row.get("Description") or row.get("InterfaceType") or "no description", owner)
    return text if attachment else text + ", attached to nothing"


def addressed(row):
    """True for a network interface with a public address."""
    return bool((row.get("Association") or {}).get("PublicIp"))


def referring_groups(api, group):
    """The security groups whose rules name a group."""
    rows = {}
    for name in ("ip-permission.group-id", "egress.ip-permission.group-id"):
        for row in api.all("describe_security_groups", "SecurityGroups", Filters=[{"Name": name, "Values": [group]}]):
            rows[row["GroupId"]] = row
    return ["a rule of security group %s" % _owned(key, row) for key, row in sorted(rows.items()) if key != group]


def in_vpc(api, vpc):
    """What a VPC is not deleted with."""
    found = interfaces(api, vpc_id=vpc)
    for word, operation, member, key, name in IN_A_VPC:
        rows = api.all(operation, member, Filters=[{"Name": name, "Values": [vpc]}])
        found += [
            "%s %s" % (word, _owned(row[key], row))
            for row in rows
            if row.get("GroupName") != "default" and row.get("State") not in ("deleted", "deleting")
        ]
    return found


def _owned(identifier, row):
    """An id with the stack that owns it, or else with its name."""
    tags = tag_dict(row.get("Tags"))
    if tags.get(ownership.STACK):
        return "%s of the stack %s" % (identifier, tags[ownership.STACK])
    name = row.get("GroupName") or tags.get("Name")
    return "%s (%s) of no stack" % (identifier, name) if name else "%s of no stack" % identifier
