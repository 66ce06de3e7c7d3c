# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of the file system capability, documented."""

from __future__ import annotations

from ...aws.shared import documents
from ..shared import forms, policy
from ..shared.option import Form, Option

DAYS = [0, 1, 7, 14, 30, 60, 90, 180, 270, 365]


def after(days):
    """When a file moves, in EFS's words; None for never."""
    return "AFTER_%d_DAY%s" % (days, "" if days == 1 else "S") if days else None


ACCESS_POINT = {
    "path": Option(
        "str",
        "Directory of the file system that it shows. C(/<name>) when omitted.",
        aws="At most 100 characters and four levels.",
        length=(None, 100),
        field="access_point.RootDirectory.Path",
    ),
    "uid": Option(
        "int",
        "User that all access is made as, and owner of a new directory. V(0) has no rights of root.",
        default=1000,
        aws="0 to 4294967295.",
        between=(0, 4294967295),
        field="access_point.PosixUser.Uid",
    ),
    "gid": Option(
        "int",
        "Group that all access is made as, and group of a new directory.",
        default=1000,
        aws="0 to 4294967295.",
        between=(0, 4294967295),
        field="access_point.PosixUser.Gid",
    ),
    "secondary_gids": Option(
        "list",
        "Further groups of the user.",
        default=[],
        elements="int",
        aws="At most 16.",
        count=(None, 16),
        field="access_point.PosixUser.SecondaryGids",
        between=(0, 4294967295),
    ),
    "permissions": Option(
        "str",
        "Mode of a new directory, quoted. It is not changed on a directory that is there.",
        default="0755",
        aws="Four octal digits.",
        field="access_point.RootDirectory.CreationInfo.Permissions",
        form=Form("four octal digits in quotes, such as '0755', are allowed", "[0-7]{4}", samples=("0755",)),
    ),
}

_OPTIONS = {
    "access_points": Option(
        "dict",
        [
            "What services see of the file system, name to options. Each is a directory with a user of its own.",
            "Without any, nothing is made. The name is part of the address and cannot change later.",
            (
                "An access point cannot be changed, only replaced (O(slipway.aws.stack#module:replace)). Files stay "
                "in their directories."
            ),
        ],
        default={},
        values=ACCESS_POINT,
    ),
    "performance_mode": Option(
        "str",
        "Performance mode. AWS recommends V(generalPurpose) for all; V(maxIO) is of the previous generation.",
        default="generalPurpose",
        choices=["generalPurpose", "maxIO"],
        aws="Cannot be changed later. V(maxIO) excludes V(elastic) throughput.",
        field="file_system.PerformanceMode",
    ),
    "throughput_mode": Option(
        "str",
        [
            "How throughput is provided. V(elastic) follows the load and is what AWS recommends for most uses.",
            "V(bursting) grows with the amount of data. V(provisioned) is O(provisioned_throughput).",
        ],
        default="elastic",
        choices=["elastic", "bursting", "provisioned"],
        aws="Another mode, or less throughput, is possible once in 24 hours.",
        field="file_system.ThroughputMode",
    ),
    "provisioned_throughput": Option(
        "float",
        "Throughput in MiB/s, for O(throughput_mode=provisioned).",
        aws="At least 1.",
        between=(1, None),
        field="file_system.ProvisionedThroughputInMibps",
    ),
    "transition_to_ia": Option(
        "int",
        "Days without access after which a file moves to the cheaper Infrequent Access storage. V(0) never moves one.",
        default=30,
        field="lifecycle_configuration.LifecyclePolicies.TransitionToIA",
        sent=after,
        choices=DAYS,
    ),
    "transition_to_archive": Option(
        "int",
        "Days without access after which a file moves to the Archive storage. V(0) never moves one.",
        default=0,
        aws="As O(transition_to_ia), and later than it; with V(elastic) throughput and V(generalPurpose) only.",
        field="lifecycle_configuration.LifecyclePolicies.TransitionToArchive",
        sent=after,
        choices=DAYS,
    ),
    "transition_to_primary": Option(
        "bool",
        "Whether a file moves back to the Standard storage when it is read or written again.",
        default=False,
        field="lifecycle_configuration.LifecyclePolicies.TransitionToPrimaryStorageClass",
        sent={True: "AFTER_1_ACCESS", False: None},
    ),
    "dns_seconds": Option(
        "int",
        "Seconds that the DNS name of a new mount target gets to be known, before tasks that need it start. AWS recommends 60.",
        default=60,
        field="mount_target.NameSeconds",
        between=(0, 600),
    ),
    "backup": Option(
        "bool",
        "Whether AWS Backup backs the file system up every day and keeps it for 35 days.",
        default=True,
        field="backup_policy.Status",
        sent={True: "ENABLED", False: "DISABLED"},
    ),
    "encryption": Option(
        "str",
        "Key for the files. V(customer) is the stack's own key or O(kms_key_id); V(aws) is one that AWS manages.",
        default="customer",
        choices=["customer", "aws"],
        aws="Cannot be changed later.",
    ),
    "kms_key_id": Option(
        "str", "ARN of a KMS key. The stack's own when omitted.", class_="optional", form=forms.KEY_ARN
    ),
    "force_tls": Option(
        "bool", "Whether connections without TLS are refused. Services always connect with TLS.", default=True
    ),
    "require_access_point": Option(
        "bool",
        [
            "Whether clients have to come by an access point.",
            "They always come by a mount target, with a permission of IAM: services get it for what they mount.",
        ],
        default=True,
    ),
    "policy_statements": Option(
        "list",
        "Further statements of the file system policy, in IAM's own form.",
        default=[],
        elements="dict",
        document=documents.without_resource,
        aws="At most 20000 characters in all.",
    ),
    "vpc_id": Option("str", "ID of the VPC. The stack's own when omitted.", class_="optional", form=forms.VPC_ID),
    "subnet_tier": Option(
        "str", "The stack's subnets that get the mount targets.", default="private", choices=["private", "public"]
    ),
    "zone_count": Option(
        "int",
        "Number of Availability Zones that the stack's subnets stand in, as the network's. Each gets a mount target.",
        default=2,
        role_default="{{ network_zone_count | default(2) }}",
        between=(1, 6),
    ),
    "zones": Option(
        "list",
        "Names of these Availability Zones, as the network's, where they were given by name.",
        default=[],
        elements="str",
        role_default="{{ network_zones | default([]) }}",
    ),
    "subnet_ids": Option(
        "list",
        "IDs of subnets, one for each zone in which tasks run, in place of O(subnet_tier).",
        class_="optional",
        elements="str",
        aws="One in a zone, all in one VPC.",
        form=forms.SUBNET_ID,
    ),
    "security_group_id": Option(
        "str",
        "ID of a security group for the mount targets. One of their own is made when omitted.",
        class_="optional",
        form=forms.SECURITY_GROUP_ID,
    ),
    "service_security_group_id": Option(
        "str",
        "ID of the security group that may connect. The network's for services when omitted.",
        class_="optional",
        form=forms.SECURITY_GROUP_ID,
    ),
    "security_group_rules": Option(
        "bool", "Whether the rules are made by which the services reach the file system.", default=True
    ),
}

SPEC = {
    "short_description": "Amazon EFS file system of a stack",
    "description": [
        (
            "Makes an encrypted file system that the tasks of services share and that outlives them, with a mount "
            "target in each zone, its security group, access points, backups and a policy that admits only clients "
            "with the permission to."
        ),
        "A service mounts an access point by its option C(volumes).",
        "A file system is data: it is never replaced, and deleted only when its address is named.",
    ],
    "options": _OPTIONS,
    "outputs": {
        "file_system_id": {"type": "str", "description": "ID of the file system.", "sample": "fs-0a1b2c3d4e5f67890"},
        "file_system_arn": {
            "type": "str",
            "description": "ARN of the file system.",
            "sample": "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-0a1b2c3d4e5f67890",
        },
        "access_point_ids": {
            "type": "dict",
            "description": "IDs of the access points, by name.",
            "sample": {"uploads": "fsap-0a1b2c3d4e5f67890"},
        },
        "security_group_id": {
            "type": "str",
            "description": "ID of the mount targets' security group.",
            "sample": "sg-0a1b2c3d4e5f67890",
        },
    },
    "examples": """
- name: Keep uploads where all tasks of a service see them
  slipway.aws.file_system:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    access_points:
      uploads: {uid: 1000, gid: 1000, permissions: "0750"}

- name: Two directories, old files in cheaper storage
  slipway.aws.file_system:
    access_points:
      uploads: {}
      reports: {path: /shared/reports, uid: 2000, gid: 2000}
    transition_to_ia: 14
    transition_to_archive: 90
    transition_to_primary: true
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
