# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What monitoring watches of mail: the rates at which SES looks at an account more closely (SES Developer Guide, reputation metrics)."""

from __future__ import annotations

from ...aws.cloudwatch.watched import Graph, Standard, Watched

WATCHED = (
    Watched(
        "AWS/SES",
        {"ses:configuration-set": ("ses_configuration_set", "%s", "ConfigurationSetName")},
        alarms=(
            Standard("bounces", "Share of mail that bounces", "Reputation.BounceRate", 0.05, quiet=True),
            Standard(
                "complaints", "Share of mail that is complained of", "Reputation.ComplaintRate", 0.001, quiet=True
            ),
        ),
        graphs=(Graph("Mail: bounces and complaints", ("Reputation.BounceRate", "Reputation.ComplaintRate")),),
    ),
)
