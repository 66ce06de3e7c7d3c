# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudFront."""

from __future__ import annotations

from ...engine.service import Service

SERVICE = Service(
    "cloudfront",
    writes=4,
    busy=("TooManyInvalidationsInProgress",),
    unseen=("is marked disabled for mutation",),
    strangers=("CNAMEAlreadyExists",),
)
