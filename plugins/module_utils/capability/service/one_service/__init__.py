# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of one service, in a file for each of its parts. Pure data."""

from __future__ import annotations

from .container import CONTAINER, SIDECAR
from .deployment import DEPLOYMENT
from .scaling import AUTOSCALING, SCHEDULE
from .service import SERVICE

__all__ = ["AUTOSCALING", "CONTAINER", "DEPLOYMENT", "SCHEDULE", "SERVICE", "SIDECAR"]
