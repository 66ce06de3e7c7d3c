# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read replicas of an instance: what serves reading beside it, and follows it in everything else."""

from __future__ import annotations

from ...aws.rds.db_parameter_group import DbParameterGroup
from ...aws.rds.db_replica import DbReplica
from ..shared.handed import handed
from ..shared.option import Form, Option
from . import insight
from .credentials import MANAGED

MOST = 15  # CreateDBInstanceReadReplica
NAME = Form("a name of lower-case letters, digits and single hyphens is allowed", r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

REPLICA = {
    "identifier": Option(
        "str",
        "Identifier of the replica. The default is the instance's, a hyphen, and the replica's name.",
        sample="inflight-ordering-db-reader",
        form=Form(
            "1 to 63 letters, digits and single hyphens are allowed, beginning with a letter and not ending in a hyphen",
            r"(?!.*--)[A-Za-z][A-Za-z0-9-]{0,62}(?<!-)",
        ),
        aws="1 to 63 letters, digits and single hyphens. Cannot be changed later.",
        field="db_replica.DBInstanceIdentifier",
    ),
    "instance_class": Option(
        "str",
        "Class of the replica. The default is the instance's; a smaller one falls behind.",
        sample="db.m6g.large",
        form=Form("the name of a DB instance class is allowed, such as db.t3.medium", r"db\.[a-z0-9-]+\.[a-z0-9-]+"),
        field="db_replica.DBInstanceClass",
    ),
    "zone": Option(
        "str",
        "Availability Zone of the replica. AWS chooses one when it was never given. Another one is another replica.",
        class_="optional",
        sample="us-east-1b",
        form=Form("an Availability Zone, such as us-east-1a, is allowed", r"[a-z]{2,4}(-[a-z]+)+-\d[a-z]"),
        field="db_replica.AvailabilityZone",
    ),
    "multi_az": Option(
        "bool",
        "Whether a standby in a second Availability Zone takes over when the replica fails.",
        default=False,
        field="db_replica.MultiAZ",
    ),
    "parameters": Option(
        "dict",
        "Parameters that differ from the instance's. The replica then has a parameter group of its own.",
        default={},
    ),
    "deletion_protection": Option(
        "bool",
        "Whether AWS refuses to delete the replica.",
        default=False,
        field="db_replica.DeletionProtection",
    ),
}

REPLICAS = {
    "replicas": Option(
        "dict",
        [
            (
                "Read replicas of the instance by name. They follow it, serve reading only, and go before it. What is not said here is as "
                "with the instance; they have no backups, and leave no snapshot: they hold nothing that the instance does not."
            ),
            "RDS makes none of an instance whose password it manages: say O(password=own).",
            (
                "A replica is never promoted here. One that somebody has promoted is a database of its own: it is neither deleted nor made "
                "again, and the plan says so."
            ),
        ],
        default={},
        values=REPLICA,
        names=NAME,
    ),
}


def check(declaration, options):
    """Refuse what RDS would refuse of a source."""
    names = sorted(options["replicas"])
    if not names:
        return
    declaration.check(
        options["password"] != MANAGED,
        "replicas",
        names,
        "RDS refuses them (Creating read replicas for source instance with engine %s where ManageMasterUserPassword is enabled is "
        "not supported); say database_password: own, which keeps the password in a secret of the stack"
        % options["engine"],
    )
    declaration.check(
        options["backup_retention_days"] > 0,
        "replicas",
        names,
        "a replica is made of an instance with automated backups: give database_backup_retention_days 1 to 35",
    )
    declaration.check(len(names) <= MOST, "replicas", "%d replicas" % len(names), "at most %d are allowed" % MOST)
    for name, given in options["replicas"].items():
        declaration.check(
            not (given["zone"] and given["multi_az"]),
            "replicas.%s.zone" % name,
            given["zone"],
            "leave it out with multi_az: true: AWS chooses both zones",
        )


def identifiers(options):
    """Name of a replica -> its identifier."""
    return {
        name: given["identifier"] or "%s-%s" % (options["identifier"], name)
        for name, given in options["replicas"].items()
    }


def add(declaration, options, stack, suffix, source, key):
    """The replicas, with their log groups and parameter groups.

    :param source: node of the instance
    """
    shared = {name: value for name, value in source.want.items() if name in DbReplica.fields}
    for name, identifier in identifiers(options).items():
        given = options["replicas"][name]
        logs = [
            insight.log_group(declaration, options, "%s-%s" % (name, kind), identifier, kind, key)
            for kind in options["log_exports"]
        ]
        group = _parameter_group(declaration, stack, suffix, name, given) if given["parameters"] else None
        declaration.add(
            DbReplica,
            name,
            {
                **shared,
                **handed(given, REPLICA, DbReplica),
                **({"DBParameterGroupName": group["DBParameterGroupName"]} if group else {}),
                "DBInstanceIdentifier": identifier,
                "SourceDBInstanceIdentifier": source["DBInstanceIdentifier"],
            },
            after=[*logs, (source, "ready")],
        )


def endpoints(declaration):
    """Name of a replica -> its host name."""
    nodes = [node for node in declaration.nodes if node.kind is DbReplica]
    return {node.address.rpartition("/")[2]: node["EndpointAddress"] for node in nodes}


def _parameter_group(declaration, stack, suffix, name, given):
    """A group of the instance's family, with the instance's parameters below the replica's own."""
    node = next(node for node in declaration.nodes if node.kind is DbParameterGroup)
    family = node.want["DBParameterGroupFamily"]
    return declaration.add(
        DbParameterGroup,
        "%s-%s" % (name, family),
        {
            "DBParameterGroupName": stack.name("%s-%s-%s" % (suffix, name, family.replace(".", "-")), 255),
            "DBParameterGroupFamily": family,
            "Parameters": {**node.want["Parameters"], **given["parameters"]},
        },
    )
