# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What belongs to an Amazon EFS file system: its mount targets, and its lifecycle, backup and access policies."""

from __future__ import annotations

from ..engine import fields
from ..engine.kind import FAILED, READY, WORKING, Kind, Live
from .policies import policy, text

NO_POLICY = ("PolicyNotFound",)
GONE = ("FileSystemNotFound",)
TRANSITIONS = ("TransitionToIA", "TransitionToArchive", "TransitionToPrimaryStorageClass")
# Recommended wait for the DNS records of a new mount target, by which tasks find it (EFS User Guide, "Prerequisites for
# using the EFS mount helper").
DNS_SECONDS = 60


class FileSystemPart(Kind):
    """A setting that every file system has: making it is setting it, and it goes with the file system."""

    service = "efs"
    identity = "part"
    taggable = False
    on_repeat = "upsert"
    needs = ("file_system",)
    uses = ("file_system",)
    replace_freely = True
    poll = 2

    @classmethod
    def key(cls, values):
        return values.get("FileSystemId")

    @classmethod
    def observe(cls, api, scope):
        parents = [live for live in scope.parents("file_system") if live.stack == scope.owner and not live.tombstone]
        return api.map(lambda parent: cls.read(api, parent.id), parents) if scope.wants else []

    @classmethod
    def read(cls, api, parent):
        """The Live of a file system's setting."""
        return Live(parent, {"FileSystemId": parent, **cls.answered(api, parent)}, parent=parent)

    @classmethod
    def answered(cls, api, parent):
        """The fields that AWS answers for a file system, beside its id."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def put(cls, api, want):
        """The one call that sets it."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def refresh(cls, api, live):
        return cls.read(api, live.id)

    @classmethod
    def create(cls, api, want, tags):
        cls.put(api, want)
        return Live(want["FileSystemId"], {name: want[name] for name in cls.fields}, parent=want["FileSystemId"])

    @classmethod
    def update(cls, api, live, want, delta):
        cls.put(api, want)
        live.fields.update({name: want[name] for name in cls.fields})
        return live

    @classmethod
    def delete(cls, api, live):
        """Goes with its file system."""


class LifecycleConfiguration(FileSystemPart):
    """When files move between the storage classes. The API has a list with one transition in each item."""

    kind = "lifecycle_configuration"
    fields = {
        "FileSystemId": fields.required(change=fields.REPLACE),
        "LifecyclePolicies": fields.managed({}, members={name: fields.managed(None) for name in TRANSITIONS}),
    }

    @classmethod
    def answered(cls, api, parent):
        answer = api.maybe("describe_lifecycle_configuration", GONE, FileSystemId=parent) or {}
        return {
            "LifecyclePolicies": {
                name: item[name]
                for item in answer.get("LifecyclePolicies") or []
                for name in TRANSITIONS
                if item.get(name)
            }
        }

    @classmethod
    def put(cls, api, want):
        given = want["LifecyclePolicies"]
        api.put_lifecycle_configuration(
            FileSystemId=want["FileSystemId"],
            LifecyclePolicies=[{name: given[name]} for name in TRANSITIONS if given.get(name)],
        )


def settled(status):
    """A backup status on its way is as good as reached: nothing waits for it."""
    return {"ENABLING": "ENABLED", "DISABLING": "DISABLED"}.get(status, status)


class BackupPolicy(FileSystemPart):
    """Automatic daily backups by AWS Backup. A file system that never had the setting has none."""

    kind = "backup_policy"
    fields = {
        "FileSystemId": fields.required(change=fields.REPLACE),
        "Status": fields.managed("ENABLED", canonical=settled),
    }

    @classmethod
    def answered(cls, api, parent):
        answer = api.maybe("describe_backup_policy", (*NO_POLICY, *GONE), FileSystemId=parent)
        return {"Status": answer["BackupPolicy"]["Status"] if answer else "DISABLED"}

    @classmethod
    def put(cls, api, want):
        api.put_backup_policy(FileSystemId=want["FileSystemId"], BackupPolicy={"Status": want["Status"]})


def access(document):
    """Canonical policy without Resource where that is a file system: a policy means only the one that it belongs to."""
    document = policy(document)
    if not isinstance(document, dict):
        return document
    return policy({**document, "Statement": [_without_file_system(statement) for statement in document["Statement"]]})


def _without_file_system(statement):
    resources = statement.get("Resource", []) if isinstance(statement, dict) else []
    if not resources or not all(isinstance(item, str) and ":file-system/fs-" in item for item in resources):
        return statement
    return {name: value for name, value in statement.items() if name != "Resource"}


class FileSystemPolicy(FileSystemPart):
    """Who may do what with the files. Without one, everybody who reaches a mount target may (its documentation)."""

    kind = "file_system_policy"
    fields = {
        "FileSystemId": fields.required(change=fields.REPLACE),
        "Policy": fields.managed(None, canonical=access, exact=True),
    }

    @classmethod
    def answered(cls, api, parent):
        answer = api.maybe("describe_file_system_policy", (*NO_POLICY, *GONE), FileSystemId=parent)
        return {"Policy": policy(answer["Policy"]) if answer else None}

    @classmethod
    def put(cls, api, want):
        if want["Policy"] is None:
            api.maybe("delete_file_system_policy", NO_POLICY, FileSystemId=want["FileSystemId"])
        else:
            api.put_file_system_policy(FileSystemId=want["FileSystemId"], Policy=text(want["Policy"]))


class MountTarget(Kind):
    """The address of a file system in one zone: a network interface in a subnet. It carries no tags.

    There is one in a zone at most, and a file system can only be deleted without any (CreateMountTarget,
    DeleteFileSystem). One in a subnet that is not declared is surplus. It goes last in a run: deleting it breaks the
    mounts of the tasks that use it.
    """

    kind = "mount_target"
    service = "efs"
    identity = "part"
    taggable = False
    on_repeat = "overlap"
    needs = ("file_system",)
    uses = ("file_system", "subnet", "security_group")
    exclusive_in = "FileSystemId"
    dies_with_parent = False
    lingers = True
    # As a rule 1 to 2 min, then the seconds that its DNS name is given.
    takes = {"create": 90 + DNS_SECONDS, "delete": 60}
    poll = 10
    delete_retry = ("DependencyTimeout", "IncorrectMountTargetState")
    fields = {
        "FileSystemId": fields.required(change=fields.REPLACE),
        "SubnetId": fields.required(change=fields.REPLACE),
        "SecurityGroups": fields.required(order="set"),
        # Not a member of the API: seconds until the DNS name of a new target is taken as known.
        "NameSeconds": fields.managed(DNS_SECONDS, change=fields.CREATE_ONLY),
        "MountTargetId": fields.computed(),
        "IpAddress": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values.get("FileSystemId"), values.get("SubnetId")

    @classmethod
    def observe(cls, api, scope):
        """One listing for each of the stack's file systems, and one question for each target: no listing has groups."""
        parents = sorted(live.id for live in scope.parents("file_system") if live.stack == scope.owner)
        rows = [row for found in api.map(lambda parent: cls._rows(api, FileSystemId=parent), parents) for row in found]
        return api.map(lambda row: cls._live(api, row), rows)

    @staticmethod
    def _rows(api, **which):
        missing = ("FileSystemNotFound", "MountTargetNotFound")
        rows = api.all("describe_mount_targets", "MountTargets", missing=missing, **which)
        return [row for row in rows if row["LifeCycleState"] != "deleted"]

    @classmethod
    def _live(cls, api, row):
        answer = api.maybe(
            "describe_mount_target_security_groups",
            ("MountTargetNotFound", "IncorrectMountTargetState"),
            MountTargetId=row["MountTargetId"],
        )
        return cls._shaped(row, (answer or {}).get("SecurityGroups") or [], {"state": row["LifeCycleState"]})

    @classmethod
    def _shaped(cls, row, groups, raw):
        values = {name: row[name] for name in cls.fields if name in row}
        return Live(row["MountTargetId"], {**values, "SecurityGroups": groups}, raw=raw, parent=row["FileSystemId"])

    @classmethod
    def state(cls, live):
        state = live.raw["state"]
        if state != "available":
            return (FAILED if state == "error" else WORKING), state
        return (WORKING, "available; its DNS name spreads") if live.raw.get("new") else (READY, "")

    @classmethod
    def refresh(cls, api, live):
        row = cls.refresh_all(api, [live]).get(live.id)
        return row and cls.refreshed(api, live, row)

    @classmethod
    def refresh_all(cls, api, lives):
        """The rows of targets, one listing for each file system."""
        systems = sorted({live.fields["FileSystemId"] for live in lives})
        return {row["MountTargetId"]: row for system in systems for row in cls._rows(api, FileSystemId=system)}

    @classmethod
    def refreshed(cls, api, live, row):
        """A new one counts as new until its DNS name had time to spread."""
        state, raw = row["LifeCycleState"], dict(live.raw or {})
        if raw.get("new") and state == "available":
            raw["since"] = raw.get("since") or api.clock.now()
            raw["new"] = raw["new"] if api.clock.now() - raw["since"] < raw["new"] else 0
        return cls._shaped(row, live.fields.get("SecurityGroups", []), {**raw, "state": state})

    @classmethod
    def create(cls, api, want, tags):
        names = ("FileSystemId", "SubnetId", "SecurityGroups")
        row = api.create_mount_target(**{name: want[name] for name in names})
        return cls._shaped(row, want["SecurityGroups"], {"state": row["LifeCycleState"], "new": want["NameSeconds"]})

    @classmethod
    def update(cls, api, live, want, delta):
        api.modify_mount_target_security_groups(MountTargetId=live.id, SecurityGroups=want["SecurityGroups"])
        live.fields["SecurityGroups"] = want["SecurityGroups"]
        return live

    @classmethod
    def delete(cls, api, live):
        if (live.raw or {}).get("state") != "deleting":
            api.maybe("delete_mount_target", ("MountTargetNotFound",), MountTargetId=live.id)
