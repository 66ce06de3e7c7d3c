# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Origins, behaviors and error pages of a distribution, in the API's words."""

from __future__ import annotations

import re

from ..shared.handed import record
from .traffic import ORIGIN

# IDs of the policies that AWS manages; the same in every account (CloudFront Developer Guide, managed policies).
MANAGED = {
    "cache_policy": {
        "CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
        "CachingOptimizedForUncompressedObjects": "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
        "CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        "UseOriginCacheControlHeaders": "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
        "UseOriginCacheControlHeaders-QueryStrings": "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
    },
    "origin_request_policy": {
        "AllViewer": "216adef6-5c7f-47e4-b989-5492eafa07d3",
        "AllViewerAndCloudFrontHeaders-2022-06": "33f36d7e-f396-46d9-90e0-52428a34d9dc",
        "AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        "CORS-CustomOrigin": "59781a5b-3903-41f3-afcb-af62929ccde1",
        "CORS-S3Origin": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
        "UserAgentRefererHeaders": "acba4595-bd28-49b8-b9fe-13317c0390fa",
    },
    "response_headers_policy": {
        "SimpleCORS": "60669652-455b-4ae9-85a4-c4c02393f86c",
        "CORS-With-Preflight": "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
        "SecurityHeadersPolicy": "67f7725c-6f97-4210-82d7-5512b31e9d03",
        "CORS-and-SecurityHeadersPolicy": "e61eb60c-9c35-4d20-a928-2b84e02af89c",
        "CORS-with-preflight-and-SecurityHeadersPolicy": "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
    },
}
EVERYTHING = "AllViewerExceptHostHeader"
HOST = ("AllViewer", "AllViewerAndCloudFrontHeaders-2022-06")
METHODS = (
    {"GET", "HEAD"},
    {"GET", "HEAD", "OPTIONS"},
    {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"},
)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def hands_on_host(policy):
    """True where an origin request policy passes the viewer's Host header on, or may do so: it is one of the user's own."""
    name = (policy or "").removeprefix("Managed-")
    if _ID.fullmatch(name):
        known = {given: name for name, given in MANAGED["origin_request_policy"].items()}
        name = known.get(name, HOST[0])
    return name in HOST


def named_policy(declaration, option, value, inside=None, own=None):
    """The ID of a policy given by ID or by AWS's name for it, with or without Managed- before it. None stays None.

    :param own: name -> ID of those that the stack declares
    """
    if own and value in own:
        return own[value]
    if value is None or _ID.fullmatch(value):
        return value
    known = MANAGED[option]
    name = value.removeprefix("Managed-")
    declaration.check(
        name in known,
        inside or option,
        value,
        "the ID of a policy is allowed, or one of %s" % ", ".join(sorted([*known, *(own or ())])),
    )
    return known[name]


def origin_ids(stack, options):
    """(name of an origin, None for the site) -> its ID, the default one first.

    Distributions are found by the default origin's ID, which has the stack's name: see Distribution.observe.
    """
    front = options["default_origin"]
    ids = {front: stack.name(front or "site", limit=128, regional=True)}
    return {**ids, **{item["name"]: item["name"] for item in options["origins"] if item["name"] != front}}


def origins(ids, options, control, bucket_domain):
    """The origins: the site's bucket, where one is, and those of the options."""
    shared = {"ConnectionAttempts": 3, "ConnectionTimeout": 10}
    made = []
    if None in ids:
        made.append(
            {
                "Id": ids[None],
                "DomainName": bucket_domain,
                "OriginPath": options["origin_path"],
                "OriginAccessControlId": control["Id"],
                "S3OriginConfig": {"OriginAccessIdentity": ""},
                **shared,
            }
        )
    for item in options["origins"]:
        custom = record(item, ORIGIN)
        custom["CustomOriginConfig"]["OriginSslProtocols"] = ["TLSv1.2"]
        made.append({**custom, "Id": ids[item["name"]], **shared})
    return made


def behavior(declaration, options):
    """One behavior. None means that the member must not be there."""
    allowed = set(options["allowed_methods"])
    cached = {"GET", "HEAD", "OPTIONS"} if allowed == METHODS[1] else {"GET", "HEAD"}
    place = "behaviors" if "path_pattern" in options else None
    return {
        "TargetOriginId": options["target"],
        "AllowedMethods": {"Items": sorted(allowed), "CachedMethods": sorted(cached)},
        "CachePolicyId": named_policy(
            declaration, "cache_policy", options["cache_policy"], place, options["own_policies"]
        ),
        "OriginRequestPolicyId": _request_policy(declaration, options, place),
        "ResponseHeadersPolicyId": options["headers"],
    }


def _request_policy(declaration, options, place):
    """What the origin sees of a request. Another origin than the site sees all of it, under the name that it has itself."""
    given = options["origin_request_policy"]
    if given is None and options.get("origin"):
        given = EVERYTHING
    return named_policy(declaration, "origin_request_policy", None if given == "none" else given, place)
