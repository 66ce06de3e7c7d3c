"""How close the calls came to AWS's request limits. Pure.

Calls come faster here than they can on AWS: an answer takes some milliseconds, a minute of waiting lasts a second, and a page
of a listing holds five rows. So what fits here fits there. Each bucket is emptied by the calls as they came and filled by the clock of this machine.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tools.rehearsal.limits import EACH, LIMITS, Limit

Row = dict[str, Any]


@dataclass
class Usage:
    """One bucket in the run that used it most.

    :param operation: where each operation has its own bucket, else empty
    :param calls: in that run
    :param peak: most calls within one second
    :param lowest: fewest tokens that were left; below zero where AWS would have throttled
    :param step: title of that run
    """

    limit: Limit
    region: str
    operation: str
    calls: int
    peak: int
    lowest: float
    step: str

    @property
    def used(self) -> float:
        """The part of the bucket that was used at most; more than 1 where AWS would have throttled."""
        return (self.limit.capacity - self.lowest) / self.limit.capacity

    @property
    def name(self) -> str:
        """For a person."""
        return self.operation or self.limit.name


def usages(runs: Iterable[tuple[str, list[Row]]]) -> list[Usage]:
    """The buckets that were used, the fullest use first: of each the run that used it most.

    :param runs: (title, rows of the call log)
    """
    worst: dict[tuple[Limit, str, str], Usage] = {}
    for title, rows in runs:
        buckets: dict[tuple[Limit, str, str], list[float]] = collections.defaultdict(list)
        for row in rows:
            limit = next((limit for limit in LIMITS if limit.fits(row["service"], row["operation"])), None)
            if limit:
                region = "" if row["service"] == "route53" else row["region"]
                buckets[limit, region, row["operation"] if EACH in limit.name else ""].append(row["time"])
        for key, times in buckets.items():
            usage = Usage(*key, len(times), _peak(times), _lowest(key[0], times), title)
            if key not in worst or usage.lowest < worst[key].lowest:
                worst[key] = usage
    return sorted(worst.values(), key=lambda usage: (-usage.used, usage.limit.service, usage.name, usage.region))


def by_service(rows: Iterable[Row]) -> list[tuple[str, int, int, int, bool]]:
    """(service, calls, changing ones, most in a second, whether AWS publishes limits), the busiest first."""
    found: dict[str, list[Row]] = collections.defaultdict(list)
    for row in rows:
        found[row["service"]].append(row)
    published = {limit.service for limit in LIMITS}
    counted = [
        (
            name,
            len(calls),
            sum(row["changing"] for row in calls),
            _peak([row["time"] for row in calls]),
            name in published,
        )
        for name, calls in found.items()
    ]
    return sorted(counted, key=lambda item: (-item[1], item[0]))


def _peak(times: list[float]) -> int:
    """Most calls within one second."""
    times, first, most = sorted(times), 0, 0
    for last, time in enumerate(times):
        while time - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _lowest(limit: Limit, times: list[float]) -> float:
    """Fewest tokens in the bucket, had no call been refused."""
    level, lowest, before = limit.capacity, limit.capacity, None
    for time in sorted(times):
        level = min(limit.capacity, level + (time - before) * limit.refill) if before is not None else level
        level, before = level - 1, time
        lowest = min(lowest, level)
    return lowest
