"""Amazon EventBridge Scheduler: moto's, with checked groups, names, roles and ECS targets."""

from __future__ import annotations

import copy
import re
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend
from simulator.core.policies import trusts

PRINCIPAL = "scheduler.amazonaws.com"
NAME = re.compile(r"[0-9A-Za-z-_.]{1,64}")
EXPRESSION = re.compile(
    r"cron\(\S+( \S+){5}\)|rate\([1-9]\d* (minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)"
)
# What GetSchedule shows where nothing was said, see the API reference.
RETRY = {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}
ECS = {"TaskCount": 1, "EnableECSManagedTags": False, "EnableExecuteCommand": False}


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)


def _group(call: Call, name: str | None) -> Any:
    found = backend("scheduler", call.account, call.region).schedule_groups.get(name or "default")
    if found is None:
        raise AwsError("ResourceNotFoundException", f"Schedule group {name} does not exist.")
    return found


def _leaving(call: Call) -> set[str]:
    return state.store("scheduler", call.account, call.region).setdefault("leaving", set())


def _check(call: Call) -> None:
    params = call.params
    if not NAME.fullmatch(params["Name"]):
        raise _invalid("Value at 'name' failed to satisfy constraint: [0-9a-zA-Z-_.]+, at most 64 characters")
    if not EXPRESSION.fullmatch(params["ScheduleExpression"]):
        raise _invalid(f"Invalid Schedule Expression {params['ScheduleExpression']}.")
    window = params["FlexibleTimeWindow"]
    if (window["Mode"] == "FLEXIBLE") != ("MaximumWindowInMinutes" in window):
        raise _invalid("FlexibleTimeWindow: MaximumWindowInMinutes goes with Mode FLEXIBLE.")
    _check_target(call, params["Target"])
    group = _group(call, params.get("GroupName"))
    if group.name in _leaving(call):
        raise AwsError("ConflictException", f"Schedule group {group.name} is being deleted.")


def _check_target(call: Call, target: dict[str, Any]) -> None:  # G18
    roles = backend("iam", call.account, call.partition).roles.values()
    if not any(role.arn == target["RoleArn"] and trusts(role.assume_role_policy_document, PRINCIPAL) for role in roles):
        raise _invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.")
    if (":ecs:" in target["Arn"]) != ("EcsParameters" in target):
        raise _invalid("EcsParameters go with the ARN of a cluster.")


def _filled(call: Call) -> dict[str, Any]:
    params = copy.deepcopy(call.params)
    target = params["Target"]
    target["RetryPolicy"] = {**RETRY, **target.get("RetryPolicy", {})}
    if "EcsParameters" in target:
        target["EcsParameters"] = {**ECS, **target["EcsParameters"]}
    return {"State": "ENABLED", "ScheduleExpressionTimezone": "UTC", "ActionAfterCompletion": "NONE", **params}


@operation("scheduler", "CreateSchedule")
def create_schedule(call: Call) -> dict[str, Any]:
    _check(call)
    if call.params["Name"] in _group(call, call.params.get("GroupName")).schedules:
        raise AwsError("ConflictException", f"Schedule {call.params['Name']} already exists.")
    return call.forward(_filled(call))


@operation("scheduler", "UpdateSchedule")
def update_schedule(call: Call) -> dict[str, Any]:
    _check(call)
    return call.forward(_filled(call))


@operation("scheduler", "CreateScheduleGroup")
def create_schedule_group(call: Call) -> dict[str, Any]:
    name = call.params["Name"]
    if not NAME.fullmatch(name):
        raise _invalid("Value at 'name' failed to satisfy constraint: [0-9a-zA-Z-_.]+, at most 64 characters")
    if name in backend("scheduler", call.account, call.region).schedule_groups:
        raise AwsError("ConflictException", f"Schedule group {name} already exists.")
    return call.forward({"Tags": [], **call.params})


@operation("scheduler", "GetScheduleGroup")
def get_schedule_group(call: Call) -> dict[str, Any]:
    answer = call.forward()
    if call.params["Name"] in _leaving(call):
        answer["State"] = "DELETING"
    return answer


@operation("scheduler", "ListSchedules")
def list_schedules(call: Call) -> dict[str, Any]:
    if call.params.get("GroupName"):
        _group(call, call.params["GroupName"])
    return call.forward()


@operation("scheduler", "DeleteScheduleGroup")
def delete_schedule_group(call: Call) -> dict[str, Any]:
    """The schedules go with it, in the duration ``scheduler:schedule_group``."""
    name = call.params["Name"]
    if name == "default":
        raise _invalid("The default schedule group cannot be deleted.")
    group, leaving = _group(call, name), _leaving(call)
    if name in leaving:
        raise AwsError("ConflictException", f"Schedule group {name} is being deleted.")
    leaving.add(name)

    def gone() -> None:
        leaving.discard(name)
        backend("scheduler", call.account, call.region).schedule_groups.pop(group.name, None)

    state.after("scheduler:schedule_group", gone)
    return {}
