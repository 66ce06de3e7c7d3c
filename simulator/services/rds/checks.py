"""What RDS refuses when an instance is created or modified."""

from __future__ import annotations

import re
from typing import Any

from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends

from simulator.core.handlers import AwsError, Call

from . import engines, parameter_groups
from .versions import is_orderable

IDENTIFIER = re.compile(r"^(?!.*--)[A-Za-z][A-Za-z0-9-]{0,62}$")
USER = re.compile(r"^[A-Za-z][A-Za-z0-9_]{0,62}$")
DATABASE = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")
DAILY = re.compile(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
WEEKLY = re.compile(
    r"^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$"
)
MONITORING = (0, 1, 5, 10, 15, 30, 60)
ADVANCED_DAYS = 465
INSIGHTS_DAYS = {7, 731, *(31 * months for months in range(1, 24))}


def bad(message: str) -> AwsError:
    """InvalidParameterValue."""
    return AwsError("InvalidParameterValue", message)


def clash(message: str) -> AwsError:
    """InvalidParameterCombination."""
    return AwsError("InvalidParameterCombination", message)


def check_identifier(name: str, parameter: str = "DBInstanceIdentifier") -> None:
    """Refuse an identifier that RDS does not take."""
    if not IDENTIFIER.match(name) or name.endswith("-"):
        raise bad(
            f"The parameter {parameter} is not a valid identifier. Identifiers must begin with a letter; must contain "
            "only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens."
        )


def check_password(password: str) -> None:
    """Refuse a password that RDS does not take."""
    if not 8 <= len(password) <= 128:
        raise bad("The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.")
    if any(character in '/@" ' or not character.isprintable() for character in password):
        raise bad(
            "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides "
            "'/', '@', '\"', ' ' may be used."
        )


def check_credentials(engine: str, params: dict[str, Any]) -> None:
    """Refuse a creation without a user, or with both or neither of a password and a managed one."""
    user = params.get("MasterUsername") or ""
    if not USER.match(user):
        raise bad("The parameter MasterUsername must be provided and must begin with a letter.")
    if user.lower() in engines.RESERVED_USERS[engine]:
        raise bad(f"MasterUsername {user} cannot be used as it is a reserved word used by the engine")
    password = params.get("MasterUserPassword")
    if params.get("ManageMasterUserPassword"):
        if password:
            raise clash("You can't specify MasterUserPassword when ManageMasterUserPassword is true.")
        return
    if not password:
        raise bad("The parameter MasterUserPassword must be provided and must not be blank.")
    check_password(password)


def check_storage(engine: str, data: dict[str, Any]) -> None:
    """Refuse sizes, operations and throughput that do not go together."""
    kind, size = data["StorageType"], data.get("AllocatedStorage")
    if kind not in engines.STORAGE:
        raise bad(f"Invalid storage type: {kind}")
    smallest, largest, needs_iops = engines.STORAGE[kind]
    if size is None or not smallest <= size <= largest:
        raise clash(f"Invalid storage size for engine name {engine} and storage type {kind}: {size}")
    if needs_iops and not data.get("Iops"):
        raise clash(f"You must specify IOPS for storage type {kind}")
    given = (data.get("Iops") or 3000) != 3000 or (data.get("StorageThroughput") or 125) != 125
    if kind == "gp3" and size < engines.GP3_STRIPED and given:
        raise clash(
            f"You can't specify IOPS or storage throughput for engine {engine} and a storage size less than "
            f"{engines.GP3_STRIPED}."
        )
    limit = data.get("MaxAllocatedStorage")
    if limit and limit != size and limit < size * 1.1:
        raise clash("Max storage size must be at least 10% greater than the allocated storage size")


def check_settings(call: Call, data: dict[str, Any]) -> None:
    """Refuse values that stand alone: class, retention, windows, port, monitoring, insights, logs, certificate."""
    engine = data["Engine"]
    if not is_orderable(engine, data["DBInstanceClass"]):
        raise bad(f"Invalid DB Instance class: {data['DBInstanceClass']}")
    if not 0 <= data["BackupRetentionPeriod"] <= 35:
        raise bad(f"Invalid backup retention period: {data['BackupRetentionPeriod']}. Must be between 0 and 35.")
    check_times(data)
    if not 1150 <= data["DbInstancePort"] <= 65535:
        raise bad(f"Invalid endpoint port {data['DbInstancePort']}, valid port range is 1150-65535.")
    check_monitoring(call, data)
    if data["PerformanceInsightsEnabled"] and data["PerformanceInsightsRetentionPeriod"] not in INSIGHTS_DAYS:
        raise bad(f"Invalid Performance Insights retention period: {data['PerformanceInsightsRetentionPeriod']}")
    days = data.get("PerformanceInsightsRetentionPeriod") or 0 if data["PerformanceInsightsEnabled"] else 0
    if data["DatabaseInsightsMode"] == "advanced" and days < ADVANCED_DAYS:
        raise clash(
            "To enable the Advanced mode of Database Insights, modify your instance to enable Performance Insights and set "
            f"the retention period for Performance Insights to at least {ADVANCED_DAYS} days."
        )
    wrong = [kind for kind in data["EnabledCloudwatchLogsExports"] if kind not in engines.LOG_TYPES[engine]]
    if wrong:
        raise clash(
            f"You cannot use the log types '{', '.join(wrong)}' with engine version {engine} {data['EngineVersion']}. "
            "For supported log types, see the documentation."
        )
    if data["CACertificateIdentifier"] not in engines.CERTIFICATES:
        raise AwsError("CertificateNotFound", f"Certificate not found: {data['CACertificateIdentifier']}", 404)


def check_times(data: dict[str, Any]) -> None:
    """Refuse windows that are none."""
    if not DAILY.match(data["PreferredBackupWindow"]):
        raise bad(f"Invalid backup window format: {data['PreferredBackupWindow']}. Should be hh24:mi-hh24:mi.")
    if not WEEKLY.match(data["PreferredMaintenanceWindow"]):
        raise bad(
            f"Invalid maintenance window format: {data['PreferredMaintenanceWindow']}. Should be "
            "ddd:hh24:mi-ddd:hh24:mi."
        )


def check_monitoring(call: Call, data: dict[str, Any]) -> None:
    """Refuse an interval without a role, and a role that is not there."""
    interval, role = data["MonitoringInterval"], data.get("MonitoringRoleArn")
    if interval not in MONITORING:
        raise bad(f"Invalid monitoring interval: {interval}. Valid values are {', '.join(map(str, MONITORING))}.")
    if interval and not role:
        raise clash("A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.")
    if interval and role:
        roles = iam_backends[call.account][call.partition].roles.values()
        if not any(known.arn == role for known in roles):
            raise bad(
                "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING"
            )


def check_groups(call: Call, groups: list[str], vpc_id: str) -> None:
    """Refuse security groups that are missing or of another VPC."""
    ec2 = ec2_backends[call.account][call.region]
    for group in groups:
        found = ec2.get_security_group_from_id(group)
        if found is None:
            raise bad(f"Invalid security group , groupId= {group}, groupName=.")
        if found.vpc_id != vpc_id:
            raise AwsError(
                "InvalidVPCNetworkStateFault",
                "The DB instance and EC2 security group are in different VPCs. The DB instance is in "
                f"{vpc_id} and the EC2 security group is in {found.vpc_id}",
            )


def check_parameter_group(call: Call, name: str, engine: str, version: str) -> str:
    """The name of the parameter group, when it exists and is of the version's family."""
    family = engines.family_of(engine, version)
    group = parameter_groups.find(call, name)
    if group.family != family:
        raise clash(
            f"The parameter group with DBParameterGroupName {name} can't be used for this instance. Please use a "
            f"parameter group with DBParameterGroupFamily {family}."
        )
    return group.name


def key_arn(call: Call, key: str | None, alias: str) -> str:
    """The ARN of an enabled KMS key; the key of AWS behind ``alias`` when none is given."""
    try:
        found = call.invoke("kms", "DescribeKey", {"KeyId": key or alias})["KeyMetadata"]
    except AwsError as error:
        raise AwsError("KMSKeyNotAccessibleFault", f"The specified KMS key [{key}] does not exist.") from error
    if found["KeyState"] != "Enabled":
        raise AwsError("KMSKeyNotAccessibleFault", f"The specified KMS key [{key}] is not enabled.")
    return found["Arn"]


def check_version(data: dict[str, Any], wanted: str, major_allowed: bool) -> str:  # E4
    """The version that an upgrade goes to."""
    engine, current = data["Engine"], data["EngineVersion"]
    if engines.major_of(engine, current) == wanted:
        return current
    version = engines.resolve(engine, wanted)
    if version is None:
        raise clash(f"Cannot find version {wanted} for {engine}")
    if engines.order(version) < engines.order(current):
        raise clash(f"Cannot upgrade {engine} from {current} to {version}")
    if engines.major_of(engine, version) != engines.major_of(engine, current) and not major_allowed:
        raise clash("The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.")
    return version
