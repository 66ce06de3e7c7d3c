# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Budgets."""

from __future__ import annotations

from ...engine.service import Service

# An action that is being carried out is locked.
SERVICE = Service("budgets", busy=("ResourceLockedException",))
