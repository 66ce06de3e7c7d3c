# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EFS: file systems, and the access points through which applications see a part of one."""

from __future__ import annotations

from ..engine import fields, ownership
from ..engine.kind import FAILED, READY, WORKING, Kind, Live
from ..engine.references import is_known
from .common import tag_dict, tag_list


class EfsKind(Kind):
    """An EFS object with tags; its id is what TagResource takes. The kinds' states are those of LifeCycleState."""

    service = "efs"
    taggable = True
    on_repeat = "token"
    poll = 2

    @classmethod
    def shape(cls, row):
        """The fields of a described row."""
        return {name: row[name] for name in cls.fields if row.get(name) is not None}

    @classmethod
    def live(cls, row, tags=None):
        """The Live of a described row, or of a create call's answer."""
        state = row.get("LifeCycleState")
        return Live(
            row[cls.id_field],
            cls.shape(row),
            tag_dict(row.get("Tags")) if tags is None else dict(tags),
            raw=state,
            tombstone="it is being deleted" if state == "deleting" else None,
        )

    @classmethod
    def mine(cls, live, scope):
        """Whether a listed object matters: ours by its tags, or one that holds a name we wish for."""
        named = live.fields.get(cls.name_field) in scope.named(cls.name_field)
        return named or live.tags.get(ownership.STACK) in scope.owners

    @classmethod
    def state(cls, live):
        if live.raw in (None, "available"):
            return READY, ""
        return (FAILED if live.raw == "error" else WORKING), live.raw

    @classmethod
    def tag(cls, api, live, tags):
        api.tag_resource(ResourceId=live.id, Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.untag_resource(ResourceId=live.id, TagKeys=list(keys))


class FileSystem(EfsKind):
    """A Regional file system, encrypted at rest. It holds data.

    A repeated CreateFileSystem with the same token is refused, so there is never a second one (its documentation). Its
    policies are parts of their own: they can be set only once it is available (IncorrectFileSystemLifeCycleState).
    Protection against replication is left alone.
    """

    kind = "file_system"
    id_field = "FileSystemId"
    name_field = "CreationToken"
    name_limit = 64
    uses = ("kms_key",)
    coexist = "never"
    guarded = True
    upkeep = "the storage of its files and of their backups"
    lingers = True
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


def mode(text):
    """File mode bits as AWS answers them, with or without a leading zero, in one form."""
    return text.zfill(4) if isinstance(text, str) and is_known(text) else text


class AccessPoint(EfsKind):
    """A directory of a file system with the user that all its clients act as. Nothing of it can be changed.

    Two may show the same directory, so a replacement stands beside the old one until its users have moved. A directory
    keeps its files, its owner and its mode when the access point goes: CreationInfo counts only while it is not there.
    """

    kind = "access_point"
    id_field = "AccessPointId"
    name_field = "ClientToken"
    name_limit = 64
    needs = ("file_system",)
    uses = ("file_system",)
    coexist = "new_name"
    fields = {
        "ClientToken": fields.required(change=fields.CREATE_ONLY),
        "FileSystemId": fields.required(change=fields.REPLACE),
        "PosixUser": fields.required(
            change=fields.REPLACE,
            members={
                "Uid": fields.required(),
                "Gid": fields.required(),
                "SecondaryGids": fields.managed([], order="set"),
            },
        ),
        "RootDirectory": fields.required(
            change=fields.REPLACE,
            members={
                "Path": fields.required(),
                "CreationInfo": fields.optional(
                    members={
                        "OwnerUid": fields.required(),
                        "OwnerGid": fields.required(),
                        "Permissions": fields.required(canonical=mode),
                    }
                ),
            },
        ),
        "AccessPointId": fields.computed(),
        "AccessPointArn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """Those of our file systems: a file system of somebody else may have thousands."""
        parents = sorted(live.id for live in scope.parents("file_system") if not live.tombstone)
        rows = [row for found in api.map(lambda parent: cls._of(api, parent), parents) for row in found]
        lives = [cls.live(row) for row in rows if row.get("LifeCycleState") not in ("deleting", "deleted")]
        return [live for live in lives if cls.mine(live, scope)]

    @staticmethod
    def _of(api, parent):
        return api.all("describe_access_points", "AccessPoints", missing=("FileSystemNotFound",), FileSystemId=parent)

    @classmethod
    def refresh(cls, api, live):
        missing = ("AccessPointNotFound",)
        rows = api.all("describe_access_points", "AccessPoints", missing=missing, AccessPointId=live.id)
        return cls.live(rows[0]) if rows else None

    @classmethod
    def create(cls, api, want, tags):
        names = ("ClientToken", "FileSystemId", "PosixUser", "RootDirectory")
        return cls.live(api.create_access_point(**{name: want[name] for name in names}, Tags=tag_list(tags)), tags)

    @classmethod
    def delete(cls, api, live):
        """Clients that are connected go on until they end their connection (DeleteAccessPoint's documentation)."""
        api.maybe("delete_access_point", ("AccessPointNotFound",), AccessPointId=live.id)
