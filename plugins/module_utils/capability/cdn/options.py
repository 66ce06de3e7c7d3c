# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of the cdn capability."""

from __future__ import annotations

REFERRER_POLICIES = (
    "no-referrer",
    "no-referrer-when-downgrade",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
    "none",
)
PROTOCOLS = ("redirect-to-https", "https-only", "allow-all")
ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
METHODS_RULE = "GET and HEAD, these and OPTIONS, or all seven methods."


def _option(kind, description, default=None, **more):
    """A managed option; ``more`` are further keys of its entry."""
    entry = {"type": kind, "class": "managed", "description": description, **more}
    if default is not None:
        entry["default"] = default
    return entry


TRAFFIC = {
    "bucket_domain": _option(
        "str",
        [
            "Regional domain name of a bucket that is not the site capability's.",
            "Its policy is not touched then; the output RV(ignore:bucket_policy_statements) has what belongs in it.",
            "The same holds for the bucket of another stack, found with O(from_stack).",
        ],
        sample="frontend.s3.us-east-1.amazonaws.com",
    ),
    "origin_path": _option(
        "str", "Folder of the bucket that is served, with a slash before it and none after it.", "", sample="/frontend"
    ),
    "origins": _option(
        "list",
        "Further origins, such as a load balancer for an API.",
        [],
        elements="dict",
        options={
            "name": _option("str", "ID of the origin, for O(behaviors).", required=True),
            "domain": _option(
                "str", "Domain name of the origin, or an output such as the load balancer's.", required=True
            ),
            "path": _option("str", "What is put before each path, with a slash before it and none after it.", ""),
            "protocol_policy": _option(
                "str",
                "How CloudFront talks to the origin, with TLS 1.2.",
                "https-only",
                choices=["https-only", "http-only", "match-viewer"],
            ),
            "http_port": _option("int", "Port for HTTP.", 80, aws="80, 443 or 1024 to 65535."),
            "https_port": _option("int", "Port for HTTPS.", 443, aws="80, 443 or 1024 to 65535."),
            "read_timeout": _option("int", "Seconds to wait for an answer.", 30, aws="1 to 120."),
            "keepalive_timeout": _option("int", "Seconds that an idle connection is kept.", 5, aws="1 to 120."),
        },
    ),
    "behaviors": _option(
        "list",
        "What differs by path. The first that fits wins, so their order counts.",
        [],
        elements="dict",
        options={
            "path_pattern": _option("str", "Path that the behavior is for.", required=True, sample="/api/*"),
            "origin": _option("str", "Name of one of O(origins). The site's bucket when omitted."),
            "allowed_methods": _option(
                "list", "Methods that are let through.", ALL_METHODS, elements="str", aws=METHODS_RULE
            ),
            "viewer_protocol_policy": _option(
                "str", "What happens to HTTP.", "redirect-to-https", choices=list(PROTOCOLS)
            ),
            "cache_policy": _option(
                "str", "Name of a policy that AWS manages, or the ID of a policy.", "CachingDisabled"
            ),
            "origin_request_policy": _option(
                "str", "Name of a policy that AWS manages, or the ID of a policy.", sample="AllViewerExceptHostHeader"
            ),
            "compress": _option("bool", "Whether CloudFront compresses.", True),
            "response_headers": _option("bool", "Whether the response headers policy applies.", True),
        },
    ),
    "default_root_object": _option(
        "str", "Object for the root URL, and for each path of a single-page application.", "index.html"
    ),
    "single_page_application": _option(
        "bool",
        [
            "Whether a path without an object is answered with O(default_root_object) and status 200.",
            "Error pages are those of the whole distribution, for O(origins) too.",
        ],
        True,
    ),
    "error_document": _option(
        "str",
        "Object for paths without an object, with status 404, where the site is no single-page application.",
        sample="error.html",
    ),
    "error_caching_min_ttl": _option("int", "Seconds that such an answer is kept.", 10),
    "viewer_protocol_policy": _option(
        "str",
        "What happens to HTTP. V(allow-all) sends content in clear.",
        "redirect-to-https",
        choices=list(PROTOCOLS),
    ),
    "allowed_methods": _option(
        "list",
        "Methods that are let through to the site. OPTIONS is cached with GET and HEAD.",
        ["GET", "HEAD", "OPTIONS"],
        elements="str",
        aws=METHODS_RULE,
    ),
    "compress": _option("bool", "Whether CloudFront compresses with gzip and Brotli.", True),
    "cache_policy": _option(
        "str",
        "Name of a policy that AWS manages, or the ID of a policy. V(CachingOptimized) forwards neither "
        "query strings nor cookies.",
        "CachingOptimized",
    ),
    "origin_request_policy": _option("str", "Name of a policy that AWS manages, or the ID of a policy."),
}
HEADERS = {
    "response_headers_policy": _option(
        "str",
        "Name of a response headers policy that AWS manages, or the ID of one, in place of O(response_headers).",
        sample="SecurityHeadersPolicy",
    ),
    "response_headers": _option(
        "dict",
        "The headers that CloudFront sets. What is not declared is taken away.",
        apply_defaults=True,
        options={
            "enabled": _option("bool", "Whether there is a policy at all.", True),
            "content_security_policy": _option("str", "Value of Content-Security-Policy.", sample="default-src 'self'"),
            "strict_transport_security": _option(
                "dict",
                "Strict-Transport-Security.",
                apply_defaults=True,
                options={
                    "max_age": _option("int", "Seconds. V(0) leaves the header out.", 31536000),
                    "include_subdomains": _option("bool", "Whether it holds for all subdomains.", True),
                    "preload": _option("bool", "Whether browsers may have it built in.", False),
                },
            ),
            "frame_options": _option(
                "str", "X-Frame-Options. V(none) leaves it out.", "DENY", choices=["DENY", "SAMEORIGIN", "none"]
            ),
            "referrer_policy": _option(
                "str",
                "Referrer-Policy. V(none) leaves it out.",
                "strict-origin-when-cross-origin",
                choices=list(REFERRER_POLICIES),
            ),
            "content_type_options": _option("bool", "Whether X-Content-Type-Options is V(nosniff).", True),
            "custom_headers": _option(
                "list",
                "Further headers.",
                [],
                elements="dict",
                options={
                    "header": _option("str", "Name.", required=True),
                    "value": _option("str", "Value.", required=True),
                    "override": _option("bool", "Whether it replaces that of the origin.", True),
                },
            ),
            "remove_headers": _option("list", "Headers of the origin that are not passed on.", [], elements="str"),
            "cors": _option(
                "dict",
                "Answers to requests from other origins.",
                options={
                    "allow_origins": _option("list", "Origins.", required=True, elements="str"),
                    "allow_methods": _option("list", "Methods.", ["GET", "HEAD"], elements="str"),
                    "allow_headers": _option("list", "Request headers.", ["*"], elements="str"),
                    "expose_headers": _option("list", "Response headers that scripts see.", [], elements="str"),
                    "allow_credentials": _option("bool", "Whether cookies may be sent.", False),
                    "max_age": _option("int", "Seconds that a preflight answer is kept.", 600),
                },
            ),
        },
    ),
}
VIEWERS = {
    "aliases": _option(
        "list",
        "Domain names of the distribution. A certificate for all of them is needed.",
        [],
        elements="str",
        sample=["inflight-ordering.example.com"],
        aws="Each name belongs to one distribution in all of AWS.",
    ),
    "certificate_arn": _option(
        "str",
        "ARN of the certificate, where it is not that of the certificate capability.",
        aws="Issued, in us-east-1.",
    ),
    "minimum_protocol_version": _option(
        "str",
        "Oldest TLS with its ciphers. Without O(aliases) CloudFront's own certificate allows TLSv1.",
        "TLSv1.2_2021",
        choices=["TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"],
    ),
    "firewall": _option("bool", "Whether the firewall capability's web ACL stands in front.", True),
    "web_acl_arn": _option(
        "str", "ARN of a web ACL that is not the firewall capability's.", aws="Of scope CLOUDFRONT."
    ),
    "geo_restriction": _option(
        "dict",
        "Countries that are let in or kept out.",
        apply_defaults=True,
        options={
            "type": _option(
                "str",
                "V(whitelist) lets only O(geo_restriction.locations) in, V(blacklist) keeps them out.",
                "none",
                choices=["none", "whitelist", "blacklist"],
            ),
            "locations": _option("list", "Country codes, ISO 3166-1 alpha-2.", [], elements="str"),
        },
    ),
    "price_class": _option(
        "str",
        "Which edge locations are used.",
        "PriceClass_All",
        choices=["PriceClass_All", "PriceClass_200", "PriceClass_100"],
    ),
    "http_version": _option(
        "str", "HTTP versions beside HTTP/1.1.", "http2and3", choices=["http1.1", "http2", "http3", "http2and3"]
    ),
    "ipv6": _option("bool", "Whether the distribution answers on IPv6.", True),
    "comment": _option(
        "str", "Comment of the distribution. The default is its generated name.", aws="At most 128 characters."
    ),
    "enabled": _option("bool", "Whether the distribution answers.", True),
}
LOGS = {
    "access_logs": _option(
        "bool",
        [
            "Whether standard logs are written to a bucket.",
            "That bucket allows ACLs, by which CloudFront writes; public access stays blocked.",
        ],
        True,
    ),
    "access_log_bucket": _option(
        "str",
        "Name of the bucket to make for them. The default is made of application, environment, "
        "region, account and C(cdn-logs).",
    ),
    "access_log_prefix": _option("str", "What the keys of the logs begin with.", "cdn/"),
    "access_log_cookies": _option("bool", "Whether cookies are logged.", False),
    "access_log_retention_days": _option("int", "Days after which logs expire.", 90, aws="At least 1."),
    "invalidate": _option(
        "bool",
        [
            "Whether the caches are emptied when the site's content changed, once per upload.",
            "Turn it off where O(slipway.aws.site#module:source) is not used.",
        ],
        True,
    ),
    "invalidation_paths": _option("list", "Paths to empty. One wildcard counts as one path.", ["/*"], elements="str"),
}

SPEC = {
    "short_description": "CloudFront distribution in front of a site",
    "description": [
        (
            "Makes a distribution with origin access control, redirect to HTTPS, compression, security headers, access "
            "logs and pages for a single-page application, and lets it alone read the site's bucket."
        ),
        "Empties the caches once when the content changed, and waits until that is done.",
        "The distribution is ready some minutes after each change; other parts of the stack do not wait for it.",
    ],
    "options": {**TRAFFIC, **HEADERS, **VIEWERS, **LOGS},
    "outputs": {
        "distribution_id": {"type": "str", "description": "ID of the distribution.", "sample": "E2QWRUHAPOMQZL"},
        "distribution_arn": {
            "type": "str",
            "description": "ARN of the distribution.",
            "sample": "arn:aws:cloudfront::123456789012:distribution/E2QWRUHAPOMQZL",
        },
        "domain_name": {
            "type": "str",
            "description": "Domain name of the distribution.",
            "sample": "d111111abcdef8.cloudfront.net",
        },
        "url": {"type": "str", "description": "URL of the site.", "sample": "https://inflight-ordering.example.com"},
        "log_bucket": {
            "type": "str",
            "description": "Name of the bucket of the access logs, or null.",
            "sample": "inflight-ordering-prod-us-east-1-123456789012-cdn-logs",
        },
        "bucket_policy_statements": {
            "type": "list",
            "description": "The statements that let the distribution read the bucket.",
            "sample": [
                {
                    "Sid": "SlipwayCdnMainPolicyRead",
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudfront.amazonaws.com"},
                }
            ],
        },
    },
    "examples": """
- name: Serve the site to the world
  slipway.aws.cdn:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    aliases:
      - inflight-ordering.example.com
      - www.inflight-ordering.example.com
    response_headers:
      content_security_policy: "default-src 'self'"
""",
}
