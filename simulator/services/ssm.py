"""Parameter Store: sizes by tier, keys that exist, and ciphertexts that do not show the plaintext."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from simulator.handlers import AwsError, Call, operation

SIZES = {"Standard": 4096, "Advanced": 8192}


@operation("ssm", "PutParameter")
def put(call: Call) -> dict[str, Any]:
    parameters = dict(call.params)
    size = len(parameters["Value"].encode())
    tier = parameters.get("Tier") or "Standard"
    if tier == "Intelligent-Tiering":
        tier = "Standard" if size <= SIZES["Standard"] and not parameters.get("Policies") else "Advanced"
        parameters["Tier"] = tier
    if size > SIZES[tier]:
        advice = ""
        if tier == "Standard":
            advice = " To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier."
        message = f"{tier} tier parameters support a maximum parameter value of {SIZES[tier]} characters.{advice}"
        raise AwsError("ValidationException", message)
    _check_key(call, parameters.get("KeyId"))
    return {**call.forward(parameters), "Tier": tier}


def _check_key(call: Call, identifier: str | None) -> None:
    if not identifier or identifier.endswith("alias/aws/ssm"):
        return
    try:
        metadata = call.invoke("kms", "DescribeKey", {"KeyId": identifier})["KeyMetadata"]
    except AwsError as error:
        raise AwsError("InvalidKeyId", error.message) from error
    if metadata["KeyState"] != "Enabled":
        raise AwsError("InvalidKeyId", f"{metadata['Arn']} is {metadata['KeyState']}.")


def _hidden(parameter: dict[str, Any]) -> dict[str, Any]:
    if parameter.get("Type") != "SecureString":
        return parameter
    digest = hashlib.sha512(parameter["Value"].encode()).digest()
    return {**parameter, "Value": "AQICAH" + base64.b64encode(digest).decode()}


@operation("ssm", "GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory")
def get(call: Call) -> dict[str, Any]:
    answer = call.forward()
    if not call.params.get("WithDecryption"):
        if "Parameter" in answer:
            answer["Parameter"] = _hidden(answer["Parameter"])
        if "Parameters" in answer:
            answer["Parameters"] = [_hidden(parameter) for parameter in answer["Parameters"]]
    return answer


def install() -> None:
    """Nothing besides the handlers."""
