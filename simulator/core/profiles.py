"""Profiles: how much like AWS the simulator behaves. ``calm`` answers at once, ``aws`` takes time, ``storm`` fails too.

Durations and lags are seconds on AWS, in the data of each service, from what others have observed there; ``--minute-ms``
says how long an AWS minute lasts here. Rates are the share of all calls.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Profile:
    """One way to behave.

    ``takes_time``: changes last as long as the services' data say, and reads and other services come to know of them later;
    ``page`` is the number of rows in a page, None for AWS's own; ``rates`` are faults by kind; ``minute_ms`` is the
    default length of an AWS minute; ``slow`` the seconds that a slow call waits.
    """

    name: str
    minute_ms: float = 0.0
    takes_time: bool = False
    page: int | None = None
    rates: dict[str, float] = field(default_factory=dict)
    slow: float = 0.0


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("calm"),
        Profile(
            "aws",
            minute_ms=1000,
            takes_time=True,
            page=5,
            rates={
                "throttled": 0.01,
                "failed_before": 0.002,
                "failed_after": 0.002,
                "dropped_after": 0.001,
                "busy": 0.02,
            },
            slow=0.2,
        ),
        # A fifth of all calls.
        Profile(
            "storm",
            minute_ms=200,
            takes_time=True,
            page=2,
            rates={
                "throttled": 0.10,
                "failed_before": 0.02,
                "failed_after": 0.02,
                "dropped_before": 0.01,
                "dropped_after": 0.01,
                "slow": 0.02,
                "busy": 0.02,
            },
            slow=0.3,
        ),
    )
}
