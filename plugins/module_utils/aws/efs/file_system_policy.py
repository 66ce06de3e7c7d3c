# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EFS: the policy of a file system."""

from __future__ import annotations

from ...engine import fields
from ..shared import limits
from ..shared.policies import policy, text
from .part import GONE, NO_POLICY, FileSystemPart


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
        "Policy": fields.managed(None, canonical=access, exact=True, limit=limits.FILE_SYSTEM_POLICY),
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
