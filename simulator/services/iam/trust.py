"""Trust policies of roles, checked as IAM does when they are set."""

from __future__ import annotations

import json
import re
from typing import Any

from moto.iam.models import iam_backends

from simulator.core.handlers import AwsError, Call

SERVICE = re.compile(r"^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$")
ENTITY = re.compile(r"^arn:aws[a-z-]*:(iam|sts)::(\d{12}):(root|[a-z-]+/.+)$")


def _malformed(message: str) -> AwsError:
    return AwsError("MalformedPolicyDocument", message)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _check_entity(call: Call, name: str) -> None:
    if name == "*" or re.fullmatch(r"\d{12}|AIDA\w+|AROA\w+", name):
        return
    match = ENTITY.match(name)
    known = match is not None
    if match and match[1] == "iam" and match[3].startswith(("role/", "user/")):
        backend = iam_backends[match[2]][call.partition]
        owners = backend.roles.values() if match[3].startswith("role/") else backend.users.values()
        known = any(owner.arn == name for owner in owners)
    if not known:
        raise _malformed(f'Invalid principal in policy: "AWS":"{name}"')


def _check_principal(call: Call, principal: Any) -> None:
    if principal == "*":
        return
    if not isinstance(principal, dict):
        raise _malformed("Invalid principal in policy.")
    for kind, names in principal.items():
        for name in _as_list(names):
            if kind == "Service" and not SERVICE.match(name):
                raise _malformed(f'Invalid principal in policy: "SERVICE":"{name}"')
            if kind == "AWS":
                _check_entity(call, name)
        if kind not in ("Service", "AWS", "Federated", "CanonicalUser"):
            raise _malformed("Invalid principal in policy.")


def check_trust(call: Call, text: str) -> None:
    """Refuse a trust policy that IAM refuses. Raises AwsError MalformedPolicyDocument."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise _malformed("This policy contains invalid Json") from error
    statements = _as_list(document.get("Statement")) if isinstance(document, dict) else [None]
    if not all(isinstance(statement, dict) for statement in statements):
        raise _malformed("Syntax errors in policy.")
    for statement in statements:
        if statement.get("Effect") not in ("Allow", "Deny"):
            raise _malformed("Syntax errors in policy.")
        if "Resource" in statement or "NotResource" in statement:
            raise _malformed("Has prohibited field Resource")
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise _malformed("Missing required field Principal")
        actions = _as_list(statement.get("Action", []))
        if not actions:
            raise _malformed("Missing required field Action")
        if not all(str(action).lower().startswith("sts:") or action == "*" for action in actions):
            raise _malformed("AssumeRole policy may only specify STS AssumeRole actions.")
        _check_principal(call, statement.get("Principal", "*"))
