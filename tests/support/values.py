"""Another valid value for a field, as somebody might set it in the console: data for tests.support.by_hand."""

from __future__ import annotations

from typing import Any

from simulator.core import discovery
from simulator.core.changes import SAME

__all__ = ["OTHERS", "SAME", "other"]

# (kind, field) -> another value, or a function of the declared one. What is not here is turned round (yes and no), or
# has no other value. Some fields go only together with others: those are left out.
OTHERS: dict[tuple[str, str], Any] = {
    pair: change for data in discovery.services().values() for pair, change in data.changes.items()
}


def other(kind: str, field: str, value: Any) -> Any:
    """Return another value for a field of a kind, or SAME."""
    if (kind, field) in OTHERS:
        found = OTHERS[kind, field]
        found = found(value) if callable(found) else found
        return SAME if found == value else found
    return (not value) if isinstance(value, bool) else SAME
