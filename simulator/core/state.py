"""Clock, durations, delayed changes and per-service stores: all that a reset has to clear besides moto's own state.

A duration of a kind counts for every change of such an object that AWS takes time for: an instance of
``rds:db_instance`` takes it to be created, to be modified and to be deleted, unless one is set for the verb, as in
``rds:db_instance.delete``.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from typing import Any

from simulator.core import discovery
from simulator.core.profiles import PROFILES, Profile

_durations: dict[str, float] = {}
_delayed: list[tuple[float, int, Callable[[], None]]] = []
_sequence = itertools.count()
_stores: dict[tuple[str, str, str], dict[str, Any]] = {}
_profile: Profile = PROFILES["calm"]
_scale = 0.0
_due: float | None = None


def now() -> float:
    """The simulator's clock in seconds since the epoch."""
    return time.time()


def _moment() -> float:
    """Now; in a delayed change its own time, however late it is made: what follows from it does not get later, too."""
    return now() if _due is None else _due


def use_profile(profile: Profile, minute_ms: float | None = None) -> None:
    """Behave as a profile says from now on; ``minute_ms`` is how many milliseconds an AWS minute lasts here.

    Raises ValueError when that is negative.
    """
    global _profile, _scale
    milliseconds = profile.minute_ms if minute_ms is None else float(minute_ms)
    if milliseconds < 0:
        raise ValueError("minute_ms cannot be negative")
    _profile, _scale = profile, milliseconds / 60_000


def profile() -> Profile:
    """The profile in force."""
    return _profile


def minute_ms() -> float:
    """Milliseconds that a minute of AWS lasts here."""
    return _scale * 60_000


def duration(kind: str, verb: str = "") -> float:
    """Seconds that a change of an object of a kind such as ``rds:db_instance`` takes: as set, else the profile's."""
    names = [f"{kind}.{verb}", kind] if verb else [kind]
    for name in names:
        if name in _durations:
            return _durations[name]
    known = discovery.durations() if _profile.takes_time else {}
    return next((known[name] * _scale for name in names if name in known), 0.0)


def lag(seconds: float) -> float:
    """Seconds here until all of AWS knows of a change, for seconds there; 0 where the profile has no lags."""
    return seconds * _scale if _profile.takes_time else 0.0


def set_durations(values: dict[str, float]) -> None:
    """Set durations for objects made from now on.

    Raises ValueError for a value that is no number or is negative.
    """
    checked = {str(kind): float(seconds) for kind, seconds in values.items()}
    if any(seconds < 0 for seconds in checked.values()):
        raise ValueError("a duration cannot be negative")
    _durations.update(checked)


def ready_at(kind: str, verb: str = "") -> float:
    """The time at which an object of ``kind`` made now is ready."""
    return _moment() + duration(kind, verb)


def is_ready(when: float | None) -> bool:
    """True when the time given by ``ready_at`` has come, or there is none."""
    return when is None or now() >= when


def after(kind: str, change: Callable[[], None], verb: str = "") -> None:
    """Do ``change`` once the duration of ``kind`` has passed: at once when it is 0, else before the next call."""
    seconds = duration(kind, verb)
    if seconds <= 0:
        change()
    else:
        heapq.heappush(_delayed, (_moment() + seconds, next(_sequence), change))


def run_due() -> None:
    """Do the delayed changes whose time has come, in order of time. The server calls it before each call."""
    global _due
    try:
        while _delayed and _delayed[0][0] <= now():
            _due, _number, change = heapq.heappop(_delayed)
            change()
    finally:
        _due = None


def store(service: str, account: str, region: str) -> dict[str, Any]:
    """A dictionary for own state of one service in one account and region; empty after a reset."""
    return _stores.setdefault((service, account, region), {})


def stores(service: str) -> dict[tuple[str, str], dict[str, Any]]:
    """All stores of one service, by (account, region)."""
    return {key[1:]: value for key, value in _stores.items() if key[0] == service}


def reset() -> None:
    """Forget durations, delayed changes and stores. The profile stays."""
    _durations.clear()
    _delayed.clear()
    _stores.clear()
