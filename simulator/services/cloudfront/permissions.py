"""What calls of Amazon CloudFront require."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.permissions.facts import Facts
from simulator.core.permissions.paths import under
from simulator.core.permissions.table import More, Table, tags_by

_BY_ID = ("distribution", "origin-access-control", "response-headers-policy", "cache-policy", "origin-request-policy")


def _log_bucket(facts: Facts) -> Iterator[str]:
    for path in ("DistributionConfigWithTags.DistributionConfig.Logging", "DistributionConfig.Logging"):
        for logging in under(facts.call.params, path):
            if logging.get("Enabled") and logging.get("Bucket"):
                yield f"arn:{facts.call.partition}:s3:::{logging['Bucket'].partition('.s3.')[0]}"


TABLE = Table(
    prefix="cloudfront",
    found={
        **dict.fromkeys(_BY_ID, ("Id DistributionId Resource",)),
        "function": ("Name Resource",),
    },
    actions={"CreateDistributionWithTags": "CreateDistribution", "GetCachePolicy": "GetCachePolicy"},
    tagging="TagResource",
    makes={"CreateDistributionWithTags": "distribution"},
    # WAF: associating a web ACL with CloudFront. CloudFront: permissions required to configure standard logging.
    more={
        "CreateDistributionWithTags": (
            More("wafv2:GetWebACL", "DistributionConfigWithTags.DistributionConfig.WebACLId"),
            More("s3:GetBucketAcl", "#log_bucket"),
            More("s3:PutBucketAcl", "#log_bucket"),
        ),
        "UpdateDistribution": (
            More("wafv2:GetWebACL", "DistributionConfig.WebACLId"),
            More("s3:GetBucketAcl", "#log_bucket"),
            More("s3:PutBucketAcl", "#log_bucket"),
        ),
    },
    tags=tags_by("cloudfront", "ListTagsForResource", "Resource", "Tags.Items"),
    facts={"#log_bucket": _log_bucket},
)
