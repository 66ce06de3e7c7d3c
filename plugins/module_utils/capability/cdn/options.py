# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of the cdn capability."""

from __future__ import annotations

from ..shared import policy
from ..shared.option import Option
from .caching import CACHING
from .headers import HEADERS
from .logs import LOGS
from .traffic import TRAFFIC
from .viewers import VIEWERS

INVALIDATION = {
    "invalidate": Option(
        "bool",
        [
            "Whether the caches are emptied when the site's content changed, once per upload.",
            (
                "Turn it off where O(slipway.aws.site#module:source) is not used. The default is true, and false with "
                "O(default_origin)."
            ),
        ],
    ),
    "invalidation_paths": Option(
        "list",
        "Paths to empty. One wildcard counts as one path.",
        default=["/*"],
        elements="str",
        field="invalidation.Paths",
    ),
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
    "options": {**TRAFFIC, **CACHING, **HEADERS, **VIEWERS, **LOGS, **INVALIDATION},
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
