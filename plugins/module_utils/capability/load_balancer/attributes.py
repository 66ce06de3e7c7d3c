# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The attributes of an Application Load Balancer under AWS's names (LoadBalancerAttribute in the API reference)."""

from __future__ import annotations

from ..shared import forms
from ..shared.handed import target
from ..shared.option import Option
from ..shared.validation import accepted
from .options import OPTIONS

FURTHER = {
    "ipv6.deny_all_igw_traffic": Option("bool", "No way to it through an internet gateway."),
    "load_balancing.cross_zone.enabled": Option("bool", "Always on.", choices=[True]),
    **{
        "%s.s3.%s" % (logs, name): option
        for logs in ("access_logs", "connection_logs", "health_check_logs")
        for name, option in (
            ("enabled", Option("bool", "Whether they are written.")),
            ("bucket", Option("str", "Where.", form=forms.BUCKET_NAME)),
            ("prefix", Option("str", "What their keys begin with.", empty=True)),
        )
    },
}
OWN = {
    target(option.field)[2][1]: option
    for option in OPTIONS.values()
    if option.field and option.field.startswith("load_balancer.Attributes[")
}


def further(options):
    """Name -> value of what the option ``attributes`` says.

    :raises BadInput: with all that AWS does not have
    """
    found = accepted({**FURTHER, **OWN}, options["attributes"], "load_balancer_attributes.")
    return {name: found[name] for name in options["attributes"]}
