# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The response headers policy of a distribution, in the API's words."""

from __future__ import annotations

from ...aws.cloudfront.response_headers_policy import ResponseHeadersPolicy
from ..shared.handed import handed
from .options import HEADERS


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
