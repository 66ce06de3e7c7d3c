"""User pools, and their multi-factor authentication."""

from __future__ import annotations

import copy
from typing import Any

from simulator.core.handlers import Call, operation
from simulator.core.lists import page

from .store import given, identifier, now, pool, pools, refuse

# CreateUserPool's reference: what a pool is where nothing is said. Updates go back to it where they leave something out (H1).
DEFAULTS: dict[str, Any] = {
    "DeletionProtection": "INACTIVE",
    "LambdaConfig": {},
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
    "UserPoolTier": "ESSENTIALS",
}
PASSWORDS = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "TemporaryPasswordValidityDays": 7,
}
FIXED = ("UsernameAttributes", "AliasAttributes", "UsernameConfiguration")
KEPT = ("Id", "Arn", "Name", "CreationDate", "SchemaAttributes", "UserPoolTags", "MfaConfiguration", *FIXED)


def _complete(values: dict[str, Any]) -> dict[str, Any]:
    made = {**copy.deepcopy(DEFAULTS), **copy.deepcopy(values)}
    passwords = (made.get("Policies") or {}).get("PasswordPolicy")
    made["Policies"] = {"PasswordPolicy": {**PASSWORDS, **(passwords or {})}}
    made["AdminCreateUserConfig"] = {
        "AllowAdminCreateUserOnly": False,
        "UnusedAccountValidityDays": made["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"],
        **(made.get("AdminCreateUserConfig") or {}),
    }
    made.setdefault("AccountRecoverySetting", {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]})
    made["LastModifiedDate"] = now()
    return made


def _check(call: Call) -> None:
    if call.params.get("UsernameAttributes") and call.params.get("AliasAttributes"):
        raise refuse("Only one of the aliasAttributes or usernameAttributes can be set in a user pool.")
    mail = call.params.get("EmailConfiguration") or {}
    if mail.get("EmailSendingAccount") == "DEVELOPER" and not mail.get("SourceArn"):
        raise refuse("SourceArn is required for the DEVELOPER email sending account.")
    admin = call.params.get("AdminCreateUserConfig") or {}
    passwords = (call.params.get("Policies") or {}).get("PasswordPolicy") or {}
    if "UnusedAccountValidityDays" in admin and "TemporaryPasswordValidityDays" in passwords:
        raise refuse("Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays")


def _attribute(item: dict[str, Any]) -> dict[str, Any]:
    """A custom attribute as AWS shows it: with its prefix, and an empty block of constraints."""
    if item.get("Required"):
        raise refuse("Required custom attributes are not supported currently.")
    kind = item.get("AttributeDataType", "String")
    shown = {
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Required": False,
        **item,
        "AttributeDataType": kind,
        "Name": f"custom:{item['Name']}",
    }
    if kind in ("String", "Number"):
        shown.setdefault(f"{kind}AttributeConstraints", {})
    return shown


@operation("cognito-idp", "CreateUserPool")
def create(call: Call) -> dict[str, Any]:
    _check(call)
    if call.params.get("MfaConfiguration", "OFF") != "OFF" and not call.params.get("SmsConfiguration"):  # H4
        raise refuse("SMS configuration is required when MFA is enabled at the creation of a user pool.")
    identity = f"{call.region}_{identifier(9)}"
    shown = _complete(given(call, "PoolName", "Schema", "UserPoolTags"))
    shown |= {
        "Id": identity,
        "Arn": f"arn:{call.partition}:cognito-idp:{call.region}:{call.account}:userpool/{identity}",
        "Name": call.params["PoolName"],
        "CreationDate": now(),
        "EstimatedNumberOfUsers": 0,
        "MfaConfiguration": call.params.get("MfaConfiguration", "OFF"),
        "UserPoolTags": dict(call.params.get("UserPoolTags") or {}),
        "SchemaAttributes": [
            {"Name": "sub", "AttributeDataType": "String", "Mutable": False, "Required": True},
            {"Name": "email", "AttributeDataType": "String", "Mutable": True, "Required": False},
            *(_attribute(item) for item in call.params.get("Schema") or []),
        ],
    }
    pools(call)[identity] = {"shown": shown, "clients": {}, "groups": {}, "token": False, "domain": None}
    return {"UserPool": copy.deepcopy(shown)}


@operation("cognito-idp", "DescribeUserPool")
def describe(call: Call) -> dict[str, Any]:
    found = pool(call)
    domain = {"Domain": found["domain"]} if found["domain"] else {}
    return {"UserPool": {**copy.deepcopy(found["shown"]), **domain}}


@operation("cognito-idp", "ListUserPools")
def list_all(call: Call) -> dict[str, Any]:
    rows = [
        {name: found["shown"][name] for name in ("Id", "Name", "LambdaConfig", "LastModifiedDate", "CreationDate")}
        for found in pools(call).values()
    ]
    part, following = page(rows, call.params.get("NextToken"), call.params["MaxResults"])
    return {"UserPools": part, "NextToken": following}


@operation("cognito-idp", "UpdateUserPool")
def update(call: Call) -> None:  # H1
    _check(call)
    found = pool(call)
    mfa = call.params.get("MfaConfiguration")
    if mfa not in (None, "OFF") and not (call.params.get("SmsConfiguration") or found["token"]):
        raise refuse("A factor has to be configured before MFA is turned on.")
    shown = found["shown"]
    kept = {name: shown[name] for name in (*KEPT, "EstimatedNumberOfUsers") if name in shown}
    tags = call.params.get("UserPoolTags")
    found["shown"] = {
        **_complete(given(call, "UserPoolId", "PoolName", "UserPoolTags")),
        **kept,
        "Name": call.params.get("PoolName") or shown["Name"],
        "MfaConfiguration": mfa or shown["MfaConfiguration"],
        "UserPoolTags": dict(tags) if tags is not None else shown["UserPoolTags"],
    }


@operation("cognito-idp", "AddCustomAttributes")
def add_attributes(call: Call) -> None:
    attributes = pool(call)["shown"]["SchemaAttributes"]
    added = [_attribute(item) for item in call.params["CustomAttributes"]]
    for item in added:
        if any(item["Name"] == there["Name"] for there in attributes):
            raise refuse(f"{item['Name']}: Existing attribute already has name {item['Name']}.")
    attributes.extend(added)


@operation("cognito-idp", "GetUserPoolMfaConfig")
def get_mfa(call: Call) -> dict[str, Any]:
    found = pool(call)
    factor = {"SoftwareTokenMfaConfiguration": {"Enabled": True}} if found["token"] else {}
    return {"MfaConfiguration": found["shown"]["MfaConfiguration"], **factor}


@operation("cognito-idp", "SetUserPoolMfaConfig")
def set_mfa(call: Call) -> dict[str, Any]:  # H2
    found = pool(call)
    wanted = call.params.get("MfaConfiguration") or "OFF"
    token = bool((call.params.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled"))
    if wanted == "OFF" and token:
        raise refuse("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")
    if wanted != "OFF" and not token and not call.params.get("SmsMfaConfiguration"):
        raise refuse(
            "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration."
        )
    found["token"], found["shown"]["MfaConfiguration"] = token, wanted
    return get_mfa(call)


@operation("cognito-idp", "DeleteUserPool")
def delete(call: Call) -> None:  # H7, H8
    found = pool(call)
    if found["shown"]["DeletionProtection"] == "ACTIVE":
        raise refuse(
            "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."
        )
    if found["domain"]:
        raise refuse("User pool cannot be deleted. It has a domain configured that should be deleted first.")
    del pools(call)[call.params["UserPoolId"]]
