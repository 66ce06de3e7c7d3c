"""How a replication group is protected: encryption at rest and in transit, and its AUTH token.

E23: what is encrypted at rest by default hangs on the engine. E73: a standing group takes encryption in transit in two
steps. E75: a token needs encryption in transit, and replaces another one in two steps. All rules are those of
CreateReplicationGroup and ModifyReplicationGroup in botocore's model.
"""

from __future__ import annotations

import re
from typing import Any

from simulator.core.handlers import AwsError

# The references of the two calls differ in the signs that they allow.
NEW_TOKEN = re.compile(r"[A-Za-z0-9!&#$^<>-]{16,128}")
NEXT_TOKEN = re.compile(r"(?!.*[/\"@%])[!-~]{16,128}")
TOKEN = "Invalid AuthToken provided. It has 16 to 128 printable ASCII characters, and only some that are special."


def _combination(message: str) -> AwsError:
    return AwsError("InvalidParameterCombination", message, 400)


def _check_token(token: str, pattern: re.Pattern[str], encrypted: bool) -> None:
    if not encrypted:
        raise _combination("AuthToken can be specified only where TransitEncryptionEnabled is true.")
    if not pattern.fullmatch(token):
        raise AwsError("InvalidParameterValue", TOKEN, 400)


def made(params: dict[str, Any]) -> dict[str, Any]:
    """How a new group reads, by the parameters of its creation. Raises AwsError where AWS refuses them."""
    encrypted, token = bool(params.get("TransitEncryptionEnabled")), params.get("AuthToken")
    mode = params.get("TransitEncryptionMode")
    if mode and not encrypted:
        raise _combination("TransitEncryptionMode can be specified only where TransitEncryptionEnabled is true.")
    if token is not None:
        _check_token(token, NEW_TOKEN, encrypted)
    return {
        "AtRestEncryptionEnabled": params.get("AtRestEncryptionEnabled", params.get("Engine") == "valkey"),
        "TransitEncryptionEnabled": encrypted,
        "AuthTokenEnabled": token is not None,
        **({"TransitEncryptionMode": mode or "required"} if encrypted else {}),
    }


def changed(shown: dict[str, Any], rotated: bool, params: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """How a group reads after a change, and whether two tokens are valid then, by how both were before.

    Raises AwsError where AWS refuses the change.
    """
    shown = _in_transit(shown, params)
    token, strategy = params.get("AuthToken"), params.get("AuthTokenUpdateStrategy")
    if strategy == "DELETE":
        if not params.get("UserGroupIdsToAdd"):
            raise _combination("The strategy DELETE is allowed only when transitioning to RBAC.")
        return {**shown, "AuthTokenEnabled": False}, False
    if token is None:
        if strategy:
            raise _combination("AuthTokenUpdateStrategy must be specified with AuthToken.")
        return shown, rotated
    _check_token(token, NEXT_TOKEN, shown["TransitEncryptionEnabled"])
    if strategy == "SET" and not rotated:
        raise _combination("The strategy SET is allowed only after ROTATE.")
    return {**shown, "AuthTokenEnabled": True}, strategy != "SET"


def _in_transit(shown: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    before = shown["TransitEncryptionEnabled"]
    after = params.get("TransitEncryptionEnabled", before)
    mode = params.get("TransitEncryptionMode")
    if mode and not after:
        raise _combination("TransitEncryptionMode can be specified only where TransitEncryptionEnabled is true.")
    if after and not before and mode != "preferred":
        raise _combination("TransitEncryptionMode must be preferred first where encryption in transit is enabled.")
    rest = {name: value for name, value in shown.items() if name != "TransitEncryptionMode"}
    current = {"TransitEncryptionMode": mode or shown.get("TransitEncryptionMode")} if after else {}
    return {**rest, "TransitEncryptionEnabled": after, **current}
