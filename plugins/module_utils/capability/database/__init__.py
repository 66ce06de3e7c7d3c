# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Database: an RDS instance or a cluster with its subnet group, parameter group, log groups and access rules."""

from __future__ import annotations

from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.ec2.subnet import Subnet
from ...aws.ec2.vpc import Vpc
from ...aws.ecs.cluster import EcsCluster
from ...aws.ecs.service import EcsService
from ...aws.kms.key import KmsKey
from ...aws.rds.clusters.db_cluster import DbCluster
from ...aws.rds.clusters.db_cluster_member import DbClusterMember
from ...aws.rds.clusters.db_cluster_parameter_group import DbClusterParameterGroup
from ...aws.rds.db_instance import DbInstance
from ...aws.rds.db_parameter_group import DbParameterGroup
from ...aws.rds.db_replica import DbReplica
from ...aws.rds.db_subnet_group import DbSubnetGroup
from ...aws.sts.account import Account
from ...engine.declaring import Export
from . import credentials, users
from .declare import declare
from .options import SPEC
from .watched import WATCHED

KINDS = (
    DbInstance,
    DbReplica,
    DbCluster,
    DbClusterMember,
    DbSubnetGroup,
    DbParameterGroup,
    DbClusterParameterGroup,
    SecurityGroupRule,
    Account,
    *credentials.KINDS,
    *users.KINDS,
)
NEIGHBOURS = (EcsCluster, EcsService, Vpc, Subnet, SecurityGroup, KmsKey)


def _either(field, of_cluster):
    """What the instance says, or the cluster where there is one."""
    return Export("db_instance", "main", field, otherwise=Export("db_cluster", "main", of_cluster))


EXPORTS = {
    "identifier": _either("DBInstanceIdentifier", "DBClusterIdentifier"),
    "endpoint": _either("EndpointAddress", "EndpointAddress"),
    "port": _either("EndpointPort", "EndpointPort"),
    "username": _either("MasterUsername", "MasterUsername"),
    "name": _either("DBName", "DatabaseName"),
    "engine": _either("Engine", "Engine"),
    "secret_arn": _either("MasterUserSecretArn", "MasterUserSecretArn"),
    "arn": _either("Arn", "Arn"),
    "reader_endpoint": Export("db_cluster", "main", "ReaderEndpointAddress"),
    "replica_endpoints": Export("db_replica", "*", "EndpointAddress", many=True),
    "user_secret_arns": Export("secret", "user-*", "ARN", many=True),
}
# The capability after which a person reads this one in a plan.
AFTER = "encryption"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "WATCHED", "declare"]
