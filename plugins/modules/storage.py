#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/storage by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: storage
short_description: Make Amazon S3 buckets for what an application stores
version_added: 0.1.0
description:
  - Makes private, encrypted and versioned buckets that take requests with TLS only, with rules for what becomes
    of objects with time, and copies in another Region.
  - Services reach them by O(slipway.aws.service#module:services.buckets), which gives them rights and the bucket's
    name.
  - 'A site and a CDN may live in one of them: O(slipway.aws.site#module:bucket), O(slipway.aws.cdn#module:bucket).'
  - 'Buckets are data: each is deleted, with all versions in it, only when its address is named.'
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  buckets:
    description:
      - The buckets, name to options. The name is part of every address and cannot change later.
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default: {}
    suboptions:
      name:
        description:
          - Name of the bucket. Made of application, environment, Region, account and the key when omitted.
          - Another name means another bucket.
          - 'AWS requires: 3 to 63 lower-case letters, digits, dots and hyphens; unique in AWS, or in the account''s
            own namespace.'
          - 'Class: managed.'
        type: str
      namespace:
        description:
          - 'V(account_regional) makes the bucket in the account''s own namespace of the Region, whose names nobody
            else can ever take: O(buckets.name) is what comes before C(-<account>-<region>-an).'
          - 'It is part of the name: what stands keeps its own.'
          - 'Class: managed.'
        type: str
        choices:
          - global
          - account_regional
        default: global
      versioning:
        description:
          - Whether overwritten and deleted objects are kept as noncurrent versions.
          - 'AWS requires: Needed by O(buckets.object_lock) and O(buckets.replication).'
          - 'Class: managed.'
        type: bool
        default: true
      noncurrent_version_expiration_days:
        description:
          - Days after which noncurrent versions expire. V(0) keeps them.
          - 'AWS requires: At least 1.'
          - 'Class: managed.'
        type: int
        default: 30
      lifecycle_rules:
        description:
          - 'Further lifecycle rules. The list is exact: a rule that is not in it is removed.'
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
        suboptions:
          id:
            description:
              - Name of the rule.
              - 'AWS requires: At most 255 characters.'
              - 'Class: managed.'
            type: str
            required: true
          prefix:
            description:
              - Keys that the rule applies to.
              - 'Class: managed.'
            type: str
            default: ''
          tags:
            description:
              - 'Tags of the objects that the rule applies to: all of them are needed.'
              - 'Class: managed.'
            type: dict
            default: {}
          larger_than:
            description:
              - Bytes that the objects are larger than.
              - 'Class: managed.'
            type: int
          smaller_than:
            description:
              - Bytes that the objects are smaller than.
              - 'Class: managed.'
            type: int
          expiration_days:
            description:
              - Days after which objects expire.
              - 'Class: managed.'
            type: int
          storage_class:
            description:
              - Storage class that objects move to.
              - 'Class: managed.'
            type: str
            choices:
              - STANDARD_IA
              - INTELLIGENT_TIERING
              - ONEZONE_IA
              - GLACIER_IR
              - GLACIER
              - DEEP_ARCHIVE
          transition_days:
            description:
              - Days after which they move.
              - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).'
              - 'Class: managed.'
            type: int
          transitions:
            description:
              - The same for several classes, one after the other.
              - 'AWS requires: Each class later than the one before it. Objects below 128 KB do not move, except
                with C(larger_than).'
              - 'Class: managed.'
            type: list
            elements: dict
            default: []
            suboptions:
              storage_class:
                description:
                  - Storage class that objects move to.
                  - 'Class: managed.'
                type: str
                choices:
                  - STANDARD_IA
                  - INTELLIGENT_TIERING
                  - ONEZONE_IA
                  - GLACIER_IR
                  - GLACIER
                  - DEEP_ARCHIVE
                required: true
              days:
                description:
                  - Days after which they move.
                  - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA), and 30 later for what comes
                    after these.'
                  - 'Class: managed.'
                type: int
                required: true
          noncurrent_expiration_days:
            description:
              - Days after which versions that are no longer current expire.
              - 'Class: managed.'
            type: int
          noncurrent_storage_class:
            description:
              - Storage class that noncurrent versions move to.
              - 'Class: managed.'
            type: str
            choices:
              - STANDARD_IA
              - INTELLIGENT_TIERING
              - ONEZONE_IA
              - GLACIER_IR
              - GLACIER
              - DEEP_ARCHIVE
          noncurrent_transition_days:
            description:
              - Days after which they move.
              - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).'
              - 'Class: managed.'
            type: int
          newer_noncurrent_versions:
            description:
              - How many noncurrent versions stay, however old; beside C(noncurrent_expiration_days) alone.
              - 'AWS requires: 1 to 100.'
              - 'Class: managed.'
            type: int
          abort_uploads_days:
            description:
              - Days after which uploads that were not finished are aborted. All of a bucket's are after 7 days.
              - 'AWS requires: Neither with tags nor with sizes.'
              - 'Class: managed.'
            type: int
      encryption:
        description:
          - V(customer) encrypts with the stack's key, or with O(buckets.kms_key_id). V(aws) encrypts with SSE-S3.
          - Objects keep the encryption that they were put with.
          - 'Class: managed.'
        type: str
        choices:
          - customer
          - aws
        default: customer
      kms_key_id:
        description:
          - ARN of the key, where it is not that of the encryption capability.
          - 'Class: managed.'
        type: str
      bucket_key:
        description:
          - Whether S3 asks KMS for one key for many objects, which costs less. Only with V(customer).
          - 'Class: managed.'
        type: bool
        default: true
      public_read:
        description:
          - Whether everybody may read the objects, whose keys they know. The bucket is neither listed nor written.
          - 'AWS requires: Refused where the account blocks public access. Needs O(buckets.encryption) V(aws).'
          - 'Class: managed.'
        type: bool
        default: false
      ownership:
        description:
          - Who owns objects. Only V(BucketOwnerEnforced) has no ACLs, which none of AWS's tools needs any more.
          - 'Class: managed.'
        type: str
        choices:
          - BucketOwnerEnforced
          - BucketOwnerPreferred
          - ObjectWriter
        default: BucketOwnerEnforced
      cors:
        description:
          - Which sites a browser may use the bucket from. The list is exact.
          - 'AWS requires: At most 100 rules.'
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
        suboptions:
          id:
            description:
              - Name of the rule.
              - 'Class: managed.'
            type: str
            required: true
          allowed_origins:
            description:
              - Origins that browsers may call from, such as C(https://example.com).
              - 'Class: managed.'
            type: list
            elements: str
            required: true
          allowed_methods:
            description:
              - Methods that they may use.
              - 'Class: managed.'
            type: list
            elements: str
            choices:
              - GET
              - HEAD
              - PUT
              - POST
              - DELETE
            default:
              - GET
              - HEAD
          allowed_headers:
            description:
              - Headers that a preflight request may name; V(*) is all.
              - 'Class: managed.'
            type: list
            elements: str
            default: []
          expose_headers:
            description:
              - Headers that a script may read.
              - 'Class: managed.'
            type: list
            elements: str
            default: []
          max_age_seconds:
            description:
              - Seconds for which browsers keep the answer.
              - 'Class: managed.'
            type: int
      access_log_bucket:
        description:
          - 'Bucket that takes S3''s own access logs: the key of another one of O(buckets), or the name of a bucket
            that there is.'
          - 'AWS requires: In the same Region and account, encrypted with SSE-S3, with a policy that lets C(logging.s3.amazonaws.com)
            write: one of O(buckets) gets it.'
          - 'Class: managed.'
        type: str
      access_log_prefix:
        description:
          - What the keys of the access logs begin with.
          - 'Class: managed.'
        type: str
        default: s3/
      object_lock:
        description:
          - Versions that nobody can delete or overwrite before their time (S3 Object Lock).
          - V({}) only lets whoever puts an object lock it. It cannot be taken away again.
          - 'AWS requires: Needs O(buckets.versioning), which cannot be suspended any more.'
          - 'Class: optional.'
        type: dict
        suboptions:
          mode:
            description:
              - 'Who may end a default retention: V(governance), those with a special right; V(compliance), nobody
                at all.'
              - 'Class: managed.'
            type: str
            choices:
              - governance
              - compliance
          days:
            description:
              - Days for which each new version is locked.
              - 'Class: managed.'
            type: int
          years:
            description:
              - The same in years.
              - 'Class: managed.'
            type: int
      acceleration:
        description:
          - Whether the bucket is reached at the edge locations of CloudFront as well (S3 Transfer Acceleration).
          - 'AWS requires: Names without dots.'
          - 'Class: optional.'
        type: bool
      notifications:
        description:
          - What S3 tells of the bucket's objects, name to options. The names are their IDs.
          - 'The list is exact: what is not in it is removed. S3 sends a test message first, which workers should
            pass over.'
          - Each name has the suboptions below.
          - 'Class: managed.'
        type: dict
        default: {}
        suboptions:
          queue:
            description:
              - Name of a queue of M(slipway.aws.queue), with O(slipway.aws.queue#module:queues.s3_notifications).
              - 'Class: managed.'
            type: str
          queue_arn:
            description:
              - ARN of another queue, whose policy lets C(s3.amazonaws.com) send.
              - 'Class: managed.'
            type: str
          topic_arn:
            description:
              - ARN of an SNS topic, whose policy lets C(s3.amazonaws.com) publish.
              - 'Class: managed.'
            type: str
          events:
            description:
              - Events that are told.
              - 'Class: managed.'
            type: list
            elements: str
            default:
              - s3:ObjectCreated:*
          prefix:
            description:
              - What the keys begin with.
              - 'Class: managed.'
            type: str
            default: ''
          suffix:
            description:
              - What the keys end with.
              - 'Class: managed.'
            type: str
            default: ''
      event_bridge:
        description:
          - Whether S3 sends all events of the bucket to Amazon EventBridge.
          - 'Class: managed.'
        type: bool
        default: false
      replication:
        description:
          - Copies what is put from now on into a bucket in O(slipway.aws.stack#module:replica_region), which is
            made there.
          - 'What is there already is not copied: a job of S3 Batch Replication does that.'
          - 'AWS requires: Needs O(buckets.versioning).'
          - 'Class: managed.'
        type: dict
        suboptions:
          name:
            description:
              - Name of the destination bucket. That of the bucket with C(replica) at its end when omitted.
              - 'AWS requires: Cannot change later.'
              - 'Class: managed.'
            type: str
          rule:
            description:
              - ID of the rule.
              - 'AWS requires: At most 255 characters.'
              - 'Class: managed.'
            type: str
            default: replicate
          prefix:
            description:
              - Keys that are copied. All when omitted.
              - 'Class: managed.'
            type: str
            default: ''
          storage_class:
            description:
              - Storage class of the copies. That of the objects when omitted.
              - 'Class: managed.'
            type: str
            choices:
              - STANDARD
              - STANDARD_IA
              - INTELLIGENT_TIERING
              - ONEZONE_IA
              - GLACIER_IR
              - GLACIER
              - DEEP_ARCHIVE
          delete_markers:
            description:
              - Whether deletions are copied, too. What lifecycle rules delete never is.
              - 'Class: managed.'
            type: bool
            default: false
          time_control:
            description:
              - Whether S3 Replication Time Control copies within 15 minutes, and tells where it does not. AWS bills
                it.
              - 'Class: managed.'
            type: bool
            default: false
          kms_key_id:
            description:
              - ARN of the key of the copies, in the other Region. A key that is made there when omitted; none where
                SSE-S3 encrypts.
              - 'Class: managed.'
            type: str
          noncurrent_version_expiration_days:
            description:
              - 'Days after which noncurrent versions of the copies expire: lifecycle rules are not copied. V(0)
                keeps them.'
              - 'Class: managed.'
            type: int
            default: 30
          lifecycle_rules:
            description:
              - 'Further lifecycle rules. The list is exact: a rule that is not in it is removed.'
              - 'Class: managed.'
            type: list
            elements: dict
            default: []
            suboptions:
              id:
                description:
                  - Name of the rule.
                  - 'AWS requires: At most 255 characters.'
                  - 'Class: managed.'
                type: str
                required: true
              prefix:
                description:
                  - Keys that the rule applies to.
                  - 'Class: managed.'
                type: str
                default: ''
              tags:
                description:
                  - 'Tags of the objects that the rule applies to: all of them are needed.'
                  - 'Class: managed.'
                type: dict
                default: {}
              larger_than:
                description:
                  - Bytes that the objects are larger than.
                  - 'Class: managed.'
                type: int
              smaller_than:
                description:
                  - Bytes that the objects are smaller than.
                  - 'Class: managed.'
                type: int
              expiration_days:
                description:
                  - Days after which objects expire.
                  - 'Class: managed.'
                type: int
              storage_class:
                description:
                  - Storage class that objects move to.
                  - 'Class: managed.'
                type: str
                choices:
                  - STANDARD_IA
                  - INTELLIGENT_TIERING
                  - ONEZONE_IA
                  - GLACIER_IR
                  - GLACIER
                  - DEEP_ARCHIVE
              transition_days:
                description:
                  - Days after which they move.
                  - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).'
                  - 'Class: managed.'
                type: int
              transitions:
                description:
                  - The same for several classes, one after the other.
                  - 'AWS requires: Each class later than the one before it. Objects below 128 KB do not move, except
                    with C(larger_than).'
                  - 'Class: managed.'
                type: list
                elements: dict
                default: []
                suboptions:
                  storage_class:
                    description:
                      - Storage class that objects move to.
                      - 'Class: managed.'
                    type: str
                    choices:
                      - STANDARD_IA
                      - INTELLIGENT_TIERING
                      - ONEZONE_IA
                      - GLACIER_IR
                      - GLACIER
                      - DEEP_ARCHIVE
                    required: true
                  days:
                    description:
                      - Days after which they move.
                      - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA), and 30 later for what comes
                        after these.'
                      - 'Class: managed.'
                    type: int
                    required: true
              noncurrent_expiration_days:
                description:
                  - Days after which versions that are no longer current expire.
                  - 'Class: managed.'
                type: int
              noncurrent_storage_class:
                description:
                  - Storage class that noncurrent versions move to.
                  - 'Class: managed.'
                type: str
                choices:
                  - STANDARD_IA
                  - INTELLIGENT_TIERING
                  - ONEZONE_IA
                  - GLACIER_IR
                  - GLACIER
                  - DEEP_ARCHIVE
              noncurrent_transition_days:
                description:
                  - Days after which they move.
                  - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).'
                  - 'Class: managed.'
                type: int
              newer_noncurrent_versions:
                description:
                  - How many noncurrent versions stay, however old; beside C(noncurrent_expiration_days) alone.
                  - 'AWS requires: 1 to 100.'
                  - 'Class: managed.'
                type: int
              abort_uploads_days:
                description:
                  - Days after which uploads that were not finished are aborted. All of a bucket's are after 7 days.
                  - 'AWS requires: Neither with tags nor with sizes.'
                  - 'Class: managed.'
                type: int
  policy:
    description:
      - What an environment changes about O(buckets), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
- name: A bucket for pictures, whose old versions go after a month and whose drafts go after a week
  slipway.aws.storage:
    buckets:
      media:
        lifecycle_rules:
          - {id: drafts, prefix: drafts/, expiration_days: 7}
          - {id: archive, prefix: reports/, transitions: [{storage_class: STANDARD_IA, days: 30}, {storage_class: GLACIER, days: 90}]}

- name: Backups with a copy in the stack's other Region
  slipway.aws.storage:
    replica_region: us-west-2
    buckets:
      backup:
        name: mealprep-prod-backup-123456789012
        replication:
          name: mealprep-prod-backup-secondary-123456789012
          rule: ReplicateToSecondaryRegion
          prefix: backups/
          storage_class: STANDARD_IA
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
bucket_names:
  description: Names of the buckets, by key.
  returned: when it is known
  type: dict
  sample:
    media: shop-prod-us-east-1-123456789012-media
bucket_arns:
  description: ARNs by key.
  returned: when it is known
  type: dict
  sample:
    media: arn:aws:s3:::shop-prod-us-east-1-123456789012-media
bucket_domains:
  description: Regional domain names by key.
  returned: when it is known
  type: dict
  sample:
    media: shop-prod-us-east-1-123456789012-media.s3.us-east-1.amazonaws.com
replica_names:
  description: Names of the buckets with copies, by key of the bucket that is copied.
  returned: when it is known
  type: dict
  sample:
    media: shop-prod-us-east-1-123456789012-media-replica
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import storage


def main():
    entry.main("storage", storage)


if __name__ == "__main__":
    main()
