# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: the capacity of Serverless v2 members, which their cluster says (ServerlessV2ScalingConfiguration)."""

from __future__ import annotations

from ....engine.kind import Problem
from ..versions import parts

SECONDS = 300  # SecondsUntilAutoPause, where it was never given
# A failover or a scaling of the writer takes readers of tier 0 and 1 along (Aurora User Guide, Aurora Serverless v2 auto-pause).
AWAKE = (
    "it pauses after %d s in which nobody is connected. Each open connection keeps it awake: a pool's idle ones, a health check "
    "that asks the database, RDS Proxy, logical replication; readers of tier 0 and 1 wake and sleep with the writer. The first "
    "connection after a pause waits about 15 s, after a day of it 30 s and more"
)


def canonical(value):
    """Seconds are shown only while the minimum is 0, and then always; references pass."""
    if not isinstance(value, dict) or not isinstance(value.get("MinCapacity"), (int, float)):
        return value
    seconds = {} if value["MinCapacity"] else {"SecondsUntilAutoPause": value.get("SecondsUntilAutoPause") or SECONDS}
    rest = {name: item for name, item in value.items() if name != "SecondsUntilAutoPause"}
    return {**rest, **seconds}


def preflight(api, want, live):
    """Problems of a capacity that the version does not have; what keeps a cluster awake, where it is to pause."""
    given = want.get("ServerlessV2ScalingConfiguration")
    if not given:
        return []
    wanted = parts(want["EngineVersion"])
    rows = api.all("describe_db_engine_versions", "DBEngineVersions", Engine=want["Engine"])
    fitting = [row for row in rows if parts(row["EngineVersion"])[: len(wanted)] == wanted]
    version = (live or {}).get("EngineVersion") or max(
        (row["EngineVersion"] for row in fitting), key=parts, default=None
    )
    offered = next((row.get("ServerlessV2FeaturesSupport") for row in rows if row["EngineVersion"] == version), None)
    if not offered:
        return [Problem("ServerlessV2ScalingConfiguration: %s %s has no Serverless v2" % (want["Engine"], version))]
    least, most = offered.get("MinCapacity", 0.5), offered.get("MaxCapacity", 128)
    if given["MinCapacity"] < least or given["MaxCapacity"] > most:
        text = "ServerlessV2ScalingConfiguration %s to %s: %s %s has %s to %s"
        ends = (given["MinCapacity"], given["MaxCapacity"], want["Engine"], version, least, most)
        return [Problem(text % tuple("%g" % end if isinstance(end, (int, float)) else end for end in ends))]
    if given["MinCapacity"]:
        return []
    return [Problem(AWAKE % (given.get("SecondsUntilAutoPause") or SECONDS), note=True)]
