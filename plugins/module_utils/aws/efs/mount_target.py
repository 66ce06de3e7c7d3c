# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EFS: mount targets."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import FAILED, READY, WORKING, Kind, Live

# Recommended wait for the DNS records of a new mount target, by which tasks find it (EFS User Guide, "Prerequisites for
# using the EFS mount helper").
DNS_SECONDS = 60


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
    deleted_with_parent = False
    waits_for_deletion = True
    # As a rule 1 to 2 min, then the seconds that its DNS name is given.
    durations = {"create": 90 + DNS_SECONDS, "delete": 60}
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
        row = cls.refresh_many(api, [live]).get(live.id)
        return row and cls.refreshed(api, live, row)

    @classmethod
    def refresh_many(cls, api, lives):
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
