"""Clock, durations, delayed changes and per-service stores: all that a reset has to clear besides moto's own state.

A duration of a kind counts for every change of such an object that AWS takes time for: an instance of
``rds:db_instance`` takes it to be created, to be modified and to be deleted.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from typing import Any

_durations: dict[str, float] = {}
_delayed: list[tuple[float, int, Callable[[], None]]] = []
_sequence = itertools.count()
_stores: dict[tuple[str, str, str], dict[str, Any]] = {}


def now() -> float:
    """The simulator's clock in seconds since the epoch."""
    return time.time()


def duration(kind: str) -> float:
    """Seconds until a new object of ``kind`` (such as ``rds:db_instance``) is ready; 0 unless set."""
    return _durations.get(kind, 0.0)


def set_durations(values: dict[str, float]) -> None:
    """Set durations for objects made from now on.

    Raises ValueError for a value that is no number or is negative.
    """
    checked = {str(kind): float(seconds) for kind, seconds in values.items()}
    if any(seconds < 0 for seconds in checked.values()):
        raise ValueError("a duration cannot be negative")
    _durations.update(checked)


def ready_at(kind: str) -> float:
    """The time at which an object of ``kind`` made now is ready."""
    return now() + duration(kind)


def is_ready(when: float | None) -> bool:
    """True when the time given by ``ready_at`` has come, or there is none."""
    return when is None or now() >= when


def after(kind: str, change: Callable[[], None]) -> None:
    """Do ``change`` once the duration of ``kind`` has passed: at once when it is 0, else before the next call."""
    seconds = duration(kind)
    if seconds <= 0:
        change()
    else:
        heapq.heappush(_delayed, (now() + seconds, next(_sequence), change))


def run_due() -> None:
    """Do the delayed changes whose time has come, in order of time. The server calls it before each call."""
    while _delayed and _delayed[0][0] <= now():
        heapq.heappop(_delayed)[2]()


def store(service: str, account: str, region: str) -> dict[str, Any]:
    """A dictionary for own state of one service in one account and region; empty after a reset."""
    return _stores.setdefault((service, account, region), {})


def stores(service: str) -> dict[tuple[str, str], dict[str, Any]]:
    """All stores of one service, by (account, region)."""
    return {key[1:]: value for key, value in _stores.items() if key[0] == service}


def reset() -> None:
    """Forget durations, delayed changes and stores."""
    _durations.clear()
    _delayed.clear()
    _stores.clear()
