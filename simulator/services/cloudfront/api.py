"""CloudFront's store, identifiers and version checks, shared by the files of this package."""

from __future__ import annotations

import datetime
from typing import Any

from moto.cloudfront.models import random_id

from simulator.core import state
from simulator.core.handlers import AwsError, Call
from simulator.core.lists import page, utc

LOCATION = "https://cloudfront.amazonaws.com/2020-05-31"


class Entity:
    """A versioned CloudFront object: its configuration, identifier and ETag, which changes with every change."""

    def __init__(self, arn: str, identifier: str, config: dict[str, Any]) -> None:
        self.arn = arn
        self.id = identifier
        self.change(config)

    def change(self, config: dict[str, Any]) -> None:
        """Take a new configuration."""
        self.config = config
        self.etag = new_id()
        self.modified = moment()


def new_id() -> str:
    """An identifier in CloudFront's form, also used for ETags."""
    return "E" + random_id(length=13)


def moment() -> datetime.datetime:
    """The present time as it is shown in answers."""
    return utc(state.now())


def arn_of(call: Call, kind: str, identifier: str) -> str:
    return f"arn:{call.partition}:cloudfront::{call.account}:{kind}/{identifier}"


def store(call: Call, kind: str) -> dict[str, Any]:
    """The objects of one kind in the caller's account, by identifier."""
    return state.store("cloudfront", call.account, call.partition).setdefault(kind, {})


def check_version(call: Call, entity: Entity) -> None:
    """Refuse a change whose If-Match is missing or not the current ETag.

    Raises AwsError InvalidIfMatchVersion or PreconditionFailed.
    """
    given = call.params.get("IfMatch")
    if not given:
        raise AwsError("InvalidIfMatchVersion", "The If-Match version is missing or not valid for the resource.")
    if given != entity.etag:
        raise AwsError(
            "PreconditionFailed",
            "The request failed because it didn't meet the preconditions in one or more request-header fields.",
        )


def listing(call: Call, items: list[Any]) -> dict[str, Any]:
    """One page in the form of CloudFront's newer lists (no IsTruncated)."""
    size = int(call.params.get("MaxItems") or 100)
    part, following = page(items, call.params.get("Marker"), size)
    found: dict[str, Any] = {"MaxItems": size, "Quantity": len(part)}
    if part:
        found["Items"] = part
    if following:
        found["NextMarker"] = following
    return found


def truncated_listing(call: Call, items: list[Any]) -> dict[str, Any]:
    """One page in the form of CloudFront's older lists."""
    found = listing(call, items)
    return {**found, "Marker": call.params.get("Marker") or "", "IsTruncated": "NextMarker" in found}


def holds(config: Any, wanted: str, *keys: str) -> bool:
    """True when the configuration has the value ``wanted`` under one of ``keys``, at any depth."""
    if isinstance(config, dict):
        return any((key in keys and value == wanted) or holds(value, wanted, *keys) for key, value in config.items())
    return isinstance(config, list) and any(holds(value, wanted, *keys) for value in config)


def in_use(call: Call, wanted: str, *keys: str) -> bool:
    """True when a distribution of the account has the value ``wanted`` under one of ``keys``."""
    return any(holds(entity.config, wanted, *keys) for entity in store(call, "distribution").values())
