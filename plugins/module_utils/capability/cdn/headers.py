# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The response headers policy of a distribution, in the API's words."""

from __future__ import annotations


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
        "CorsConfig": _cors(options["cors"]),
        "CustomHeadersConfig": [
            {"Header": item["header"], "Value": item["value"], "Override": item["override"]}
            for item in options["custom_headers"]
        ],
        "RemoveHeadersConfig": [{"Header": name} for name in sorted(options["remove_headers"])],
    }


def _cors(options):
    if not options:
        return None
    return {
        "AccessControlAllowOrigins": sorted(options["allow_origins"]),
        "AccessControlAllowMethods": sorted(options["allow_methods"]),
        "AccessControlAllowHeaders": sorted(options["allow_headers"]),
        "AccessControlExposeHeaders": sorted(options["expose_headers"]),
        "AccessControlAllowCredentials": options["allow_credentials"],
        "AccessControlMaxAgeSec": options["max_age"],
        "OriginOverride": True,
    }
