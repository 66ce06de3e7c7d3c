"""Another valid value for a field, as somebody might set it in the console: helpers for the ``changes`` of services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SAME = object()  # there is no other value, or it cannot be changed alone


def longer(value: Any) -> Any:
    """A description with something behind it."""
    return f"{value or 'Changed'} by hand" if isinstance(value, str) or value is None else SAME


def more(value: Any) -> Any:
    """One more."""
    return value + 1


def fewer(value: Any) -> Any:
    """A list or mapping without its last member."""
    if isinstance(value, dict):
        return dict(list(value.items())[:-1]) if value else SAME
    return value[:-1] if value else SAME


def without_statement(value: Any) -> Any:
    """A policy, or a list of statements, without its last statement."""
    if isinstance(value, dict) and len(value.get("Statement", [])) > 1:
        return {**value, "Statement": value["Statement"][:-1]}
    return value[:-1] if isinstance(value, list) and len(value) > 1 else SAME


def key(name: str, new: Any) -> Callable[[Any], Any]:
    """The same with another value under a key, where it is there."""
    return lambda value: {**value, name: new} if isinstance(value, dict) and name in value else SAME


def either(*values: Any) -> Callable[[Any], Any]:
    """The first of some values that it is not."""
    return lambda value: next((item for item in values if item != value), SAME)
