"""Groups of user pools."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from .store import given, missing, now, pool


def find(call: Call) -> dict[str, Any]:
    found = pool(call)["groups"]
    if call.params["GroupName"] not in found:
        raise missing("Group not found.")
    return found[call.params["GroupName"]]


@operation("cognito-idp", "CreateGroup")
def create(call: Call) -> dict[str, Any]:
    groups, name = pool(call)["groups"], call.params["GroupName"]
    if name in groups:
        raise AwsError("GroupExistsException", "A group with the name already exists.", 400)
    groups[name] = {**given(call), "CreationDate": now(), "LastModifiedDate": now()}
    return {"Group": dict(groups[name])}


@operation("cognito-idp", "GetGroup")
def get(call: Call) -> dict[str, Any]:
    return {"Group": dict(find(call))}


@operation("cognito-idp", "ListGroups")
def list_all(call: Call) -> dict[str, Any]:
    rows = [dict(found) for found in pool(call)["groups"].values()]
    part, following = page(rows, call.params.get("NextToken"), call.params.get("Limit"), 60)
    return {"Groups": part, "NextToken": following}


@operation("cognito-idp", "UpdateGroup")
def update(call: Call) -> dict[str, Any]:
    find(call).update(given(call), LastModifiedDate=now())
    return {"Group": dict(find(call))}


@operation("cognito-idp", "DeleteGroup")
def delete(call: Call) -> None:
    find(call)
    del pool(call)["groups"][call.params["GroupName"]]
