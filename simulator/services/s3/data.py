"""Amazon S3: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from typing import Any

from simulator.core.changes import SAME, either, key, without_statement
from simulator.core.lags import Seen
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

_ABORTED = (
    "OperationAborted",
    "A conflicting conditional operation is currently in progress against this resource. Please try again.",
    409,
)


def _bucket(*calls: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    return tuple((call, {"Bucket": "@Name"}) for call in calls)


SERVICE = Service(
    "s3",
    durations={
        "bucket_name": 120,  # F1: up to an hour
        "replica": 30,  # most objects within 15 minutes
    },
    throttled=("SlowDown", "Please reduce your request rate.", 503),
    failed=("InternalError", "We encountered an internal error. Please try again.", 500),
    expired=("ExpiredToken", "The provided token has expired.", 400),
    denied=("AccessDenied", 403),
    # F2
    invalid="InvalidArgument",
    too_many_tags=("BadRequest", 400),
    busy=dict.fromkeys(
        (
            "PutBucketPolicy",
            "PutBucketEncryption",
            "PutBucketVersioning",
            "PutBucketLifecycleConfiguration",
            "PutPublicAccessBlock",
            "PutBucketReplication",
            "PutBucketNotificationConfiguration",
            "PutBucketCors",
        ),
        _ABORTED,
    ),
    seen=(
        # F3
        Seen(
            "Name",
            {"CreateBucket": "<Bucket"},
            {"ListBuckets": "Buckets"},
            ("NoSuchBucket", "The specified bucket does not exist", 404),
            5,
            asked=("Bucket",),
        ),
    ),
    # A7
    refuses={"role": {"PutBucketPolicy": ("MalformedPolicy", "Invalid principal in policy", 400)}},
    limits={"ListObjectsV2": "MaxKeys"},
    permissions=TABLE,
    listings=(
        Listing(
            "s3_bucket",
            "list_buckets",
            "Buckets",
            "Name",
            details=_bucket(
                "get_bucket_policy",
                "get_bucket_tagging",
                "get_bucket_encryption",
                "get_bucket_versioning",
                "get_public_access_block",
                "get_bucket_lifecycle_configuration",
                "get_bucket_ownership_controls",
                "get_bucket_logging",
                "get_bucket_cors",
                "get_bucket_accelerate_configuration",
                "get_bucket_notification_configuration",
                "get_bucket_replication",
                "get_object_lock_configuration",
                "list_objects_v2",
            ),
            everywhere=False,
        ),
    ),
    changes={
        ("bucket_policy", "Statement"): without_statement,
        ("bucket_replication", "Role"): None,
        ("bucket_replication", "Rules"): None,
        ("s3_bucket", "AccelerateConfiguration"): None,
        ("s3_bucket", "CORSConfiguration"): None,
        ("s3_bucket", "LifecycleConfiguration"): None,
        ("s3_bucket", "NotificationConfiguration"): None,
        ("s3_bucket", "ObjectLockConfiguration"): None,
        ("s3_bucket", "ObjectOwnership"): either("BucketOwnerEnforced", "BucketOwnerPreferred"),
        ("s3_bucket", "PublicAccessBlockConfiguration"): key("BlockPublicPolicy", False),
        ("s3_bucket", "ServerSideEncryptionConfiguration"): SAME,
        ("s3_bucket", "VersioningConfiguration"): lambda value: (
            {"Status": "Suspended"} if value == {"Status": "Enabled"} else SAME
        ),
    },
)
