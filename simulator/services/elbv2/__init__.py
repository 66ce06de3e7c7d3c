"""Elastic Load Balancing v2. The state lives in moto's objects, what they show and refuse is decided here."""

from __future__ import annotations

from . import attributes, balancers, listeners, rules, target_groups, targets

__all__ = ["attributes", "balancers", "install", "listeners", "rules", "target_groups", "targets"]


def install() -> None:
    """Correct what moto's objects say of themselves."""
    balancers.install()
    target_groups.install()
