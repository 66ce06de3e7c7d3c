"""Amazon CloudFront: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, either, fewer, longer
from simulator.core.lags import Stale
from simulator.core.listing import Listing
from simulator.core.service import OLDER_WORDS, Service

from .permissions import TABLE

SERVICE = Service(
    "cloudfront",
    durations={
        "distribution": 170,
        "invalidation": 60,
    },
    **OLDER_WORDS | {"invalid": "InvalidArgument"},
    too_many_tags=("InvalidTagging", 400),
    stale=(
        # F9
        Stale(
            "Id",
            ("UpdateDistribution",),
            {"GetDistribution": ("Id", ""), "GetDistributionConfig": ("Id", "")},
            3,
        ),
    ),
    permissions=TABLE,
    listings=(
        Listing(
            "distribution",
            "list_distributions",
            "DistributionList.Items",
            "Id",
            details=(
                ("get_distribution", {"Id": "@Id"}),
                ("list_tags_for_resource", {"Resource": "@ARN"}),
                ("list_invalidations", {"DistributionId": "@Id"}),
            ),
            everywhere=False,
        ),
        Listing(
            "origin_access_control",
            "list_origin_access_controls",
            "OriginAccessControlList.Items",
            "Id",
            everywhere=False,
        ),
        Listing(
            "response_headers_policy",
            "list_response_headers_policies",
            "ResponseHeadersPolicyList.Items[].ResponseHeadersPolicy",
            "Id",
            {"Type": "custom"},
            everywhere=False,
        ),
        Listing(
            "cache_policy",
            "list_cache_policies",
            "CachePolicyList.Items[].CachePolicy",
            "Id",
            {"Type": "custom"},
            everywhere=False,
        ),
        Listing(
            "cloudfront_function",
            "list_functions",
            "FunctionList.Items",
            "Name",
            {"Stage": "DEVELOPMENT"},
            everywhere=False,
        ),
    ),
    changes={
        ("distribution", "Comment"): longer,
        ("distribution", "DefaultRootObject"): "by-hand.html",
        ("distribution", "HttpVersion"): either("http2", "http1.1"),
        ("distribution", "PriceClass"): either("PriceClass_All", "PriceClass_100"),
        ("distribution", "CustomErrorResponses"): fewer,
        ("distribution", "WebACLId"): "",
        ("cloudfront_function", "FunctionCode"): longer,
        ("origin_access_control", "SigningBehavior"): either("always", "never"),
        ("response_headers_policy", "SecurityHeadersConfig"): fewer,
        ("cache_policy", "DefaultTTL"): 60,
        ("cache_policy", "MaxTTL"): 40000000,
        ("cache_policy", "ParametersInCacheKeyAndForwardedToOrigin"): SAME,
    },
)
