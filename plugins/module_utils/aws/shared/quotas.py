# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Service Quotas: what an account may have of something."""

from __future__ import annotations

from ...engine.errors import AwsError


def quota(api, service, code):
    """The account's quota, else AWS's default (not every quota has an applied value).

    None where it cannot be read: this only spares a refusal half-way, and must not be one.

    :param api: the Api of service-quotas
    """
    for operation in ("get_service_quota", "get_aws_default_service_quota"):
        try:
            return int(getattr(api, operation)(ServiceCode=service, QuotaCode=code)["Quota"]["Value"])
        except AwsError:
            continue
    return None
