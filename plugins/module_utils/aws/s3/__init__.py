# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon S3."""

from __future__ import annotations

from ...engine.service import Service

SERVICE = Service(
    "s3",
    unseen=("the specified bucket does not exist",),
    not_yet=("NoSuchBucket",),
    strangers=("BucketAlreadyExists",),
)
