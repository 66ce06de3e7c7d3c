"""Application Auto Scaling: scalable targets, policies with their alarms, scheduled actions and tags."""

from __future__ import annotations

from ..ecs import services
from . import policies, schedules, targets

__all__ = ["install", "policies", "schedules", "targets"]


def install() -> None:
    """Hear of ECS services that are deleted."""
    services.on_delete.append(targets.forget_service)
