# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Site: a private bucket and the files of a web site in it."""

from __future__ import annotations

from ...aws.iam.role import Role
from ...aws.kms.alias import KmsAlias
from ...aws.kms.key import KmsKey
from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy
from ...aws.s3.bucket_replication import BucketReplication
from ...aws.sts.account import Account
from ...engine.declaring import Export
from ...steps.site.build import SiteBuild
from ...steps.site.content import SiteContent
from .declare import declare, private_folder
from .options import SPEC

KINDS = (Account, Bucket, BucketPolicy, BucketReplication, KmsAlias, KmsKey, Role, SiteBuild, SiteContent)
NEIGHBOURS = ()
EXPORTS = {
    "bucket": Export("s3_bucket", "site", "Bucket"),
    "bucket_arn": Export("s3_bucket", "site", "Arn"),
    "bucket_domain": Export("s3_bucket", "site", "RegionalDomainName"),
    "content": Export("site_content", "site", "Digest"),
    "releases": Export("site_content", "site", "Releases"),
}
# The capability after which a person reads this one in a plan.
AFTER = "job"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare", "private_folder"]
