# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Email: a domain that mail is sent from with Amazon SES, its records in DNS, and what is told of the mail."""

from __future__ import annotations

from ...aws.kms.key import KmsKey
from ...aws.route53.dkim_records import DkimRecords
from ...aws.route53.existing_hosted_zone import ExistingHostedZone
from ...aws.route53.hosted_zone import HostedZone
from ...aws.route53.record import Record
from ...aws.route53.zone_records import ZoneRecords
from ...aws.sesv2.configuration_set import ConfigurationSet
from ...aws.sesv2.email_identity import EmailIdentity
from ...aws.sns.subscription import SnsSubscription
from ...aws.sns.topic import SnsTopic
from ...aws.sts.account import Account
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC
from .watched import WATCHED

KINDS = (
    EmailIdentity,
    ConfigurationSet,
    DkimRecords,
    Record,
    SnsTopic,
    SnsSubscription,
    Account,
    ExistingHostedZone,
    ZoneRecords,
)
NEIGHBOURS = (HostedZone, KmsKey)
EXPORTS = {
    "domain": Export("email_identity", "main", "EmailIdentity"),
    "identity_arn": Export("email_identity", "main", "Arn"),
    "configuration_set_name": Export("ses_configuration_set", "main", "ConfigurationSetName"),
    "configuration_set_arn": Export("ses_configuration_set", "main", "Arn"),
    "dkim_records": Export("email_identity", "main", "DkimRecords"),
    "topic_arn": Export("sns_topic", "events", "TopicArn"),
}
# The capability after which a person reads this one in a plan.
AFTER = "dns"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "WATCHED", "declare"]
