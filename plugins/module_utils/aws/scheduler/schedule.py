# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EventBridge Scheduler: schedules."""

from __future__ import annotations

import json

from ...engine import fields
from ...engine.kind import Kind, Live
from ..shared import limits
from .schedule_group import GONE, ScheduleGroup


def parsed(value):
    """A target's input as what it says; text that is no JSON passes."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


class Schedule(Kind):
    """A schedule with its target. UpdateSchedule resets what it is not told, so the whole is always sent.

    ``Target.Input`` is given as a dict.
    """

    kind = "schedule"
    service = "scheduler"
    identity = "part"
    taggable = False
    needs = ("schedule_group",)
    uses = ("schedule_group", "ecs_cluster", "task_definition", "role", "subnet", "security_group")
    exclusive_in = "GroupName"
    replace_freely = True
    when_stable = True  # it starts what its service serves
    delete_retry = ("ConflictException",)
    fields = {
        "GroupName": fields.required(change=fields.REPLACE),
        "Name": fields.required(change=fields.REPLACE),
        "Description": fields.managed(""),
        "ScheduleExpression": fields.required(),
        "ScheduleExpressionTimezone": fields.managed("UTC"),
        "State": fields.managed("ENABLED"),
        "FlexibleTimeWindow": fields.managed({"Mode": "OFF"}, exact=True),
        "ActionAfterCompletion": fields.managed("NONE"),
        "Target": fields.required(
            limit=limits.SCHEDULE,
            members={
                "Arn": fields.required(),
                "RoleArn": fields.required(),
                "Input": fields.managed(None, canonical=parsed, exact=True),
                "RetryPolicy": fields.managed(
                    {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185},
                    by_aws={"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185},
                ),
                "DeadLetterConfig": fields.managed(None),
                "EcsParameters": fields.required(
                    members={
                        "TaskDefinitionArn": fields.required(),
                        "TaskCount": fields.managed(1),
                        "LaunchType": fields.required(),
                        "Group": fields.managed(None),
                        "PropagateTags": fields.managed(None),
                        "EnableECSManagedTags": fields.managed(False),
                        "NetworkConfiguration": fields.required(
                            members={
                                "awsvpcConfiguration": fields.required(
                                    members={
                                        "Subnets": fields.required(order="set"),
                                        "SecurityGroups": fields.required(order="set"),
                                        "AssignPublicIp": fields.managed("DISABLED"),
                                    }
                                )
                            }
                        ),
                    },
                    by_aws={"EnableExecuteCommand": False},
                ),
            },
        ),
        "Arn": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values.get("GroupName"), values.get("Name")

    @classmethod
    def observe(cls, api, scope):
        """All schedules of the stack's groups. ListSchedules says little, so each is read."""
        groups = {live.id: live.address for live in scope.parents("schedule_group") if not live.tombstone}
        rows = [
            row
            for found in api.map(lambda name: api.all("list_schedules", "Schedules", GONE, GroupName=name), groups)
            for row in found
        ]
        answers = api.map(
            lambda row: api.maybe("get_schedule", GONE, GroupName=row["GroupName"], Name=row["Name"]), rows
        )
        lives = [cls._live(answer) for answer in answers if answer]
        for live in lives:
            owner = (groups[live.parent] or "").partition("/%s/" % ScheduleGroup.kind)[0]
            live.address = owner and "%s/%s/%s" % (owner, cls.kind, live.fields["Name"])
        return lives

    @classmethod
    def _live(cls, row):
        values = {name: row[name] for name in cls.fields if row.get(name) is not None}
        values.setdefault("Description", "")
        return Live(row["Arn"], values, parent=row["GroupName"])

    @classmethod
    def refresh(cls, api, live):
        row = api.maybe("get_schedule", GONE, GroupName=live.parent, Name=live.fields["Name"])
        return cls._live(row) if row else None

    @classmethod
    def create(cls, api, want, tags):
        return cls._made(want, api.create_schedule(**_whole(want)))

    @classmethod
    def update(cls, api, live, want, delta):
        return cls._made(want, api.update_schedule(**_whole(want)))

    @classmethod
    def _made(cls, want, answer):
        return cls._live({**want, "Arn": answer["ScheduleArn"]})

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_schedule", GONE, GroupName=live.parent, Name=live.fields["Name"])


def _whole(want):
    """A wish as CreateSchedule and UpdateSchedule take it."""
    target = {name: value for name, value in want["Target"].items() if value is not None}
    if "Input" in target:
        target["Input"] = json.dumps(target["Input"], sort_keys=True)
    return {**{name: value for name, value in want.items() if value not in (None, "")}, "Target": target}
