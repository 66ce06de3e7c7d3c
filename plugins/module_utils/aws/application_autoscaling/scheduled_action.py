# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Application Auto Scaling: scheduled actions."""

from __future__ import annotations

from ...engine import fields
from .base import GONE, ScalingPart


class ScheduledAction(ScalingPart):
    """A change of the range at a time."""

    kind = "scheduled_action"
    name_field = "ScheduledActionName"
    name_limit = 256
    uses = ("scalable_target", "ecs_service", "ecs_cluster")
    listing, member = "describe_scheduled_actions", "ScheduledActions"
    fields = {
        **ScalingPart.shared,
        "ScheduledActionName": fields.required(change=fields.REPLACE),
        "Schedule": fields.required(),
        "Timezone": fields.managed("UTC"),
        "ScalableTargetAction": fields.required(exact=True),
        "ScheduledActionARN": fields.computed(),
    }

    @classmethod
    def answered(cls, row):
        return {"Timezone": "UTC", **super().answered(row)}

    @classmethod
    def put(cls, api, want):
        given = {name: want[name] for name in ("Schedule", "Timezone", "ScalableTargetAction")}
        api.put_scheduled_action(**cls.addressed(want), **given)
        return given

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_scheduled_action", GONE, **cls.addressed(live.fields))
