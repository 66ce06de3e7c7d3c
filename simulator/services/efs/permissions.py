"""What calls of Amazon EFS require."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.lists import backend
from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, last_part, tags_by


def _file_system(facts: Facts) -> Iterator[str]:
    moto = backend("efs", facts.call.account, facts.call.region)
    for name in facts.given("MountTargetId"):
        if name in moto.mount_targets_by_id:
            yield moto.mount_targets_by_id[name].file_system_id


TABLE = Table(
    prefix="elasticfilesystem",
    found={
        "file-system": ("FileSystemId ResourceId #file_system",),
        "access-point": ("AccessPointId ResourceId",),
    },
    starts={"file-system": "fs-", "access-point": "fsap-"},
    tagging="TagResource",
    makes={"CreateFileSystem": "file-system", "CreateAccessPoint": "access-point"},
    linked={"CreateFileSystem": "elasticfilesystem.amazonaws.com"},
    # EFS: encrypting data at rest. A mount target is a network interface that the caller may make.
    more={
        "CreateFileSystem": (
            More("kms:CreateGrant", "KmsKeyId", via="elasticfilesystem"),
            More("kms:DescribeKey", "KmsKeyId", via="elasticfilesystem"),
        ),
        "CreateMountTarget": (
            More("ec2:DescribeSubnets", arn="*"),
            More("ec2:DescribeNetworkInterfaces", arn="*"),
            More("ec2:CreateNetworkInterface", arn="arn:{Partition}:ec2:{Region}:{Account}:network-interface/*"),
            More("ec2:CreateNetworkInterface", arn="arn:{Partition}:ec2:{Region}:{Account}:subnet/{SubnetId}"),
            More(
                "ec2:CreateNetworkInterface",
                arn="arn:{Partition}:ec2:{Region}:{Account}:security-group/{SecurityGroups}",
            ),
        ),
        "DeleteMountTarget": (
            More("ec2:DeleteNetworkInterface", arn="arn:{Partition}:ec2:{Region}:{Account}:network-interface/*"),
        ),
        "ModifyMountTargetSecurityGroups": (
            More(
                "ec2:ModifyNetworkInterfaceAttribute", arn="arn:{Partition}:ec2:{Region}:{Account}:network-interface/*"
            ),
        ),
    },
    tags=tags_by("efs", "ListTagsForResource", "ResourceId", "Tags", of=last_part),
    facts={"#file_system": _file_system},
)
