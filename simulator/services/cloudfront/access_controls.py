"""Origin access controls: unique names, versions, refused deletion while in use."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from .api import LOCATION, Entity, check_version, in_use, new_id, store, truncated_listing

KIND = "origin-access-control"


def find(call: Call, identifier: str) -> Entity:
    """Raises AwsError NoSuchOriginAccessControl."""
    if identifier not in store(call, KIND):
        raise AwsError("NoSuchOriginAccessControl", "The specified origin access control does not exist.")
    return store(call, KIND)[identifier]


def _config(call: Call, own: Entity | None = None) -> dict[str, Any]:
    config = {"Description": "", **call.params["OriginAccessControlConfig"]}
    for other in store(call, KIND).values():
        if other.config["Name"] == config["Name"] and other is not own:
            raise AwsError(
                "OriginAccessControlAlreadyExists", "An origin access control with the same parameters already exists."
            )
    return config


def _answer(control: Entity) -> dict[str, Any]:
    return {
        "OriginAccessControl": {"Id": control.id, "OriginAccessControlConfig": control.config},
        "ETag": control.etag,
    }


@operation("cloudfront", "CreateOriginAccessControl")
def create(call: Call) -> dict[str, Any]:
    control = Entity("", new_id(), _config(call))
    store(call, KIND)[control.id] = control
    return {**_answer(control), "Location": f"{LOCATION}/{KIND}/{control.id}"}


@operation("cloudfront", "GetOriginAccessControl")
def get(call: Call) -> dict[str, Any]:
    return _answer(find(call, call.params["Id"]))


@operation("cloudfront", "GetOriginAccessControlConfig")
def get_config(call: Call) -> dict[str, Any]:
    control = find(call, call.params["Id"])
    return {"OriginAccessControlConfig": control.config, "ETag": control.etag}


@operation("cloudfront", "UpdateOriginAccessControl")
def update(call: Call) -> dict[str, Any]:
    control = find(call, call.params["Id"])
    check_version(call, control)
    control.change(_config(call, control))
    return _answer(control)


@operation("cloudfront", "DeleteOriginAccessControl")
def delete(call: Call) -> None:  # F13
    control = find(call, call.params["Id"])
    check_version(call, control)
    if in_use(call, control.id, "OriginAccessControlId"):
        raise AwsError(
            "OriginAccessControlInUse",
            "Cannot delete the origin access control because it's in use by one or more distributions.",
        )
    del store(call, KIND)[control.id]


@operation("cloudfront", "ListOriginAccessControls")
def list_all(call: Call) -> dict[str, Any]:
    rows = [{"Id": control.id, **control.config} for control in store(call, KIND).values()]
    return {"OriginAccessControlList": truncated_listing(call, rows)}
