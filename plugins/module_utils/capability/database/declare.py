# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...engine.declaring import Declaration
from . import access, backups, credentials, engines, insight, replicas, storage, users
from .clusters import cluster, members
from .instance import instance as single
from .options import SPEC

PARTS = (engines, storage, backups, access, insight, credentials, members, replicas, users)


def declare(options, stack, instance="main"):
    """The database and what it stands on."""
    declaration = Declaration("database", stack, instance)
    suffix = "db" if instance == "main" else "db-" + instance
    cluster.check(declaration, options, SPEC["options"])
    options = _filled(options, stack, suffix)
    for part in PARTS:
        part.check(declaration, options)
    clustered = options["engine"] in engines.CLUSTERS
    database = (cluster.cluster if clustered else single)(declaration, options, SPEC["options"], stack, suffix)
    declaration.outputs = {
        "identifier": options["identifier"].lower(),
        "endpoint": database["EndpointAddress"],
        "reader_endpoint": database["ReaderEndpointAddress"] if clustered else None,
        "port": options["port"],
        "name": None if options["engine"] == engines.DOCUMENTDB else options["database_name"],
        "username": options["master_username"],
        "engine": options["engine"],
        "secret_arn": database["MasterUserSecretArn"],
        "arn": database["Arn"],
        "replica_endpoints": replicas.endpoints(declaration),
        "user_secret_arns": users.secret_arns(declaration),
    }
    return declaration


def _filled(options, stack, suffix):
    """The options with the defaults that hang on the engine or the stack."""
    engine = options["engine"]
    defaults = {
        "identifier": stack.name(suffix, 63),
        "subnet_group_name": stack.name(suffix + "-subnet-group", 255),
        "engine_version": engines.VERSIONS[engine],
        "port": engines.PORTS[engine],
        "log_exports": insight.EXPORTED[engine],
        "database_name": stack.application.replace("-", "_"),
    }
    filled = {name: value for name, value in defaults.items() if options[name] is None}
    if options["serverless"] and options["instance_class"] == engines.INSTANCE_CLASS:
        filled["instance_class"] = members.SERVERLESS
    return {**options, **filled}
