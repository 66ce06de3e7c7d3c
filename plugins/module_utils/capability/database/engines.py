# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The engine, its version, its class and its names. The limits are those of CreateDBInstance and CreateDBCluster."""

from __future__ import annotations

import re

from ...aws.rds import support
from ...aws.rds.clusters.db_cluster import DOCUMENTDB, ENGINES
from ..shared.option import Option

VERSIONS = {
    "postgres": "17",
    "mysql": "8.4",
    "mariadb": "11.4",
    "aurora-postgresql": "17",
    "aurora-mysql": "8.0",
    DOCUMENTDB: "5.0",
}
CLUSTERS = ENGINES
PORTS = {
    "postgres": 5432,
    "mysql": 3306,
    "mariadb": 3306,
    "aurora-postgresql": 5432,
    "aurora-mysql": 3306,
    DOCUMENTDB: 27017,
}
POSTGRESQL = ("postgres", "aurora-postgresql")
# CreateDBInstance: no reserved word of the engine. PostgreSQL keeps pg_ for itself, and user and public in SQL.
_POSTGRESQL = ("admin", "public", "rdsadmin", "rds_replication", "rds_superuser", "rdsrepladmin", "user")
_MYSQL = ("rdsadmin", "rdsrepladmin")
RESERVED_USERS = {
    "postgres": _POSTGRESQL,
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "aurora-postgresql": _POSTGRESQL,
    "aurora-mysql": _MYSQL,
    DOCUMENTDB: ("admin",),
}
INSTANCE_CLASS = "db.t3.medium"
CLASS = r"db\.([a-z0-9-]+\.[a-z0-9-]+|serverless)"

ENGINE = {
    "identifier": Option(
        "str",
        "Identifier of the instance or cluster. The default is C(<application>-<environment>-db).",
        sample="inflight-ordering-db",
        aws="1 to 63 letters, digits and single hyphens. Cannot be changed later.",
        field="db_instance.DBInstanceIdentifier db_cluster.DBClusterIdentifier",
    ),
    "engine": Option(
        "str",
        [
            "Database engine. C(aurora-...) and V(docdb), which is Amazon DocumentDB, are clusters: see O(members).",
            (
                "V(docdb) has no initial database; clients connect with TLS and the CA bundle of RDS in their image, and with "
                "C(?tls=true&replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false) behind the database's name."
            ),
        ],
        default="postgres",
        choices=list(VERSIONS),
        aws="Cannot be changed later.",
        field="db_instance.Engine db_cluster.Engine",
    ),
    "engine_version": Option(
        "str",
        [
            "Version of the engine, or the beginning of one: V(17) is met by every 17.x. Quote it, as YAML reads 16.10 as 16.1.",
            (
                "It is checked against what RDS offers; a refusal lists what is possible. A version that automatic minor upgrades have "
                "passed is met, and nothing is ever downgraded. Another major version upgrades the database."
            ),
            "The default is V(17) for PostgreSQL, V(8.4) for MySQL, V(11.4) for MariaDB, V(8.0) for Aurora MySQL and V(5.0) for V(docdb).",
        ],
        sample="17",
        field="db_instance.EngineVersion db_cluster.EngineVersion",
    ),
    "extended_support": Option(
        "bool",
        [
            (
                "Whether the database stays on its major version once the standard support of that ends, for the price of RDS Extended "
                "Support. Otherwise RDS upgrades it then, in a maintenance window."
            ),
            "The plan says so from a year before.",
        ],
        default=False,
        aws="PostgreSQL and MySQL only, those of Aurora included.",
        field="db_instance.EngineLifecycleSupport db_cluster.EngineLifecycleSupport",
        sent={True: support.EXTENDED, False: support.STANDARD_ONLY},
    ),
    "auto_minor_version_upgrade": Option(
        "bool",
        "Whether AWS installs minor versions in the maintenance window.",
        default=True,
        field="db_instance.AutoMinorVersionUpgrade db_cluster.AutoMinorVersionUpgrade",
    ),
    "instance_class": Option(
        "str",
        [
            "Class of the instance, and of each member of a cluster that has none of its own. It is checked against what RDS offers.",
            "With O(serverless) the members that would be of this default are V(db.serverless).",
        ],
        default=INSTANCE_CLASS,
        field="db_instance.DBInstanceClass",
    ),
    "database_name": Option(
        "str",
        "Name of the initial database. The default is the application's name with underscores.",
        sample="inflight_ordering",
        aws="Cannot be changed later.",
        field="db_instance.DBName",
    ),
    "master_username": Option(
        "str",
        [
            "Name of the master user. What the engine or RDS keeps for itself is refused.",
            "A name that everybody knows, such as V(postgres), is allowed, and a finding of Security Hub (RDS.25).",
        ],
        default="dbadmin",
        aws="Cannot be changed later.",
        field="db_instance.MasterUsername db_cluster.MasterUsername",
    ),
    "multi_az": Option(
        "bool",
        [
            "Whether a standby in a second Availability Zone takes over when the instance fails.",
            "A cluster for which neither O(members) nor O(instances) is said has two members then, and one otherwise.",
        ],
        default=True,
        field="db_instance.MultiAZ",
    ),
    "ca_certificate": Option(
        "str",
        "Certificate authority of the server certificate. AWS's default when it was never given.",
        class_="optional",
        sample="rds-ca-rsa2048-g1",
        field="db_instance.CACertificateIdentifier",
    ),
    "apply_immediately": Option(
        "bool",
        [
            "Whether changes that may interrupt the database, such as another class, are made at once.",
            "Without it they wait for the maintenance window, and a plan counts them as done. With it, what still waits is applied.",
        ],
        default=False,
        field="db_instance.ApplyImmediately db_cluster.ApplyImmediately",
    ),
}


def check(declaration, options):
    """Refuse names and versions that RDS would refuse."""
    engine = options["engine"]
    declaration.check(
        re.fullmatch(r"(?!.*--)[A-Za-z][A-Za-z0-9-]{0,62}(?<!-)", options["identifier"]),
        "identifier",
        options["identifier"],
        "1 to 63 letters, digits and single hyphens are allowed, beginning with a letter and not ending in a hyphen",
    )
    limit = 63 if engine in POSTGRESQL else 64
    database = options["database_name"]
    declaration.check(
        engine == DOCUMENTDB or re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", database) and len(database) <= limit,
        "database_name",
        database,
        "1 to %d letters, digits and underscores are allowed, beginning with a letter" % limit,
    )
    limit = 16 if engine in ("mysql", "mariadb", "aurora-mysql") else 63
    user = options["master_username"]
    declaration.check(
        re.fullmatch(r"[A-Za-z][A-Za-z0-9]*" if engine == DOCUMENTDB else r"[A-Za-z][A-Za-z0-9_]*", user)
        and len(user) <= limit
        and user.lower() not in RESERVED_USERS[engine]
        and not (engine in POSTGRESQL and user.lower().startswith("pg_")),
        "master_username",
        user,
        "1 to %d letters, digits%s are allowed, beginning with a letter, and none of %s"
        % (
            limit,
            "" if engine == DOCUMENTDB else " and underscores",
            ", ".join((*RESERVED_USERS[engine], *(("pg_...",) if engine in POSTGRESQL else ()))),
        ),
    )
    declaration.check(
        re.fullmatch(CLASS, options["instance_class"]),
        "instance_class",
        options["instance_class"],
        "the name of a DB instance class is allowed, such as db.t3.medium",
    )
    declaration.check(
        re.fullmatch(r"\d+(\.\d+){0,2}(\.mysql_aurora(\.\d+){1,3})?", options["engine_version"]),
        "engine_version",
        options["engine_version"],
        "a version or the beginning of one is allowed, such as 17 or 17.4",
    )
