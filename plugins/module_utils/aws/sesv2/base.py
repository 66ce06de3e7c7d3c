# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon SES: what its kinds share."""

from __future__ import annotations

from ..shared.named import NamedKind
from ..shared.tagged import Tagging

GONE = ("NotFoundException",)


def arn(api, resource):
    """The ARN of an identity or a configuration set; its form is that of the service authorization reference."""
    return "arn:%s:ses:%s:%s:%s" % (api.partition, api.region, api.account_id, resource)


class SesKind(NamedKind):
    """An object that is read by its name, with its tags."""

    service = "sesv2"
    tagging = Tagging("ResourceArn", "Arn", missing=GONE)
