# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Cache policies of the stack's own: how long answers are kept, and what tells them apart."""

from __future__ import annotations

import re

from ...aws.cloudfront.cache_policy import CachePolicy
from ..shared.handed import handed
from ..shared.option import Option
from .behaviors import MANAGED

# (option, member, the member of a list, its choices) of what is in a cache key.
KEYS = (
    ("headers", "HeadersConfig", "HeaderBehavior", "Headers"),
    ("cookies", "CookiesConfig", "CookieBehavior", "Cookies"),
    ("query_strings", "QueryStringsConfig", "QueryStringBehavior", "QueryStrings"),
)
# Headers, cookies or query strings of one policy (CloudFront Developer Guide, quotas on policies).
MOST = 10

CACHING = {
    "cache_policies": Option(
        "list",
        "Cache policies of the stack's own, for O(cache_policy) and O(behaviors[].cache_policy) by their names.",
        default=[],
        elements="dict",
        key=("name",),
        options={
            "name": Option("str", "Name of the policy in the stack.", required=True, sample="pages"),
            "min_ttl": Option(
                "int",
                "Seconds that an answer is kept at least, whatever the origin says.",
                default=0,
                between=(0, None),
                field="cache_policy.MinTTL",
            ),
            "default_ttl": Option(
                "int",
                "Seconds that an answer is kept where the origin says nothing.",
                default=86400,
                between=(0, None),
                field="cache_policy.DefaultTTL",
            ),
            "max_ttl": Option(
                "int",
                "Seconds that an answer is kept at most.",
                default=31536000,
                between=(0, None),
                field="cache_policy.MaxTTL",
            ),
            **{
                name: Option(
                    "list",
                    "%s that tell answers apart, and that the origin sees." % text,
                    default=[],
                    elements="str",
                    count=(0, MOST),
                    sample=sample,
                )
                for name, text, sample in (
                    ("headers", "Headers", ["Accept-Language"]),
                    ("cookies", "Cookies", ["theme"]),
                    ("query_strings", "Query strings", ["page"]),
                )
            },
            "all_cookies": Option("bool", "Whether all cookies tell answers apart.", default=False),
            "all_query_strings": Option("bool", "Whether all query strings tell answers apart.", default=False),
            "gzip": Option(
                "bool",
                "Whether answers compressed with gzip are kept.",
                default=True,
                field="cache_policy.ParametersInCacheKeyAndForwardedToOrigin.EnableAcceptEncodingGzip",
            ),
            "brotli": Option(
                "bool",
                "Whether answers compressed with Brotli are kept.",
                default=True,
                field="cache_policy.ParametersInCacheKeyAndForwardedToOrigin.EnableAcceptEncodingBrotli",
            ),
        },
    )
}
POLICY = CACHING["cache_policies"].options


def check_caching(declaration, options):
    """Refuse what CloudFront would of the policies."""
    names = [item["name"] for item in options["cache_policies"]]
    for item in options["cache_policies"]:
        _check(declaration, item, names)


def _check(declaration, item, names):
    name = item["name"]
    declaration.check(
        names.count(name) == 1
        and bool(re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name))
        and name not in MANAGED["cache_policy"],
        "cache_policies",
        name,
        "each policy needs a name of its own, of at most 40 letters, digits and _ -, that is none of AWS's",
    )
    declaration.check(
        item["min_ttl"] <= item["default_ttl"] <= item["max_ttl"],
        "cache_policies",
        name,
        "min_ttl may not be above default_ttl, nor default_ttl above max_ttl",
    )
    # AWS refuses keys, and compressed objects, of what is never kept (API Reference, CachePolicyConfig).
    kept = item["max_ttl"] > 0
    declaration.check(
        kept, "cache_policies", name, "cache_policy: CachingDisabled is needed where nothing is kept, not max_ttl: 0"
    )
    for option in ("cookies", "query_strings"):
        declaration.check(
            not (item[option] and item["all_" + option]),
            "cache_policies",
            name,
            "%s or all_%s is allowed, not both" % (option, option),
        )
    compressed = item["gzip"] or item["brotli"]
    encoding = [header for header in item["headers"] if compressed and header.lower() == "accept-encoding"]
    declaration.check(
        not encoding, "cache_policies", encoding, "gzip and brotli are needed instead of the header Accept-Encoding"
    )


def cache_policies(declaration, options):
    """name -> ID of each policy that is declared."""
    made = {}
    for item in options["cache_policies"]:
        wish = handed(item, POLICY, CachePolicy)
        wish["ParametersInCacheKeyAndForwardedToOrigin"].update(_key(item))
        suffix = "-".join(part for part in ("cdn", declaration.instance, item["name"]) if part != "main")
        name = declaration.stack.name(suffix, limit=CachePolicy.name_limit, regional=True)
        made[item["name"]] = declaration.add(CachePolicy, item["name"], {"Name": name, **wish})["Id"]
    return made


def _key(item):
    """What is in the key, in the API's words."""
    parts = {}
    for option, member, behavior, listed in KEYS:
        if item.get("all_" + option):
            parts[member] = {behavior: "all"}
        elif item[option]:
            parts[member] = {behavior: "whitelist", listed: sorted(item[option])}
        else:
            parts[member] = {behavior: "none"}
    return parts
