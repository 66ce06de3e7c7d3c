"""Parameter Store: tiers, types and patterns that hold, keys that exist, and ciphertexts that do not show the plaintext."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

SIZES = {"Standard": 4096, "Advanced": 8192}


LEVELS = 15
DOWNGRADE = (
    "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to "
    "the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter."
)


@operation("ssm", "PutParameter")
def put(call: Call) -> dict[str, Any]:
    parameters = dict(call.params)
    if parameters["Name"].strip("/").count("/") >= LEVELS:
        message = f"Parameter name must have at most {LEVELS} levels."
        raise AwsError("HierarchyLevelLimitExceededException", message)
    existing = _existing(call, parameters["Name"]) if parameters.get("Overwrite") else {}
    _check_type(parameters, existing)
    _check_pattern(parameters, existing)
    parameters["Tier"] = _tier(parameters, existing)
    _check_key(call, parameters.get("KeyId"))
    return {**call.forward(parameters), "Tier": parameters["Tier"]}


def _existing(call: Call, name: str) -> dict[str, Any]:
    """The description of a parameter, or nothing."""
    filters = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
    return next(iter(call.invoke("ssm", "DescribeParameters", {"ParameterFilters": filters})["Parameters"]), {})


def _check_type(parameters: dict[str, Any], existing: dict[str, Any]) -> None:
    kind = parameters.get("Type")
    if kind and existing and kind != existing["Type"]:
        message = (
            f"The parameter {parameters['Name']} is of the type {existing['Type']}, which cannot be changed to {kind}."
        )
        raise AwsError("HierarchyTypeMismatchException", message)


def _check_pattern(parameters: dict[str, Any], existing: dict[str, Any]) -> None:
    pattern = parameters.get("AllowedPattern", existing.get("AllowedPattern"))
    if not pattern:
        return
    try:
        matches = re.search(pattern, parameters["Value"])
    except re.error as error:
        raise AwsError("InvalidAllowedPatternException", f"The regular expression {pattern} is not valid.") from error
    if not matches:
        message = f"Parameter value, cannot match with allowed pattern: {pattern}"
        raise AwsError("ParameterPatternMismatchException", message)


def _tier(parameters: dict[str, Any], existing: dict[str, Any]) -> str:
    """The tier that the parameter has afterwards. Raises AwsError where it cannot have the one asked for."""
    size, given = len(parameters["Value"].encode()), parameters.get("Tier")
    advanced = existing.get("Tier") == "Advanced"
    if given == "Standard" and advanced:
        raise AwsError("ValidationException", DOWNGRADE)
    tier = "Advanced" if advanced else given or "Standard"
    if tier == "Intelligent-Tiering":
        tier = "Standard" if size <= SIZES["Standard"] and not parameters.get("Policies") else "Advanced"
    if size > SIZES[tier]:
        advice = ""
        if tier == "Standard":
            advice = " To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier."
        message = f"{tier} tier parameters support a maximum parameter value of {SIZES[tier]} characters.{advice}"
        raise AwsError("ValidationException", message)
    return tier


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


@operation("ssm", "DescribeParameters")
def describe(call: Call) -> dict[str, Any]:
    """With the ARN, which moto leaves out, and a key only where something is encrypted."""
    answer = call.forward()
    for row in answer.get("Parameters", []):
        name = row["Name"].lstrip("/")
        row["ARN"] = f"arn:{call.partition}:ssm:{call.region}:{call.account}:parameter/{name}"
        if row["Type"] != "SecureString":
            row.pop("KeyId", None)
        if not row.get("AllowedPattern"):
            row.pop("AllowedPattern", None)
    return answer
