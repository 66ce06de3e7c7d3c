"""Amazon EFS's objects in moto, how they are refused, and which calls need one that is there and ready."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, check
from simulator.core.lists import backend

# Operations that the API reference lists IncorrectFileSystemLifeCycleState for: only an available file system takes them.
NEED_AVAILABLE = (
    "CreateAccessPoint",
    "CreateMountTarget",
    "PutBackupPolicy",
    "PutFileSystemPolicy",
    "PutLifecycleConfiguration",
    "UpdateFileSystem",
)


def moto_of(call: Call) -> Any:
    """Moto's objects of the account and Region of a call."""
    return backend("efs", call.account, call.region)


def bad(message: str) -> AwsError:
    """BadRequest."""
    return AwsError("BadRequest", message, 400, ErrorCode="BadRequest")


def missing(kind: str, words: str, identity: str) -> AwsError:
    """The refusal of what is not there: ``FileSystemNotFound`` and its like."""
    return AwsError(f"{kind}NotFound", f"{words} '{identity}' does not exist.", 404, ErrorCode=f"{kind}NotFound")


def clash(code: str, message: str, **members: str) -> AwsError:
    """A refusal with HTTP status 409."""
    return AwsError(code, message, 409, ErrorCode=code, **members)


def reach(item: Any, wanted: str) -> None:
    """A change that took time is over, unless the object is on its way out by now."""
    if item.life_cycle_state != "deleting":
        item.life_cycle_state = wanted


@check("efs")
def objects_exist(call: Call) -> None:
    """Refuse a call about a file system or access point that is not there, or whose state does not allow it."""
    identity = call.params.get("ResourceId") or call.params.get("FileSystemId") or ""
    moto = moto_of(call)
    if identity.startswith("fsap-"):
        if identity not in moto.access_points:
            raise missing("AccessPoint", "Access point", identity)
    elif identity:
        found = moto.file_systems_by_id.get(identity)
        if found is None:
            raise missing("FileSystem", "File system", identity)
        if call.operation in NEED_AVAILABLE and found.life_cycle_state != "available":
            raise clash(
                "IncorrectFileSystemLifeCycleState",
                f"File system '{identity}' is in the life cycle state {found.life_cycle_state}.",
            )
