"""Amazon RDS: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, either, fewer, key, longer, more
from simulator.core.lags import Stale
from simulator.core.listing import Listing
from simulator.core.service import OLDER_WORDS, Service

from .permissions import TABLE

SERVICE = Service(
    "rds",
    uses=(
        "ec2",
        "logs",
    ),
    durations={
        "db_cluster": 60,
        "db_cluster.delete": 120,
        "db_cluster.failover": 30,
        "db_cluster.update": 120,
        "db_instance": 420,
        "db_instance.backup": 60,  # E1
        "db_instance.delete": 300,
        "db_instance.member": 420,
        "db_instance.multi_az": 720,  # to be created in two zones: 10 to 15 min, with the backup
        "db_instance.password": 60,
        "db_instance.replica": 600,
        "db_instance.update": 180,
        "interfaces": 60,  # B7, E18
        "storage_optimization": 21600,  # E6
    },
    **OLDER_WORDS | {"invalid": "InvalidParameterValue"},
    stale=(
        # E1
        Stale(
            "DBInstanceIdentifier",
            ("ModifyDBInstance",),
            {"DescribeDBInstances": ("DBInstanceIdentifier", "DBInstances")},
            5,
        ),
        Stale(
            "DBClusterIdentifier",
            ("ModifyDBCluster",),
            {"DescribeDBClusters": ("DBClusterIdentifier", "DBClusters")},
            5,
        ),
    ),
    # A6
    refuses={
        "role": dict.fromkeys(
            ("CreateDBInstance", "CreateDBInstanceReadReplica"),
            (
                "InvalidParameterValue",
                "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
                400,
            ),
        ),
    },
    catalogues=("DescribeEngineDefaultParameters", "DescribeEngineDefaultClusterParameters"),
    permissions=TABLE,
    listings=(
        Listing("db_instance", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
        Listing("db_cluster", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
        Listing(
            "db_cluster_snapshot", "describe_db_cluster_snapshots", "DBClusterSnapshots", "DBClusterSnapshotIdentifier"
        ),
        Listing(
            "db_cluster_parameter_group",
            "describe_db_cluster_parameter_groups",
            "DBClusterParameterGroups",
            "DBClusterParameterGroupName",
            details=(
                (
                    "describe_db_cluster_parameters",
                    {"DBClusterParameterGroupName": "@DBClusterParameterGroupName", "Source": "user"},
                ),
                ("list_tags_for_resource", {"ResourceName": "@DBClusterParameterGroupArn"}),
            ),
        ),
        Listing("db_snapshot", "describe_db_snapshots", "DBSnapshots", "DBSnapshotIdentifier"),
        Listing(
            "db_subnet_group",
            "describe_db_subnet_groups",
            "DBSubnetGroups",
            "DBSubnetGroupName",
            details=(("list_tags_for_resource", {"ResourceName": "@DBSubnetGroupArn"}),),
        ),
        Listing(
            "db_parameter_group",
            "describe_db_parameter_groups",
            "DBParameterGroups",
            "DBParameterGroupName",
            details=(
                ("describe_db_parameters", {"DBParameterGroupName": "@DBParameterGroupName", "Source": "user"}),
                ("list_tags_for_resource", {"ResourceName": "@DBParameterGroupArn"}),
            ),
        ),
    ),
    changes={
        ("db_instance", "BackupRetentionPeriod"): more,
        ("db_instance", "MonitoringInterval"): either(60, 30),
        ("db_instance", "EnableCloudwatchLogsExports"): fewer,
        ("db_cluster", "BackupRetentionPeriod"): more,
        ("db_cluster", "MonitoringInterval"): either(60, 30),
        ("db_cluster", "EnableCloudwatchLogsExports"): fewer,
        ("db_cluster_member", "PromotionTier"): more,
        ("db_parameter_group", "Parameters"): key("rds.force_ssl", "0"),
        ("db_cluster_parameter_group", "Parameters"): key("rds.force_ssl", "0"),
        ("db_subnet_group", "DBSubnetGroupDescription"): longer,
        # Changing it alone is no update: another object would have to come or go.
        ("db_instance", "ManageMasterUserPassword"): SAME,
        ("db_cluster", "ManageMasterUserPassword"): SAME,
    },
)
