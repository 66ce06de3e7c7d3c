"""The state of alarms: new ones have none yet, changed ones keep theirs.

The patch is on moto's backend, because other services of moto make alarms there too.
"""

from __future__ import annotations

import functools
from typing import Any

from moto.cloudwatch.models import CloudWatchBackend

STATE = ("state_value", "state_reason", "state_reason_data", "state_updated_timestamp", "history")


def _put(original: Any) -> Any:  # G9, G10
    @functools.wraps(original)
    def put_metric_alarm(self: CloudWatchBackend, name: str, *args: Any, tags: Any = None, **kwargs: Any) -> Any:
        before = self.alarms.get(name)
        alarm = original(self, name, *args, tags=None if before else tags, **kwargs)
        alarm.treat_missing_data = alarm.treat_missing_data or "missing"
        if before is None:
            alarm.state_value = "INSUFFICIENT_DATA"
        else:
            for member in STATE:
                setattr(alarm, member, getattr(before, member))
        return alarm

    return put_metric_alarm


def install() -> None:
    """Correct moto's way to store an alarm."""
    CloudWatchBackend.put_metric_alarm = _put(CloudWatchBackend.put_metric_alarm)
