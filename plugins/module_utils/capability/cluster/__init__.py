# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The cluster that services run in."""

from __future__ import annotations

from ...aws.ecs.cluster import EcsCluster
from ...aws.kms.key import KmsKey
from ...aws.logs.log_group import LogGroup
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC, STRATEGY

KINDS = (LogGroup, EcsCluster)
NEIGHBOURS = (KmsKey,)
EXPORTS = {
    "name": Export("ecs_cluster", "main", "clusterName"),
    "arn": Export("ecs_cluster", "main", "clusterArn"),
    "cluster_name": Export("ecs_cluster", "main", "clusterName"),
    "cluster_arn": Export("ecs_cluster", "main", "clusterArn"),
}
# The capability after which a person reads this one in a plan.
AFTER = "load_balancer"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "STRATEGY", "declare"]
