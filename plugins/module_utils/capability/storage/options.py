# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of storage."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.option import Option
from .lifecycle import RULE

CORS = {
    "id": Option("str", "Name of the rule.", required=True, length=(1, 255), field=".ID"),
    "allowed_origins": Option(
        "list",
        "Origins that browsers may call from, such as C(https://example.com).",
        required=True,
        elements="str",
        ordered=True,
        field=".AllowedOrigins",
        sample=["https://shop.example.com"],
    ),
    "allowed_methods": Option(
        "list",
        "Methods that they may use.",
        elements="str",
        choices=["GET", "HEAD", "PUT", "POST", "DELETE"],
        default=["GET", "HEAD"],
        ordered=True,
        field=".AllowedMethods",
    ),
    "allowed_headers": Option(
        "list",
        "Headers that a preflight request may name; V(*) is all.",
        elements="str",
        default=[],
        ordered=True,
        field=".AllowedHeaders",
        sent=lambda value: value or None,
    ),
    "expose_headers": Option(
        "list",
        "Headers that a script may read.",
        elements="str",
        default=[],
        ordered=True,
        field=".ExposeHeaders",
        sent=lambda value: value or None,
    ),
    "max_age_seconds": Option(
        "int", "Seconds for which browsers keep the answer.", between=(0, None), field=".MaxAgeSeconds"
    ),
}

BUCKET = {
    "name": Option(
        "str",
        [
            "Name of the bucket. Another name means another bucket.",
            "The default is made of application, environment, Region, account and the key.",
        ],
        form=forms.BUCKET_NAME,
        aws="3 to 63 lower-case letters, digits, dots and hyphens; unique in AWS. Cannot change later.",
        field="s3_bucket.Bucket",
        sample="shop-prod-media",
    ),
    "encryption": Option(
        "str",
        "V(customer) encrypts with the stack's key, or with O(kms_key_id). V(aws) encrypts with SSE-S3.",
        default="customer",
        choices=["customer", "aws"],
    ),
    "kms_key_id": Option(
        "str", "ARN of the key, where it is not that of the encryption capability.", form=forms.KEY_ARN
    ),
    "versioning": Option(
        "bool",
        "Whether overwritten and deleted objects are kept as noncurrent versions.",
        default=True,
        field="s3_bucket.VersioningConfiguration.Status",
        sent={True: "Enabled", False: "Suspended"},
    ),
    "noncurrent_version_expiration_days": Option(
        "int",
        "Days after which noncurrent versions expire. V(0) keeps them.",
        default=30,
        aws="At least 1.",
        between=(0, None),
    ),
    "lifecycle_rules": Option(
        "list",
        "Further lifecycle rules. The list is exact: a rule that is not in it is removed.",
        default=[],
        elements="dict",
        key=("id",),
        options=RULE,
    ),
    "cors": Option(
        "list",
        "Which sites a browser may use the bucket from. The list is exact.",
        default=[],
        elements="dict",
        key=("id",),
        options=CORS,
        field="s3_bucket.CORSConfiguration.CORSRules",
    ),
    "access_log_bucket": Option(
        "str",
        "Bucket that takes S3's own access logs.",
        form=forms.BUCKET_NAME,
        aws="In the same Region and account, with a policy that lets C(logging.s3.amazonaws.com) write.",
        field="s3_bucket.LoggingEnabled.TargetBucket",
    ),
    "access_log_prefix": Option(
        "str",
        "What the keys of the access logs begin with.",
        default="s3/",
        field="s3_bucket.LoggingEnabled.TargetPrefix",
    ),
}

SPEC = {
    "short_description": "Private Amazon S3 buckets of the application",
    "description": [
        "Makes versioned, encrypted buckets without public access and without ACLs that refuse requests without TLS.",
        "Services read and write by O(slipway.aws.service#module:services.buckets), which gives them rights and the bucket's name.",
        "Buckets are data: one is deleted, with all versions in it, only when its address is named.",
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
            "description": "Names on AWS by name.",
            "sample": {"media": "shop-prod-us-east-1-123456789012-media"},
        },
        "bucket_arns": {
            "type": "dict",
            "description": "ARNs by name.",
            "sample": {"media": "arn:aws:s3:::shop-prod-us-east-1-123456789012-media"},
        },
    },
    "examples": """
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
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
