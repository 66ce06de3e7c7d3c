"""AWS KMS: checked key policies, rotation periods, and keys that refuse work while disabled or pending deletion."""

from __future__ import annotations

import datetime
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, utc
from simulator.core.policies import MalformedPolicy, as_list, statements, unknown_principals

PERIOD = 365
PERIODS = range(90, 2561)
USES = (
    "Encrypt",
    "Decrypt",
    "ReEncrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "Sign",
    "Verify",
    "GenerateMac",
    "VerifyMac",
    "CreateGrant",
)
CHANGES = ("EnableKey", "DisableKey", "TagResource", "UntagResource", "UpdateKeyDescription", "DisableKeyRotation")


POLICY = 32 * 1024  # bytes, see Policy of CreateKey in the API reference


def _check_policy(call: Call) -> None:
    text = call.params.get("Policy")
    if text is None:
        return
    if len(text.encode()) > POLICY:
        raise AwsError("LimitExceededException", f"The policy document is longer than {POLICY} bytes.")
    try:
        rules = statements(text)
    except MalformedPolicy as error:
        raise AwsError("MalformedPolicyDocumentException", str(error)) from error
    if unknown_principals(rules):
        message = "Policy contains a statement with one or more invalid principals."
        raise AwsError("MalformedPolicyDocumentException", message)
    if not call.params.get("BypassPolicyLockoutSafetyCheck") and not any(_allows_policy(rule) for rule in rules):
        raise AwsError(
            "MalformedPolicyDocumentException",
            "The new key policy will not allow you to update the key policy in the future.",
        )


def _allows_policy(rule: dict[str, Any]) -> bool:
    actions = {action.lower() for action in as_list(rule.get("Action", []))}
    return rule["Effect"] == "Allow" and bool(actions & {"*", "kms:*", "kms:put*", "kms:putkeypolicy"})


@operation("kms", "CreateKey", "PutKeyPolicy")
def with_policy(call: Call) -> dict[str, Any]:
    _check_policy(call)
    return call.forward()


def _key(call: Call, identifier: str) -> Any:
    """moto's key of an id, ARN or alias; None when moto has to say what is wrong."""
    moto = backend("kms", call.account, call.region)
    name = identifier.split(":", 5)[-1].removeprefix("key/")
    if name.startswith("alias/"):
        name = moto.get_key_id_from_alias(name) or ""
    return moto.keys.get(name)


def _check_state(key: Any, disabled_too: bool) -> None:  # A13
    if key is None:
        return
    if key.key_state == "PendingDeletion":
        raise AwsError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
    if disabled_too and not key.enabled:
        raise AwsError("DisabledException", f"{key.arn} is disabled.")


def _key_of_ciphertext(call: Call) -> Any:
    """The key that made a ciphertext: moto writes its identifier into the first bytes."""
    blob = call.params.get("CiphertextBlob") or b""
    return backend("kms", call.account, call.region).keys.get(blob[:36].decode("ascii", "replace"))


@operation("kms", *USES)
def use(call: Call) -> dict[str, Any]:
    for member in ("KeyId", "SourceKeyId", "DestinationKeyId"):
        if call.params.get(member):
            _check_state(_key(call, call.params[member]), True)
    _check_state(_key_of_ciphertext(call), True)
    return call.forward()


@operation("kms", *CHANGES)
def change(call: Call) -> dict[str, Any]:
    _check_state(_key(call, call.params["KeyId"]), False)
    return call.forward()


@operation("kms", "CreateAlias", "UpdateAlias")
def set_alias(call: Call) -> dict[str, Any]:
    _check_state(_key(call, call.params["TargetKeyId"]), False)
    return call.forward()


@operation("kms", "ScheduleKeyDeletion")
def schedule_deletion(call: Call) -> dict[str, Any]:  # A12
    _check_state(_key(call, call.params["KeyId"]), False)
    days = call.params.get("PendingWindowInDays")
    days = 30 if days is None else days
    if not 7 <= days <= 30:
        raise AwsError("ValidationException", "PendingWindowInDays must be between 7 and 30.")
    return call.forward() | {"KeyState": "PendingDeletion", "PendingWindowInDays": days}


@operation("kms", "CancelKeyDeletion")
def cancel_deletion(call: Call) -> dict[str, Any]:
    key = _key(call, call.params["KeyId"])
    if key is not None and key.key_state != "PendingDeletion":
        raise AwsError("KMSInvalidStateException", f"{key.arn} is not pending deletion.")
    answer = call.forward()
    key.enabled = False
    key.key_state = "Disabled"
    return answer


@operation("kms", "EnableKeyRotation")
def enable_rotation(call: Call) -> None:
    key = _key(call, call.params["KeyId"])
    _check_state(key, True)
    given = call.params.get("RotationPeriodInDays")
    if given is not None and given not in PERIODS:
        raise AwsError("ValidationException", "RotationPeriodInDays must be between 90 and 2560.")
    if key is not None and (key.key_spec != "SYMMETRIC_DEFAULT" or key.origin != "AWS_KMS"):
        raise AwsError("UnsupportedOperationException", f"{key.arn} does not support rotation.")
    call.forward()
    periods = state.store("kms", call.account, call.region)
    periods[key.id] = (given or periods.get(key.id, (PERIOD, 0))[0], state.now())


@operation("kms", "GetKeyRotationStatus")
def rotation_status(call: Call) -> dict[str, Any]:
    key = _key(call, call.params["KeyId"])
    answer = call.forward()
    answer["KeyId"] = key.id
    if answer["KeyRotationEnabled"]:
        period, start = state.store("kms", call.account, call.region)[key.id]
        answer["RotationPeriodInDays"] = period
        answer["NextRotationDate"] = utc(start) + datetime.timedelta(days=period)
    else:
        answer.pop("RotationPeriodInDays", None)
    return answer
