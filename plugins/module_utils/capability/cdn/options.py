# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of the cdn capability."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.option import Option
from .logs import LEGACY_FIELDS, MORE_FIELDS

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


TRAFFIC = {
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
                "Domain name of the origin. For HTTPS its certificate has to cover the name: of a load balancer it is one of "
                "O(ignore:dns_load_balancer_names), not its own.",
                required=True,
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
            "origin": Option("str", "Name of one of O(origins). The site's bucket when omitted."),
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
        "Object for the root URL, and for each path of a single-page application.",
        empty=True,
        default="index.html",
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
        ],
        default=True,
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
        "Methods that are let through to the site. OPTIONS is cached with GET and HEAD.",
        default=["GET", "HEAD", "OPTIONS"],
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
        "query strings nor cookies.",
        default="CachingOptimized",
        known=True,
    ),
    "origin_request_policy": Option("str", "Name of a policy that AWS manages, or the ID of a policy.", known=True),
}
HEADERS = {
    "response_headers_policy": Option(
        "str",
        "Name of a response headers policy that AWS manages, or the ID of one, in place of O(response_headers).",
        sample="SecurityHeadersPolicy",
        known=True,
    ),
    "response_headers": Option(
        "dict",
        "The headers that CloudFront sets. What is not declared is taken away.",
        apply_defaults=True,
        options={
            "enabled": Option("bool", "Whether there is a policy at all.", default=True),
            "content_security_policy": Option("str", "Value of Content-Security-Policy.", sample="default-src 'self'"),
            "strict_transport_security": Option(
                "dict",
                "Strict-Transport-Security.",
                apply_defaults=True,
                options={
                    "max_age": Option("int", "Seconds. V(0) leaves the header out.", default=31536000),
                    "include_subdomains": Option("bool", "Whether it holds for all subdomains.", default=True),
                    "preload": Option("bool", "Whether browsers may have it built in.", default=False),
                },
            ),
            "frame_options": Option(
                "str", "X-Frame-Options. V(none) leaves it out.", default="DENY", choices=["DENY", "SAMEORIGIN", "none"]
            ),
            "referrer_policy": Option(
                "str",
                "Referrer-Policy. V(none) leaves it out.",
                default="strict-origin-when-cross-origin",
                choices=list(REFERRER_POLICIES),
            ),
            "content_type_options": Option("bool", "Whether X-Content-Type-Options is V(nosniff).", default=True),
            "custom_headers": Option(
                "list",
                "Further headers.",
                default=[],
                elements="dict",
                options={
                    "header": Option(
                        "str",
                        "Name.",
                        required=True,
                        field=".Header",
                    ),
                    "value": Option(
                        "str",
                        "Value.",
                        required=True,
                        field=".Value",
                    ),
                    "override": Option(
                        "bool",
                        "Whether it replaces that of the origin.",
                        default=True,
                        field=".Override",
                    ),
                },
                field="response_headers_policy.CustomHeadersConfig",
            ),
            "remove_headers": Option(
                "list",
                "Headers of the origin that are not passed on.",
                default=[],
                elements="str",
                field="response_headers_policy.RemoveHeadersConfig",
                sent=lambda names: [{"Header": name} for name in sorted(names)],
            ),
            "cors": Option(
                "dict",
                "Answers to requests from other origins.",
                options={
                    "allow_origins": Option(
                        "list",
                        "Origins.",
                        required=True,
                        elements="str",
                        count=(1, None),
                        field=".AccessControlAllowOrigins",
                        sent=sorted,
                    ),
                    "allow_methods": Option(
                        "list",
                        "Methods.",
                        default=["GET", "HEAD"],
                        elements="str",
                        choices=["GET", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "HEAD", "ALL"],
                        count=(1, None),
                        field=".AccessControlAllowMethods",
                        sent=sorted,
                    ),
                    "allow_headers": Option(
                        "list",
                        "Request headers.",
                        default=["*"],
                        elements="str",
                        count=(1, None),
                        field=".AccessControlAllowHeaders",
                        sent=sorted,
                    ),
                    "expose_headers": Option(
                        "list",
                        "Response headers that scripts see.",
                        default=[],
                        elements="str",
                        field=".AccessControlExposeHeaders",
                        sent=sorted,
                    ),
                    "allow_credentials": Option(
                        "bool",
                        "Whether cookies may be sent.",
                        default=False,
                        field=".AccessControlAllowCredentials",
                    ),
                    "max_age": Option(
                        "int",
                        "Seconds that a preflight answer is kept.",
                        default=600,
                        field=".AccessControlMaxAgeSec",
                    ),
                },
                field="response_headers_policy.CorsConfig",
                sent=lambda cors: {**cors, "OriginOverride": True},
            ),
        },
    ),
}
VIEWERS = {
    "aliases": Option(
        "list",
        "Domain names of the distribution. A certificate for all of them is needed.",
        default=[],
        elements="str",
        sample=["inflight-ordering.example.com"],
        aws="Each name belongs to one distribution in all of AWS.",
        field="distribution.Aliases",
        sent=sorted,
    ),
    "certificate_arn": Option(
        "str",
        "ARN of the certificate, where it is not that of the certificate capability.",
        aws="Issued, in us-east-1.",
        form=forms.CERTIFICATE_ARN,
    ),
    "minimum_protocol_version": Option(
        "str",
        "Oldest TLS with its ciphers. Without O(aliases) CloudFront's own certificate allows TLSv1.",
        default="TLSv1.2_2021",
        choices=["TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"],
        field="distribution.ViewerCertificate.MinimumProtocolVersion",
    ),
    "firewall": Option("bool", "Whether the firewall capability's web ACL stands in front.", default=True),
    "web_acl_arn": Option("str", "ARN of a web ACL that is not the firewall capability's.", aws="Of scope CLOUDFRONT."),
    "geo_restriction": Option(
        "dict",
        "Countries that are let in or kept out.",
        apply_defaults=True,
        options={
            "type": Option(
                "str",
                "V(whitelist) lets only O(geo_restriction.locations) in, V(blacklist) keeps them out.",
                default="none",
                choices=["none", "whitelist", "blacklist"],
                field="distribution.Restrictions.GeoRestriction.RestrictionType",
            ),
            "locations": Option(
                "list",
                "Country codes, ISO 3166-1 alpha-2.",
                default=[],
                elements="str",
                field="distribution.Restrictions.GeoRestriction.Items",
                sent=sorted,
            ),
        },
    ),
    "price_class": Option(
        "str",
        "Which edge locations are used.",
        default="PriceClass_All",
        choices=["PriceClass_All", "PriceClass_200", "PriceClass_100"],
        field="distribution.PriceClass",
    ),
    "http_version": Option(
        "str",
        "HTTP versions beside HTTP/1.1.",
        default="http2and3",
        choices=["http1.1", "http2", "http3", "http2and3"],
        field="distribution.HttpVersion",
    ),
    "ipv6": Option(
        "bool",
        "Whether the distribution answers on IPv6.",
        default=True,
        field="distribution.IsIPV6Enabled",
    ),
    "comment": Option(
        "str",
        "Comment of the distribution. The default is its generated name.",
        aws="At most 128 characters.",
        length=(None, 128),
        field="distribution.Comment",
    ),
    "enabled": Option(
        "bool",
        "Whether the distribution answers.",
        default=True,
        field="distribution.Enabled",
    ),
}
LOGS = {
    "access_logs": Option("bool", "Whether access logs (standard logs) are written to a bucket.", default=True),
    "access_log_version": Option(
        "str",
        [
            "V(v2) is standard logging (v2): CloudWatch Logs delivers the logs, and the bucket has no ACLs.",
            (
                "V(legacy) is standard logging (legacy), by which CloudFront writes itself and the bucket has to allow ACLs; public "
                "access stays blocked. It is for tools that look for nothing else, as AWS Config's rule cloudfront-accesslogs-enabled."
            ),
            (
                "V(both) writes both side by side. V(v2) takes up to 12 hours until it has effect, and logs of V(legacy) may come a day "
                "late: where no line may be missing, have V(both) for a day before V(v2)."
            ),
        ],
        default="v2",
        choices=["v2", "legacy", "both"],
    ),
    "access_log_bucket": Option(
        "str",
        "Name of the bucket to make for them. The default is made of application, environment, "
        "region, account and C(cdn-logs).",
        aws="Without dots for V(v2).",
        form=forms.BUCKET_NAME,
    ),
    "access_log_prefix": Option("str", "What the keys of the logs begin with.", default="cdn/"),
    "access_log_suffix_path": Option(
        "str",
        "Folder of V(v2) below O(access_log_prefix), with variables: V({DistributionId}), V({distributionid}), V({yyyy}), V({MM}), "
        "V({dd}), V({HH}), V({accountid}).",
        default="{DistributionId}/{yyyy}/{MM}/{dd}/{HH}",
        aws="1 to 256 characters.",
        length=(1, 256),
    ),
    "access_log_hive_compatible_path": Option(
        "bool",
        "Whether V(v2) writes the variables of the path as Apache Hive reads them, such as C(year=2026).",
        default=False,
    ),
    "access_log_output_format": Option(
        "str",
        "Format of V(v2). V(w3c) is that of V(legacy). AWS bills V(parquet) by the volume of the logs, the others not.",
        default="w3c",
        choices=["w3c", "plain", "json", "raw", "parquet"],
    ),
    "access_log_record_fields": Option(
        "list",
        "Fields of V(v2), in their order. The default are those of V(legacy).",
        default=[],
        elements="str",
        sample=["date", "time", "c-ip", "cs-uri-stem", "sc-status"],
        choices=[*LEGACY_FIELDS, *MORE_FIELDS],
    ),
    "access_log_cookies": Option("bool", "Whether cookies are logged.", default=False),
    "access_log_retention_days": Option(
        "int", "Days after which logs expire.", default=90, aws="At least 1.", between=(1, None)
    ),
    "invalidate": Option(
        "bool",
        [
            "Whether the caches are emptied when the site's content changed, once per upload.",
            "Turn it off where O(slipway.aws.site#module:source) is not used.",
        ],
        default=True,
    ),
    "invalidation_paths": Option(
        "list",
        "Paths to empty. One wildcard counts as one path.",
        default=["/*"],
        elements="str",
        field="invalidation.Paths",
    ),
}

ORIGIN, BEHAVIOR = (TRAFFIC[name].options for name in ("origins", "behaviors"))

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

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
