# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Database: an RDS instance with its subnet group, parameter group, log groups and access rules."""

from __future__ import annotations

from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.ec2.subnet import Subnet
from ...aws.ec2.vpc import Vpc
from ...aws.ecs.cluster import EcsCluster
from ...aws.ecs.service import EcsService
from ...aws.kms.key import KmsKey
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
    DbSubnetGroup,
    DbParameterGroup,
    SecurityGroupRule,
    Account,
    *credentials.KINDS,
    *users.KINDS,
)
NEIGHBOURS = (EcsCluster, EcsService, Vpc, Subnet, SecurityGroup, KmsKey)
EXPORTS = {
    "identifier": Export("db_instance", "main", "DBInstanceIdentifier"),
    "endpoint": Export("db_instance", "main", "EndpointAddress"),
    "port": Export("db_instance", "main", "EndpointPort"),
    "username": Export("db_instance", "main", "MasterUsername"),
    "name": Export("db_instance", "main", "DBName"),
    "engine": Export("db_instance", "main", "Engine"),
    "secret_arn": Export("db_instance", "main", "MasterUserSecretArn"),
    "arn": Export("db_instance", "main", "Arn"),
    "replica_endpoints": Export("db_replica", "*", "EndpointAddress", many=True),
    "user_secret_arns": Export("secret", "user-*", "ARN", many=True),
}
# The capability after which a person reads this one in a plan.
AFTER = "encryption"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "WATCHED", "declare"]
