# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudWatch: composite alarms, which follow from the states of other alarms."""

from __future__ import annotations

import re

from ...engine import fields
from .alarm import Alarm

LONGEST_RULE = 10240  # PutCompositeAlarm, AlarmRule
QUOTED = re.compile(r'"([^"]+)"')  # the names in a rule


class CompositeAlarm(Alarm):
    """An alarm on a rule over other alarms of its account and Region. PutCompositeAlarm writes the whole of it.

    An alarm that a composite one names cannot be deleted before it (G11): the composite one refers to them, and goes first.
    """

    kind = "composite_alarm"
    telling = ("AlarmRule",)
    alarm_type, put = "CompositeAlarm", "put_composite_alarm"
    uses = ("sns_topic", "alarm", "composite_alarm")
    fields = {
        "AlarmName": fields.required(change=fields.REPLACE),
        "AlarmDescription": fields.managed(""),
        "ActionsEnabled": fields.managed(True),
        "AlarmActions": fields.managed([], order="set"),
        "OKActions": fields.managed([], order="set"),
        "InsufficientDataActions": fields.managed([], order="set"),
        "AlarmRule": fields.required(),
        "ActionsSuppressor": fields.managed(None),
        "ActionsSuppressorWaitPeriod": fields.managed(None),
        "ActionsSuppressorExtensionPeriod": fields.managed(None),
        "AlarmArn": fields.computed(),
        "Children": fields.computed(),
    }

    @classmethod
    def _live(cls, row):
        live = super()._live(row)
        del live.fields["TreatMissingData"]
        live.fields["Children"] = QUOTED.findall(row.get("AlarmRule", ""))
        return live

    @classmethod
    def validate(cls, want):
        rule = want["AlarmRule"]
        if len(rule) > LONGEST_RULE:
            return ["AlarmRule: %d characters; at most %d are allowed" % (len(rule), LONGEST_RULE)]
        return []
