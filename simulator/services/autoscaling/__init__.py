"""Application Auto Scaling: scalable targets, policies with their alarms and what these do, scheduled actions, tags."""

from __future__ import annotations

from ..ecs import services
from . import policies, scaling, schedules, targets

__all__ = ["install", "policies", "scaling", "schedules", "targets"]


def install() -> None:
    """Hear of ECS services that are deleted."""
    services.on_delete.append(targets.forget_service)
