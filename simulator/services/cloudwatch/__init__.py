"""Amazon CloudWatch: alarms on moto's models with AWS's states and defaults, composite alarms, dashboards."""

from __future__ import annotations

from . import alarms, composites, dashboards
from .states import install

__all__ = ["alarms", "composites", "dashboards", "install"]
