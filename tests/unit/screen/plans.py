"""Plans as the engine gives them, for what is shown of them."""

from __future__ import annotations

from typing import Any

STACK = "shop/test/us-east-1"


def line(address: str, verb: str = "create", **given: Any) -> dict[str, Any]:
    """Return one line of a plan."""
    return {
        "address": address,
        "verb": verb,
        "kind": address.split("/")[2],
        "id": None,
        "reason": "",
        "certain": True,
        "changes": [],
        "wanted": {},
        "telling": [],
        **given,
    }


def change(field: str, before: Any, after: Any, **given: Any) -> dict[str, Any]:
    """Return one change of a line."""
    return {"field": field, "before": before, "after": after, "secret": False, "certain": True, **given}


def plan(*lines: dict[str, Any], **given: Any) -> dict[str, Any]:
    """Return a plan of some lines."""
    return {
        "stack": STACK,
        "totals": f"{len(lines)} to do, 0 unchanged.",
        "capabilities": [],
        "moves": len(lines),
        "lines": list(lines),
        "unchanged": 0,
        "problems": [],
        "notes": [],
        "forecast": None,
        "times": [],
        "digest": "0123456789abcdef",
        **given,
    }
