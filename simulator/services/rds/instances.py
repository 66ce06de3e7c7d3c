"""DB instances from creation to available, and what AWS fills in."""

from __future__ import annotations

import base64
import hashlib
import secrets as random_secrets
from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.rds.models import DBInstance, DBSubnetGroup, rds_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call

from ..ec2 import interfaces
from ..logs.log_groups import ensure_group
from . import checks, engines, parameter_groups, secrets, subnet_groups

# Members taken from the call as they are, with RDS's default, see aws-behaviours and the API reference of
# CreateDBInstance.
PLAIN: dict[str, Any] = {
    "AutoMinorVersionUpgrade": True,
    "BackupRetentionPeriod": 1,
    "BackupTarget": "region",
    "CACertificateIdentifier": "rds-ca-rsa2048-g1",
    "CopyTagsToSnapshot": False,
    "DatabaseInsightsMode": "standard",
    "DedicatedLogVolume": False,
    "DeletionProtection": False,
    "EngineLifecycleSupport": "open-source-rds-extended-support",
    "MonitoringInterval": 0,
    "MultiAZ": False,
    "NetworkType": "IPV4",
    "StorageEncrypted": False,
    "StorageType": "gp2",
}
OPTIONAL = ("DBName", "MaxAllocatedStorage", "MonitoringRoleArn", "PromotionTier", "ProcessorFeatures")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def windows(name: str) -> tuple[str, str]:
    """Windows that AWS would choose at random (behaviour E14): here they follow from the name."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    hour, day = number % 8 + 3, WEEK[number % 7]
    return f"{hour:02d}:00-{hour:02d}:30", f"{day}:{hour + 1:02d}:30-{day}:{hour + 2:02d}:00"


def _default_group(call: Call) -> Any:
    """The subnet group ``default``, of the default VPC, that RDS makes for an instance without one."""
    backend = rds_backends[call.account][call.region]
    if "default" not in backend.subnet_groups:
        ec2 = ec2_backends[call.account][call.region]
        vpc = ec2.default_vpc
        if vpc is None:
            raise checks.bad("No default subnet detected in VPC. Please contact AWS Support to recreate the default.")
        subnets = [subnet for zone in ec2.subnets.values() for subnet in zone.values() if subnet.vpc_id == vpc.id]
        backend.subnet_groups["default"] = DBSubnetGroup(backend, "default", "default", subnets, [])
    return backend.subnet_groups["default"]


def _data(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """The members of the new instance under AWS's names, with defaults, checked."""
    engine = params["Engine"]
    version = engines.resolve(engine, params.get("EngineVersion"))
    if version is None:
        raise checks.clash(f"Cannot find version {params['EngineVersion']} for {engine}")
    backup, maintenance = windows(params["DBInstanceIdentifier"])
    data = {name: params.get(name, default) for name, default in PLAIN.items()}
    data |= {name: params[name] for name in OPTIONAL if params.get(name) not in (None, "")}
    if "Iops" in params and "StorageType" not in params:
        data["StorageType"] = "io1"
    data |= {
        "Engine": engine,
        "EngineVersion": version,
        "DBInstanceClass": params["DBInstanceClass"],
        "AllocatedStorage": params.get("AllocatedStorage"),
        "MasterUsername": params.get("MasterUsername"),
        "LicenseModel": engines.LICENSES[engine],
        "DbInstancePort": params.get("Port") or engines.PORTS[engine],
        "PubliclyAccessible": params.get("PubliclyAccessible", False),
        "PreferredBackupWindow": params.get("PreferredBackupWindow") or backup,
        "PreferredMaintenanceWindow": (params.get("PreferredMaintenanceWindow") or maintenance).lower(),
        "IAMDatabaseAuthenticationEnabled": bool(params.get("EnableIAMDatabaseAuthentication")),
        "PerformanceInsightsEnabled": bool(params.get("EnablePerformanceInsights")),
        "EnabledCloudwatchLogsExports": sorted(params.get("EnableCloudwatchLogsExports") or []),
    }
    fill_storage(data, params)
    if data["PerformanceInsightsEnabled"]:
        data["PerformanceInsightsRetentionPeriod"] = params.get("PerformanceInsightsRetentionPeriod") or 7
        key = params.get("PerformanceInsightsKMSKeyId")
        data["PerformanceInsightsKMSKeyId"] = checks.key_arn(call, key, "alias/aws/rds")
    if data["StorageEncrypted"]:
        data["KmsKeyId"] = checks.key_arn(call, params.get("KmsKeyId"), "alias/aws/rds")
    elif params.get("KmsKeyId"):
        raise checks.clash("You must specify StorageEncrypted with a KmsKeyId.")
    checks.check_credentials(engine, params)
    checks.check_storage(engine, data)
    checks.check_settings(call, data)
    if data.get("DBName") and not checks.DATABASE.match(data["DBName"]):
        raise checks.bad(f"DBName must begin with a letter and contain only alphanumeric characters: {data['DBName']}")
    if data["MultiAZ"] and params.get("AvailabilityZone"):
        raise checks.clash("Requesting a specific availability zone is not valid for Multi-AZ instances.")
    return data


def fill_storage(data: dict[str, Any], params: dict[str, Any]) -> None:
    """Operations and throughput, which gp3 has even where none are given."""
    for name, base in (("Iops", 3000), ("StorageThroughput", 125)):
        striped = (data.get("AllocatedStorage") or 0) >= engines.GP3_STRIPED
        value = params.get(name) or ((base if not striped else base * 4) if data["StorageType"] == "gp3" else None)
        if value is None or (data["StorageType"] in ("gp2", "standard")):
            data.pop(name, None)
        else:
            data[name] = value


def zones(group: Any, data: dict[str, Any], wanted: str | None) -> list[Any]:
    """The subnets of the instance: one in its zone, and one in another zone when it is Multi-AZ."""
    by_zone = {subnet.availability_zone: subnet for subnet in reversed(group._subnets)}
    first = wanted or min(by_zone)
    if first not in by_zone:
        raise checks.bad(f"The DB subnet group has no subnet in the requested availability zone {first}")
    others = [by_zone[zone] for zone in sorted(by_zone) if zone != first]
    return [by_zone[first], *others[:1]] if data["MultiAZ"] else [by_zone[first]]


def place(call: Call, database: Any, subnets: list[Any]) -> None:
    """Give the instance its network interfaces in these subnets, with its groups, and only there."""
    known = getattr(database, "interfaces", {})
    wanted = {subnet.id for subnet in subnets}
    for subnet in set(known) - wanted:
        interfaces.release(call.account, call.region, known.pop(subnet))
    for subnet in wanted - set(known):
        made = interfaces.attach(
            call.account, call.region, subnet, database.vpc_security_group_ids, "RDSNetworkInterface", "amazon-rds"
        )
        known[subnet] = made.id
    ec2 = ec2_backends[call.account][call.region]
    for interface in known.values():
        ec2.enis[interface]._group_set = [
            ec2.get_security_group_from_id(group) for group in database.vpc_security_group_ids
        ]
    database.interfaces = known


def make_logs(call: Call, database: Any) -> None:
    """Log groups appear where logs are exported."""
    for kind in database.data["EnabledCloudwatchLogsExports"]:
        name = f"/aws/rds/instance/{database.db_instance_identifier}/{kind}"
        ensure_group(call.account, call.region, name)


def sync(database: Any) -> None:
    """Tell moto's object what its snapshots and copies need to know."""
    data = database.data
    database.allocated_storage = data["AllocatedStorage"]
    database.storage_type = data["StorageType"]
    database.engine_version = data["EngineVersion"]
    database.db_instance_class = data["DBInstanceClass"]
    database.multi_az = data["MultiAZ"]
    database.deletion_protection = data["DeletionProtection"]
    database.copy_tags_to_snapshot = data["CopyTagsToSnapshot"]
    database.backup_retention_period = data["BackupRetentionPeriod"]
    database.enable_iam_database_authentication = data["IAMDatabaseAuthenticationEnabled"]
    database.kms_key_id = data.get("KmsKeyId")
    database.storage_encrypted = data["StorageEncrypted"]
    database.port = data["DbInstancePort"]


def create(call: Call) -> dict[str, Any]:
    """A single instance."""
    params = call.params
    check_new(call, params["DBInstanceIdentifier"])
    if params["Engine"] in engines.CLUSTERS:
        raise checks.clash(f"The engine {params['Engine']} needs a DBClusterIdentifier.")
    if params["Engine"] not in engines.VERSIONS:
        if params["Engine"].startswith("neptune"):
            return call.forward()
        raise checks.bad(f"Invalid DB engine: {params['Engine']}")
    data = _data(call, params)
    group = subnet_groups.find(call, params["DBSubnetGroupName"]) if params.get("DBSubnetGroupName") else None
    group = group or _default_group(call)
    family = engines.family_of(data["Engine"], data["EngineVersion"])
    wanted = params.get("DBParameterGroupName") or parameter_groups.default_name(family)
    database = made(call, data, group, wanted)
    if params.get("ManageMasterUserPassword"):
        data["MasterUserSecret"] = secrets.create(call, database, params.get("MasterUserSecretKmsKeyId"))
    answer = {"DBInstance": shown(database)}
    state.after("rds:db_instance", lambda: _back_up(database), "multi_az" if params.get("MultiAZ") else "")
    return answer


def check_new(call: Call, name: str) -> None:
    """Refuse an identifier that RDS does not take, or that another instance has."""
    checks.check_identifier(name)
    if name.lower() in rds_backends[call.account][call.region].databases:
        raise AwsError("DBInstanceAlreadyExists", "DB instance already exists")


def made(call: Call, data: dict[str, Any], group: Any, parameter_group: str, zone: str | None = None) -> Any:
    """The instance that a call makes, in creation, in the subnets of a group."""
    params, backend = call.params, rds_backends[call.account][call.region]
    groups = params.get("VpcSecurityGroupIds") or [
        ec2_backends[call.account][call.region].get_default_security_group(group.vpc_id).id
    ]
    checks.check_groups(call, groups, group.vpc_id)
    subnets = zones(group, data, zone or params.get("AvailabilityZone"))
    database = DBInstance(
        backend,
        db_instance_identifier=params["DBInstanceIdentifier"],
        db_instance_class=data["DBInstanceClass"],
        engine="aurora-postgresql" if data["Engine"] == "docdb" else data["Engine"],  # moto knows no DocumentDB
        engine_version=data["EngineVersion"],
        allocated_storage=data["AllocatedStorage"],
        db_name=data.get("DBName"),
        db_subnet_group_name=group.name,
        db_parameter_group_name=checks.check_parameter_group(
            call, parameter_group, data["Engine"], data["EngineVersion"]
        ),
        master_username=data["MasterUsername"],
        master_user_password=params.get("MasterUserPassword"),
        vpc_security_group_ids=list(groups),
        availability_zone=subnets[0].availability_zone,
        tags=list(params.get("Tags") or []),
    )
    database.engine = data["Engine"]
    database.data, database.pending, database.parameter_status = data, {}, "in-sync"
    identity = base64.b32encode(random_secrets.token_bytes(16)).decode().rstrip("=")
    database.dbi_resource_id = f"db-{identity}"
    domain = "docdb" if data["Engine"] == "docdb" else "rds"
    random = random_secrets.token_hex(6)
    database.host = f"{database.db_instance_identifier}.{random}.{call.region}.{domain}.amazonaws.com"
    database.secondary_zone = subnets[1].availability_zone if len(subnets) > 1 else None
    database.manage_master_user_password = False
    sync(database)
    backend.databases[database.db_instance_identifier] = database
    place(call, database, subnets)
    make_logs(call, database)
    database.status = "creating"
    return database


def _back_up(database: Any) -> None:
    """A new instance is backed up before it is available (behaviour E1)."""
    become(database, "backing-up")
    state.after("rds:db_instance.backup", lambda: become(database, "available"))


def become(database: Any, status: str) -> None:
    """Set the status unless the instance is on its way out."""
    if database.status != "deleting":
        database.status = status


def shown(database: Any) -> dict[str, Any]:
    """An instance as DescribeDBInstances shows it."""
    row = {
        **database.data,
        "DBInstanceIdentifier": database.db_instance_identifier,
        "DBInstanceArn": database.arn,
        "DBInstanceStatus": database.status,
        "DbiResourceId": database.dbi_resource_id,
        "DbInstancePort": 0,
        "InstanceCreateTime": database.created,
        "AvailabilityZone": database.availability_zone,
        "SecondaryAvailabilityZone": database.secondary_zone,
        "DBSubnetGroup": subnet_groups.shown(database.db_subnet_group),
        "DBSecurityGroups": [],
        "VpcSecurityGroups": [
            {"VpcSecurityGroupId": group, "Status": "active"} for group in database.vpc_security_group_ids
        ],
        "DBParameterGroups": [
            {
                "DBParameterGroupName": database.db_parameter_group_name,
                "ParameterApplyStatus": database.parameter_status,
            }
        ],
        "OptionGroupMemberships": [{"OptionGroupName": _option_group(database), "Status": "in-sync"}],
        "PendingModifiedValues": {
            name: "****" if name == "MasterUserPassword" else value for name, value in database.pending.items()
        },
        "LatestRestorableTime": utcnow(),
        "ReadReplicaDBInstanceIdentifiers": list(database.replicas),
        "DomainMemberships": [],
        "AssociatedRoles": [],
        "TagList": database.get_tags(),
        "CustomerOwnedIpEnabled": False,
        "ActivityStreamStatus": "stopped",
        "CertificateDetails": {"CAIdentifier": database.data["CACertificateIdentifier"]},
        "MultiTenant": False,
        "IsStorageConfigUpgradeAvailable": False,
    }
    if database.status != "creating":
        row["Endpoint"] = {
            "Address": database.host,
            "Port": database.data["DbInstancePort"],
            "HostedZoneId": "Z2R2ITUGPM61AM",
        }
    return {name: value for name, value in row.items() if value is not None}


def _option_group(database: Any) -> str:
    major = engines.major_of(database.data["Engine"], database.data["EngineVersion"])
    return f"default:{database.data['Engine']}-{major.replace('.', '-')}"


def find(call: Call, name: str) -> Any:  # E9
    """The instance of an identifier or ARN. Raises AwsError DBInstanceNotFound."""
    database = rds_backends[call.account][call.region].databases.get(name.rsplit(":", 1)[-1].lower())
    if database is None:
        raise AwsError("DBInstanceNotFound", f"DBInstance {name.lower()} not found.", 404)
    return database


def is_own(database: Any) -> bool:
    """True for an instance that is kept here; false for those that moto made."""
    return hasattr(database, "data")
