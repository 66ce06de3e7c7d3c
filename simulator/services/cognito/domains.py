"""Domains of user pools: a prefix of AWS's own, one of each pool; nobody else in the Region can have it."""

from __future__ import annotations

from typing import Any

from simulator.core import state
from simulator.core.handlers import Call, operation

from .store import given, missing, pool, refuse


def _taken(call: Call) -> dict[str, dict[str, Any]]:
    """Domains of all accounts, with what is shown of each."""
    return state.store("cognito-idp domains", "all", call.region)


@operation("cognito-idp", "CreateUserPoolDomain")
def create(call: Call) -> dict[str, Any]:
    found, domain = pool(call), call.params["Domain"]
    if domain in _taken(call):
        raise refuse("Domain already associated with another user pool.")  # H10
    if found["domain"]:
        raise refuse("User pool already has a domain configured.")
    version = call.params.get("ManagedLoginVersion") or 1
    found["domain"] = domain
    _taken(call)[domain] = {
        **given(call),
        "AWSAccountId": call.account,
        "Status": "ACTIVE",
        "ManagedLoginVersion": version,
    }
    return {"ManagedLoginVersion": version}


@operation("cognito-idp", "DescribeUserPoolDomain")
def describe(call: Call) -> dict[str, Any]:
    """Nothing at all for a domain that there is not."""
    return {"DomainDescription": dict(_taken(call).get(call.params["Domain"], {}))}


@operation("cognito-idp", "DeleteUserPoolDomain")
def delete(call: Call) -> None:
    found, domain = pool(call), call.params["Domain"]
    if found["domain"] != domain:
        raise missing("No such domain or user pool exists.")
    found["domain"] = None
    del _taken(call)[domain]
