"""Who makes a call: the user or role of the simulated IAM behind its keys, and what that identity may do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import moto.iam.models as iam_models
import moto.sts.models as sts_models

from simulator.core.permissions.conditions import Context
from simulator.core.permissions.evaluation import applies
from simulator.core.permissions.facts import tag_dict
from simulator.core.permissions.needs import Need
from simulator.core.policies import as_list


@dataclass(frozen=True)
class Identity:
    """A user, or the session of a role, with the statements of its policies and of its permissions boundary."""

    arn: str
    entity: str
    account: str
    statements: tuple[dict[str, Any], ...]
    boundary: tuple[dict[str, Any], ...] | None
    context: dict[str, str | list[str]]


def identity_of(access_key: str, partition: str) -> Identity | None:
    """The identity whose keys these are; None for keys that nobody made, which may do everything.

    So may the sessions of roles that nobody made: moto hands those out, too.
    """
    for account, backends in list(sts_models.sts_backends.items()):
        session = next((role for role in backends[partition].assumed_roles if role.access_key_id == access_key), None)
        if session is not None:
            return _of_role(account, partition, session)
    for account, backends in list(iam_models.iam_backends.items()):
        backend = backends[partition]
        for user in backend.users.values():
            if any(key.access_key_id == access_key for key in user.access_keys):
                return _of_user(backend, account, user)
    return None


def _of_user(backend: Any, account: str, user: Any) -> Identity:
    groups = [group for group in backend.groups.values() if any(item.name == user.name for item in group.users)]
    documents = [document for entity in (user, *groups) for document in _documents(entity)]
    context = {"aws:PrincipalType": "User", "aws:username": user.name, "aws:userid": user.id}
    tags = backend.tagger.get_tag_dict_for_resource(user.arn)
    return _identity(backend, user.arn, user, account, documents, context, tags)


def _of_role(account: str, partition: str, session: Any) -> Identity | None:
    backend = iam_models.iam_backends[account][partition]
    name = session.role_arn.rsplit("/", 1)[-1]
    role = next((role for role in backend.roles.values() if role.name == name), None)
    arn = f"arn:{partition}:sts::{account}:assumed-role/{name}/{session.session_name}"
    if role is None:
        return None
    context = {"aws:PrincipalType": "AssumedRole", "aws:userid": f"{role.id}:{session.session_name}"}
    # moto keeps them as a list or by key.
    tags = tag_dict(list(role.tags.values()) if isinstance(role.tags, dict) else role.tags)
    return _identity(backend, arn, role, account, _documents(role), context, tags)


def _identity(
    backend: Any, arn: str, entity: Any, account: str, documents: list[Any], context: dict, tags: dict[str, str]
) -> Identity:
    limit = getattr(entity, "permissions_boundary_arn", None)  # moto keeps none of users
    boundary = None
    if limit:
        policy = backend.managed_policies.get(limit)
        boundary = tuple(_statements(_document(policy))) if policy else ()
    whole = {
        **context,
        "aws:PrincipalArn": entity.arn,
        "aws:PrincipalAccount": account,
        **{f"aws:PrincipalTag/{key}": value for key, value in tags.items()},
    }
    statements = tuple(statement for document in documents for statement in _statements(document))
    return Identity(arn, entity.arn, account, statements, boundary, whole)


def _documents(entity: Any) -> list[Any]:
    """The inline and the attached policies of a user, group or role."""
    return [*entity.policies.values(), *(_document(policy) for policy in entity.managed_policies.values())]


def _document(policy: Any) -> str:
    """The default version of a managed policy."""
    return next(version.document for version in policy.versions if version.version_id == policy.default_version_id)


def _statements(document: Any) -> list[dict[str, Any]]:
    policy = json.loads(document) if isinstance(document, str) else document
    return as_list(policy.get("Statement", []))


def trusts(role: Any, arn: str, account: str, external_id: str | None) -> bool:
    """True when a role's trust policy lets an identity of an account assume it."""
    context: Context = {"aws:PrincipalArn": arn} | ({"sts:ExternalId": external_id} if external_id else {})
    need = Need("sts:AssumeRole", "*")
    effects = {
        statement["Effect"]
        for statement in _statements(role.assume_role_policy_document)
        if _is_for(statement.get("Principal"), arn, account) and applies({**statement, "Resource": "*"}, need, context)
    }
    return effects == {"Allow"}


def _is_for(principal: Any, arn: str, account: str) -> bool:
    names = as_list(principal.get("AWS", [])) if isinstance(principal, dict) else as_list(principal)
    return any(
        name in ("*", arn, account) or (name.endswith(":root") and name.split(":")[4] == account)
        for name in names
        if name
    )
