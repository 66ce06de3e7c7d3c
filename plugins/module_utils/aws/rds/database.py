# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: what a database is, whether one instance holds it or a cluster."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import FAILED, READY, WORKING, Problem
from . import password, support
from .base import RdsKind, lower
from .versions import impossible, upgrade

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
SNAPSHOT_TAG = "slipway:final-snapshot"


def _known_user(want):
    """The sentence on a master user whose name everybody knows, or ""."""
    text = "MasterUsername %s: it cannot be changed later, and Security Hub minds names that everybody knows (RDS.25)"
    return text % want["MasterUsername"] if want["MasterUsername"] in ("admin", "postgres") else ""


class Database(RdsKind):
    """A database whose master password RDS keeps in Secrets Manager (ManageMasterUserPassword), or the stack (password.py).

    What is compared is the database with its pending modifications, so that a change which waits for the maintenance window
    is not asked for again. The version is met by every version that it is a prefix of and is never lowered. ``raw`` of a Live
    holds its ``status``, what is ``pending``, the row as it is ``now``, and the values that are ``expected`` after a change.
    """

    noun = ""  # db_instance, db_cluster: the last words of its operations
    status_field = ""
    endpoint = "EndpointAddress"  # the field that shows that it can be reached
    not_modified: frozenset = frozenset()  # only the creating call takes it, or it follows other rules when modified
    coexist = "never"
    guarded = True
    upkeep = "its hours, storage and backups, as while it serves"
    waits_for_deletion = True
    delete_timeout = 3600
    shared = {
        "Engine": fields.required(change=fields.REPLACE),
        # Compared in ``differences``.
        "EngineVersion": fields.required(change=fields.CREATE_ONLY),
        "MasterUsername": fields.required(change=fields.REPLACE),
        "ManageMasterUserPassword": fields.managed(True),
        "MasterUserSecretKmsKeyId": fields.optional(change=fields.CREATE_ONLY),
        "StorageEncrypted": fields.managed(True, change=fields.REPLACE),
        "KmsKeyId": fields.optional(change=fields.REPLACE),
        "DBSubnetGroupName": fields.required(change=fields.REPLACE, canonical=lower),
        "VpcSecurityGroupIds": fields.required(order="set"),
        "Port": fields.required(),
        "BackupRetentionPeriod": fields.managed(1),
        "PreferredBackupWindow": fields.optional(canonical=lower),
        "PreferredMaintenanceWindow": fields.optional(canonical=lower),
        "CopyTagsToSnapshot": fields.managed(False),
        "DeletionProtection": fields.managed(False),
        "EngineLifecycleSupport": fields.optional(),
        "EnableIAMDatabaseAuthentication": fields.managed(False),
        "EnableCloudwatchLogsExports": fields.managed([], order="set"),
        "ApplyImmediately": fields.managed(False, change=fields.CREATE_ONLY),
        # Not members of the API: the secret that holds a password of the stack's own, and the word that it was made for.
        "PasswordSecretArn": fields.optional(change=fields.CREATE_ONLY),
        "PasswordVersion": fields.optional(),
        "MasterUserSecretArn": fields.computed(
            fields.READY, renewed_by=("ManageMasterUserPassword", "MasterUserPassword", "PasswordVersion")
        ),
    }

    @classmethod
    def _live(cls, row, expected=None):
        raise NotImplementedError(cls.kind)

    @classmethod
    def read_late(cls, api, live, want):
        live.note = support.note(api, want["Engine"], live.fields["EngineVersion"], want.get("EngineLifecycleSupport"))

    @classmethod
    def refresh(cls, api, live):
        row = cls.row(api, live)
        return password.see(api, cls._live(row, live.raw["expected"])) if row else None

    @classmethod
    def differences(cls, want, live):
        changes = password.differences(want, live)
        wanted, current = str(want["EngineVersion"]), live.fields.get("EngineVersion")
        if current and upgrade(want["Engine"], current, wanted):
            changes.append(("EngineVersion", current, wanted))
        return changes + cls.waiting(want, live)

    @classmethod
    def waiting(cls, want, live):
        """What still waits for the maintenance window has to be asked for again, once the word "immediately" is said."""
        raw = live.raw or {}
        if not want["ApplyImmediately"] or raw.get("status") != "available":
            return []
        return [
            (name, raw["now"][name], value)
            for name, value in sorted(raw["pending"].items())
            if name in cls.fields and name in want and name in raw["now"] and name not in cls.not_modified
        ]

    @classmethod
    def state(cls, live):
        status = live.raw["status"]
        if status in BROKEN:
            return FAILED, status + (
                ": start it, or it starts by itself after seven days" if status == "stopped" else ""
            )
        if status not in USABLE:
            return WORKING, status
        if cls.endpoint not in live.fields:
            return WORKING, "waiting for its endpoint"
        if (live.raw["now"].get("MasterUserSecret") or {}).get("SecretStatus") == "creating":
            return WORKING, "its master password is being made"
        # A modified instance says "available" for a moment before it says "modifying": the value decides.
        late = sorted(name for name, value in live.raw["expected"].items() if live.raw["now"].get(name) != value)
        return (WORKING, "modifying " + ", ".join(late)) if late else (READY, "")

    @classmethod
    def preflight(cls, api, want, live):
        have = live.fields if live else None
        problems = [Problem(text) for text in impossible(api, want, have) or support.ended(api, want, have)]
        if live is None and not problems:
            lifecycle = want.get("EngineLifecycleSupport")
            said = [support.note(api, want["Engine"], want["EngineVersion"], lifecycle), _known_user(want)]
            problems = [Problem(text, note=True) for text in said if text]
        return problems

    @classmethod
    def left_behind(cls, live):
        """A final snapshot is encrypted with the instance's key."""
        return ("", ()) if (live.tags or {}).get(SNAPSHOT_TAG) == "skip" else ("the final snapshot", ("kms_key",))

    @classmethod
    def delete(cls, api, live):
        """Leaves a final snapshot unless the instance's tag says otherwise. Deletion protection is lifted first: whoever
        named this address for deletion has been asked already."""
        row = cls.row(api, live)
        if row is None or row[cls.status_field] == "deleting":
            return
        cls.check_alone(row)
        if row.get("DeletionProtection"):
            # It is lifted at once in any case (Settings for DB instances), and what waits for its window goes on waiting.
            getattr(api, "modify_" + cls.noun)(**cls.named(live), DeletionProtection=False)
        api.maybe("delete_" + cls.noun, cls.listing[3:], **cls.named(live), **cls.last_words(api, live))

    @classmethod
    def check_alone(cls, row):
        """Raises SlipwayError where others hang on a database that is to go."""

    @classmethod
    def last_words(cls, api, live):
        """Arguments of a deletion that say what stays."""
        if (live.tags or {}).get(SNAPSHOT_TAG) == "skip":
            return {"SkipFinalSnapshot": True}
        name = "%s-final-%s" % (live.id, api.clock.utc().strftime("%Y%m%d%H%M%S"))
        return {"SkipFinalSnapshot": False, "FinalDBSnapshotIdentifier": name}

    # -- parts of a change -----------------------------------------------------------------------------------------------

    @classmethod
    def named(cls, live):
        """The argument that names a database."""
        return {cls.name_field: live.id}

    @classmethod
    def managed_password(cls, want):
        """Arguments that hand the master password to RDS."""
        key = want.get("MasterUserSecretKmsKeyId")
        return {"ManageMasterUserPassword": True, **({"MasterUserSecretKmsKeyId": key} if key else {})}

    @classmethod
    def log_exports(cls, live, want):
        """Arguments that begin and end the export of logs."""
        was, wanted = set(live.fields["EnableCloudwatchLogsExports"]), set(want["EnableCloudwatchLogsExports"])
        changes = (("EnableLogTypes", wanted - was), ("DisableLogTypes", was - wanted))
        return {"CloudwatchLogsExportConfiguration": {name: sorted(types) for name, types in changes if types}}
