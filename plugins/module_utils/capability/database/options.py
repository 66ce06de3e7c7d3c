# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of the database capability, documented."""

from __future__ import annotations

from ...aws.rds import support
from ..shared import forms, policy
from ..shared.option import Option
from ..shared.retention import retention_option
from . import credentials

_OPTIONS = {
    "identifier": Option(
        "str",
        "Identifier of the instance. The default is C(<application>-<environment>-db).",
        sample="inflight-ordering-db",
        aws="1 to 63 letters, digits and single hyphens. Cannot be changed later.",
        field="db_instance.DBInstanceIdentifier",
    ),
    "engine": Option(
        "str",
        "Database engine.",
        default="postgres",
        choices=["postgres", "mysql", "mariadb"],
        aws="Cannot be changed later.",
        field="db_instance.Engine",
    ),
    "engine_version": Option(
        "str",
        [
            "Version of the engine, or the beginning of one: V(17) is met by every 17.x. Quote it, as YAML reads 16.10 as 16.1.",
            (
                "It is checked against what RDS offers; a refusal lists what is possible. A version that automatic minor upgrades have "
                "passed is met, and nothing is ever downgraded. Another major version upgrades the database."
            ),
            "The default is V(17) for PostgreSQL, V(8.4) for MySQL and V(11.4) for MariaDB.",
        ],
        sample="17",
        field="db_instance.EngineVersion",
    ),
    "instance_class": Option(
        "str",
        "Class of the instance. It is checked against what RDS offers for the version.",
        default="db.t3.medium",
        field="db_instance.DBInstanceClass",
    ),
    "database_name": Option(
        "str",
        "Name of the initial database. The default is the application's name with underscores.",
        sample="inflight_ordering",
        aws="Cannot be changed later.",
        field="db_instance.DBName",
    ),
    "master_username": Option(
        "str",
        [
            "Name of the master user. What the engine or RDS keeps for itself is refused.",
            "A name that everybody knows, such as V(postgres), is allowed, and a finding of Security Hub (RDS.25).",
        ],
        default="dbadmin",
        aws="Cannot be changed later.",
        field="db_instance.MasterUsername",
    ),
    "port": Option(
        "int",
        "Port of the database. The default is the engine's: V(5432) or V(3306).",
        aws="1150 to 65535.",
        between=(1150, 65535),
        field="db_instance.Port",
    ),
    "allocated_storage": Option(
        "int",
        "Size in GiB. It is a minimum: storage that has grown is never made smaller.",
        default=100,
        aws="20 to 65536, at least 100 for V(io1) and V(io2).",
        field="db_instance.AllocatedStorage",
    ),
    "max_allocated_storage": Option(
        "int",
        "Size in GiB up to which RDS may grow the storage by itself. Off when omitted.",
        sample=500,
        aws="At least 10 % more than O(allocated_storage), at most 65536.",
        field="db_instance.MaxAllocatedStorage",
    ),
    "storage_type": Option(
        "str",
        "Type of the storage.",
        default="gp3",
        choices=["gp2", "gp3", "io1", "io2"],
        field="db_instance.StorageType",
    ),
    "iops": Option(
        "int",
        "Provisioned IOPS, for V(io1) and V(io2), and for V(gp3) from 400 GiB on.",
        class_="optional",
        aws="1000 to 256000; 12000 to 64000 for V(gp3).",
        field="db_instance.Iops",
    ),
    "storage_throughput": Option(
        "int",
        "Throughput in MiB/s, for V(gp3) from 400 GiB on.",
        class_="optional",
        aws="500 to 4000.",
        between=(500, 4000),
        field="db_instance.StorageThroughput",
    ),
    "multi_az": Option(
        "bool",
        "Whether a standby in a second Availability Zone takes over when the instance fails.",
        default=True,
        field="db_instance.MultiAZ",
    ),
    "encryption": Option(
        "str",
        [
            "V(customer) encrypts storage, insights, logs and the master password with the stack's key or O(kms_key_id).",
            "V(aws) uses the keys that AWS manages. Storage is encrypted either way.",
        ],
        default="customer",
        choices=["customer", "aws"],
        aws="The key of the storage cannot be changed later.",
    ),
    "kms_key_id": Option(
        "str",
        "ARN of the key. The default is the one of the encryption capability.",
        class_="optional",
        form=forms.KEY_ARN,
    ),
    "subnet_ids": Option(
        "list",
        "Subnets of the instance, in at least two zones. The default are the network's private ones.",
        class_="optional",
        elements="str",
        form=forms.SUBNET_ID,
    ),
    "subnet_group_name": Option(
        "str",
        "Name of the subnet group. The default is C(<application>-<environment>-db-subnet-group).",
        sample="inflight-ordering-db-subnet-group",
        aws="Cannot be changed later.",
        field="db_subnet_group.DBSubnetGroupName",
    ),
    "database_security_group_id": Option(
        "str",
        "Security group of the instance. The default is the network's.",
        class_="optional",
        form=forms.SECURITY_GROUP_ID,
    ),
    "service_security_group_id": Option(
        "str",
        "Security group that may connect. The default is the network's for services.",
        class_="optional",
        form=forms.SECURITY_GROUP_ID,
    ),
    "security_group_rules": Option(
        "bool",
        [
            "Whether the rules are made through which the service and O(admin_cidrs) reach the database.",
            (
                "Say V(false) for a second instance that shares both its port and its security groups with the first: AWS has each rule "
                "of a group once."
            ),
        ],
        default=True,
    ),
    "admin_cidrs": Option(
        "list",
        [
            "Ranges from which people may connect, such as those of a VPN.",
            "The instance has no public address, so a range reaches it only over a VPN or a peering.",
        ],
        default=[],
        elements="str",
        form=forms.CIDR,
    ),
    "parameter_group_name": Option(
        "str",
        [
            "Name of the parameter group. The default holds the parameter group family, so that a major upgrade gets its own."
        ],
        field="db_parameter_group.DBParameterGroupName",
    ),
    "parameters": Option(
        "dict",
        [
            "Parameters of the engine that differ from its defaults. One that is removed here is reset.",
            "Static parameters take effect at the next reboot, which is yours to choose.",
        ],
        default={},
    ),
    "force_tls": Option("bool", "Whether connections without TLS are refused.", default=True),
    "backup_retention_days": Option(
        "int",
        "Days that automated backups are kept. V(0) switches them off.",
        default=7,
        aws="0 to 35.",
        between=(0, 35),
        field="db_instance.BackupRetentionPeriod",
    ),
    "backup_window": Option(
        "str",
        "Daily window of the backups in UTC. AWS chooses one when it was never given.",
        class_="optional",
        sample="03:00-04:00",
        field="db_instance.PreferredBackupWindow",
    ),
    "maintenance_window": Option(
        "str",
        "Weekly window of maintenance in UTC. AWS chooses one when it was never given.",
        class_="optional",
        sample="sun:04:00-sun:05:00",
        field="db_instance.PreferredMaintenanceWindow",
    ),
    "extended_support": Option(
        "bool",
        [
            (
                "Whether the database stays on its major version once the standard support of that ends, for the price of RDS Extended "
                "Support. Otherwise RDS upgrades it then, in a maintenance window."
            ),
            "The plan says so from a year before.",
        ],
        default=False,
        aws="PostgreSQL and MySQL only.",
        field="db_instance.EngineLifecycleSupport",
        sent={True: support.EXTENDED, False: support.STANDARD_ONLY},
    ),
    "auto_minor_version_upgrade": Option(
        "bool",
        "Whether AWS installs minor versions in the maintenance window.",
        default=True,
        field="db_instance.AutoMinorVersionUpgrade",
    ),
    "deletion_protection": Option(
        "bool",
        [
            "Whether AWS refuses to delete the instance. A run that names its address as data to delete lifts the protection first."
        ],
        default=True,
        field="db_instance.DeletionProtection",
    ),
    "final_snapshot": Option(
        "bool",
        [
            (
                "Whether a deletion leaves a final snapshot, named for the instance and the time. The choice is kept in a tag of the "
                "instance, so that a later run which no longer declares it knows."
            )
        ],
        default=True,
    ),
    "copy_tags_to_snapshot": Option(
        "bool", "Whether snapshots get the tags of the instance.", default=True, field="db_instance.CopyTagsToSnapshot"
    ),
    "log_exports": Option(
        "list",
        [
            "Logs that go to CloudWatch Logs. The default is V(postgresql) and V(upgrade), or V(error) and V(slowquery).",
            "A log group of the instance that RDS has made by itself, without tags, retention and key, is taken over.",
            "Any other that is not the stack's blocks.",
        ],
        elements="str",
        field="db_instance.EnableCloudwatchLogsExports",
    ),
    "log_retention_days": retention_option("Days that CloudWatch Logs keeps them.", 30),
    "monitoring_interval": Option(
        "int",
        "Seconds between two points of Enhanced Monitoring. V(0) switches it off.",
        default=60,
        choices=[0, 1, 5, 10, 15, 30, 60],
        field="db_instance.MonitoringInterval",
    ),
    "performance_insights": Option(
        "bool",
        ["Whether Performance Insights collects what the database waits for. Some small classes do not have it."],
        default=True,
        field="db_instance.EnablePerformanceInsights",
    ),
    "performance_insights_retention_days": Option(
        "int",
        "Days that it is kept. Only V(7) is free of charge.",
        default=7,
        aws="7, 731, or a multiple of 31.",
        field="db_instance.PerformanceInsightsRetentionPeriod",
    ),
    "iam_authentication": Option(
        "bool",
        "Whether users may log in with IAM tokens in place of passwords.",
        default=True,
        field="db_instance.EnableIAMDatabaseAuthentication",
    ),
    "ca_certificate": Option(
        "str",
        "Certificate authority of the server certificate. AWS's default when it was never given.",
        class_="optional",
        sample="rds-ca-rsa2048-g1",
        field="db_instance.CACertificateIdentifier",
    ),
    **credentials.OPTIONS,
    "apply_immediately": Option(
        "bool",
        [
            "Whether changes that may interrupt the database, such as another class, are made at once.",
            "Without it they wait for the maintenance window, and a plan counts them as done. With it, what still waits is applied.",
        ],
        default=False,
        field="db_instance.ApplyImmediately",
    ),
}

SPEC = {
    "short_description": "RDS database of a stack",
    "description": [
        (
            "Makes a PostgreSQL, MySQL or MariaDB instance in private subnets, with its subnet group, parameter group, log groups and "
            "the security group rules through which the service reaches it."
        ),
        "The master password is generated, kept in Secrets Manager and rotated, by AWS or by the stack; nobody needs to see it.",
        "A database is data: it is never replaced, and deleted only when its address is named. It leaves a final snapshot.",
    ],
    "options": _OPTIONS,
    "outputs": {
        "identifier": {"type": "str", "description": "Identifier of the instance.", "sample": "inflight-ordering-db"},
        "endpoint": {
            "type": "str",
            "description": "Host name of the database.",
            "sample": "inflight-ordering-db.abcdefghijkl.us-east-1.rds.amazonaws.com",
        },
        "port": {"type": "int", "description": "Port of the database.", "sample": 5432},
        "name": {"type": "str", "description": "Name of the initial database.", "sample": "inflight_ordering"},
        "username": {"type": "str", "description": "Name of the master user.", "sample": "dbadmin"},
        "engine": {"type": "str", "description": "Engine of the database.", "sample": "postgres"},
        "secret_arn": {
            "type": "str",
            "description": "ARN of the secret that holds the master password.",
            "sample": "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-0f1e2d3c-AbCdEf",
        },
        "arn": {
            "type": "str",
            "description": "ARN of the instance.",
            "sample": "arn:aws:rds:us-east-1:123456789012:db:inflight-ordering-db",
        },
    },
    "examples": """
- name: Run PostgreSQL in the stack's private subnets
  slipway.aws.database:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    identifier: inflight-ordering-db
    engine_version: "17"
    instance_class: db.t3.medium
    allocated_storage: 100
    backup_window: "03:00-04:00"
    maintenance_window: "sun:04:00-sun:05:00"
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
