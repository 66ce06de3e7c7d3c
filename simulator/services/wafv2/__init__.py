"""AWS WAF. All of its objects are kept here, not in moto's models."""

from __future__ import annotations

from . import associations, catalogue, entities

__all__ = ["associations", "catalogue", "entities", "install"]


def install() -> None:
    """Nothing besides the handlers."""
