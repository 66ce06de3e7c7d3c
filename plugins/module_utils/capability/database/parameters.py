# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The parameters of the engine."""

from __future__ import annotations

from ...aws.rds.db_parameter_group import DbParameterGroup
from ...aws.rds.parameter_group import values
from ...aws.rds.versions import family
from ...engine.references import is_known
from ..shared.handed import handed
from ..shared.option import Option

# The parameter that refuses connections without TLS (RDS User Guide, requiring SSL/TLS for each engine).
TLS = {"postgres": "rds.force_ssl", "mysql": "require_secure_transport", "mariadb": "require_secure_transport"}

PARAMETERS = {
    "parameter_group_name": Option(
        "str",
        [
            "Name of the parameter group. The default holds the parameter group family, so that a major upgrade gets its own."
        ],
        field="db_parameter_group.DBParameterGroupName",
    ),
    "parameters": Option(
        "dict",
        [
            "Parameters of the engine that differ from its defaults. One that is removed here is reset.",
            "Static parameters take effect at the next reboot, which is yours to choose.",
        ],
        default={},
    ),
}


def parameter_group(declaration, options, stack, suffix):
    """The node of the parameter group.

    It is named for its family: another major version needs another group, beside the one in use.
    """
    engine = options["engine"]
    name = family(engine, options["engine_version"])
    parameters = dict(options["parameters"])
    if options["force_tls"]:
        given = values(parameters).get(TLS[engine], "1")
        declaration.check(
            given == "1",
            "parameters",
            {TLS[engine]: parameters.get(TLS[engine])},
            "with force_tls it is 1; say force_tls: false to allow connections without TLS",
        )
        parameters[TLS[engine]] = "1"
    declaration.check(
        not is_known(parameters) or all(not isinstance(value, (dict, list)) for value in parameters.values()),
        "parameters",
        parameters,
        "names with plain values are allowed",
    )
    return declaration.add(
        DbParameterGroup,
        name,
        {
            "DBParameterGroupName": stack.name("%s-%s" % (suffix, name.replace(".", "-")), 255),
            **handed(options, PARAMETERS, DbParameterGroup),
            "DBParameterGroupFamily": name,
            "Parameters": parameters,
        },
    )
