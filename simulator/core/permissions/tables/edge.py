"""DNS, certificates, CloudFront and WAF."""

from __future__ import annotations

from simulator.core.permissions.tables.table import More, Table

ROUTE53 = Table(
    prefix="route53",
    found={
        "hostedzone": ("HostedZoneId Id ResourceId",),
        "change": ("Id",),
        "queryloggingconfig": ("Id",),
    },
    kinds=dict.fromkeys(("ChangeTagsForResource", "ListTagsForResource"), "hostedzone"),
    more={"CreateHostedZone": (More("ec2:DescribeVpcs", arn="*", when="VPC"),)},
)

ACM = Table(
    prefix="acm",
    found={"certificate": ("CertificateArn",)},
    tagging="AddTagsToCertificate",
    makes={"RequestCertificate": "certificate"},
)

_BY_ID = ("distribution", "origin-access-control", "response-headers-policy", "cache-policy", "origin-request-policy")
CLOUDFRONT = Table(
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
)

_LOGGED = (
    More("logs:CreateLogDelivery", arn="*"),
    More("logs:PutResourcePolicy", arn="*"),
    More("logs:DescribeResourcePolicies", arn="*"),
    More("logs:DescribeLogGroups", arn="*"),
)
_ENTITY = ("#scope", "Name", "Id")
WAFV2 = Table(
    prefix="wafv2",
    found={
        "webacl": (*_ENTITY[:2], "Id WebACLArn WebACLId ResourceARN ResourceArn LoggingConfiguration.ResourceArn"),
        "ipset": (*_ENTITY[:2], "Id ResourceARN #references"),
        "regexpatternset": (*_ENTITY[:2], "Id ResourceARN #references"),
        "rulegroup": (*_ENTITY[:2], "Id ResourceARN #references"),
        "loadbalancer/app/": ("", "ResourceArn"),
    },
    tagging="TagResource",
    # WAF: permissions to associate a web ACL; permissions to publish logs to CloudWatch Logs.
    more={
        "AssociateWebACL": (
            More("elasticloadbalancing:SetWebAcl", "ResourceArn"),
            More("elasticloadbalancing:CreateWebACLAssociation", "ResourceArn"),
        ),
        "DisassociateWebACL": (
            More("elasticloadbalancing:SetWebAcl", "ResourceArn"),
            More("elasticloadbalancing:DeleteWebACLAssociation", "ResourceArn"),
        ),
        "GetWebACLForResource": (More("elasticloadbalancing:GetLoadBalancerWebACL", "ResourceArn"),),
        "ListResourcesForWebACL": (More("elasticloadbalancing:DescribeWebACLAssociation", arn="*"),),
        "PutLoggingConfiguration": _LOGGED,
        "DeleteLoggingConfiguration": (More("logs:DeleteLogDelivery", arn="*"),),
    },
)

TABLES = {"route53": ROUTE53, "acm": ACM, "cloudfront": CLOUDFRONT, "wafv2": WAFV2}
