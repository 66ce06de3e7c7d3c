# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: the records by which receivers check the signatures of a domain's mail."""

from __future__ import annotations

from .certificate_validation import CertificateValidation


class DkimRecords(CertificateValidation):
    """The CNAME records of Easy DKIM, whose names SES makes: ``<token>._domainkey.<domain>``.

    ``DomainNames`` has the one name that they lie below.
    """

    kind = "dkim_records"
    uses = ("email_identity", "hosted_zone")
    below = "%s"  # tokens begin with a digit or a letter
