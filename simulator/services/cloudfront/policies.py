"""Cache, origin request and response headers policies, custom and managed. One table, one set of functions."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from . import managed
from .api import LOCATION, Entity, check_version, in_use, listing, new_id, store

CACHE_DEFAULTS = {"DefaultTTL": 86400, "MaxTTL": 31536000}


@dataclass(frozen=True)
class Kind:
    """One kind of policy: the name used in operations, members and error codes, and what AWS offers of it."""

    name: str
    path: str
    managed: dict[str, dict[str, Any]]
    defaults: dict[str, Any]

    @property
    def plural(self) -> str:
        return self.name[:-1] + "ies"


KINDS = {
    kind.name: kind
    for kind in (
        Kind("CachePolicy", "cache-policy", managed.CACHE, CACHE_DEFAULTS),
        Kind("OriginRequestPolicy", "origin-request-policy", managed.ORIGIN_REQUEST, {}),
        Kind("ResponseHeadersPolicy", "response-headers-policy", managed.RESPONSE_HEADERS, {}),
    )
}


@functools.cache
def _managed(name: str) -> dict[str, Entity]:
    """AWS's policies of a kind. Their ETags never change."""
    return {identifier: Entity("", identifier, config) for identifier, config in KINDS[name].managed.items()}


def policies(call: Call, kind: Kind) -> dict[str, Entity]:
    """Every policy of the kind the caller can use, the managed ones included."""
    return {**_managed(kind.name), **store(call, kind.name)}


def find(call: Call, kind: Kind, identifier: str) -> Entity:
    """The policy of an identifier. Raises AwsError NoSuch<kind>."""
    found = policies(call, kind).get(identifier)
    if found is None:
        raise AwsError(f"NoSuch{kind.name}", f"The {kind.path.replace('-', ' ')} does not exist.")
    return found


def _shown(kind: Kind, policy: Entity) -> dict[str, Any]:
    return {"Id": policy.id, "LastModifiedTime": policy.modified, f"{kind.name}Config": policy.config}


def _config(call: Call, kind: Kind, own: Entity | None = None) -> dict[str, Any]:
    config = {**kind.defaults, **call.params[f"{kind.name}Config"]}
    for other in policies(call, kind).values():
        if other.config["Name"] == config["Name"] and (own is None or other.id != own.id):
            raise AwsError(
                f"{kind.name}AlreadyExists", f"A {kind.path.replace('-', ' ')} with this name already exists."
            )
    if kind.name == "CachePolicy" and not config["MinTTL"] <= config["DefaultTTL"] <= config["MaxTTL"]:
        # API Reference, CachePolicyConfig: each of the three is at least the one before it.
        raise AwsError("InvalidArgument", "The parameters MinTTL, DefaultTTL and MaxTTL must be in ascending order.")
    return config


def _create(kind: Kind, call: Call) -> dict[str, Any]:
    config = _config(call, kind)
    identifier = new_id().lower()
    policy = Entity("", identifier, config)
    store(call, kind.name)[identifier] = policy
    return {kind.name: _shown(kind, policy), "ETag": policy.etag, "Location": f"{LOCATION}/{kind.path}/{identifier}"}


def _get(kind: Kind, call: Call) -> dict[str, Any]:
    policy = find(call, kind, call.params["Id"])
    return {kind.name: _shown(kind, policy), "ETag": policy.etag}


def _get_config(kind: Kind, call: Call) -> dict[str, Any]:
    policy = find(call, kind, call.params["Id"])
    return {f"{kind.name}Config": policy.config, "ETag": policy.etag}


def _update(kind: Kind, call: Call) -> dict[str, Any]:
    policy = find(call, kind, call.params["Id"])
    if call.params["Id"] in kind.managed:
        raise AwsError("IllegalUpdate", "The update contains modifications that are not allowed: a managed policy.")
    check_version(call, policy)
    policy.change(_config(call, kind, policy))
    return {kind.name: _shown(kind, policy), "ETag": policy.etag}


def _delete(kind: Kind, call: Call) -> None:  # F13
    policy = find(call, kind, call.params["Id"])
    if call.params["Id"] in kind.managed:
        raise AwsError("IllegalDelete", "You cannot delete a managed policy.")
    check_version(call, policy)
    if in_use(call, policy.id, f"{kind.name}Id"):
        raise AwsError(f"{kind.name}InUse", "The policy is attached to one or more cache behaviors.")
    del store(call, kind.name)[policy.id]


def _list(kind: Kind, call: Call) -> dict[str, Any]:
    wanted = call.params.get("Type")
    rows = []
    for identifier, policy in policies(call, kind).items():
        owner = "managed" if identifier in kind.managed else "custom"
        if wanted in (None, owner):
            rows.append({"Type": owner, kind.name: _shown(kind, policy)})
    return {f"{kind.name}List": listing(call, rows)}


def _register(kind: Kind) -> None:
    table = {
        f"Create{kind.name}": _create,
        f"Get{kind.name}": _get,
        f"Get{kind.name}Config": _get_config,
        f"Update{kind.name}": _update,
        f"Delete{kind.name}": _delete,
        f"List{kind.plural}": _list,
    }
    for name, function in table.items():
        operation("cloudfront", name)(functools.partial(function, kind))


for _kind in KINDS.values():
    _register(_kind)
