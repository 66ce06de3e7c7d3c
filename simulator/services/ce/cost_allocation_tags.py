"""Cost allocation tags: keys are known a day after something has them, and inactive until somebody activates them."""

from __future__ import annotations

import contextlib
from typing import Any

from botocore.exceptions import UnknownServiceError

from simulator.core import state
from simulator.core.calls import is_changing
from simulator.core.handlers import Call, check, operation
from simulator.core.lists import page

MEMBERS = ("Tags", "tags", "TagList", "ResourceTags", "AddTags", "TagSpecifications")


def _keys(value: Any) -> set[str]:
    """The keys of tags, in any of the forms that services take them in."""
    if isinstance(value, list):
        return {key for item in value for key in _keys(item)}
    if not isinstance(value, dict):
        return set()
    if "Tags" in value:  # of a tag specification
        return _keys(value["Tags"])
    for member in ("Key", "key", "TagKey"):
        if member in value:
            return {value[member]}
    return {key for key, text in value.items() if isinstance(text, str)}


@check("*")
def note(call: Call) -> None:
    """Remember when a tag key was first used in the account."""
    if call.service == "ce" or not is_changing(call.service, call.operation):
        return
    seen = state.store("ce", call.account, call.partition).setdefault("seen", {})
    with contextlib.suppress(UnknownServiceError):  # that is answered elsewhere
        for member in MEMBERS:
            for key in _keys(call.params.get(member)):
                if not key.startswith("aws:"):
                    seen.setdefault(key, state.ready_at("ce:tag"))


def _status(call: Call) -> dict[str, str]:
    """Status by key, of those that are known."""
    store = state.store("ce", call.account, call.partition)
    active = store.setdefault("active", set())
    known = (key for key, at in store.get("seen", {}).items() if state.is_ready(at))
    return {key: "Active" if key in active else "Inactive" for key in sorted(known)}


@operation("ce", "ListCostAllocationTags")
def list_tags(call: Call) -> dict[str, Any]:
    given = call.params
    found = [
        {"TagKey": key, "Type": "UserDefined", "Status": status}
        for key, status in _status(call).items()
        if given.get("Status") in (None, status)
        and (not given.get("TagKeys") or key in given["TagKeys"])
        and given.get("Type") in (None, "UserDefined")
    ]
    part, following = page(found, given.get("NextToken"), given.get("MaxResults"))
    return {"CostAllocationTags": part, "NextToken": following}


@operation("ce", "UpdateCostAllocationTagsStatus")
def update_status(call: Call) -> dict[str, Any]:
    known, active, errors = _status(call), state.store("ce", call.account, call.partition)["active"], []
    for item in call.params["CostAllocationTagsStatus"]:
        key = item["TagKey"]
        if key not in known:
            errors.append({"TagKey": key, "Code": "ValidationException", "Message": "Tag keys not found: " + key})
        elif item["Status"] == "Active":
            active.add(key)
        else:
            active.discard(key)
    return {"Errors": errors}
