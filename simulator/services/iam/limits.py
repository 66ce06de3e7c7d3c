"""How long the documents of IAM may be, and how many policies and tags an entity may have.

Source: "IAM and AWS STS quotas" of the IAM user guide. White space does not count.
"""

from __future__ import annotations

import re
from typing import Any

from moto.iam.models import iam_backends

from simulator.core.handlers import AwsError, Call, check
from simulator.core.tags import LIMIT, given, too_many

# Operation -> kind of entity, and how long all of its inline policies together may be.
INLINE = {"PutRolePolicy": ("role", 10_240), "PutUserPolicy": ("user", 2_048), "PutGroupPolicy": ("group", 5_120)}
# Operation -> member with a document, its quota and how long it may be.
DOCUMENTS = {
    "CreatePolicy": ("PolicyDocument", "PolicySize", 6_144),
    "CreatePolicyVersion": ("PolicyDocument", "PolicySize", 6_144),
    "CreateRole": ("AssumeRolePolicyDocument", "ACLSizePerRole", 2_048),
    "UpdateAssumeRolePolicy": ("PolicyDocument", "ACLSizePerRole", 2_048),
}
ATTACHED = 10  # managed policies of a role


def _limit(message: str) -> AwsError:
    return AwsError("LimitExceeded", message, 409)


def _length(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def _role(call: Call) -> Any:
    roles = iam_backends[call.account][call.partition].roles.values()
    return next((role for role in roles if role.name == call.params.get("RoleName")), None)


@check("iam")
def documents(call: Call) -> None:
    """Refuse documents that are too long. Raises AwsError LimitExceeded."""
    member, quota, limit = DOCUMENTS.get(call.operation, ("", "", 0))
    if member and _length(call.params.get(member) or "") > limit:
        raise _limit(f"Cannot exceed quota for {quota}: {limit}")
    kind, limit = INLINE.get(call.operation, ("", 0))
    if not kind:
        return
    name = call.params[f"{kind.title()}Name"]
    backend = iam_backends[call.account][call.partition]
    known = {"role": backend.roles, "user": backend.users, "group": backend.groups}[kind]
    entity = next((item for item in known.values() if item.name == name), None)
    policies = dict(getattr(entity, "policies", None) or {})
    policies[call.params["PolicyName"]] = call.params["PolicyDocument"]
    if sum(_length(str(text)) for text in policies.values()) > limit:
        raise _limit(f"Maximum policy size of {limit} bytes exceeded for {kind} {name}")


@check("iam")
def attachments(call: Call) -> None:
    """Refuse more managed policies than a role may have. Raises AwsError LimitExceeded."""
    role = _role(call) if call.operation == "AttachRolePolicy" else None
    if role and len({*role.managed_policies, call.params["PolicyArn"]}) > ATTACHED:
        raise _limit(f"Cannot exceed quota for PoliciesPerRole: {ATTACHED}")


@check("iam")
def tags(call: Call) -> None:
    """Refuse keys that differ in capitals only, and more tags than a role may have. Raises AwsError."""
    keys = [tag["Key"] for tag in call.params.get("Tags") or ()]
    if len({key.lower() for key in keys}) < len(keys):
        raise AwsError("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.", 400)
    if call.operation == "TagRole" and len({key.lower() for key in [*_keys(_role(call)), *given(call.params)]}) > LIMIT:
        raise too_many("iam")


def _keys(role: Any) -> list[str]:
    tags = getattr(role, "tags", None) or {}
    return [tag["Key"] for tag in (tags.values() if isinstance(tags, dict) else tags)]
