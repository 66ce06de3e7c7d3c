"""The faults that the simulator drew, in words. Pure."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from typing import Any

WORDS = {
    "throttled": "too many requests",
    "busy": "another change is under way",
    "failed_before": "an error of AWS, before the work",
    "failed_after": "an error of AWS, although the work was done",
    "dropped_before": "the connection was closed before the work",
    "dropped_after": "the connection was closed after the work",
    "slow": "a slow answer",
    "expired": "credentials expired",
}


@dataclass(frozen=True)
class Faults:
    """Faults of one kind.

    :param examples: operations with AWS's code, the most frequent first
    """

    kind: str
    words: str
    count: int
    examples: tuple[str, ...]


def summary(drawn: list[dict[str, Any]]) -> list[Faults]:
    """The faults by kind, the most frequent first.

    :param drawn: rows of ``GET /simulator/faults``
    """
    kinds: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for row in drawn:
        kinds[row["kind"]][f"{row['service']}:{row['operation']} ({row['code'] or 'no answer'})"] += 1
    found = [
        Faults(kind, WORDS.get(kind, kind), sum(counts.values()), tuple(name for name, _count in counts.most_common(4)))
        for kind, counts in kinds.items()
    ]
    return sorted(found, key=lambda item: (-item.count, item.kind))
