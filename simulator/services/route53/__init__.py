"""Amazon Route 53: zones on moto's models, record sets kept here. Health checks and tags are moto's."""

from __future__ import annotations

from . import records, zones

__all__ = ["install", "records", "zones"]


def install() -> None:
    """Nothing besides the handlers."""
