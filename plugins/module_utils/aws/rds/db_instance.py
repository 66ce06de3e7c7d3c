# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: database instances."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.errors import SlipwayError
from ...engine.kind import CALL, Live
from ..shared.tags import tag_dict, tag_list
from . import password, support
from .base import lower
from .database import Database
from .db_parameter_group import DbParameterGroup
from .versions import major

MISSING = "DBInstanceNotFound"
# Our names are those of CreateDBInstance; these are called otherwise in what RDS answers, and in ModifyDBInstance.
ANSWERED = {
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
    "EnableCloudwatchLogsExports": "EnabledCloudwatchLogsExports",
}
# What only CreateDBInstance takes, or what follows other rules in ModifyDBInstance (see ``_modify``).
NOT_MODIFIED = frozenset(
    (
        "DBInstanceIdentifier",
        "Engine",
        "DBName",
        "MasterUsername",
        "StorageEncrypted",
        "KmsKeyId",
        "DBSubnetGroupName",
        "ManageMasterUserPassword",
        "MasterUserSecretKmsKeyId",
        "Port",
        "EnableCloudwatchLogsExports",
        "MaxAllocatedStorage",
        "ApplyImmediately",
        "PasswordSecretArn",
        "PasswordVersion",
    )
)
WAITS = "pending-reboot"  # ParameterApplyStatus
MULTI_AZ_SECONDS = 780  # 10 to 15 min
# What an instance is busy with for minutes when it is applied immediately.
SLOW = frozenset(
    ("AllocatedStorage", "DBInstanceClass", "EngineVersion", "Iops", "MultiAZ", "StorageThroughput", "StorageType")
)


def instances(api):
    """The rows of all DB instances: single ones, replicas, and members of clusters."""
    return api.once("db instances", lambda: api.all("describe_db_instances", "DBInstances"))


class DbInstance(Database):
    """A DB instance whose master password RDS keeps in Secrets Manager (ManageMasterUserPassword), or the stack (password.py).

    What is compared is the instance with its pending modifications, so that a change which waits for the maintenance window
    is not asked for again. The version is met by every version that it is a prefix of and is never lowered; the storage is
    a minimum, as autoscaling raises it. ``AllowMajorVersionUpgrade`` is sent where the major version is raised.
    """

    kind = "db_instance"
    telling = ("Engine", "EngineVersion", "DBInstanceClass")
    console = "rds/home?region={region}#database:id={DBInstanceIdentifier}"
    noun = "db_instance"
    status_field = "DBInstanceStatus"
    not_modified = NOT_MODIFIED
    name_field = "DBInstanceIdentifier"
    name_limit = 63
    arn_field = "Arn"
    listing = ("describe_db_instances", "DBInstances", "DBInstanceIdentifier", MISSING)
    uses = ("db_subnet_group", "db_parameter_group", "security_group", "kms_key", "role", "log_group")
    wait_timeout = 5400
    poll = 15
    # 5 to 10 min in one zone; to go, with its final snapshot, 5 to 15.
    durations = {"create": 480, "update": 300, "delete": 420}
    delete_retry = ("InvalidDBInstanceState",)
    fields = {
        **Database.shared,
        "DBInstanceIdentifier": fields.required(change=fields.REPLACE, canonical=lower),
        "DBInstanceClass": fields.required(),
        "DBName": fields.optional(change=fields.REPLACE),
        "AllocatedStorage": fields.required(minimum=True),
        "MaxAllocatedStorage": fields.managed(None),
        "StorageType": fields.managed("gp3"),
        "Iops": fields.optional(),
        "StorageThroughput": fields.optional(),
        "DBParameterGroupName": fields.optional(canonical=lower),
        "MultiAZ": fields.managed(False),
        "PubliclyAccessible": fields.managed(False),
        "AutoMinorVersionUpgrade": fields.managed(True),
        "MonitoringInterval": fields.managed(0),
        "MonitoringRoleArn": fields.optional(),
        "EnablePerformanceInsights": fields.managed(False),
        "PerformanceInsightsKMSKeyId": fields.optional(change=fields.CREATE_ONLY),
        "PerformanceInsightsRetentionPeriod": fields.optional(),
        "DatabaseInsightsMode": fields.managed("standard"),
        "CACertificateIdentifier": fields.optional(),
        "Arn": fields.computed(),
        "DbiResourceId": fields.computed(),
        "EndpointAddress": fields.computed(fields.READY),
        "EndpointPort": fields.computed(fields.READY),
    }

    ours = ("ApplyImmediately", "PasswordSecretArn", "PasswordVersion")  # no members of the creating call

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def is_one(cls, row):
        """True for what is an object of this kind: a replica follows its source until it is promoted, a member its cluster."""
        return not row.get("ReadReplicaSourceDBInstanceIdentifier") and not row.get("DBClusterIdentifier")

    @classmethod
    def observe(cls, api, scope):
        """One listing with tags in it, however many instances there are (up to 100 a page)."""
        names = [lower(name) for name in scope.named(cls.name_field)]
        lives = [cls._live(row) for row in instances(api) if cls.is_one(row)]
        found = [live for live in lives if live.id in names or live.tags.get(ownership.STACK) in scope.owners]
        return api.map(lambda live: password.see(api, live), found)

    @classmethod
    def _live(cls, row, expected=None):
        pending = dict(row.get("PendingModifiedValues") or {})
        merged = {**row, **pending}
        values = {}
        for name in cls.fields:
            answered = ANSWERED.get(name, name)
            if answered in merged:
                values[name] = merged[answered]
        values["VpcSecurityGroupIds"] = [group["VpcSecurityGroupId"] for group in row.get("VpcSecurityGroups", [])]
        values["DBParameterGroupName"] = next(
            (group["DBParameterGroupName"] for group in row.get("DBParameterGroups", [])), None
        )
        values.setdefault("EnableCloudwatchLogsExports", [])
        values.setdefault("EngineLifecycleSupport", support.EXTENDED)
        values.setdefault("DatabaseInsightsMode", "standard")
        values["Arn"] = row["DBInstanceArn"]
        if row.get("DBSubnetGroup"):
            values["DBSubnetGroupName"] = row["DBSubnetGroup"]["DBSubnetGroupName"]
        endpoint, secret = row.get("Endpoint") or {}, row.get("MasterUserSecret")
        # While an instance is created its port is only known from the request (DbInstancePort is 0).
        values["Port"] = pending.get("Port") or endpoint.get("Port") or row.get("DbInstancePort") or None
        if endpoint.get("Address"):
            values["EndpointAddress"], values["EndpointPort"] = endpoint["Address"], endpoint["Port"]
        values["ManageMasterUserPassword"] = secret is not None
        if secret and secret.get("SecretArn"):
            values["MasterUserSecretArn"] = secret["SecretArn"]
        raw = {
            "status": row.get("DBInstanceStatus", "creating"),
            "pending": pending,
            "now": row,
            "expected": expected or {},
        }
        live = Live(row["DBInstanceIdentifier"], values, tag_dict(row.get("TagList")), raw)
        if raw["status"] == "deleting":
            live.tombstone = "the database instance is being deleted"
        return live

    @classmethod
    def read_late(cls, api, live, want):
        super().read_late(api, live, want)
        live.note = ". ".join(text for text in (live.note, cls._waits_for_reboot(api, live)) if text)

    @classmethod
    def _waits_for_reboot(cls, api, live):
        """The sentence on parameters that only a reboot applies, or ""."""
        groups = [
            row for row in live.raw["now"].get("DBParameterGroups", []) if row.get("ParameterApplyStatus") == WAITS
        ]
        if not groups:
            return ""
        names = DbParameterGroup.static_of(api, groups[0]["DBParameterGroupName"])
        return "its parameter group waits for a reboot, which is yours to choose%s (aws rds reboot-db-instance)" % (
            "; only a reboot applies " + ", ".join(names) if names else ""
        )

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def validate(cls, want):
        problems = []
        most = want.get("MaxAllocatedStorage")
        if isinstance(most, int) and isinstance(want["AllocatedStorage"], int) and most <= want["AllocatedStorage"]:
            problems.append(
                "MaxAllocatedStorage %s: more than AllocatedStorage (%s) is allowed" % (most, want["AllocatedStorage"])
            )
        if want["MonitoringInterval"] and not want.get("MonitoringRoleArn"):
            problems.append("MonitoringInterval %s: a MonitoringRoleArn is needed with it" % want["MonitoringInterval"])
        return problems

    @classmethod
    def duration_of(cls, verb, values, changed=()):
        """A second zone adds minutes; most settings are changed while it runs, or in the maintenance window."""
        if verb == "create" and values.get("MultiAZ") is True:
            return MULTI_AZ_SECONDS
        if verb == "update" and not (values.get("ApplyImmediately") and SLOW.intersection(changed)):
            return CALL
        return super().duration_of(verb, values, changed)

    @classmethod
    def check_alone(cls, row):
        """RDS would promote the replicas of a source that goes (DeleteDBInstance): nobody asked for that."""
        replicas = row.get("ReadReplicaDBInstanceIdentifiers")
        if replicas:
            raise SlipwayError(
                "%s has the read replicas %s, which RDS would turn into databases of their own: delete or promote them first"
                % (row["DBInstanceIdentifier"], ", ".join(replicas))
            )

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        arguments = {
            name: value for name, value in want.items() if value is not None and value != [] and name not in cls.ours
        }
        arguments.update(password.first(api, want))
        live = cls._live(api.create_db_instance(**arguments, Tags=tag_list(tags))["DBInstance"])
        # The request carries everything. The answer shows much of it only once the instance is available (log exports,
        # insights, Multi-AZ), and nothing can be modified before: what AWS has dropped is seen by the next run.
        live.fields = {**want, **{name: value for name, value in live.fields.items() if cls.fields[name].computed}}
        live.fields["EngineVersion"] = live.raw["now"].get("EngineVersion", want["EngineVersion"])
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        secret, handed = password.change(api, live, want, delta.names)
        if live.raw["status"] == "creating":
            # A run that was stopped has left it so. It becomes what was asked for then, and cannot be modified before.
            if secret:
                secret.note(want.get("PasswordVersion"))
            return live
        arguments = {**cls._modify(live, want, delta), **handed}
        if "ManageMasterUserPassword" in arguments and not secret:
            password.leave(api, live)
        if not arguments:
            if secret:
                password.conclude(api, secret, want, lambda: False)
            return live
        answer = api.modify_db_instance(
            DBInstanceIdentifier=live.id, ApplyImmediately=want["ApplyImmediately"], **arguments
        )
        row = answer["DBInstance"]
        expected = {}
        if want["ApplyImmediately"]:
            expected = {
                name: arguments[name]
                for name in ("DBInstanceClass", "MultiAZ", "AllocatedStorage", "StorageType")
                if name in arguments
            }
        fresh = cls._live(row, expected)
        fresh.tags = live.tags
        if secret:
            password.conclude(api, secret, want, lambda: cls._resetting(api, live))
        password.see(api, fresh)
        fresh.fields.update({name: want[name] for name in delta.names if name in want})
        return fresh

    @classmethod
    def _resetting(cls, api, live):
        """True while RDS has yet to apply a new master password."""
        row = cls.row(api, live) or {}
        waits = "MasterUserPassword" in (row.get("PendingModifiedValues") or {})
        return waits or row.get("DBInstanceStatus") == "resetting-master-credentials"

    @classmethod
    def _modify(cls, live, want, delta):
        """The arguments of ModifyDBInstance: only what moved, as an empty request is refused."""
        moved = [name for name in sorted(delta.names) if name in cls.fields]
        arguments = {name: want[name] for name in moved if name not in cls.not_modified and want.get(name) is not None}
        if "Port" in moved:
            arguments["DBPortNumber"] = want["Port"]
        if "MaxAllocatedStorage" in moved:
            # The current size as the limit switches autoscaling off (0 is refused).
            arguments["MaxAllocatedStorage"] = want["MaxAllocatedStorage"] or live.fields["AllocatedStorage"]
        if "ManageMasterUserPassword" in moved and want["ManageMasterUserPassword"]:
            arguments.update(cls.managed_password(want))
        if "EnableCloudwatchLogsExports" in moved:
            arguments.update(cls.log_exports(live, want))
        if {"MonitoringInterval", "MonitoringRoleArn"} & set(moved):
            arguments["MonitoringInterval"] = want["MonitoringInterval"]
            if want["MonitoringInterval"]:
                arguments["MonitoringRoleArn"] = want["MonitoringRoleArn"]
        if "DatabaseInsightsMode" in moved:
            # The advanced mode is taken with the insights and days that it needs in the same call, and so is the way back.
            arguments["EnablePerformanceInsights"] = want["EnablePerformanceInsights"]
        if arguments.get("EnablePerformanceInsights"):
            for name in ("PerformanceInsightsKMSKeyId", "PerformanceInsightsRetentionPeriod"):
                if want.get(name):
                    arguments[name] = want[name]
        if {"Iops", "StorageThroughput", "StorageType", "AllocatedStorage"} & set(moved):
            for name in ("StorageType", "Iops", "StorageThroughput"):
                if want.get(name) is not None:
                    arguments[name] = want[name]
            # Provisioned performance is set together with the size (ModifyDBInstance, Iops).
            arguments["AllocatedStorage"] = max(want["AllocatedStorage"], live.fields["AllocatedStorage"])
        if "EngineVersion" in moved:
            arguments["EngineVersion"] = str(want["EngineVersion"])
            if major(want["Engine"], want["EngineVersion"]) != major(want["Engine"], live.raw["now"]["EngineVersion"]):
                arguments["AllowMajorVersionUpgrade"] = True
                if want.get("DBParameterGroupName"):
                    arguments["DBParameterGroupName"] = want["DBParameterGroupName"]
        return arguments
