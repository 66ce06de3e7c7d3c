"""How tasks that no service watches end: rules to order, for commands that they fit.

A rule is ``{"command": "bin/migrate", "exit_code": 3, "lines": ["no such table"], "seconds": 20, "error": ""}``; it
fits a task whose overriding command, joined with blanks, contains ``command``. The newest that fits counts. ``error``
keeps the task from starting. A rule with ``image`` in place of ``command`` is for the tasks of services: see behaviours.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.core import state
from simulator.core.admin import endpoint
from simulator.core.handlers import AwsError, Call

MEMBERS = {"command", "exit_code", "lines", "seconds", "error", "image", "behaviour"}


@dataclass
class Outcome:
    """What one rule says."""

    command: str = ""
    exit_code: int = 0
    lines: list[str] = field(default_factory=list)
    seconds: float = 0.0
    error: str = ""
    image: str = ""
    behaviour: str = ""


def _rules() -> dict[tuple[str, str], Outcome]:
    return state.store("ecs-outcomes", "", "")


@endpoint("POST", "/simulator/tasks")
def order(_application: Any, rules: list[dict[str, Any]]) -> None:
    """Add rules; one for the same command or image takes the place of the older. Raises ValueError for unknown members."""
    for rule in rules:
        if set(rule) - MEMBERS:
            raise ValueError(f"an outcome has {sorted(MEMBERS)}; got {sorted(rule)}")
    for rule in rules:
        made = Outcome(**rule)
        key = (made.command, made.image)
        _rules().pop(key, None)
        _rules()[key] = made


def overridden(params: dict[str, Any]) -> dict[str, Any]:
    """The first container override of RunTask's parameters, or of a task."""
    return ((params.get("overrides") or {}).get("containerOverrides") or [{}])[0]


def of(params: dict[str, Any], broken: bool) -> Outcome:
    """What becomes of a task: as ordered; else it exits at once, with 1 if its image is broken."""
    command = " ".join(overridden(params).get("command") or [])
    fitting = [rule for rule in _rules().values() if not rule.image and rule.command in command]
    return fitting[-1] if fitting else Outcome(exit_code=1 if broken else 0)


def for_image(image: str) -> Outcome | None:
    """The newest rule for an image, or None."""
    fitting = [rule for rule in _rules().values() if rule.image and rule.image in image]
    return fitting[-1] if fitting else None


def write_log(call: Call, definition: dict[str, Any], task: dict[str, Any], lines: list[str]) -> None:
    """Write a task's lines where the awslogs driver of its (overridden, or first) container puts them."""
    containers = definition["containerDefinitions"]
    name = overridden(task).get("name") or containers[0]["name"]
    logging = next(item for item in containers if item["name"] == name).get("logConfiguration") or {}
    options = logging.get("options") or {}
    if logging.get("logDriver") != "awslogs" or not options.get("awslogs-stream-prefix") or not lines:
        return
    stream = f"{options['awslogs-stream-prefix']}/{name}/{task['taskArn'].rsplit('/', 1)[-1]}"
    where = {"logGroupName": options["awslogs-group"], "logStreamName": stream}
    moment = int(state.now() * 1000)
    events = [{"timestamp": moment, "message": line} for line in lines]
    region = options.get("awslogs-region") or call.region
    try:
        call.invoke("logs", "CreateLogStream", where, region=region)
        call.invoke("logs", "PutLogEvents", {**where, "logEvents": events}, region=region)
    except AwsError:
        return  # the group was deleted while the task ran: its lines are lost
