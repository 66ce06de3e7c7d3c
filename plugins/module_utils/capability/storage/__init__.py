# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Storage: private Amazon S3 buckets of the application."""

from __future__ import annotations

from ...aws.kms.key import KmsKey
from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy
from ...engine.declaring import Export
from . import lifecycle
from .declare import declare, encryption
from .options import SPEC

KINDS = (Bucket, BucketPolicy)
NEIGHBOURS = (KmsKey,)
EXPORTS = {
    "bucket_names": Export("s3_bucket", "*", "Bucket", many=True),
    "bucket_arns": Export("s3_bucket", "*", "Arn", many=True),
}
# The capability after which a person reads this one in a plan.
AFTER = "queue"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare", "encryption", "lifecycle"]
