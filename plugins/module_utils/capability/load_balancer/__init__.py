# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Load balancer: the application load balancer, its listeners, who may reach it, and its access logs."""

from __future__ import annotations

from ...aws.acm.certificate import Certificate
from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.ec2.subnet import Subnet
from ...aws.ec2.vpc import Vpc
from ...aws.elbv2.listener import Listener
from ...aws.elbv2.listener_certificate import ListenerCertificate
from ...aws.elbv2.load_balancer import LoadBalancer
from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy
from ...aws.sts.account import Account
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = (LoadBalancer, Listener, ListenerCertificate, SecurityGroupRule, Bucket, BucketPolicy, Account)
NEIGHBOURS = (Vpc, Subnet, SecurityGroup, Certificate)
EXPORTS = {
    "arn": Export("load_balancer", "main", "LoadBalancerArn"),
    "dns_name": Export("load_balancer", "main", "DNSName"),
    "hosted_zone_id": Export("load_balancer", "main", "CanonicalHostedZoneId"),
    "full_name": Export("load_balancer", "main", "FullName"),
    "http_listener_arn": Export("listener", "http", "ListenerArn"),
    "https_listener_arn": Export("listener", "https", "ListenerArn"),
    "access_logs_bucket": Export("s3_bucket", "access_logs", "Bucket"),
}
# The capability after which a person reads this one in a plan.
AFTER = "certificate"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
