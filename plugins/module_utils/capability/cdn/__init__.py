# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""CDN: a CloudFront distribution in front of the site, with everything it needs."""

from __future__ import annotations

from ...aws.acm.certificate import Certificate
from ...aws.cloudfront.cache_policy import CachePolicy
from ...aws.cloudfront.distribution import Distribution
from ...aws.cloudfront.function import CloudFrontFunction
from ...aws.cloudfront.invalidation import Invalidation
from ...aws.cloudfront.origin_access_control import OriginAccessControl
from ...aws.cloudfront.response_headers_policy import ResponseHeadersPolicy
from ...aws.elbv2.load_balancer import LoadBalancer
from ...aws.logs.delivery import Delivery
from ...aws.logs.delivery_destination import DeliveryDestination
from ...aws.logs.delivery_source import DeliverySource
from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy
from ...aws.wafv2.ip_set import IpSet
from ...aws.wafv2.web_acl import WebAcl
from ...engine.declaring import Export
from ...steps.site.content import SiteContent
from .declare import declare
from .options import SPEC

KINDS = (
    Distribution,
    OriginAccessControl,
    ResponseHeadersPolicy,
    CachePolicy,
    CloudFrontFunction,
    Invalidation,
    Bucket,
    BucketPolicy,
    DeliverySource,
    DeliveryDestination,
    Delivery,
)
NEIGHBOURS = (SiteContent, LoadBalancer, Certificate, WebAcl, IpSet)
EXPORTS = {
    "distribution_id": Export("distribution", "main", "Id"),
    "distribution_arn": Export("distribution", "main", "ARN"),
    "domain_name": Export("distribution", "main", "DomainName"),
    "log_bucket": Export("s3_bucket", "logs", "Bucket"),
}
# The capability after which a person reads this one in a plan.
AFTER = "firewall"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
