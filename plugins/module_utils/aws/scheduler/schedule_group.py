# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EventBridge Scheduler: groups of schedules."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from ..shared.named import NamedKind
from ..shared.tagged import Tagging
from ..shared.tags import tag_dict, tag_list

GONE = ("ResourceNotFoundException",)


class ScheduleGroup(NamedKind):
    """A group of schedules. Deleting it deletes them too, which takes a while (DeleteScheduleGroup)."""

    kind = "schedule_group"
    service = "scheduler"
    tagging = Tagging("ResourceArn", "Arn", missing=GONE)
    index_type = "scheduler:schedule-group"
    name_field = "Name"
    name_limit = 64
    waits_for_deletion = True
    poll = 2
    delete_retry = ("ConflictException",)
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Arn": fields.computed(),
    }

    @classmethod
    def listed(cls, api, prefix):
        return [row["Name"] for row in api.all("list_schedule_groups", "ScheduleGroups", NamePrefix=prefix)]

    @classmethod
    def read(cls, api, name):
        row = api.maybe("get_schedule_group", GONE, Name=name)
        answer = row and api.maybe("list_tags_for_resource", GONE, ResourceArn=row["Arn"])
        if not answer:
            return None
        return Live(
            name,
            {"Name": name, "Arn": row["Arn"]},
            tag_dict(answer.get("Tags")),
            tombstone="it is being deleted" if row["State"] == "DELETING" else None,
        )

    @classmethod
    def create(cls, api, want, tags):
        arn = api.create_schedule_group(Name=want["Name"], Tags=tag_list(tags))["ScheduleGroupArn"]
        return Live(want["Name"], {"Name": want["Name"], "Arn": arn}, dict(tags))

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_schedule_group", GONE, Name=live.id)
