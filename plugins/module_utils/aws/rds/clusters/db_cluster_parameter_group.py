# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: parameter groups of clusters, those of Amazon DocumentDB too."""

from __future__ import annotations

from ....engine import fields
from ..base import lower
from ..parameter_group import ParameterGroup


class DbClusterParameterGroup(ParameterGroup):
    """A DB cluster parameter group. Each member takes a static parameter over at its own reboot."""

    kind = "db_cluster_parameter_group"
    noun, parameters = "db_cluster_parameter_group", "db_cluster_parameters"
    defaults = "engine_default_cluster_parameters"
    name_field = "DBClusterParameterGroupName"
    arn_field = "DBClusterParameterGroupArn"
    resource_type = "rds:cluster-pg"
    listing = (
        "describe_db_cluster_parameter_groups",
        "DBClusterParameterGroups",
        name_field,
        "DBParameterGroupNotFound",
    )
    fields = {
        "DBClusterParameterGroupName": fields.required(change=fields.REPLACE, canonical=lower),
        **ParameterGroup.shared,
        "DBClusterParameterGroupArn": fields.computed(),
    }
