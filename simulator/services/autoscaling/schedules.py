"""Scheduled actions and their schedules."""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from .rows import SERVICE, invalid, key_of, listed, moment, place_of, rows_of, target_of

RATE = re.compile(r"^rate\(([1-9]\d*) (minutes?|hours?|days?)\)$")
AT = re.compile(r"^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$")
CRON = re.compile(r"^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$")
# Ranges of the cron fields minutes, hours, day of month, month, day of week and year, with the names that are allowed.
CRON_FIELDS = (
    (0, 59, ""),
    (0, 23, ""),
    (1, 31, "?LW"),
    (1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    (1, 7, "? L SUN MON TUE WED THU FRI SAT"),
    (1970, 2199, ""),
)


def _check_schedule(schedule: str) -> None:
    """Refuse a schedule that is no at, rate or cron expression. Raises AwsError ValidationException."""
    at, cron = AT.match(schedule), CRON.match(schedule)
    try:
        if at:
            datetime.datetime.fromisoformat(at[1])
            return
    except ValueError as error:
        raise invalid(f"Invalid schedule expression: {schedule}") from error
    if not RATE.match(schedule) and not (cron and all(map(_cron_field, cron.groups(), CRON_FIELDS))):
        raise invalid(f"Invalid schedule expression: {schedule}")


def _cron_field(text: str, allowed: tuple[int, int, str]) -> bool:
    low, high, names = allowed
    for part in text.split(","):
        base, _unused, step = part.partition("/")
        if step and not step.isdigit():
            return False
        for bound in base.split("-") if base != "*" else []:
            number = re.fullmatch(r"(\d+)[LW]?(#[1-5])?", bound)
            if number and low <= int(number[1]) <= high:
                continue
            if bound and bound.upper() in names.split() + [letter for letter in names if letter in "?LW"]:
                continue
            return False
    return True


@operation(SERVICE, "PutScheduledAction")
def put_scheduled_action(call: Call) -> dict[str, Any]:
    params = call.params
    target_of(call, params)
    key = key_of(params, "ScheduledActionName")
    actions = rows_of(call, "actions")
    existing = actions.get(key)
    if not params.get("Schedule") and not existing:
        raise invalid("Schedule must be specified.")
    if params.get("Schedule"):
        _check_schedule(params["Schedule"])
    action = params.get("ScalableTargetAction") or {}
    if existing is None and not action:
        raise invalid("ScalableTargetAction must be specified.")
    if action.get("MinCapacity", 0) > action.get("MaxCapacity", action.get("MinCapacity", 0)):
        raise invalid("Maximum capacity cannot be less than minimum capacity")
    place = f"{call.region}:{call.account}:scheduledAction:{uuid.uuid4()}"
    name = f"resource/{key[0]}/{key[1]}:scheduledActionName/{key[3]}"
    row = existing or {
        "ScheduledActionARN": f"arn:{call.partition}:autoscaling:{place}:{name}",
        "CreationTime": moment(),
    }
    members = (
        "ServiceNamespace",
        "ScheduledActionName",
        "ResourceId",
        "ScalableDimension",
        "Schedule",
        "Timezone",
        "StartTime",
        "EndTime",
        "ScalableTargetAction",
    )
    row.update({member: params[member] for member in members if params.get(member) is not None})
    actions[key] = row
    return {}


@operation(SERVICE, "DeleteScheduledAction")
def delete_scheduled_action(call: Call) -> dict[str, Any]:
    key = key_of(call.params, "ScheduledActionName")
    if rows_of(call, "actions").pop(key, None) is None:
        raise AwsError(
            "ObjectNotFoundException", f"No scheduled action found for {place_of(key)}, scheduled action name: {key[3]}"
        )
    return {}


@operation(SERVICE, "DescribeScheduledActions")
def describe_scheduled_actions(call: Call) -> dict[str, Any]:
    names = call.params.get("ScheduledActionNames") or []
    return listed(call, "actions", "ScheduledActions", names, "ScheduledActionName")
