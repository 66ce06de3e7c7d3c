# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Secret: secrets composed of parts, parameters, and the follower that keeps them and the running services up to date."""

from __future__ import annotations

from ...aws.kms.key import KmsKey
from ...aws.rds.clusters.db_cluster import DbCluster
from ...aws.rds.db_instance import DbInstance
from ...aws.rds.db_replica import DbReplica
from ...aws.secretsmanager.secret import Secret
from ...aws.ssm.parameter import Parameter
from ...engine.declaring import Export
from . import follower
from .declare import declare, hidden
from .options import SPEC
from .values import HIDDEN, shown

KINDS = (Secret, Parameter, *follower.KINDS)
NEIGHBOURS = (KmsKey, DbInstance, DbReplica, DbCluster)
EXPORTS = {
    "parameter_names": Export("parameter", "*", "Name", many=True),
    "arns": Export("secret", "*", "ARN", many=True),
    "parameter_arns": Export("parameter", "*", "ARN", many=True),
}
# The capability after which a person reads this one in a plan.
AFTER = "database"

__all__ = ["AFTER", "EXPORTS", "HIDDEN", "KINDS", "NEIGHBOURS", "SPEC", "declare", "hidden", "shown"]
