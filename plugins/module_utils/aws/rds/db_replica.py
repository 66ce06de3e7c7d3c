# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: read replicas of database instances."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Problem
from ..shared.tags import tag_list
from .base import lower
from .db_instance import MISSING, DbInstance

# What a replica has from its source, or what CreateDBInstanceReadReplica does not take: a field of the password is refused even
# where it says that there is none.
FROM_SOURCE = frozenset(
    (
        "AllocatedStorage",
        "BackupRetentionPeriod",
        "DBName",
        "Engine",
        "EngineLifecycleSupport",
        "EngineVersion",
        "Iops",
        "KmsKeyId",
        "ManageMasterUserPassword",
        "MasterUserSecretArn",
        "MasterUserSecretKmsKeyId",
        "MasterUsername",
        "MaxAllocatedStorage",
        "PasswordSecretArn",
        "PasswordVersion",
        "PreferredBackupWindow",
        "PreferredMaintenanceWindow",
        "StorageEncrypted",
        "StorageThroughput",
        "StorageType",
    )
)
SOURCE = "ReadReplicaSourceDBInstanceIdentifier"


class DbReplica(DbInstance):
    """A read replica. Users, passwords, engine and data are its source's, so no field of those is ever sent.

    It holds nothing of its own, and leaves nothing behind. A promoted one is a database like others, and none of this kind.
    """

    kind = "db_replica"
    telling = ("SourceDBInstanceIdentifier", "DBInstanceClass")
    uses = (*DbInstance.uses, "db_instance")
    coexist = "exclusive"
    guarded = False
    upkeep = ""
    # Copying a large source takes as long as its snapshot.
    wait_timeout = 4 * 3600
    durations = {"create": 900, "update": 300, "delete": 300}
    fields = {
        **{name: field for name, field in DbInstance.fields.items() if name not in FROM_SOURCE},
        "SourceDBInstanceIdentifier": fields.required(change=fields.REPLACE, canonical=lower),
        "AvailabilityZone": fields.optional(change=fields.REPLACE),
    }

    @classmethod
    def is_one(cls, row):
        return bool(row.get(SOURCE))

    @classmethod
    def _live(cls, row, expected=None):
        live = super()._live(row, expected)
        live.fields = {name: value for name, value in live.fields.items() if name in cls.fields}
        live.fields["SourceDBInstanceIdentifier"] = row.get(SOURCE)
        return live

    @classmethod
    def read_late(cls, api, live, want):
        """Its version is its source's, which says what there is to say of that."""
        live.note = cls._waits_for_reboot(api, live)

    @classmethod
    def differences(cls, want, live):
        return cls.waiting(want, live)

    @classmethod
    def validate(cls, want):
        if want["MonitoringInterval"] and not want.get("MonitoringRoleArn"):
            return ["MonitoringInterval %s: a MonitoringRoleArn is needed with it" % want["MonitoringInterval"]]
        return []

    @classmethod
    def preflight(cls, api, want, live):
        name = want["DBInstanceIdentifier"]
        answer = api.maybe("describe_db_instances", (MISSING,), DBInstanceIdentifier=name) if live is None else None
        if not answer or cls.is_one(answer["DBInstances"][0]):
            return []
        return [
            Problem(
                "%s is a database of its own, and no replica any more: it was promoted, which is for good. Take it out of "
                "database_replicas, or choose another identifier" % name
            )
        ]

    @classmethod
    def left_behind(cls, live):
        return "", ()

    @classmethod
    def create(cls, api, want, tags):
        arguments = {name: value for name, value in want.items() if value not in (None, []) and name not in cls.ours}
        live = cls._live(api.create_db_instance_read_replica(**arguments, Tags=tag_list(tags))["DBInstance"])
        live.fields = {**want, **{name: value for name, value in live.fields.items() if cls.fields[name].computed}}
        live.tags = dict(tags)
        return live

    @classmethod
    def last_words(cls, api, live):
        """A replica leaves no snapshot: to name one is refused (DeleteDBInstance)."""
        return {"SkipFinalSnapshot": True}
