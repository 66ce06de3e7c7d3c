# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where a database stands in the network, and who reaches it."""

from __future__ import annotations

import ipaddress

from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.rds.db_subnet_group import DbSubnetGroup
from ...engine.references import is_known
from ..shared import forms
from ..shared.handed import handed
from ..shared.option import Option
from ..shared.subnets import subnets

ACCESS = {
    "subnet_tier": Option(
        "str",
        [
            "The stack's subnets that the database stands in. V(isolated) are those of O(slipway.aws.network#module:isolated).",
            "A database that stands is moved to the other tier by a subnet group of another name, which RDS does with an interruption.",
        ],
        default="private",
        choices=["private", "isolated"],
    ),
    "subnet_ids": Option(
        "list",
        "Subnets of the instance, in at least two zones. The default are the network's private ones.",
        class_="optional",
        elements="str",
        form=forms.SUBNET_ID,
    ),
    "subnet_group_name": Option(
        "str",
        "Name of the subnet group. The default is C(<application>-<environment>-db-subnet-group).",
        sample="inflight-ordering-db-subnet-group",
        aws="Cannot be changed later.",
        field="db_subnet_group.DBSubnetGroupName",
    ),
    "database_security_group_id": Option(
        "str",
        "Security group of the instance. The default is the network's.",
        class_="optional",
        form=forms.SECURITY_GROUP_ID,
    ),
    "service_security_group_id": Option(
        "str",
        "Security group that may connect. The default is the network's for services.",
        class_="optional",
        form=forms.SECURITY_GROUP_ID,
    ),
    "security_group_rules": Option(
        "bool",
        [
            "Whether the rules are made through which the service and O(admin_cidrs) reach the database.",
            (
                "Say V(false) for a second instance that shares both its port and its security groups with the first: AWS has each rule "
                "of a group once."
            ),
        ],
        default=True,
    ),
    "admin_cidrs": Option(
        "list",
        [
            "Ranges from which people may connect, such as those of a VPN.",
            "The instance has no public address, so a range reaches it only over a VPN or a peering.",
        ],
        default=[],
        elements="str",
        form=forms.CIDR,
    ),
    "port": Option(
        "int",
        "Port of the database. The default is the engine's: V(5432) or V(3306).",
        aws="1150 to 65535.",
        between=(1150, 65535),
        field="db_instance.Port db_cluster.Port",
    ),
    "force_tls": Option("bool", "Whether connections without TLS are refused.", default=True),
    "iam_authentication": Option(
        "bool",
        "Whether users may log in with IAM tokens in place of passwords.",
        default=True,
        field="db_instance.EnableIAMDatabaseAuthentication db_cluster.EnableIAMDatabaseAuthentication",
    ),
}


def check(declaration, options):
    """Refuse ranges that hold everybody, and subnets in one zone."""
    for given in options["admin_cidrs"]:
        _network(declaration, given)
    declaration.check(
        not options["subnet_ids"] or len(set(options["subnet_ids"])) >= 2,
        "subnet_ids",
        options["subnet_ids"],
        "at least two subnets in two Availability Zones are allowed",
    )


def _network(declaration, given):
    if not is_known(given):
        return
    declaration.check(
        ipaddress.ip_network(given).prefixlen > 0,
        "admin_cidrs",
        given,
        "the ranges of your own networks are allowed, not everybody",
    )


def security_groups(declaration, options):
    """The security groups of the database and of what may connect, by "database" and "service"."""
    return {
        name: declaration.neighbour(
            "network",
            name + "_security_group_id",
            options[name + "_security_group_id"],
            option=name + "_security_group_id",
        )
        for name in ("database", "service")
    }


def subnet_group(declaration, options):
    """The node of the subnet group."""
    return declaration.add(
        DbSubnetGroup,
        "main",
        {
            **handed(options, ACCESS, DbSubnetGroup),
            "DBSubnetGroupDescription": "Subnets of %s" % options["identifier"],
            "SubnetIds": subnets(
                declaration, options["subnet_ids"], options["subnet_tier"], least=2, first=["database"]
            ),
        },
    )


def rules(declaration, groups, options):
    """Who reaches the database: the service, from both ends, and the declared administrative ranges."""
    port = {"IpProtocol": "tcp", "FromPort": options["port"], "ToPort": options["port"]}
    declaration.add(
        SecurityGroupRule,
        "from-service",
        {
            **port,
            "GroupId": groups["database"],
            "IsEgress": False,
            "ReferencedGroupId": groups["service"],
            "Description": "Database from the service",
        },
    )
    declaration.add(
        SecurityGroupRule,
        "service-to-database",
        {
            **port,
            "GroupId": groups["service"],
            "IsEgress": True,
            "ReferencedGroupId": groups["database"],
            "Description": "Service to the database",
        },
    )
    for given in options["admin_cidrs"]:
        declaration.add(
            SecurityGroupRule,
            "admin-" + given.replace("/", "-"),
            {
                **port,
                "GroupId": groups["database"],
                "IsEgress": False,
                "CidrIpv6" if ":" in given else "CidrIpv4": given,
                "Description": "Administration of the database",
            },
        )
