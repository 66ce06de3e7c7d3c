"""What the containers of a service's task do, scripted by a word in the image's tag or by a rule (behaviours D4, D15, D17).

A rule is ``{"image": "shop-api:2", "behaviour": "crash", "exit_code": 3, "lines": ["no such table"]}``, ordered as those of
``outcomes``; it fits an image that contains the text, and goes before the tag. The words:

broken   never passes the health check of its container
sick     never passes the health checks of its target group
crash    ends before it has started
exits    starts, then ends
oom      starts, then is killed as it takes too much memory
missing  its image is not there
denied   its secret is refused
slow     takes three times as long to start
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from simulator.core.handlers import Call

from . import outcomes
from .starting import start_error, tags_of

EXITED = ("EssentialContainerExited", "Essential container in task exited")
UNHEALTHY = "ServiceSchedulerInitiated"


@dataclass(frozen=True)
class Behaviour:
    """What becomes of one task.

    :param code: stop code of a task that does not stay, with its reason and exit code
    :param runs: it reaches RUNNING before it stops; the circuit breaker overlooks it unless a health check ended it
    :param unhealthy: a health check ends it
    :param container: the reason that its container gives
    :param times: how many times as long as usual it takes to start
    """

    code: str = ""
    reason: str = ""
    exit_code: int | None = None
    runs: bool = True
    unhealthy: bool = False
    container: str = ""
    lines: tuple[str, ...] = ()
    times: int = 1

    @property
    def counted(self) -> bool:
        """True where the circuit breaker counts it as a failed task."""
        return self.unhealthy or not self.runs


SOUND = Behaviour()
BEHAVIOURS = {
    "broken": Behaviour(UNHEALTHY, "Task failed container health checks", 1, unhealthy=True),
    "sick": Behaviour(UNHEALTHY, "Task failed ELB health checks", 143, unhealthy=True),
    "crash": Behaviour(*EXITED, 1, runs=False, lines=("starting", "cannot connect to the database")),
    "exits": Behaviour(*EXITED, 1, lines=("listening on 8080", "lost the database")),
    "oom": Behaviour(*EXITED, 137, container="OutOfMemoryError: Container killed due to memory usage"),
    "slow": Behaviour(times=3),
}


def of(call: Call, definition: dict[str, Any]) -> Behaviour:
    """How a task of a service that starts now will do."""
    error = start_error(call, definition)
    if error:
        return Behaviour("TaskFailedToStart", error, runs=False)
    for container in definition["containerDefinitions"]:
        rule = outcomes.for_image(container["image"])
        if rule is not None:
            made = BEHAVIOURS.get(rule.behaviour, SOUND)
            code = rule.exit_code or made.exit_code
            return replace(made, exit_code=code, lines=tuple(rule.lines) or made.lines)
        for tag in tags_of(call, container["image"]):
            for word, behaviour in BEHAVIOURS.items():
                if word in re.split(r"[^a-z]+", tag) or word == "broken" and word in tag:
                    return behaviour
    return SOUND
