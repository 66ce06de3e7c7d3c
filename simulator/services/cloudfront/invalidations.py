"""Invalidations, complete at once unless ``cloudfront:invalidation`` has a duration."""

from __future__ import annotations

from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from .api import LOCATION, Entity, moment, new_id, store, truncated_listing


class Invalidation:
    def __init__(self, batch: dict[str, Any]) -> None:
        self.id = new_id().replace("E", "I", 1)
        self.batch = batch
        self.created = moment()
        self._ready_at = state.ready_at("cloudfront:invalidation")

    @property
    def status(self) -> str:
        return "Completed" if state.is_ready(self._ready_at) else "InProgress"


def _distribution(call: Call) -> Entity:
    entity = store(call, "distribution").get(call.params["DistributionId"])
    if entity is None:
        raise AwsError("NoSuchDistribution", "The specified distribution does not exist.")
    return entity


def in_progress(call: Call, identifier: str) -> int:
    """How many invalidations of a distribution are not complete."""
    return sum(entry.status == "InProgress" for entry in store(call, "invalidation").get(identifier, []))


def _shown(entry: Invalidation) -> dict[str, Any]:
    return {"Id": entry.id, "Status": entry.status, "CreateTime": entry.created, "InvalidationBatch": entry.batch}


@operation("cloudfront", "CreateInvalidation")
def create(call: Call) -> dict[str, Any]:  # F16
    distribution = _distribution(call)
    batch = call.params["InvalidationBatch"]
    paths = batch["Paths"].get("Items") or []
    if batch["Paths"]["Quantity"] != len(paths):
        raise AwsError("InconsistentQuantities", "The value of Quantity and the size of Items don't match.")
    if not paths or any(not path.startswith("/") for path in paths):
        raise AwsError("InvalidArgument", "Your request contains one or more invalid invalidation paths.")
    entries = store(call, "invalidation").setdefault(distribution.id, [])
    entry = next((item for item in entries if item.batch["CallerReference"] == batch["CallerReference"]), None)
    if entry is None:
        entry = Invalidation(batch)
        entries.insert(0, entry)
    elif entry.batch != batch:
        raise AwsError("InvalidArgument", "The caller reference belongs to another invalidation batch.")
    return {
        "Invalidation": _shown(entry),
        "Location": f"{LOCATION}/distribution/{distribution.id}/invalidation/{entry.id}",
    }


@operation("cloudfront", "GetInvalidation")
def get(call: Call) -> dict[str, Any]:
    entries = store(call, "invalidation").get(_distribution(call).id, [])
    for entry in entries:
        if entry.id == call.params["Id"]:
            return {"Invalidation": _shown(entry)}
    raise AwsError("NoSuchInvalidation", "The specified invalidation does not exist.")


@operation("cloudfront", "ListInvalidations")
def list_all(call: Call) -> dict[str, Any]:
    entries = store(call, "invalidation").get(_distribution(call).id, [])
    rows = [{"Id": entry.id, "CreateTime": entry.created, "Status": entry.status} for entry in entries]
    return {"InvalidationList": truncated_listing(call, rows)}
