# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long a log group keeps its events: one option for all capabilities that have log groups."""

from __future__ import annotations

from ...aws.logs.log_group import RETENTION_DAYS
from .option import Option

FOR_EVER = 0


def retention_option(description, default):
    """The option: days that CloudWatch Logs has, or for ever.

    :param description: what is kept, as a sentence
    """
    return Option(
        "int",
        [description, "V(%d) keeps it for ever." % FOR_EVER],
        default=default,
        choices=[FOR_EVER, *RETENTION_DAYS],
        field="log_group.retentionInDays",
        sent=retention,
        aws="A number of days that CloudWatch Logs has, or no retention at all",
    )


def retention(days):
    """The retention of a log group by the value of the option: None without one."""
    return None if days == FOR_EVER else days
