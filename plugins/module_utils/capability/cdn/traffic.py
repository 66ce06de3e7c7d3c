# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of a distribution on what answers which requests, and how long that is kept."""

from __future__ import annotations

from ..shared.option import Option

PROTOCOLS = ("redirect-to-https", "https-only", "allow-all")
ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
METHODS_RULE = "GET and HEAD, these and OPTIONS, or all seven methods."


TRAFFIC = {
    "default_origin": Option(
        "str",
        [
            "Name of one of O(origins) that answers all paths for which no behavior is. Without it the site's bucket does.",
            "With it the distribution needs no bucket: the default of O(behaviors[].origin) is this origin, too.",
        ],
        sample="web",
    ),
    "bucket": Option(
        "str",
        [
            "A bucket of M(slipway.aws.storage), by its key there, in place of the site's.",
            "Its policy gets what lets the distribution read. Nobody reads the rest of it where O(origin_path) says a folder.",
        ],
        sample="media",
    ),
    "bucket_domain": Option(
        "str",
        [
            "Regional domain name of a bucket that is not the site capability's.",
            "Its policy is not touched then; the output RV(ignore:bucket_policy_statements) has what belongs in it.",
            "The same holds for the bucket of another stack, found with O(from_stack).",
        ],
        sample="frontend.s3.us-east-1.amazonaws.com",
    ),
    "origin_path": Option(
        "str",
        "Folder of the bucket that is served, with a slash before it and none after it.",
        default="",
        sample="/frontend",
    ),
    "origins": Option(
        "list",
        "Further origins, such as a load balancer for an API.",
        default=[],
        elements="dict",
        key=("name",),
        options={
            "name": Option(
                "str",
                "ID of the origin, for O(behaviors).",
                required=True,
                field=".Id",
            ),
            "domain": Option(
                "str",
                [
                    (
                        "Domain name of the origin. For HTTPS its certificate has to cover the name: of a load balancer it is one of "
                        "O(ignore:dns_load_balancer_names), not its own."
                    ),
                    (
                        "The default is the stack's load balancer, which is asked under the viewer's name: its certificate has to cover "
                        "O(aliases), and V(AllViewer) is the default of O(behaviors[].origin_request_policy)."
                    ),
                ],
                sample="api.inflight-ordering.example.com",
                field=".DomainName",
            ),
            "path": Option(
                "str",
                "What is put before each path, with a slash before it and none after it.",
                default="",
                field=".OriginPath",
            ),
            "protocol_policy": Option(
                "str",
                "How CloudFront talks to the origin, with TLS 1.2.",
                default="https-only",
                choices=["https-only", "http-only", "match-viewer"],
                field=".CustomOriginConfig.OriginProtocolPolicy",
            ),
            "http_port": Option(
                "int",
                "Port for HTTP.",
                default=80,
                aws="80, 443 or 1024 to 65535.",
                field=".CustomOriginConfig.HTTPPort",
            ),
            "https_port": Option(
                "int",
                "Port for HTTPS.",
                default=443,
                aws="80, 443 or 1024 to 65535.",
                field=".CustomOriginConfig.HTTPSPort",
            ),
            "read_timeout": Option(
                "int",
                "Seconds to wait for an answer.",
                default=30,
                aws="1 to 120.",
                between=(1, 120),
                field=".CustomOriginConfig.OriginReadTimeout",
            ),
            "keepalive_timeout": Option(
                "int",
                "Seconds that an idle connection is kept.",
                default=5,
                aws="1 to 120.",
                between=(1, 120),
                field=".CustomOriginConfig.OriginKeepaliveTimeout",
            ),
        },
        field="distribution.Origins",
    ),
    "behaviors": Option(
        "list",
        "What differs by path. The first that fits wins, so their order counts.",
        default=[],
        elements="dict",
        key=("path_pattern",),
        options={
            "path_pattern": Option(
                "str",
                "Path that the behavior is for.",
                required=True,
                sample="/api/*",
                field=".PathPattern",
            ),
            "origin": Option("str", "Name of one of O(origins). O(default_origin) when omitted, or the site's bucket."),
            "allowed_methods": Option(
                "list",
                "Methods that are let through.",
                default=ALL_METHODS,
                elements="str",
                aws=METHODS_RULE,
                choices=ALL_METHODS,
            ),
            "viewer_protocol_policy": Option(
                "str",
                "What happens to HTTP.",
                default="redirect-to-https",
                choices=list(PROTOCOLS),
                field=".ViewerProtocolPolicy",
            ),
            "cache_policy": Option(
                "str",
                "Name of a policy that AWS manages, or the ID of a policy.",
                default="CachingDisabled",
                known=True,
            ),
            "origin_request_policy": Option(
                "str",
                "Name of a policy that AWS manages, or the ID of a policy. The default for one of O(origins) is "
                "V(AllViewerExceptHostHeader), which passes query strings, cookies and headers on; V(none) is none.",
                sample="AllViewerExceptHostHeader",
                known=True,
            ),
            "compress": Option(
                "bool",
                "Whether CloudFront compresses.",
                default=True,
                field=".Compress",
            ),
            "response_headers": Option("bool", "Whether the response headers policy applies.", default=True),
        },
        field="distribution.CacheBehaviors",
    ),
    "default_root_object": Option(
        "str",
        "Object for the root URL, and for each path of a single-page application. The default is V(index.html), and none with "
        "O(default_origin), which answers the root URL itself.",
        empty=True,
        field="distribution.DefaultRootObject",
    ),
    "single_page_application": Option(
        "bool",
        [
            "Whether a path without an object is answered with O(default_root_object) and status 200.",
            (
                "Where a behavior has one of O(origins), whose errors are its own, a function does so for the site's paths whose last "
                "part has no dot. Otherwise it is done by error pages."
            ),
            "The default is true, and false with O(default_origin).",
        ],
    ),
    "error_document": Option(
        "str",
        [
            "Object for paths without an object, with status 404, where the site is no single-page application.",
            (
                "CloudFront has such pages for a whole distribution only. Where a behavior has one of O(origins), "
                "O(error_document_everywhere) is needed with it."
            ),
        ],
        sample="error.html",
    ),
    "error_document_everywhere": Option(
        "bool",
        "Whether O(error_document) may take the place of the answers 403 and 404 of O(origins), too.",
        default=False,
    ),
    "error_caching_min_ttl": Option(
        "int",
        [
            "Seconds that the answer for a path without an object is kept.",
            (
                "Where a behavior has one of O(origins), errors for which there is no page are not kept: CloudFront would give one "
                "person's error to the next, even without a cache."
            ),
        ],
        default=10,
    ),
    "viewer_protocol_policy": Option(
        "str",
        "What happens to HTTP. V(allow-all) sends content in clear.",
        default="redirect-to-https",
        choices=list(PROTOCOLS),
        field="distribution.DefaultCacheBehavior.ViewerProtocolPolicy",
    ),
    "allowed_methods": Option(
        "list",
        "Methods that are let through. OPTIONS is cached with GET and HEAD. The default is GET, HEAD and OPTIONS, and all with "
        "O(default_origin).",
        elements="str",
        aws=METHODS_RULE,
        choices=ALL_METHODS,
    ),
    "compress": Option(
        "bool",
        "Whether CloudFront compresses with gzip and Brotli.",
        default=True,
        field="distribution.DefaultCacheBehavior.Compress",
    ),
    "cache_policy": Option(
        "str",
        "Name of a policy that AWS manages, or the ID of a policy. V(CachingOptimized) forwards neither "
        "query strings nor cookies. The default is V(CachingOptimized), and V(CachingDisabled) with O(default_origin).",
        known=True,
    ),
    "origin_request_policy": Option(
        "str",
        "Name of a policy that AWS manages, or the ID of a policy. With O(default_origin) its default is that of a behavior.",
        known=True,
    ),
}

ORIGIN, BEHAVIOR = (TRAFFIC[name].options for name in ("origins", "behaviors"))
