# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The parameters of the engine."""

from __future__ import annotations

from ...aws.rds.clusters.db_cluster_parameter_group import DbClusterParameterGroup
from ...aws.rds.db_parameter_group import DbParameterGroup
from ...aws.rds.parameter_group import values
from ...aws.rds.versions import family
from ...engine.references import is_known
from ..shared.handed import handed
from ..shared.option import Option
from .clusters import memory
from .engines import CLUSTERS, DOCUMENTDB

# The parameter that refuses connections without TLS, and its value (RDS and Aurora User Guides, requiring SSL/TLS;
# DocumentDB Developer Guide, encrypting data in transit).
TLS = {
    "postgres": ("rds.force_ssl", "1"),
    "mysql": ("require_secure_transport", "1"),
    "mariadb": ("require_secure_transport", "1"),
    "aurora-postgresql": ("rds.force_ssl", "1"),
    "aurora-mysql": ("require_secure_transport", "1"),
    DOCUMENTDB: ("tls", "enabled"),
}
# Logs that DocumentDB writes only where a parameter says so (Developer Guide, auditing and profiling).
SWITCHES = {"audit": "audit_logs", "profiler": "profiler"}

PARAMETERS = {
    "parameter_group_name": Option(
        "str",
        [
            "Name of the parameter group. The default holds the parameter group family, so that a major upgrade gets its own."
        ],
        field="db_parameter_group.DBParameterGroupName db_cluster_parameter_group.DBClusterParameterGroupName",
    ),
    "parameters": Option(
        "dict",
        [
            "Parameters of the engine that differ from its defaults. One that is removed here is reset.",
            "Those of a cluster are in a cluster parameter group.",
            (
                "They are in the engine's units: PostgreSQL's C(shared_buffers) and C(effective_cache_size) are pages of 8 kB, "
                "C(work_mem) and C(maintenance_work_mem) kB. What would not fit into the memory of a class is refused."
            ),
            "Static parameters take effect at the next reboot, which is yours to choose; the plan of a cluster says which members wait.",
        ],
        default={},
    ),
}


def parameter_group(declaration, options, stack, suffix):
    """The node of the parameter group.

    It is named for its family: another major version needs another group, beside the one in use.
    """
    kind = DbClusterParameterGroup if options["engine"] in CLUSTERS else DbParameterGroup
    name = family(options["engine"], options["engine_version"])
    return declaration.add(
        kind,
        name,
        {
            kind.name_field: stack.name("%s-%s" % (suffix, name.replace(".", "-")), 255),
            **handed(options, PARAMETERS, kind),
            "DBParameterGroupFamily": name,
            "Parameters": _parameters(declaration, options),
        },
    )


def _parameters(declaration, options):
    """The parameters, with those that other options stand for."""
    parameters, (tls, forced) = dict(options["parameters"]), TLS[options["engine"]]
    declaration.check(
        not is_known(parameters) or all(not isinstance(value, (dict, list)) for value in parameters.values()),
        "parameters",
        parameters,
        "names with plain values are allowed",
    )
    if options["force_tls"]:
        declaration.check(
            values(parameters).get(tls, forced) == forced,
            "parameters",
            {tls: parameters.get(tls)},
            "with force_tls it is %s; say force_tls: false to allow connections without TLS" % forced,
        )
        parameters[tls] = forced
    elif options["engine"] == DOCUMENTDB:
        parameters.setdefault(tls, "disabled")  # it is enabled unless a group says otherwise
    if options["engine"] == DOCUMENTDB:
        for log in options["log_exports"]:
            parameters.setdefault(SWITCHES.get(log, log), "enabled")
    memory.check(declaration, options)
    return parameters
