"""Access points: their states and tokens."""

from __future__ import annotations

from typing import Any

from moto.efs.models import AccessPoint

from simulator.core import state
from simulator.core.handlers import Call, operation

from .model import bad, clash, missing, moto_of, reach


@operation("efs", "CreateAccessPoint")
def create_access_point(call: Call) -> dict[str, Any]:
    moto, token = moto_of(call), call.params["ClientToken"]
    for known in moto.access_points.values():
        if known.client_token == token:
            raise clash(
                "AccessPointAlreadyExists",
                f"Access point {known.access_point_id} already exists with client token '{token}'",
                AccessPointId=known.access_point_id,
            )
    root = call.params.get("RootDirectory") or {}
    if root and not root.get("Path"):
        raise bad("A root directory needs a path.")
    made = moto.access_points[call.forward()["AccessPointId"]]
    made.life_cycle_state = "creating"
    answer = _point(made)
    state.after("efs:access_point", lambda: reach(made, "available"))
    return answer


def _point(made: AccessPoint) -> dict[str, Any]:
    shown = {name: value for name, value in made.info_json().items() if value is not None}
    return {**shown, "LifeCycleState": made.life_cycle_state}


@operation("efs", "DescribeAccessPoints")
def describe_access_points(call: Call) -> dict[str, Any]:
    moto, one, parent = moto_of(call), call.params.get("AccessPointId"), call.params.get("FileSystemId")
    if one and parent:
        raise bad("Give either an access point or a file system.")
    if one and one not in moto.access_points:
        raise missing("AccessPoint", "Access point", one)
    points = [
        item
        for item in moto.access_points.values()
        if one in (None, item.access_point_id) and parent in (None, item.file_system_id)
    ]
    return {"AccessPoints": [_point(item) for item in points]}


@operation("efs", "DeleteAccessPoint")
def delete_access_point(call: Call) -> dict[str, Any]:
    if call.params["AccessPointId"] not in moto_of(call).access_points:
        raise missing("AccessPoint", "Access point", call.params["AccessPointId"])
    return call.forward()


def install() -> None:
    """An access point of moto has no state of its own: one that nobody made here is ready."""
    AccessPoint.life_cycle_state = "available"
