"""Where the rows of Application Auto Scaling are kept and how they are found and listed."""

from __future__ import annotations

import datetime
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call
from simulator.core.lists import page

SERVICE = "application-autoscaling"


def invalid(message: str) -> AwsError:
    """ValidationException."""
    return AwsError("ValidationException", message)


def key_of(params: dict[str, Any], *more: str) -> tuple[str, ...]:
    """The key of a scalable target, followed by further members of the call."""
    return tuple(params[name] for name in ("ServiceNamespace", "ResourceId", "ScalableDimension", *more))


def rows_of(call: Call, kind: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """The rows of one kind (targets, policies, actions, activities, tags) of the region of a call."""
    return state.store(SERVICE, call.account, call.region).setdefault(kind, {})


def moment() -> datetime.datetime:
    """The simulator's time as AWS shows it."""
    return datetime.datetime.fromtimestamp(state.now(), datetime.UTC)


def place_of(key: tuple[str, ...]) -> str:
    """A key in the words of AWS's messages."""
    return f"service namespace: {key[0]}, resource ID: {key[1]}, scalable dimension: {key[2]}"


def target_of(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """The scalable target of a call. Raises AwsError ObjectNotFoundException."""
    target = rows_of(call, "targets").get(key_of(params))
    if target is None:
        raise AwsError("ObjectNotFoundException", f"No scalable target registered for {place_of(key_of(params))}")
    return target


def listed(call: Call, kind: str, member: str, names: list[str], name_member: str) -> dict[str, Any]:
    """The answer of a Describe call: one page of rows under ``member``."""
    params = call.params
    rows = [
        row
        for row in rows_of(call, kind).values()
        if row["ServiceNamespace"] == params["ServiceNamespace"]
        and params.get("ResourceId") in (None, row["ResourceId"])
        and params.get("ScalableDimension") in (None, row["ScalableDimension"])
        and (not names or row[name_member] in names)
    ]
    rows, token = page(rows, params.get("NextToken"), params.get("MaxResults"), 50)
    return {member: rows, "NextToken": token}
