# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EFS: access points."""

from __future__ import annotations

from ...engine import fields
from ..shared.tagging import tagged
from ..shared.tags import tag_list
from .base import EfsKind, mode

GONE = ("FileSystemNotFound", "AccessPointNotFound")


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
        """Those of our file systems, and those that the index of tags knows in anybody else's, which may have thousands:
        all are looked through before anything goes only."""
        asked = [{}]
        if not scope.deleting:
            parents = [live.id for live in scope.parents("file_system") if not live.tombstone]
            asked = [{"FileSystemId": parent} for parent in sorted(parents)]
            if scope.full:
                arns = tagged(api, scope.owners, "elasticfilesystem:access-point")
                asked += [{"AccessPointId": arn.rpartition("/")[2]} for arn in sorted(arns)]
        found = {
            row["AccessPointId"]: cls.live(row)
            for rows in api.map(lambda where: cls._listed(api, **where), asked)
            for row in rows
            if row.get("LifeCycleState") not in ("deleting", "deleted")
        }
        return [live for live in found.values() if cls.mine(live, scope)]

    @staticmethod
    def _listed(api, **where):
        return api.all("describe_access_points", "AccessPoints", missing=GONE, **where)

    @classmethod
    def refresh(cls, api, live):
        rows = cls._listed(api, AccessPointId=live.id)
        return cls.live(rows[0]) if rows else None

    @classmethod
    def create(cls, api, want, tags):
        names = ("ClientToken", "FileSystemId", "PosixUser", "RootDirectory")
        return cls.live(api.create_access_point(**{name: want[name] for name in names}, Tags=tag_list(tags)), tags)

    @classmethod
    def delete(cls, api, live):
        """Clients that are connected go on until they end their connection (DeleteAccessPoint's documentation)."""
        api.maybe("delete_access_point", GONE, AccessPointId=live.id)
