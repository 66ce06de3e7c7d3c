"""What an input has under a path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def under(value: Any, path: str) -> Iterator[Any]:
    """What is below a path such as ``Delete.Objects.Key``: lists are taken item by item, what is missing is left out."""
    if isinstance(value, list):
        for item in value:
            yield from under(item, path)
    elif not path:
        if value not in (None, "", False):
            yield value
    elif isinstance(value, dict):
        name, _unused, rest = path.partition(".")
        yield from under(value.get(name), rest)
