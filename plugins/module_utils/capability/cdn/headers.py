# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The response headers policy of a distribution: its options, and their values in the API's words."""

from __future__ import annotations

from ...aws.cloudfront.response_headers_policy import ResponseHeadersPolicy
from ..shared.handed import handed
from ..shared.option import Option

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


def response_headers(options):
    """The members of a ResponseHeadersPolicyConfig, without its name."""
    transport = options["strict_transport_security"]
    security = {
        "ContentTypeOptions": {"Override": True} if options["content_type_options"] else None,
        "FrameOptions": {"Override": True, "FrameOption": options["frame_options"]}
        if options["frame_options"] != "none"
        else None,
        "ReferrerPolicy": {"Override": True, "ReferrerPolicy": options["referrer_policy"]}
        if options["referrer_policy"] != "none"
        else None,
        "ContentSecurityPolicy": {"Override": True, "ContentSecurityPolicy": options["content_security_policy"]}
        if options["content_security_policy"]
        else None,
        "StrictTransportSecurity": {
            "Override": True,
            "AccessControlMaxAgeSec": transport["max_age"],
            "IncludeSubdomains": transport["include_subdomains"],
            "Preload": transport["preload"],
        }
        if transport["max_age"]
        else None,
    }
    return {
        "SecurityHeadersConfig": {name: value for name, value in security.items() if value},
        **handed(options, HEADERS["response_headers"].options, ResponseHeadersPolicy),
    }
