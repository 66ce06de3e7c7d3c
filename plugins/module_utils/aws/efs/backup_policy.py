# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EFS: whether AWS Backup takes a file system daily."""

from __future__ import annotations

from ...engine import fields
from .part import GONE, NO_POLICY, FileSystemPart


def settled(status):
    """A backup status on its way is as good as reached: nothing waits for it."""
    return {"ENABLING": "ENABLED", "DISABLING": "DISABLED"}.get(status, status)


class BackupPolicy(FileSystemPart):
    """Automatic daily backups by AWS Backup. A file system that never had the setting has none."""

    kind = "backup_policy"
    telling = ("Status",)
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
