# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Storage: Amazon S3 buckets for what an application stores, with copies in another Region."""

from __future__ import annotations

from ...aws.iam.role import Role
from ...aws.kms.alias import KmsAlias
from ...aws.kms.key import KmsKey
from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy
from ...aws.s3.bucket_replication import BucketReplication
from ...aws.sqs.queue import SqsQueue
from ...aws.sts.account import Account
from ...engine.declaring import Export
from . import lifecycle, replication
from .declare import declare, encryption_key
from .options import SPEC

KINDS = (Account, Bucket, BucketPolicy, BucketReplication, KmsAlias, KmsKey, Role)
NEIGHBOURS = (SqsQueue,)
EXPORTS = {
    **{
        name: Export("s3_bucket", "*", field, many=True, unlike="*" + replication.REPLICA)
        for name, field in (
            ("bucket_names", "Bucket"),
            ("bucket_arns", "Arn"),
            ("bucket_domains", "RegionalDomainName"),
        )
    },
    "replica_names": Export("s3_bucket", "*" + replication.REPLICA, "Bucket", many=True),
}
# The capability after which a person reads this one in a plan.
AFTER = "queue"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare", "encryption_key", "lifecycle", "replication"]
