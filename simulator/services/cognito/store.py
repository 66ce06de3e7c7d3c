"""What the simulator keeps of Cognito, by account and Region: moto deletes protected pools and keeps what AWS resets."""

from __future__ import annotations

import secrets
import string
import time
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

LETTERS = string.ascii_letters + string.digits


def refuse(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message, 400)


def missing(message: str) -> AwsError:
    return AwsError("ResourceNotFoundException", message, 400)


def identifier(length: int, letters: str = LETTERS) -> str:
    return "".join(secrets.choice(letters) for _position in range(length))


def pools(call: Call) -> dict[str, dict[str, Any]]:
    """Pools by id: ``shown``, and what they have of ``clients``, ``groups``, ``mfa`` and ``domain``."""
    return state.store("cognito-idp", call.account, call.region)


def pool(call: Call, identity: str | None = None) -> dict[str, Any]:
    """The pool of a call. Raises AwsError ResourceNotFoundException."""
    wanted = identity or call.params["UserPoolId"]
    if wanted not in pools(call):
        raise missing(f"User pool {wanted} does not exist.")
    return pools(call)[wanted]


def given(call: Call, *without: str) -> dict[str, Any]:
    """The members that a call has, but for some."""
    return {name: value for name, value in call.params.items() if value is not None and name not in without}


def now() -> float:
    return time.time()


def _tagged(call: Call) -> dict[str, str]:
    return pool(call, call.params["ResourceArn"].rpartition("/")[2])["shown"]["UserPoolTags"]


@operation("cognito-idp", "ListTagsForResource")
def list_tags(call: Call) -> dict[str, Any]:
    return {"Tags": dict(_tagged(call))}


@operation("cognito-idp", "TagResource")
def tag(call: Call) -> None:
    _tagged(call).update(call.params["Tags"])


@operation("cognito-idp", "UntagResource")
def untag(call: Call) -> None:
    for key in call.params["TagKeys"]:
        _tagged(call).pop(key, None)
