# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EFS: file systems."""

from __future__ import annotations

from ...engine import fields
from ...engine.references import is_known
from ..shared.tags import tag_list
from .base import EfsKind


class FileSystem(EfsKind):
    """A Regional file system, encrypted at rest. It holds data.

    A repeated CreateFileSystem with the same token is refused, so there is never a second one (its documentation). Its
    policies are parts of their own: they can be set only once it is available (IncorrectFileSystemLifeCycleState).
    Protection against replication is left alone.
    """

    kind = "file_system"
    telling = ("ThroughputMode", "PerformanceMode")
    id_field = "FileSystemId"
    name_field = "CreationToken"
    name_limit = 64
    uses = ("kms_key",)
    coexist = "never"
    guarded = True
    upkeep = "the storage of its files and of their backups"
    waits_for_deletion = True
    # Its mount targets go first, and for a while after they are gone it still counts as in use.
    delete_retry = ("FileSystemInUse", "IncorrectFileSystemLifeCycleState")
    fields = {
        "CreationToken": fields.required(change=fields.CREATE_ONLY),
        "PerformanceMode": fields.managed("generalPurpose", change=fields.REPLACE),
        "Encrypted": fields.managed(True, change=fields.REPLACE),
        "KmsKeyId": fields.optional(change=fields.REPLACE),
        "ThroughputMode": fields.managed("elastic"),
        "ProvisionedThroughputInMibps": fields.managed(None),
        "FileSystemId": fields.computed(),
        "FileSystemArn": fields.computed(),
    }

    @classmethod
    def shape(cls, row):
        values = super().shape(row)
        if values.get("ThroughputMode") != "provisioned":
            values.pop("ProvisionedThroughputInMibps", None)
        return values

    @classmethod
    def observe(cls, api, scope):
        """One listing of the account's file systems, tags included: EFS filters by token or id only."""
        lives = [cls.live(row) for row in api.all("describe_file_systems", "FileSystems")]
        return [live for live in lives if live.raw != "deleted" and cls.mine(live, scope)]

    @classmethod
    def refresh(cls, api, live):
        rows = api.all("describe_file_systems", "FileSystems", missing=("FileSystemNotFound",), FileSystemId=live.id)
        return cls.live(rows[0]) if rows and rows[0]["LifeCycleState"] != "deleted" else None

    @classmethod
    def validate(cls, want):
        # CreateFileSystem: a throughput is needed with provisioned; maxIO is not supported with elastic.
        mode, throughput = want["ThroughputMode"], want.get("ProvisionedThroughputInMibps")
        if not is_known([mode, throughput, want["PerformanceMode"]]):
            return []
        problems = []
        if (mode == "provisioned") != (throughput is not None):
            problems.append("ProvisionedThroughputInMibps %s: it goes with ThroughputMode provisioned" % throughput)
        if mode == "elastic" and want["PerformanceMode"] == "maxIO":
            problems.append("PerformanceMode maxIO: it is not possible with ThroughputMode elastic")
        return problems

    @classmethod
    def _throughput(cls, want):
        names = ("ThroughputMode", "ProvisionedThroughputInMibps")
        return {name: want[name] for name in names if want.get(name) is not None}

    @classmethod
    def create(cls, api, want, tags):
        names = ("CreationToken", "PerformanceMode", "Encrypted", "KmsKeyId")
        given = {name: want[name] for name in names if want.get(name) is not None}
        return cls.live(api.create_file_system(**given, **cls._throughput(want), Tags=tag_list(tags)), tags)

    @classmethod
    def update(cls, api, live, want, delta):
        """Only throughput can change; less of it, or another mode, once in 24 hours (TooManyRequests)."""
        return cls.live(api.update_file_system(FileSystemId=live.id, **cls._throughput(want)), live.tags)

    @classmethod
    def delete(cls, api, live):
        """Called only where the user named this file system as data that may go."""
        api.maybe("delete_file_system", ("FileSystemNotFound",), FileSystemId=live.id)
