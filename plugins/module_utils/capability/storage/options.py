# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of storage."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.option import Option
from .access import ACCESS
from .lifecycle import LIFECYCLE_RULES
from .notifications import NOTIFICATION
from .replication import REPLICATION

BUCKET = {
    "name": Option(
        "str",
        [
            "Name of the bucket. Made of application, environment, Region, account and the key when omitted.",
            "Another name means another bucket.",
        ],
        form=forms.BUCKET_NAME,
        sample="mealprep-prod-storage-123456789012",
        aws="3 to 63 lower-case letters, digits, dots and hyphens; unique in AWS, or in the account's own namespace.",
    ),
    "namespace": Option(
        "str",
        [
            (
                "V(account_regional) makes the bucket in the account's own namespace of the Region, whose names nobody else can "
                "ever take: O(name) is what comes before C(-<account>-<region>-an)."
            ),
            "It is part of the name: what stands keeps its own.",
        ],
        default="global",
        choices=["global", "account_regional"],
    ),
    "versioning": Option(
        "bool",
        "Whether overwritten and deleted objects are kept as noncurrent versions.",
        default=True,
        field="s3_bucket.VersioningConfiguration.Status",
        sent={True: "Enabled", False: "Suspended"},
        aws="Needed by O(object_lock) and O(replication).",
    ),
    "noncurrent_version_expiration_days": Option(
        "int",
        "Days after which noncurrent versions expire. V(0) keeps them.",
        default=30,
        between=(0, None),
        aws="At least 1.",
    ),
    "lifecycle_rules": LIFECYCLE_RULES,
    "encryption": Option(
        "str",
        [
            "V(customer) encrypts with the stack's key, or with O(kms_key_id). V(aws) encrypts with SSE-S3.",
            "Objects keep the encryption that they were put with.",
        ],
        default="customer",
        choices=["customer", "aws"],
    ),
    "kms_key_id": Option(
        "str", "ARN of the key, where it is not that of the encryption capability.", form=forms.KEY_ARN
    ),
    "bucket_key": Option(
        "bool",
        "Whether S3 asks KMS for one key for many objects, which costs less. Only with V(customer).",
        default=True,
    ),
    **ACCESS,
    "object_lock": Option(
        "dict",
        [
            "Versions that nobody can delete or overwrite before their time (S3 Object Lock).",
            "V({}) only lets whoever puts an object lock it. It cannot be taken away again.",
        ],
        class_="optional",
        options={
            "mode": Option(
                "str",
                "Who may end a default retention: V(governance), those with a special right; V(compliance), nobody at all.",
                choices=["governance", "compliance"],
            ),
            "days": Option("int", "Days for which each new version is locked.", between=(1, 36500)),
            "years": Option("int", "The same in years.", between=(1, 100)),
        },
        aws="Needs O(versioning), which cannot be suspended any more.",
    ),
    "acceleration": Option(
        "bool",
        "Whether the bucket is reached at the edge locations of CloudFront as well (S3 Transfer Acceleration).",
        class_="optional",
        aws="Names without dots.",
    ),
    "notifications": Option(
        "dict",
        [
            "What S3 tells of the bucket's objects, name to options. The names are their IDs.",
            "The list is exact: what is not in it is removed. S3 sends a test message first, which workers should pass over.",
        ],
        default={},
        values=NOTIFICATION,
    ),
    "event_bridge": Option("bool", "Whether S3 sends all events of the bucket to Amazon EventBridge.", default=False),
    "replication": Option(
        "dict",
        [
            "Copies what is put from now on into a bucket in O(slipway.aws.stack#module:replica_region), which is made there.",
            "What is there already is not copied: a job of S3 Batch Replication does that.",
        ],
        options=REPLICATION,
        aws="Needs O(versioning).",
    ),
}

SPEC = {
    "short_description": "Make Amazon S3 buckets for what an application stores",
    "description": [
        (
            "Makes private, encrypted and versioned buckets that take requests with TLS only, with rules for what becomes of objects "
            "with time, and copies in another Region."
        ),
        "Services reach them by O(slipway.aws.service#module:services.buckets), which gives them rights and the bucket's name.",
        "A site and a CDN may live in one of them: O(slipway.aws.site#module:bucket), O(slipway.aws.cdn#module:bucket).",
        "Buckets are data: each is deleted, with all versions in it, only when its address is named.",
    ],
    "options": {
        "buckets": Option(
            "dict",
            "The buckets, name to options. The name is part of every address and cannot change later.",
            default={},
            values=BUCKET,
        ),
    },
    "outputs": {
        "bucket_names": {
            "type": "dict",
            "description": "Names of the buckets, by key.",
            "sample": {"media": "shop-prod-us-east-1-123456789012-media"},
        },
        "bucket_arns": {
            "type": "dict",
            "description": "ARNs by key.",
            "sample": {"media": "arn:aws:s3:::shop-prod-us-east-1-123456789012-media"},
        },
        "bucket_domains": {
            "type": "dict",
            "description": "Regional domain names by key.",
            "sample": {"media": "shop-prod-us-east-1-123456789012-media.s3.us-east-1.amazonaws.com"},
        },
        "replica_names": {
            "type": "dict",
            "description": "Names of the buckets with copies, by key of the bucket that is copied.",
            "sample": {"media": "shop-prod-us-east-1-123456789012-media-replica"},
        },
    },
    "examples": """
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
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
