#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/file_system by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: file_system
short_description: Amazon EFS file system of a stack
version_added: 0.1.0
description:
  - Makes an encrypted file system that the tasks of services share and that outlives them, with a mount target
    in each zone, its security group, access points, backups and a policy that admits only clients with the permission
    to.
  - A service mounts an access point by its option C(volumes).
  - 'A file system is data: it is never replaced, and deleted only when its address is named.'
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  access_points:
    description:
      - What services see of the file system, name to options. Each is a directory with a user of its own.
      - Without any, nothing is made. The name is part of the address and cannot change later.
      - An access point cannot be changed, only replaced (O(slipway.aws.stack#module:replace)). Files stay in their
        directories.
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default: {}
    suboptions:
      path:
        description:
          - Directory of the file system that it shows. C(/<name>) when omitted.
          - 'AWS requires: At most 100 characters and four levels.'
          - 'Class: managed.'
        type: str
      uid:
        description:
          - User that all access is made as, and owner of a new directory. V(0) has no rights of root.
          - 'AWS requires: 0 to 4294967295.'
          - 'Class: managed.'
        type: int
        default: 1000
      gid:
        description:
          - Group that all access is made as, and group of a new directory.
          - 'AWS requires: 0 to 4294967295.'
          - 'Class: managed.'
        type: int
        default: 1000
      secondary_gids:
        description:
          - Further groups of the user.
          - 'AWS requires: At most 16.'
          - 'Class: managed.'
        type: list
        elements: int
        default: []
      permissions:
        description:
          - Mode of a new directory, quoted. It is not changed on a directory that is there.
          - 'AWS requires: Four octal digits.'
          - 'Class: managed.'
        type: str
        default: '0755'
  performance_mode:
    description:
      - Performance mode. AWS recommends V(generalPurpose) for all; V(maxIO) is of the previous generation.
      - 'AWS requires: Cannot be changed later. V(maxIO) excludes V(elastic) throughput.'
      - 'Class: managed.'
    type: str
    choices:
      - generalPurpose
      - maxIO
    default: generalPurpose
  throughput_mode:
    description:
      - How throughput is provided. V(elastic) follows the load and is what AWS recommends for most uses.
      - V(bursting) grows with the amount of data. V(provisioned) is O(provisioned_throughput).
      - 'AWS requires: Another mode, or less throughput, is possible once in 24 hours.'
      - 'Class: managed.'
    type: str
    choices:
      - elastic
      - bursting
      - provisioned
    default: elastic
  provisioned_throughput:
    description:
      - Throughput in MiB/s, for O(throughput_mode=provisioned).
      - 'AWS requires: At least 1.'
      - 'Class: managed.'
    type: float
  transition_to_ia:
    description:
      - Days without access after which a file moves to the cheaper Infrequent Access storage. V(0) never moves
        one.
      - 'Class: managed.'
    type: int
    choices:
      - 0
      - 1
      - 7
      - 14
      - 30
      - 60
      - 90
      - 180
      - 270
      - 365
    default: 30
  transition_to_archive:
    description:
      - Days without access after which a file moves to the Archive storage. V(0) never moves one.
      - 'AWS requires: As O(transition_to_ia), and later than it; with V(elastic) throughput and V(generalPurpose)
        only.'
      - 'Class: managed.'
    type: int
    choices:
      - 0
      - 1
      - 7
      - 14
      - 30
      - 60
      - 90
      - 180
      - 270
      - 365
    default: 0
  transition_to_primary:
    description:
      - Whether a file moves back to the Standard storage when it is read or written again.
      - 'Class: managed.'
    type: bool
    default: false
  dns_seconds:
    description:
      - Seconds that the DNS name of a new mount target gets to be known, before tasks that need it start. AWS recommends
        60.
      - 'Class: managed.'
    type: int
    default: 60
  backup:
    description:
      - Whether AWS Backup backs the file system up every day and keeps it for 35 days.
      - 'Class: managed.'
    type: bool
    default: true
  encryption:
    description:
      - Key for the files. V(customer) is the stack's own key or O(kms_key_id); V(aws) is one that AWS manages.
      - 'AWS requires: Cannot be changed later.'
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  kms_key_id:
    description:
      - ARN of a KMS key. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  force_tls:
    description:
      - Whether connections without TLS are refused. Services always connect with TLS.
      - 'Class: managed.'
    type: bool
    default: true
  require_access_point:
    description:
      - Whether clients have to come by an access point.
      - 'They always come by a mount target, with a permission of IAM: services get it for what they mount.'
      - 'Class: managed.'
    type: bool
    default: true
  policy_statements:
    description:
      - Further statements of the file system policy, in IAM's own form.
      - 'AWS requires: At most 20000 characters in all.'
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
  vpc_id:
    description:
      - ID of the VPC. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  subnet_tier:
    description:
      - The stack's subnets that get the mount targets.
      - 'Class: managed.'
    type: str
    choices:
      - private
      - public
    default: private
  zone_count:
    description:
      - Number of Availability Zones that the stack's subnets stand in, as the network's. Each gets a mount target.
      - 'Class: managed.'
    type: int
    default: 2
  zones:
    description:
      - Names of these Availability Zones, as the network's, where they were given by name.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  subnet_ids:
    description:
      - IDs of subnets, one for each zone in which tasks run, in place of O(subnet_tier).
      - 'AWS requires: One in a zone, all in one VPC.'
      - 'Class: optional.'
    type: list
    elements: str
  security_group_id:
    description:
      - ID of a security group for the mount targets. One of their own is made when omitted.
      - 'Class: optional.'
    type: str
  service_security_group_id:
    description:
      - ID of the security group that may connect. The network's for services when omitted.
      - 'Class: optional.'
    type: str
  security_group_rules:
    description:
      - Whether the rules are made by which the services reach the file system.
      - 'Class: managed.'
    type: bool
    default: true
  policy:
    description:
      - What an environment changes about O(access_points), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
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
"""

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
totals:
  description: How many objects the plan creates, updates, deletes and leaves.
  returned: when not only declared
  type: str
  sample: 2 to create, 1 to update, 40 unchanged.
plan:
  description: 'The plan as data: lines with address, verb, changes and reason.'
  returned: when not only declared
  type: dict
problems:
  description: What forbids the plan, a sentence each.
  returned: when a plan is refused
  type: list
  elements: str
digest:
  description: Digest of the plan, for the option C(approved) of M(slipway.aws.stack).
  returned: when not only declared
  type: str
  sample: 3f0c9a51d2b8e746
outputs:
  description: Outputs by capability instance.
  returned: when not only declared
  type: dict
done:
  description: Addresses that were made or changed.
  returned: when something was carried out
  type: list
  elements: str
deleted:
  description: Addresses that were deleted.
  returned: when something was carried out
  type: list
  elements: str
serving:
  description: What serves, a sentence for each service.
  returned: after a release or a rollback
  type: list
  elements: str
kept:
  description: What a guard kept, with the reason.
  returned: when not only declared
  type: list
  elements: dict
calls:
  description: Calls to AWS by operation.
  returned: when not only declared
  type: dict
file_system_id:
  description: ID of the file system.
  returned: when it is known
  type: str
  sample: fs-0a1b2c3d4e5f67890
file_system_arn:
  description: ARN of the file system.
  returned: when it is known
  type: str
  sample: arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-0a1b2c3d4e5f67890
access_point_ids:
  description: IDs of the access points, by name.
  returned: when it is known
  type: dict
  sample:
    uploads: fsap-0a1b2c3d4e5f67890
security_group_id:
  description: ID of the mount targets' security group.
  returned: when it is known
  type: str
  sample: sg-0a1b2c3d4e5f67890
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import file_system


def main():
    entry.main("file_system", file_system)


if __name__ == "__main__":
    main()
