"""What calls of Amazon RDS require."""

from __future__ import annotations

from simulator.core.permissions.table import More, Table, tags_by

_DATABASE_KEYS = "KmsKeyId PerformanceInsightsKMSKeyId"
_MASTER = "ManageMasterUserPassword"
_MASTER_SECRET = "arn:{Partition}:secretsmanager:{Region}:{Account}:secret:rds!*"
_RDS = "arn:{Partition}:rds:{Region}:{Account}"
_SNAPSHOT = f"{_RDS}:snapshot:{{FinalDBSnapshotIdentifier}}"
_FINAL = "FinalDBSnapshotIdentifier"
_CLUSTER_SNAPSHOT = f"{_RDS}:cluster-snapshot:{{{_FINAL}}}"
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


TABLE = Table(
    prefix="rds",
    found={
        "db": ("DBInstanceIdentifier ResourceName",),
        "cluster": ("DBClusterIdentifier ResourceName ResourceArn",),
        "cluster-pg": ("DBClusterParameterGroupName ResourceName",),
        "cluster-snapshot": ("FinalDBSnapshotIdentifier DBClusterSnapshotIdentifier ResourceName",),
        "snapshot": ("FinalDBSnapshotIdentifier DBSnapshotIdentifier ResourceName",),
        "pg": ("DBParameterGroupName ResourceName",),
        "subgrp": ("DBSubnetGroupName ResourceName",),
        "og": ("OptionGroupName ResourceName",),
    },
    tagging="AddTagsToResource",
    passes={
        name: (("MonitoringRoleArn", "monitoring.rds.amazonaws.com"),)
        for name in ("CreateDBInstance", "CreateDBInstanceReadReplica", "ModifyDBInstance")
    }
    | {
        name: (("MonitoringRoleArn", "monitoring.rds.amazonaws.com"),)
        for name in ("CreateDBCluster", "ModifyDBCluster")
    },
    linked=dict.fromkeys(("CreateDBInstance", "CreateDBCluster"), "rds.amazonaws.com"),
    # RDS: password management with Secrets Manager, permissions required; overview of encryption, use of a key.
    more={
        "CreateDBInstance": _DATABASE,
        "CreateDBInstanceReadReplica": (
            More("rds:CreateDBInstanceReadReplica", arn=f"{_RDS}:db:{{SourceDBInstanceIdentifier}}"),
            *_DATABASE[:2],
        ),
        "ModifyDBInstance": (
            *_DATABASE,
            More("secretsmanager:RotateSecret", arn=_MASTER_SECRET, when="RotateMasterUserPassword"),
        ),
        "CreateDBCluster": _DATABASE,
        "ModifyDBCluster": (
            *_DATABASE,
            More("secretsmanager:RotateSecret", arn=_MASTER_SECRET, when="RotateMasterUserPassword"),
        ),
        "DeleteDBCluster": (
            More("rds:CreateDBClusterSnapshot", arn=f"{_RDS}:cluster:{{DBClusterIdentifier}}", when=_FINAL),
            More("rds:CreateDBClusterSnapshot", arn=_CLUSTER_SNAPSHOT, when=_FINAL),
            More("rds:AddTagsToResource", arn=_CLUSTER_SNAPSHOT, when=_FINAL),
        ),
        "DeleteDBInstance": (
            More("rds:CreateDBSnapshot", arn=f"{_RDS}:db:{{DBInstanceIdentifier}}", when="FinalDBSnapshotIdentifier"),
            More("rds:CreateDBSnapshot", arn=_SNAPSHOT, when="FinalDBSnapshotIdentifier"),
            More("rds:AddTagsToResource", arn=_SNAPSHOT, when="FinalDBSnapshotIdentifier"),
        ),
    },
    tags=tags_by("rds", "ListTagsForResource", "ResourceName", "TagList"),
    keys={"rds:DatabaseEngine": "Engine", "rds:DatabaseClass": "DBInstanceClass"},
)
