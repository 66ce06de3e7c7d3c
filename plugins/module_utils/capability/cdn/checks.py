# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What CloudFront would refuse, found before the first call."""

from __future__ import annotations

import re

from ...aws.cloudfront.response_headers_policy import ResponseHeadersPolicy
from ...engine import ownership
from ...engine.references import is_known, references
from .behaviors import METHODS, hands_on_host
from .caching import check_caching
from .logs import check_logs

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(r"(\*\.)?(%s\.)+%s" % (_LABEL, _LABEL))
_BALANCER = re.compile(r"(^|\.)elb\..*amazonaws\.com(\.cn)?$")
_PATH = re.compile(r"(/[^/\s?#]+)*")
METHODS_ALLOWED = (
    "[GET, HEAD], [GET, HEAD, OPTIONS] or all of GET, HEAD, OPTIONS, PUT, POST, PATCH and DELETE are allowed"
)
# Inline defaults of CloudFront's quotas that cannot be raised (CloudFront Developer Guide, quotas).
HEADER_LIMIT = 10


def check(declaration, options):
    """Refuse what can never work."""
    _viewers(declaration, options)
    _traffic(declaration, options)
    _others(declaration, options)
    check_logs(declaration, options)
    check_caching(declaration, options)
    _stamp(declaration)


def _viewers(declaration, options):
    aliases = options["aliases"]
    for alias in aliases:
        declaration.check(
            bool(_DOMAIN.fullmatch(alias)) and len(alias) <= 253,
            "aliases",
            alias,
            "a domain name in lower case is allowed, such as www.example.com or *.example.com",
        )
    certificate = options["certificate_arn"]
    home = {"aws-cn": "cn-northwest-1"}.get(declaration.stack.partition, "us-east-1")
    if certificate:
        declaration.check(
            bool(re.fullmatch(r"arn:[A-Za-z0-9_-]+:acm:%s:\d{12}:certificate/[A-Za-z0-9_-]+" % home, certificate)),
            "certificate_arn",
            certificate,
            "the ARN of a certificate in %s is needed for CloudFront" % home,
        )
        declaration.check(bool(aliases), "certificate_arn", certificate, "cdn_aliases is needed with it")
    acl = options["web_acl_arn"]
    if acl:
        declaration.check(
            bool(
                re.fullmatch(
                    r"arn:[A-Za-z0-9_-]+:wafv2:us-east-1:\d{12}:global/webacl/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+", acl
                )
            ),
            "web_acl_arn",
            acl,
            "the ARN of a web ACL of scope CLOUDFRONT is needed, which is in us-east-1",
        )
    geo = options["geo_restriction"]
    declaration.check(
        bool(geo["locations"]) == (geo["type"] != "none"),
        "geo_restriction",
        geo["locations"],
        "locations are needed with whitelist and blacklist, and only with these",
    )
    for place in geo["locations"]:
        declaration.check(
            bool(re.fullmatch("[A-Z]{2}", place)),
            "geo_restriction",
            place,
            "country codes of two capital letters are allowed, such as DE",
        )


def _traffic(declaration, options):
    for name in ("default_root_object", "error_document"):
        value = options[name]
        declaration.check(
            not value or bool(re.fullmatch(r"[^/\s][^\s]*", value)),
            name,
            value,
            "the key of an object is allowed, without a slash before it, such as index.html",
        )
    declaration.check(
        not (options["single_page_application"] and options["error_document"]),
        "error_document",
        options["error_document"],
        "cdn_single_page_application: false is needed with it",
    )
    _front(declaration, options)
    others = sorted({item["path_pattern"] for item in options["behaviors"] if item["origin"]})
    others = ["all paths"] if options["default_origin"] else others
    declaration.check(
        not (options["error_document"] and others and not options["error_document_everywhere"]),
        "error_document",
        options["error_document"],
        "CloudFront has error pages for the whole distribution only, so it would take the place of the answers 403 and 404 of %s, too; "
        "leave it out, or accept that by cdn_error_document_everywhere: true" % ", ".join(others),
    )
    declaration.check(
        bool(options["default_root_object"]) or not options["single_page_application"],
        "default_root_object",
        options["default_root_object"],
        "an object is needed for a single-page application",
    )
    declaration.check(
        options["error_caching_min_ttl"] >= 0,
        "error_caching_min_ttl",
        options["error_caching_min_ttl"],
        "0 or more seconds are allowed",
    )
    _path(declaration, "origin_path", options["origin_path"])
    _methods(declaration, "allowed_methods", options["allowed_methods"])
    domain = options["bucket_domain"]
    declaration.check(
        not (domain and options["bucket"]), "bucket", options["bucket"], "either this or cdn_bucket_domain is allowed"
    )
    declaration.check(
        not domain or bool(re.fullmatch(r"[a-z0-9.-]+\.s3\.[a-z0-9-]+\.amazonaws\.com(\.cn)?", domain)),
        "bucket_domain",
        domain,
        "the regional domain name of a bucket is needed, such as frontend.s3.us-east-1.amazonaws.com",
    )
    names = [origin["name"] for origin in options["origins"]]
    for origin in options["origins"]:
        declaration.check(
            names.count(origin["name"]) == 1 and bool(re.fullmatch(r"[A-Za-z0-9_.-]{1,128}", origin["name"])),
            "origins",
            origin["name"],
            "each origin needs a name of its own, of letters, digits and . _ -",
        )
        declaration.check(
            bool(_DOMAIN.fullmatch(origin["domain"].lower())) if is_known(origin["domain"]) else True,
            "origins",
            origin["domain"],
            "a domain name is allowed",
        )
        default = {"origin": options["default_origin"], "origin_request_policy": options["origin_request_policy"]}
        _covered(declaration, origin, [default, *options["behaviors"]])
        _path(declaration, "origins", origin["path"])
        for port in (origin["http_port"], origin["https_port"]):
            declaration.check(
                port in (80, 443) or 1024 <= port <= 65535, "origins", port, "80, 443 or 1024 to 65535 is allowed"
            )
    patterns = [item["path_pattern"] for item in options["behaviors"]]
    for item in options["behaviors"]:
        declaration.check(
            patterns.count(item["path_pattern"]) == 1
            and bool(re.fullmatch(r"/?[A-Za-z0-9_*?.\-$/~\"'&@:+]{1,254}", item["path_pattern"])),
            "behaviors",
            item["path_pattern"],
            "each behavior needs a path of its own, of at most 255 characters",
        )
        declaration.check(
            item["origin"] is None or item["origin"] in names,
            "behaviors",
            item["origin"],
            "the name of one of cdn_origins is allowed: %s" % (", ".join(names) or "there is none"),
        )
        _methods(declaration, "behaviors", item["allowed_methods"])


def _front(declaration, options):
    """What is the site's alone cannot be where another origin takes its place."""
    front = options["default_origin"]
    if not front:
        return
    names = [item["name"] for item in options["origins"]]
    declaration.check(
        front in names,
        "default_origin",
        front,
        "the name of one of cdn_origins is allowed: %s" % (", ".join(names) or "there is none"),
    )
    for name in ("bucket", "bucket_domain", "origin_path", "single_page_application", "invalidate"):
        declaration.check(
            not options[name], name, options[name], "it is the site's: leave it out, or cdn_default_origin"
        )


def check_balancers(declaration, options, names):
    """A load balancer is asked under the viewer's name: its certificate covers names of ours, not CloudFront's own."""
    for item in options["origins"]:
        declaration.check(
            item["name"] not in names or bool(options["aliases"]) or item["protocol_policy"] == "http-only",
            "origins",
            item["name"],
            "cdn_aliases are needed for HTTPS to the load balancer, which its certificate covers; or write a domain that it covers",
        )


def _covered(declaration, origin, behaviors):
    """CloudFront takes a certificate for the origin's name or the viewer's Host header where that is passed on, and nobody
    has one for a load balancer's own name (CloudFront Developer Guide, requiring HTTPS to your custom origin)."""
    policies = [item["origin_request_policy"] for item in behaviors if item["origin"] == origin["name"]]
    if policies and all(hands_on_host(policy) for policy in policies):
        return
    own = any(field in ("dns_name", "DNSName") for address, field in references(origin["domain"]))
    if origin["protocol_policy"] != "http-only" and (own or _BALANCER.search(origin["domain"])):
        declaration.fail(
            "origins",
            origin["domain"],
            "a name that the load balancer's certificate covers is needed for HTTPS, such as one of dns_load_balancer_names, or "
            "origin_request_policy: AllViewer in all its behaviors, where the certificate covers cdn_aliases",
        )


def _others(declaration, options):
    headers = options["response_headers"]
    transport = headers["strict_transport_security"]
    declaration.check(
        0 <= transport["max_age"] <= 2**31 - 1,
        "response_headers",
        transport["max_age"],
        "max_age: 0 to 2147483647 seconds are allowed",
    )
    declaration.check(
        len(headers["custom_headers"]) <= HEADER_LIMIT,
        "response_headers",
        len(headers["custom_headers"]),
        "at most %d custom headers are allowed" % HEADER_LIMIT,
    )
    for item in headers["custom_headers"]:
        declaration.check(
            bool(re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", item["header"])),
            "response_headers",
            item["header"],
            "the name of a header is allowed",
        )
    declaration.check(
        bool(options["invalidation_paths"]),
        "invalidation_paths",
        options["invalidation_paths"],
        "at least one path is needed",
    )
    for path in options["invalidation_paths"]:
        declaration.check(
            bool(re.fullmatch(r"/[^\s*]*\*?", path)),
            "invalidation_paths",
            path,
            "a path that begins with a slash is allowed, with * only at its end",
        )


def _path(declaration, option, value):
    declaration.check(
        bool(_PATH.fullmatch(value)) and len(value) <= 255,
        option,
        value,
        "a path with a slash before it and none after it is allowed, such as /frontend",
    )


def _methods(declaration, option, value):
    declaration.check(set(value) in METHODS, option, value, METHODS_ALLOWED)


def _stamp(declaration):
    """Ownership has to fit whole into the 128 characters of a response headers policy's comment."""
    text = ownership.stamp(
        {
            ownership.STACK: declaration.stack.identity,
            ownership.ADDRESS: "cdn/%s/%s/main" % (declaration.instance, ResponseHeadersPolicy.kind),
        }
    )
    declaration.check(
        len(text) <= 128, "instance", declaration.instance, "%d characters less are needed" % (len(text) - 128)
    )
