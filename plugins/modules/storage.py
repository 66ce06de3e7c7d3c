#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/storage by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: storage
short_description: Private Amazon S3 buckets of the application
version_added: 0.1.0
description:
  - Makes versioned, encrypted buckets without public access and without ACLs that refuse requests without TLS.
  - Services read and write by O(slipway.aws.service#module:services.buckets), which gives them rights and the bucket's
    name.
  - 'Buckets are data: one is deleted, with all versions in it, only when its address is named.'
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
          - Name of the bucket. Another name means another bucket.
          - The default is made of application, environment, Region, account and the key.
          - 'AWS requires: 3 to 63 lower-case letters, digits, dots and hyphens; unique in AWS. Cannot change later.'
          - 'Class: managed.'
        type: str
      encryption:
        description:
          - V(customer) encrypts with the stack's key, or with O(buckets.kms_key_id). V(aws) encrypts with SSE-S3.
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
      versioning:
        description:
          - Whether overwritten and deleted objects are kept as noncurrent versions.
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
              - Tags that an object needs for the rule to apply, all of them.
              - 'Class: managed.'
            type: dict
            default: {}
          larger_than:
            description:
              - Bytes above which the rule applies to an object.
              - 'Class: managed.'
            type: int
          smaller_than:
            description:
              - Bytes below which the rule applies to an object.
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
              - ONEZONE_IA
              - INTELLIGENT_TIERING
              - GLACIER_IR
              - GLACIER
              - DEEP_ARCHIVE
          transition_days:
            description:
              - Days after which they move.
              - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA).'
              - 'Class: managed.'
            type: int
          noncurrent_expiration_days:
            description:
              - Days after which a version expires, counted from when it was overwritten or deleted.
              - 'Class: managed.'
            type: int
          noncurrent_storage_class:
            description:
              - Storage class that noncurrent versions move to.
              - 'Class: managed.'
            type: str
            choices:
              - STANDARD_IA
              - ONEZONE_IA
              - INTELLIGENT_TIERING
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
              - How many noncurrent versions stay, however old; beside O(buckets.lifecycle_rules[].noncurrent_expiration_days)
                alone.
              - 'AWS requires: 1 to 100.'
              - 'Class: managed.'
            type: int
      cors:
        description:
          - Which sites a browser may use the bucket from. The list is exact.
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
          - Bucket that takes S3's own access logs.
          - 'AWS requires: In the same Region and account, with a policy that lets C(logging.s3.amazonaws.com) write.'
          - 'Class: managed.'
        type: str
      access_log_prefix:
        description:
          - What the keys of the access logs begin with.
          - 'Class: managed.'
        type: str
        default: s3/
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
- name: A bucket for uploads that browsers send, moved to a cheaper class after a quarter
  slipway.aws.storage:
    buckets:
      media:
        cors:
          - id: uploads
            allowed_origins: [https://shop.example.com]
            allowed_methods: [PUT]
        lifecycle_rules:
          - {id: tiering, storage_class: INTELLIGENT_TIERING, transition_days: 90}

- name: A bucket for backups with SSE-S3, kept for a year
  slipway.aws.storage:
    buckets:
      backups:
        encryption: aws
        lifecycle_rules:
          - {id: old, storage_class: GLACIER, transition_days: 30, expiration_days: 365}

- name: A bucket with S3's own access logs
  slipway.aws.storage:
    buckets:
      invoices: {access_log_bucket: shop-logs, access_log_prefix: invoices/}
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
  description: Names on AWS by name.
  returned: when it is known
  type: dict
  sample:
    media: shop-prod-us-east-1-123456789012-media
bucket_arns:
  description: ARNs by name.
  returned: when it is known
  type: dict
  sample:
    media: arn:aws:s3:::shop-prod-us-east-1-123456789012-media
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import storage


def main():
    entry.main("storage", storage)


if __name__ == "__main__":
    main()
