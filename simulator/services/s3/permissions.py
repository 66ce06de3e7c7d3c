"""What calls of Amazon S3 require."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.lists import backend
from simulator.core.permissions.facts import Facts
from simulator.core.permissions.paths import under
from simulator.core.permissions.table import More, Table


def _key_of_bucket(facts: Facts) -> Iterator[str]:
    buckets = backend("s3", facts.call.account, facts.call.partition).buckets
    for name in facts.given("Bucket"):
        encryption = getattr(buckets.get(name), "encryption", None) or {}
        for rule in under(encryption, "Rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID"):
            yield str(rule)


def _source(facts: Facts) -> Iterator[str]:
    for source in under(facts.call.params, "CopySource"):
        if isinstance(source, dict):
            source = f"{source['Bucket']}/{source['Key']}"
        yield f"arn:{facts.call.partition}:s3:::{str(source).partition('?')[0].lstrip('/')}"


def _versions(facts: Facts) -> Iterator[str]:
    bucket = facts.call.params.get("Bucket")
    for item in under(facts.call.params, "Delete.Objects"):
        if item.get("VersionId"):
            yield f"arn:{facts.call.partition}:s3:::{bucket}/{item['Key']}"


TABLE = Table(
    prefix="s3",
    found={"bucket": ("Bucket ResourceArn",), "object": ("Bucket", "Key Delete.Objects.Key")},
    actions={
        "ListBuckets": "ListAllMyBuckets",
        "ListObjects": "ListBucket",
        "ListObjectsV2": "ListBucket",
        "ListObjectVersions": "ListBucketVersions",
        "ListMultipartUploads": "ListBucketMultipartUploads",
        "HeadBucket": "ListBucket",
        "HeadObject": "GetObject",
        "CopyObject": "PutObject",
        "DeleteObjects": "DeleteObject",
        "CreateMultipartUpload": "PutObject",
        "UploadPart": "PutObject",
        "CompleteMultipartUpload": "PutObject",
        "GetBucketEncryption": "GetEncryptionConfiguration",
        "PutBucketEncryption": "PutEncryptionConfiguration",
        "DeleteBucketEncryption": "PutEncryptionConfiguration",
        "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
        "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
        "DeleteBucketLifecycle": "PutLifecycleConfiguration",
        "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
        "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
        "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
        "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
        "DeleteBucketTagging": "PutBucketTagging",
        "GetBucketReplication": "GetReplicationConfiguration",
        "PutBucketReplication": "PutReplicationConfiguration",
        "DeleteBucketReplication": "PutReplicationConfiguration",
        "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
        "PutBucketAccelerateConfiguration": "PutAccelerateConfiguration",
        "GetBucketNotificationConfiguration": "GetBucketNotification",
        "PutBucketNotificationConfiguration": "PutBucketNotification",
        "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
        "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
        "GetBucketCors": "GetBucketCORS",
        "PutBucketCors": "PutBucketCORS",
        "DeleteBucketCors": "PutBucketCORS",
    },
    passes={"PutBucketReplication": (("ReplicationConfiguration.Role", "s3.amazonaws.com"),)},
    more={
        "CreateBucket": (
            More("s3:PutBucketOwnershipControls", arn="arn:{Partition}:s3:::{Bucket}", when="ObjectOwnership"),
            More("s3:TagResource", arn="arn:{Partition}:s3:::{Bucket}", when="CreateBucketConfiguration.Tags"),
            More("s3:PutBucketVersioning", arn="arn:{Partition}:s3:::{Bucket}", when="ObjectLockEnabledForBucket"),
            More(
                "s3:PutBucketObjectLockConfiguration",
                arn="arn:{Partition}:s3:::{Bucket}",
                when="ObjectLockEnabledForBucket",
            ),
        ),
        "CopyObject": (More("s3:GetObject", "#source"),),
        "DeleteObjects": (More("s3:DeleteObjectVersion", "#versions"),),
        **{
            name: (More("kms:GenerateDataKey", "#bucket_key SSEKMSKeyId", via="s3"),)
            for name in ("PutObject", "CreateMultipartUpload", "UploadPart")
        },
        "GetObject": (More("kms:Decrypt", "#bucket_key", via="s3"),),
    },
    facts={"#bucket_key": _key_of_bucket, "#source": _source, "#versions": _versions},
    keys={"s3:prefix": "Prefix"},
    # The tags of a bucket count only where it is set to let them.
    tags=None,
)
