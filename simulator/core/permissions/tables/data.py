"""Databases, buckets, file systems, secrets, parameters and keys."""

from __future__ import annotations

from simulator.core.permissions.tables.table import More, Table

_SECRET_KEY = "KmsKeyId #secret_keys"
_WRITES_SECRET = (
    More("kms:GenerateDataKey", _SECRET_KEY, via="secretsmanager"),
    More("kms:Decrypt", _SECRET_KEY, via="secretsmanager"),
)
_READS_SECRET = (More("kms:Decrypt", "#secret_keys", via="secretsmanager"),)
_DATABASE_KEYS = "KmsKeyId PerformanceInsightsKMSKeyId"
_MASTER = "ManageMasterUserPassword"
_MASTER_SECRET = "arn:{Partition}:secretsmanager:{Region}:{Account}:secret:rds!*"
_RDS = "arn:{Partition}:rds:{Region}:{Account}"
_SNAPSHOT = f"{_RDS}:snapshot:{{FinalDBSnapshotIdentifier}}"
_DATABASE = (
    More("kms:CreateGrant", _DATABASE_KEYS, via="rds"),
    More("kms:DescribeKey", _DATABASE_KEYS, via="rds"),
    More("secretsmanager:CreateSecret", arn=_MASTER_SECRET, when=_MASTER),
    More("secretsmanager:TagResource", arn=_MASTER_SECRET, when=_MASTER),
    More("kms:DescribeKey", "MasterUserSecretKmsKeyId"),
    More("kms:Decrypt", "MasterUserSecretKmsKeyId", via="secretsmanager"),
    More("kms:GenerateDataKey", "MasterUserSecretKmsKeyId", via="secretsmanager"),
    More("kms:CreateGrant", "MasterUserSecretKmsKeyId"),
)

RDS = Table(
    prefix="rds",
    found={
        "db": ("DBInstanceIdentifier ResourceName",),
        "snapshot": ("FinalDBSnapshotIdentifier DBSnapshotIdentifier ResourceName",),
        "pg": ("DBParameterGroupName ResourceName",),
        "subgrp": ("DBSubnetGroupName ResourceName",),
        "og": ("OptionGroupName ResourceName",),
    },
    tagging="AddTagsToResource",
    passes={
        name: (("MonitoringRoleArn", "monitoring.rds.amazonaws.com"),)
        for name in ("CreateDBInstance", "ModifyDBInstance")
    },
    linked={"CreateDBInstance": "rds.amazonaws.com"},
    # RDS: password management with Secrets Manager, permissions required; overview of encryption, use of a key.
    more={
        "CreateDBInstance": _DATABASE,
        "ModifyDBInstance": (
            *_DATABASE,
            More("secretsmanager:RotateSecret", arn=_MASTER_SECRET, when="RotateMasterUserPassword"),
        ),
        "DeleteDBInstance": (
            More("rds:CreateDBSnapshot", arn=f"{_RDS}:db:{{DBInstanceIdentifier}}", when="FinalDBSnapshotIdentifier"),
            More("rds:CreateDBSnapshot", arn=_SNAPSHOT, when="FinalDBSnapshotIdentifier"),
            More("rds:AddTagsToResource", arn=_SNAPSHOT, when="FinalDBSnapshotIdentifier"),
        ),
    },
)

S3 = Table(
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
        "GetBucketCors": "GetBucketCORS",
        "PutBucketCors": "PutBucketCORS",
        "DeleteBucketCors": "PutBucketCORS",
    },
    more={
        "CreateBucket": (
            More("s3:PutBucketOwnershipControls", arn="arn:{Partition}:s3:::{Bucket}", when="ObjectOwnership"),
            More("s3:TagResource", arn="arn:{Partition}:s3:::{Bucket}", when="CreateBucketConfiguration.Tags"),
        ),
        "CopyObject": (More("s3:GetObject", "#source"),),
        "DeleteObjects": (More("s3:DeleteObjectVersion", "#versions"),),
        **{
            name: (More("kms:GenerateDataKey", "#bucket_key SSEKMSKeyId", via="s3"),)
            for name in ("PutObject", "CreateMultipartUpload", "UploadPart")
        },
        "GetObject": (More("kms:Decrypt", "#bucket_key", via="s3"),),
    },
)

EFS = Table(
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
)

SECRETS = Table(
    prefix="secretsmanager",
    found={"Secret": ("#secrets",)},
    tagging="TagResource",
    more={
        "CreateSecret": _WRITES_SECRET,
        "PutSecretValue": _WRITES_SECRET,
        "UpdateSecret": _WRITES_SECRET,
        "GetSecretValue": _READS_SECRET,
        # Each secret is asked for as by itself.
        "BatchGetSecretValue": (
            More("secretsmanager:GetSecretValue", "#secrets"),
            More("kms:Decrypt", "#secret_keys", via="secretsmanager"),
        ),
    },
)

SSM = Table(
    prefix="ssm",
    found={"parameter": ("Name Names ResourceId",)},
    kinds=dict.fromkeys(("AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource"), "parameter"),
    tagging="AddTagsToResource",
    # AWS KMS and Parameter Store: standard parameters are encrypted by Encrypt, read by Decrypt.
    more={
        "PutParameter": (More("kms:Encrypt", "KeyId", via="ssm"),),
        "GetParameter": (More("kms:Decrypt", "#parameter_keys", via="ssm"),),
        "GetParameters": (More("kms:Decrypt", "#parameter_keys", via="ssm"),),
    },
)

KMS = Table(
    prefix="kms",
    found={"key": ("#keys",), "alias": ("#aliases",)},
    tagging="TagResource",
    makes={"CreateKey": "key"},
    more={"CreateKey": (More("kms:PutKeyPolicy", arn="arn:{Partition}:kms:{Region}:{Account}:key/*", when="Policy"),)},
)

TABLES = {"rds": RDS, "s3": S3, "efs": EFS, "secretsmanager": SECRETS, "ssm": SSM, "kms": KMS}
