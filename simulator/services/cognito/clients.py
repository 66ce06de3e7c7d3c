"""App clients of user pools."""

from __future__ import annotations

import copy
import string
from typing import Any

from simulator.core.handlers import Call, operation
from simulator.core.lists import page

from .store import given, identifier, missing, now, pool, refuse

# CreateUserPoolClient's reference. An update goes back to them where it leaves something out (H1).
DEFAULTS: dict[str, Any] = {
    "RefreshTokenValidity": 30,
    "TokenValidityUnits": {},
    "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"],
    "AllowedOAuthFlowsUserPoolClient": False,
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": 3,
}


def find(call: Call) -> dict[str, Any]:
    found = pool(call)["clients"]
    if call.params["ClientId"] not in found:
        raise missing(f"User pool client {call.params['ClientId']} does not exist.")
    return found[call.params["ClientId"]]


def _check(call: Call) -> None:  # H14
    flows = call.params.get("AllowedOAuthFlows") or []
    if "client_credentials" in flows and len(flows) > 1:
        raise refuse("client_credentials flow can not be selected along with code flow or implicit flow.")
    if {"code", "implicit"} & set(flows) and not call.params.get("CallbackURLs"):
        raise refuse("CallbackURLs are required for the code and implicit flows.")
    for url in (call.params.get("CallbackURLs") or []) + (call.params.get("LogoutURLs") or []):
        if url.startswith("http://") and not url.startswith("http://localhost"):
            raise refuse(f"{url} cannot use the HTTP protocol.")


@operation("cognito-idp", "CreateUserPoolClient")
def create(call: Call) -> dict[str, Any]:
    _check(call)
    clients = pool(call)["clients"]
    identity = identifier(26, string.ascii_lowercase + string.digits)
    made = {**copy.deepcopy(DEFAULTS), **given(call, "GenerateSecret"), "ClientId": identity}
    if call.params.get("GenerateSecret"):
        made["ClientSecret"] = identifier(52, string.ascii_lowercase + string.digits)
    clients[identity] = {**made, "CreationDate": now(), "LastModifiedDate": now()}
    return {"UserPoolClient": copy.deepcopy(clients[identity])}


@operation("cognito-idp", "DescribeUserPoolClient")
def describe(call: Call) -> dict[str, Any]:
    return {"UserPoolClient": copy.deepcopy(find(call))}


@operation("cognito-idp", "ListUserPoolClients")
def list_all(call: Call) -> dict[str, Any]:
    names = ("ClientId", "UserPoolId", "ClientName")
    rows = [{name: found[name] for name in names} for found in pool(call)["clients"].values()]
    part, following = page(rows, call.params.get("NextToken"), call.params.get("MaxResults"), 60)
    return {"UserPoolClients": part, "NextToken": following}


@operation("cognito-idp", "UpdateUserPoolClient")
def update(call: Call) -> dict[str, Any]:
    _check(call)
    found = find(call)
    kept = {name: found[name] for name in ("ClientName", "ClientSecret", "CreationDate") if name in found}
    made = {**copy.deepcopy(DEFAULTS), **kept, **given(call), "LastModifiedDate": now()}
    pool(call)["clients"][call.params["ClientId"]] = made
    return {"UserPoolClient": copy.deepcopy(made)}


@operation("cognito-idp", "DeleteUserPoolClient")
def delete(call: Call) -> None:
    find(call)
    del pool(call)["clients"][call.params["ClientId"]]
