"""CloudFront's managed policies.

Source: CloudFront developer guide, the pages on managed cache, origin request and response headers policies.
"""

from __future__ import annotations

from typing import Any

YEAR = 31536000


def _named(values: list[str]) -> dict[str, Any]:
    return {"Quantity": len(values), "Items": values}


def _cache(
    name: str,
    comment: str,
    ttl: tuple[int, int, int],
    compress: bool,
    headers: list[str] | None = None,
    cookies: str = "none",
    queries: str | list[str] = "none",
) -> dict[str, Any]:
    key: dict[str, Any] = {
        "EnableAcceptEncodingGzip": compress,
        "EnableAcceptEncodingBrotli": compress,
        "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": _named(headers)}
        if headers
        else {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": cookies},
        "QueryStringsConfig": {"QueryStringBehavior": queries}
        if isinstance(queries, str)
        else {"QueryStringBehavior": "whitelist", "QueryStrings": _named(queries)},
    }
    return {
        "Name": f"Managed-{name}",
        "Comment": comment,
        "MinTTL": ttl[0],
        "DefaultTTL": ttl[1],
        "MaxTTL": ttl[2],
        "ParametersInCacheKeyAndForwardedToOrigin": key,
    }


ORIGIN_HEADERS = ["Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]
MEDIA_QUERIES = ["aws.manifestfilter", "start", "end", "m"]
CACHE = {
    "658327ea-f89d-4fab-a63d-7e88639e58f6": _cache(
        "CachingOptimized", "Policy with caching enabled. Supports Gzip and Brotli compression.", (1, 86400, YEAR), True
    ),
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": _cache(
        "CachingOptimizedForUncompressedObjects", "Default policy when compression is disabled", (1, 86400, YEAR), False
    ),
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": _cache("CachingDisabled", "Policy with caching disabled", (0, 0, 0), False),
    "08627262-05a9-4f76-9ded-b50ca2e3a84f": _cache(
        "Elemental-MediaPackage",
        "Policy for Elemental MediaPackage Origin",
        (0, 86400, YEAR),
        True,
        headers=["origin"],
        queries=MEDIA_QUERIES,
    ),
    "2e54312d-136d-493c-8eb9-b001f22f67d2": _cache(
        "Amplify",
        "Policy for Amplify Origin",
        (2, 2, 600),
        True,
        headers=["Authorization", "CloudFront-Viewer-Country", "Host"],
        cookies="all",
        queries="all",
    ),
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65": _cache(
        "UseOriginCacheControlHeaders",
        "Policy for origins that return Cache-Control headers. Query strings are not included in the cache key.",
        (0, 0, YEAR),
        True,
        headers=ORIGIN_HEADERS,
        cookies="all",
    ),
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe": _cache(
        "UseOriginCacheControlHeaders-QueryStrings",
        "Policy for origins that return Cache-Control headers and serve different content based on query strings.",
        (0, 0, YEAR),
        True,
        headers=ORIGIN_HEADERS,
        cookies="all",
        queries="all",
    ),
}


def _request(name: str, comment: str, headers: Any, cookies: str = "none", queries: str = "none") -> dict[str, Any]:
    if isinstance(headers, list):
        headers = {"HeaderBehavior": "whitelist", "Headers": _named(headers)}
    return {
        "Name": f"Managed-{name}",
        "Comment": comment,
        "HeadersConfig": headers,
        "CookiesConfig": {"CookieBehavior": cookies},
        "QueryStringsConfig": {"QueryStringBehavior": queries},
    }


CORS_REQUEST = ["origin", "access-control-request-headers", "access-control-request-method"]
VIEWER_HEADERS = [
    "CloudFront-Forwarded-Proto",
    "CloudFront-Is-Android-Viewer",
    "CloudFront-Is-Desktop-Viewer",
    "CloudFront-Is-IOS-Viewer",
    "CloudFront-Is-Mobile-Viewer",
    "CloudFront-Is-SmartTV-Viewer",
    "CloudFront-Is-Tablet-Viewer",
    "CloudFront-Viewer-Address",
    "CloudFront-Viewer-ASN",
    "CloudFront-Viewer-City",
    "CloudFront-Viewer-Country",
    "CloudFront-Viewer-Country-Name",
    "CloudFront-Viewer-Country-Region",
    "CloudFront-Viewer-Country-Region-Name",
    "CloudFront-Viewer-Http-Version",
    "CloudFront-Viewer-Latitude",
    "CloudFront-Viewer-Longitude",
    "CloudFront-Viewer-Metro-Code",
    "CloudFront-Viewer-Postal-Code",
    "CloudFront-Viewer-Time-Zone",
    "CloudFront-Viewer-TLS",
]
ORIGIN_REQUEST = {
    "acba4595-bd28-49b8-b9fe-13317c0390fa": _request(
        "UserAgentRefererHeaders",
        "Policy to forward user-agent and referer headers to origin",
        ["user-agent", "referer"],
    ),
    "59781a5b-3903-41f3-afcb-af62929ccde1": _request(
        "CORS-CustomOrigin", "Policy for CORS with a custom origin", ["origin"]
    ),
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": _request("CORS-S3Origin", "Policy for S3 origin with CORS", CORS_REQUEST),
    "216adef6-5c7f-47e4-b989-5492eafa07d3": _request(
        "AllViewer",
        "Policy to forward all parameters in viewer requests",
        {"HeaderBehavior": "allViewer"},
        "all",
        "all",
    ),
    "775133bc-15f2-49f9-abea-afb2e0bf67d2": _request(
        "Elemental-MediaTailor-PersonalizedManifests",
        "Policy for Elemental MediaTailor Origin for personalized manifests",
        ["origin", *CORS_REQUEST[1:], "user-agent", "x-forwarded-for"],
        queries="all",
    ),
    "b689b0a8-53d0-40ab-baf2-68738e2966ac": _request(
        "AllViewerExceptHostHeader",
        "Policy to forward all parameters in viewer requests except for the Host header",
        {"HeaderBehavior": "allExcept", "Headers": _named(["host"])},
        "all",
        "all",
    ),
    "33f36d7e-f396-46d9-90e0-52428a34d9dc": _request(
        "AllViewerAndCloudFrontHeaders-2022-06",
        "Policy to forward all parameters in viewer requests and CloudFront headers released through June 2022",
        {"HeaderBehavior": "allViewerAndWhitelistCloudFront", "Headers": _named(VIEWER_HEADERS)},
        "all",
        "all",
    ),
}

SECURITY_HEADERS: dict[str, Any] = {
    "XSSProtection": {"Override": False, "Protection": True, "ModeBlock": True},
    "FrameOptions": {"Override": False, "FrameOption": "SAMEORIGIN"},
    "ReferrerPolicy": {"Override": False, "ReferrerPolicy": "strict-origin-when-cross-origin"},
    "ContentTypeOptions": {"Override": True},
    "StrictTransportSecurity": {
        "Override": False,
        "IncludeSubdomains": False,
        "Preload": False,
        "AccessControlMaxAgeSec": YEAR,
    },
}
ALL_METHODS = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"]


def _cors(methods: list[str], expose: list[str]) -> dict[str, Any]:
    return {
        "AccessControlAllowOrigins": _named(["*"]),
        "AccessControlAllowHeaders": _named(["*"]),
        "AccessControlAllowMethods": _named(methods),
        "AccessControlAllowCredentials": False,
        "AccessControlExposeHeaders": _named(expose),
        "OriginOverride": False,
    }


SIMPLE = _cors(["GET", "HEAD", "POST"], [])
PREFLIGHT = _cors(ALL_METHODS, ["*"])
RESPONSE_HEADERS: dict[str, dict[str, Any]] = {
    "60669652-455b-4ae9-85a4-c4c02393f86c": {
        "Name": "Managed-SimpleCORS",
        "Comment": "Allows all origins for simple CORS requests",
        "CorsConfig": SIMPLE,
    },
    "5cc3b908-e619-4b99-88e5-2cf7f45965bd": {
        "Name": "Managed-CORS-With-Preflight",
        "Comment": "Allows all origins for CORS requests, including preflight requests",
        "CorsConfig": PREFLIGHT,
    },
    "67f7725c-6f97-4210-82d7-5512b31e9d03": {
        "Name": "Managed-SecurityHeadersPolicy",
        "Comment": "Adds a set of security headers to every response",
        "SecurityHeadersConfig": SECURITY_HEADERS,
    },
    "e61eb60c-9c35-4d20-a928-2b84e02af89c": {
        "Name": "Managed-CORS-and-SecurityHeadersPolicy",
        "Comment": "Allows all origins for simple CORS requests and adds security headers",
        "CorsConfig": SIMPLE,
        "SecurityHeadersConfig": SECURITY_HEADERS,
    },
    "eaab4381-ed33-4a86-88ca-d9558dc6cd63": {
        "Name": "Managed-CORS-with-preflight-and-SecurityHeadersPolicy",
        "Comment": "Allows all origins for CORS requests, including preflight requests, and adds security headers",
        "CorsConfig": PREFLIGHT,
        "SecurityHeadersConfig": SECURITY_HEADERS,
    },
}
