"""How tests list all objects of a kind."""

from __future__ import annotations

from typing import Any, NamedTuple

ACCOUNT = "123456789012"  # the account of whoever does not ask for another one


class Listing(NamedTuple):
    """How the objects of one kind are listed, and which calls say more of each.

    ``details`` are pairs of a call and its arguments; text that begins with ``@`` is a JMESPath expression on the listed
    row. ``everywhere`` is false for a kind that does not belong to a region.
    """

    kind: str
    call: str
    rows: str
    key: str = "@"
    arguments: dict[str, Any] = {}
    details: tuple[tuple[str, dict[str, Any]], ...] = ()
    everywhere: bool = True
