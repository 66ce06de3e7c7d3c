# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53."""

from __future__ import annotations

from ...engine.service import Service

# It answers PriorRequestNotComplete where two changes of a zone overlap.
SERVICE = Service("route53", writes=1)
