# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: parameter groups of instances."""

from __future__ import annotations

from ...engine import fields
from .base import lower
from .parameter_group import ParameterGroup


class DbParameterGroup(ParameterGroup):
    """A DB parameter group."""

    kind = "db_parameter_group"
    noun, parameters, defaults = "db_parameter_group", "db_parameters", "engine_default_parameters"
    name_field = "DBParameterGroupName"
    arn_field = "DBParameterGroupArn"
    resource_type = "rds:pg"
    listing = ("describe_db_parameter_groups", "DBParameterGroups", name_field, "DBParameterGroupNotFound")
    fields = {
        "DBParameterGroupName": fields.required(change=fields.REPLACE, canonical=lower),
        **ParameterGroup.shared,
        "DBParameterGroupArn": fields.computed(),
    }
