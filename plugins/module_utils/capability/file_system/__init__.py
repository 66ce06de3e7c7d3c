# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""File system: Amazon EFS with its mount targets, access points, policies and access rules."""

from __future__ import annotations

from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.ec2.subnet import Subnet
from ...aws.ec2.vpc import Vpc
from ...aws.efs.access_point import AccessPoint
from ...aws.efs.backup_policy import BackupPolicy
from ...aws.efs.file_system import FileSystem
from ...aws.efs.file_system_policy import FileSystemPolicy
from ...aws.efs.lifecycle_configuration import LifecycleConfiguration
from ...aws.efs.mount_target import MountTarget
from ...aws.kms.key import KmsKey
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = (
    FileSystem,
    MountTarget,
    AccessPoint,
    LifecycleConfiguration,
    BackupPolicy,
    FileSystemPolicy,
    SecurityGroup,
    SecurityGroupRule,
)
NEIGHBOURS = (Vpc, Subnet, KmsKey)
EXPORTS = {
    "file_system_id": Export("file_system", "main", "FileSystemId"),
    "file_system_arn": Export("file_system", "main", "FileSystemArn"),
    "access_point_ids": Export("access_point", "*", "AccessPointId", many=True),
    "security_group_id": Export("security_group", "file_system", "GroupId"),
}
# The capability after which a person reads this one in a plan.
AFTER = "secret"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
