"""Whether identity policies allow a need: an explicit deny wins, then any allow, and what nobody allows is denied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.core.permissions.conditions import Context, action_like, holds, like, substituted
from simulator.core.permissions.needs import Need
from simulator.core.policies import as_list

ALLOWED = None
IMPLICIT = "because no identity-based policy allows the {action} action"
EXPLICIT = "with an explicit deny in an identity-based policy"
BOUNDARY = "because no permissions boundary allows the {action} action"

Statements = Iterable[Mapping[str, Any]]


def refusal(need: Need, policies: Statements, boundary: Statements | None, context: Context) -> str | None:
    """Why a need is denied, in AWS's words; None when it is allowed.

    :param policies: the statements of all policies of an identity
    :param boundary: the statements of its permissions boundary, if it has one
    :param context: keys that do not depend on the need; those of the need come on top
    """
    whole = {**context, **need.conditions}
    effects = _effects(need, policies, whole)
    limits = {"Allow"} if boundary is None else _effects(need, boundary, whole)
    if "Deny" in effects | limits:
        return EXPLICIT
    if "Allow" not in effects:
        return IMPLICIT.format(action=need.action)
    return ALLOWED if "Allow" in limits else BOUNDARY.format(action=need.action)


def _effects(need: Need, policies: Statements, context: Context) -> set[str]:
    return {str(statement["Effect"]) for statement in policies if applies(statement, need, context)}


def applies(statement: Mapping[str, Any], need: Need, context: Context) -> bool:
    """True when a statement is about a need: its action, its resource and its conditions."""
    if "Action" in statement:
        concerned = any(action_like(need.action, pattern) for pattern in as_list(statement["Action"]))
    else:
        concerned = not any(action_like(need.action, pattern) for pattern in as_list(statement["NotAction"]))
    if not concerned:
        return False
    if "Resource" in statement:
        concerned = _names(need.resource, statement["Resource"], context)
    elif "NotResource" in statement:
        concerned = not _names(need.resource, statement["NotResource"], context)
    return concerned and holds(statement.get("Condition") or {}, context)


def _names(resource: str, patterns: Any, context: Context) -> bool:
    return any(like(resource, substituted(pattern, context)) for pattern in as_list(patterns))
