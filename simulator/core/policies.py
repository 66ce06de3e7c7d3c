"""Resource policies: parse them, and find principals that do not exist. Used by KMS, S3, SNS and Secrets Manager."""

from __future__ import annotations

import json
import re
from typing import Any

from moto.utilities.utils import get_partition

from simulator.core.lists import backend

PRINCIPAL = re.compile(r"^arn:[a-z-]+:(iam|sts)::(\d{12}):(root|user/.+|role/.+|assumed-role/.+|federated-user/.+)$")
CLOUDFRONT_IDENTITY = re.compile(r"^arn:[a-z-]+:iam::cloudfront:user/.+$")
SERVICE = re.compile(r"^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|aws\.internal|api\.aws)$")


class MalformedPolicy(ValueError):
    """The text is no policy document."""


def statements(text: str) -> list[dict[str, Any]]:
    """The statements of a policy document. Raises MalformedPolicy."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise MalformedPolicy("This policy contains invalid Json") from error
    if not isinstance(document, dict) or not document.get("Statement"):
        raise MalformedPolicy("Missing required field Statement")
    found = as_list(document["Statement"])
    for statement in found:
        if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
            raise MalformedPolicy("Missing or invalid field Effect")
        if not {"Action", "NotAction"} & set(statement):
            raise MalformedPolicy("Missing required field Action")
    return found


def as_list(value: Any) -> list[Any]:
    """A policy's single item or list, as a list."""
    return value if isinstance(value, list) else [value]


def unknown_principals(rules: list[dict[str, Any]]) -> list[str]:  # A7
    """The principals of statements that do not exist: roles and users without an entry in IAM, malformed names."""
    found = []
    for statement in rules:
        for member in ("Principal", "NotPrincipal"):
            principal = statement.get(member, "*")
            if isinstance(principal, dict):
                found += [name for kind in principal for name in as_list(principal[kind]) if not _exists(kind, name)]
            elif principal != "*":
                found.append(str(principal))
    return found


def _exists(kind: str, name: str) -> bool:
    if kind == "Service":
        return bool(SERVICE.match(name))
    if kind != "AWS" or name == "*" or re.fullmatch(r"\d{12}", name) or CLOUDFRONT_IDENTITY.match(name):
        return True
    match = PRINCIPAL.match(name)
    if match is None:
        return False
    service, account, resource = match.groups()
    if service == "sts" or resource == "root":
        return True
    iam = backend("iam", account, get_partition(_region(name)))
    return any(entity.arn == name for entity in (*iam.roles.values(), *iam.users.values()))


def _region(arn: str) -> str:
    return {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}.get(arn.split(":")[1], "us-east-1")


def is_public(rules: list[dict[str, Any]]) -> bool:
    """True when a statement without conditions allows something to everybody."""
    for statement in rules:
        principal = statement.get("Principal")
        everybody = principal == "*" or (isinstance(principal, dict) and "*" in as_list(principal.get("AWS", [])))
        if statement["Effect"] == "Allow" and everybody and not statement.get("Condition"):
            return True
    return False


def trusts(document: Any, service: str) -> bool:
    """True when a role's trust policy lets a service principal assume it."""
    policy = json.loads(document) if isinstance(document, str) else document
    return any(
        service in as_list(statement.get("Principal", {}).get("Service", []))
        for statement in as_list(policy["Statement"])
        if statement["Effect"] == "Allow" and isinstance(statement.get("Principal"), dict)
    )
