# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: database instances."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.kind import CALL, FAILED, READY, WORKING, Live, Problem
from ..shared.tags import tag_dict, tag_list
from . import support
from .base import RdsKind, lower
from .versions import impossible, major, upgrade

MISSING = "DBInstanceNotFound"
USABLE = (
    "available",
    "storage-optimization",
    "storage-config-upgrade",
    "backing-up",
    "configuring-enhanced-monitoring",
    "configuring-iam-database-auth",
)
# RDS User Guide, viewing DB instance status: what does not end by itself.
BROKEN = (
    "failed",
    "incompatible-create",
    "incompatible-network",
    "incompatible-option-group",
    "incompatible-parameters",
    "incompatible-restore",
    "inaccessible-encryption-credentials",
    "inaccessible-encryption-credentials-recoverable",
    "insufficient-capacity",
    "restore-error",
    "storage-full",
    "stopped",
)
# Our names are those of CreateDBInstance; these are called otherwise in what RDS answers, and in ModifyDBInstance.
ANSWERED = {
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
    "EnableCloudwatchLogsExports": "EnabledCloudwatchLogsExports",
}
SNAPSHOT_TAG = "slipway:final-snapshot"
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
    )
)
MULTI_AZ_SECONDS = 780  # 10 to 15 min
# What an instance is busy with for minutes when it is applied immediately.
SLOW = frozenset(
    ("AllocatedStorage", "DBInstanceClass", "EngineVersion", "Iops", "MultiAZ", "StorageThroughput", "StorageType")
)


def _known_user(want):
    """The sentence on a master user whose name everybody knows, or ""."""
    text = "MasterUsername %s: it cannot be changed later, and Security Hub minds names that everybody knows (RDS.25)"
    return text % want["MasterUsername"] if want["MasterUsername"] in ("admin", "postgres") else ""


class DbInstance(RdsKind):
    """A DB instance whose master password RDS keeps in Secrets Manager (ManageMasterUserPassword).

    What is compared is the instance with its pending modifications, so that a change which waits for the maintenance window
    is not asked for again. The version is met by every version that it is a prefix of and is never lowered; the storage is
    a minimum, as autoscaling raises it. ``AllowMajorVersionUpgrade`` is sent where the major version is raised.
    """

    kind = "db_instance"
    telling = ("Engine", "EngineVersion", "DBInstanceClass")
    console = "rds/home?region={region}#database:id={DBInstanceIdentifier}"
    coexist = "never"
    guarded = True
    upkeep = "its hours, storage and backups, as while it serves"
    name_field = "DBInstanceIdentifier"
    name_limit = 63
    arn_field = "Arn"
    listing = ("describe_db_instances", "DBInstances", "DBInstanceIdentifier", MISSING)
    uses = ("db_subnet_group", "db_parameter_group", "security_group", "kms_key", "role", "log_group")
    wait_timeout = 5400
    poll = 15
    # 5 to 10 min in one zone; to go, with its final snapshot, 5 to 15.
    durations = {"create": 480, "update": 300, "delete": 420}
    waits_for_deletion = True
    delete_timeout = 3600
    delete_retry = ("InvalidDBInstanceState",)
    fields = {
        "DBInstanceIdentifier": fields.required(change=fields.REPLACE, canonical=lower),
        "DBInstanceClass": fields.required(),
        "Engine": fields.required(change=fields.REPLACE),
        # Compared in ``differences``.
        "EngineVersion": fields.required(change=fields.CREATE_ONLY),
        "DBName": fields.optional(change=fields.REPLACE),
        "MasterUsername": fields.required(change=fields.REPLACE),
        "ManageMasterUserPassword": fields.managed(True),
        "MasterUserSecretKmsKeyId": fields.optional(change=fields.CREATE_ONLY),
        "AllocatedStorage": fields.required(minimum=True),
        "MaxAllocatedStorage": fields.managed(None),
        "StorageType": fields.managed("gp3"),
        "Iops": fields.optional(),
        "StorageThroughput": fields.optional(),
        "StorageEncrypted": fields.managed(True, change=fields.REPLACE),
        "KmsKeyId": fields.optional(change=fields.REPLACE),
        "DBSubnetGroupName": fields.required(change=fields.REPLACE, canonical=lower),
        "VpcSecurityGroupIds": fields.required(order="set"),
        "DBParameterGroupName": fields.optional(canonical=lower),
        "Port": fields.required(),
        "MultiAZ": fields.managed(False),
        "PubliclyAccessible": fields.managed(False),
        "BackupRetentionPeriod": fields.managed(1),
        "PreferredBackupWindow": fields.optional(canonical=lower),
        "PreferredMaintenanceWindow": fields.optional(canonical=lower),
        "CopyTagsToSnapshot": fields.managed(False),
        "AutoMinorVersionUpgrade": fields.managed(True),
        "DeletionProtection": fields.managed(False),
        "EngineLifecycleSupport": fields.optional(),
        "MonitoringInterval": fields.managed(0),
        "MonitoringRoleArn": fields.optional(),
        "EnablePerformanceInsights": fields.managed(False),
        "PerformanceInsightsKMSKeyId": fields.optional(change=fields.CREATE_ONLY),
        "PerformanceInsightsRetentionPeriod": fields.optional(),
        "EnableIAMDatabaseAuthentication": fields.managed(False),
        "EnableCloudwatchLogsExports": fields.managed([], order="set"),
        "CACertificateIdentifier": fields.optional(),
        "ApplyImmediately": fields.managed(False, change=fields.CREATE_ONLY),
        "Arn": fields.computed(),
        "DbiResourceId": fields.computed(),
        "EndpointAddress": fields.computed(fields.READY),
        "EndpointPort": fields.computed(fields.READY),
        "MasterUserSecretArn": fields.computed(fields.READY),
    }

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        """One listing with tags in it, however many instances there are (up to 100 a page)."""
        names = [lower(name) for name in scope.named(cls.name_field)]
        lives = [cls._live(row) for row in api.all("describe_db_instances", "DBInstances")]
        return [live for live in lives if live.id in names or live.tags.get(ownership.STACK) in scope.owners]

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
        live.note = support.note(api, want["Engine"], live.fields["EngineVersion"], want.get("EngineLifecycleSupport"))

    @classmethod
    def refresh(cls, api, live):
        row = cls.row(api, live)
        return cls._live(row, live.raw["expected"]) if row else None

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
    def differences(cls, want, live):
        changes = []
        wanted, current = str(want["EngineVersion"]), live.fields.get("EngineVersion")
        if current and upgrade(want["Engine"], current, wanted):
            changes.append(("EngineVersion", current, wanted))
        raw = live.raw or {}
        if want["ApplyImmediately"] and raw.get("status") == "available":
            # What still waits for the maintenance window has to be asked for again, now with the word "immediately".
            for name, value in sorted(raw["pending"].items()):
                if name in cls.fields and name in want and name in raw["now"] and name not in NOT_MODIFIED:
                    changes.append((name, raw["now"][name], value))
        return changes

    @classmethod
    def state(cls, live):
        status = live.raw["status"]
        if status in BROKEN:
            return FAILED, status + (
                ": start it, or it starts by itself after seven days" if status == "stopped" else ""
            )
        if status not in USABLE:
            return WORKING, status
        if "EndpointAddress" not in live.fields:
            return WORKING, "waiting for its endpoint"
        if (live.raw["now"].get("MasterUserSecret") or {}).get("SecretStatus") == "creating":
            return WORKING, "its master password is being made"
        # A modified instance says "available" for a moment before it says "modifying": the value decides.
        late = sorted(name for name, value in live.raw["expected"].items() if live.raw["now"].get(name) != value)
        return (WORKING, "modifying " + ", ".join(late)) if late else (READY, "")

    @classmethod
    def duration_of(cls, verb, values, changed=()):
        """A second zone adds minutes; most settings are changed while it runs, or in the maintenance window."""
        if verb == "create" and values.get("MultiAZ") is True:
            return MULTI_AZ_SECONDS
        if verb == "update" and not (values.get("ApplyImmediately") and SLOW.intersection(changed)):
            return CALL
        return super().duration_of(verb, values, changed)

    @classmethod
    def preflight(cls, api, want, live):
        have = live.fields if live else None
        problems = [Problem(text) for text in impossible(api, want, have) or support.ended(api, want, have)]
        if live is None and not problems:
            lifecycle = want.get("EngineLifecycleSupport")
            said = [support.note(api, want["Engine"], want["EngineVersion"], lifecycle), _known_user(want)]
            problems = [Problem(text, note=True) for text in said if text]
        return problems

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        arguments = {
            name: value
            for name, value in want.items()
            if value is not None and value != [] and name != "ApplyImmediately"
        }
        live = cls._live(api.create_db_instance(**arguments, Tags=tag_list(tags))["DBInstance"])
        # The request carries everything. The answer shows much of it only once the instance is available (log exports,
        # insights, Multi-AZ), and nothing can be modified before: what AWS has dropped is seen by the next run.
        live.fields = {**want, **{name: value for name, value in live.fields.items() if cls.fields[name].computed}}
        live.fields["EngineVersion"] = live.raw["now"].get("EngineVersion", want["EngineVersion"])
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        if live.raw["status"] == "creating":
            # A run that was stopped has left it so. It becomes what was asked for then, and cannot be modified before.
            return live
        arguments = cls._modify(live, want, delta)
        if not arguments:
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
        fresh.fields.update({name: want[name] for name in delta.names if name in want})
        return fresh

    @classmethod
    def _modify(cls, live, want, delta):
        """The arguments of ModifyDBInstance: only what moved, as an empty request is refused."""
        moved = [name for name in sorted(delta.names) if name in cls.fields]
        arguments = {name: want[name] for name in moved if name not in NOT_MODIFIED and want.get(name) is not None}
        if "Port" in moved:
            arguments["DBPortNumber"] = want["Port"]
        if "MaxAllocatedStorage" in moved:
            # The current size as the limit switches autoscaling off (0 is refused).
            arguments["MaxAllocatedStorage"] = want["MaxAllocatedStorage"] or live.fields["AllocatedStorage"]
        if "ManageMasterUserPassword" in moved and want["ManageMasterUserPassword"]:
            arguments["ManageMasterUserPassword"] = True
            if want.get("MasterUserSecretKmsKeyId"):
                arguments["MasterUserSecretKmsKeyId"] = want["MasterUserSecretKmsKeyId"]
        if "EnableCloudwatchLogsExports" in moved:
            was, wanted = set(live.fields["EnableCloudwatchLogsExports"]), set(want["EnableCloudwatchLogsExports"])
            arguments["CloudwatchLogsExportConfiguration"] = {
                name: sorted(types)
                for name, types in (("EnableLogTypes", wanted - was), ("DisableLogTypes", was - wanted))
                if types
            }
        if {"MonitoringInterval", "MonitoringRoleArn"} & set(moved):
            arguments["MonitoringInterval"] = want["MonitoringInterval"]
            if want["MonitoringInterval"]:
                arguments["MonitoringRoleArn"] = want["MonitoringRoleArn"]
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

    @classmethod
    def left_behind(cls, live):
        """A final snapshot is encrypted with the instance's key."""
        return ("", ()) if (live.tags or {}).get(SNAPSHOT_TAG) == "skip" else ("the final snapshot", ("kms_key",))

    @classmethod
    def delete(cls, api, live):
        """Leaves a final snapshot unless the instance's tag says otherwise. Deletion protection is lifted first: whoever
        named this address for deletion has been asked already."""
        row = cls.row(api, live)
        if row is None or row["DBInstanceStatus"] == "deleting":
            return
        if row.get("DeletionProtection"):
            # It is lifted at once in any case (Settings for DB instances), and what waits for its window goes on waiting.
            api.modify_db_instance(DBInstanceIdentifier=live.id, DeletionProtection=False)
        if (live.tags or {}).get(SNAPSHOT_TAG) == "skip":
            arguments = {"SkipFinalSnapshot": True}
        else:
            arguments = {
                "SkipFinalSnapshot": False,
                "FinalDBSnapshotIdentifier": "%s-final-%s" % (live.id, api.clock.utc().strftime("%Y%m%d%H%M%S")),
            }
        api.maybe("delete_db_instance", (MISSING,), DBInstanceIdentifier=live.id, **arguments)
