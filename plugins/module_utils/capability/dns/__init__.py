# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""DNS: the hosted zone, alias records for load balancer and CDN, and free records."""

from __future__ import annotations

from ...aws.cloudfront.distribution import Distribution
from ...aws.elbv2.load_balancer import LoadBalancer
from ...aws.route53.existing_hosted_zone import ExistingHostedZone
from ...aws.route53.hosted_zone import HostedZone
from ...aws.route53.query_logging import QueryLogging
from ...aws.route53.record import Record
from ...aws.route53.zone_records import ZoneRecords
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = (HostedZone, ExistingHostedZone, ZoneRecords, Record, QueryLogging)
NEIGHBOURS = (LoadBalancer, Distribution)
EXPORTS = {"zone_id": Export("hosted_zone", "zone", "HostedZoneId")}
# The capability after which a person reads this one in a plan.
AFTER = "image"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
