# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudWatch Logs."""

from __future__ import annotations

from ...engine.service import Service

SERVICE = Service("logs", unseen=("is not allowed to be used with",))
