# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Certificate: an ACM certificate for the application's names, and one where CloudFront looks for its own."""

from __future__ import annotations

from ...aws.acm.certificate import Certificate
from ...aws.route53.certificate_validation import CertificateValidation
from ...aws.route53.existing_hosted_zone import ExistingHostedZone
from ...aws.route53.hosted_zone import HostedZone
from ...aws.route53.zone_records import ZoneRecords
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = (Certificate, CertificateValidation, ExistingHostedZone, ZoneRecords)
NEIGHBOURS = (HostedZone,)
EXPORTS = {
    "arn": Export("certificate", "main", "CertificateArn"),
    # The one in us-east-1: "cdn" where there is one, else "main" (values come in address order, and the first is taken).
    "cdn_arn": Export("certificate", "*", "CertificateArn"),
    "validation_records": Export("certificate", "main", "ValidationRecords"),
}
# The capability after which a person reads this one in a plan.
AFTER = "dns"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
