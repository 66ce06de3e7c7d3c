# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EFS: the lifecycle of a file system."""

from __future__ import annotations

from ...engine import fields
from .part import GONE, FileSystemPart

TRANSITIONS = ("TransitionToIA", "TransitionToArchive", "TransitionToPrimaryStorageClass")


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
