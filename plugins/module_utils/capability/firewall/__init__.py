# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Firewall: AWS WAF web ACLs for the CDN and, on request, for the load balancer."""

from __future__ import annotations

from ...aws.elbv2.load_balancer import LoadBalancer
from ...aws.kms.key import KmsKey
from ...aws.logs.log_group import LogGroup
from ...aws.wafv2.ip_set import IpSet
from ...aws.wafv2.web_acl import WebAcl
from ...aws.wafv2.web_acl_association import WebAclAssociation
from ...aws.wafv2.web_acl_logging import WebAclLogging
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = (WebAcl, WebAclLogging, WebAclAssociation, IpSet, LogGroup)
NEIGHBOURS = (KmsKey, LoadBalancer)
EXPORTS = {
    "cdn_arn": Export("web_acl", "cdn", "ARN"),
    "load_balancer_arn": Export("web_acl", "load_balancer", "ARN"),
}
# The capability after which a person reads this one in a plan.
AFTER = "site"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
