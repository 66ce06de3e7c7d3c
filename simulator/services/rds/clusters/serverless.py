"""The capacity of Serverless v2: what versions have (behaviour E29), and how it is shown (E30)."""

from __future__ import annotations

from typing import Any

from .. import checks, engines

SECONDS = 300


def check(data: dict[str, Any]) -> None:
    """Refuse a capacity that the version does not have."""
    given = data.get("ServerlessV2ScalingConfiguration")
    if not given:
        return
    offered = engines.capacity(data["Engine"], data["EngineVersion"])
    if offered is None:
        raise checks.clash(f"{data['Engine']} {data['EngineVersion']} does not support Serverless v2.")
    least, most = given.get("MinCapacity", offered[0]), given.get("MaxCapacity", offered[1])
    if not offered[0] <= least <= most <= offered[1] or least * 2 % 1 or most * 2 % 1 or most < 1:
        raise checks.bad(
            f"The Serverless v2 capacity {least} to {most} is invalid: half steps from {offered[0]} to {offered[1]} are valid."
        )
    seconds = given.get("SecondsUntilAutoPause")
    if seconds is not None and (least or not 300 <= seconds <= 86400):
        raise checks.bad(f"SecondsUntilAutoPause {seconds} is invalid with a minimum capacity of {least}.")


def shown(given: dict[str, Any]) -> dict[str, Any]:
    """Seconds are shown while the minimum is 0, and only then."""
    if given.get("MinCapacity"):
        return {name: value for name, value in given.items() if name != "SecondsUntilAutoPause"}
    return {"SecondsUntilAutoPause": SECONDS, **given}
