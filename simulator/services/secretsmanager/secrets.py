"""AWS Secrets Manager: tombstones, rotation of secrets that RDS owns, rotation rules and filters."""

from __future__ import annotations

import json
import secrets
import string
import time
import uuid
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, page
from simulator.core.policies import MalformedPolicy, statements, unknown_principals

MARKED = "You can't perform this operation on the secret because it was marked for deletion."
READS_AND_CHANGES = (
    "GetSecretValue",
    "PutSecretValue",
    "TagResource",
    "UntagResource",
    "GetResourcePolicy",
    "DeleteResourcePolicy",
    "ListSecretVersionIds",
)
RULES = "rotation_rules"


def _find(call: Call, identifier: str) -> Any:
    """moto's secret of a name or ARN, or None."""
    return backend("secretsmanager", call.account, call.region).secrets.get(identifier)


def _live(call: Call) -> Any:  # G2
    """The secret named in the call. Raises AwsError when it is marked for deletion."""
    secret = _find(call, call.params["SecretId"])
    if secret is not None and secret.is_deleted():
        raise AwsError("InvalidRequestException", MARKED)
    return secret


def _owned(secret: Any, call: Call) -> None:
    if secret is not None and secret.owning_service:
        raise AwsError(
            "InvalidRequestException",
            f"You can't perform this operation on a secret that is managed by {secret.owning_service}.",
        )


def _check_key(call: Call) -> None:
    """Raises AwsError EncryptionFailure when the KMS key does not exist or cannot be used."""
    identifier = call.params.get("KmsKeyId")
    if not identifier or identifier.endswith("alias/aws/secretsmanager"):
        return
    try:
        metadata = call.invoke("kms", "DescribeKey", {"KeyId": identifier})["KeyMetadata"]
    except AwsError as error:
        raise AwsError("EncryptionFailure", f"The KMS key cannot be used: {error.message}") from error
    if metadata["KeyState"] != "Enabled":
        raise AwsError("EncryptionFailure", f"The KMS key is {metadata['KeyState']}.")


@operation("secretsmanager", "CreateSecret")
def create(call: Call) -> dict[str, Any]:  # G1
    name = call.params["Name"]
    existing = _find(call, name)
    if existing is not None and existing.is_deleted():
        raise AwsError(
            "InvalidRequestException",
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
        )
    token = call.params.get("ClientRequestToken")
    if existing is not None and token not in existing.versions:
        raise AwsError("ResourceExistsException", f"The operation failed because the secret {name} already exists.")
    _check_key(call)
    return call.forward()


@operation("secretsmanager", *READS_AND_CHANGES)
def live_only(call: Call) -> dict[str, Any]:
    secret = _live(call)
    if call.operation == "PutSecretValue":
        _owned(secret, call)
    return call.forward()


@operation("secretsmanager", "UpdateSecretVersionStage")
def move_label(call: Call) -> dict[str, Any]:
    """moto moves AWSCURRENT, and goes on reading the version that had it."""
    secret = _live(call)
    answer = call.forward()
    if call.params["VersionStage"] == "AWSCURRENT" and call.params.get("MoveToVersionId"):
        secret.default_version_id = call.params["MoveToVersionId"]
        secret.secret_string = secret.versions[secret.default_version_id].get("secret_string")
    return answer


@operation("secretsmanager", "CancelRotateSecret")
def cancel_rotation(call: Call) -> dict[str, Any]:
    """Switch rotation off; a secret that RDS rotates needs no function for it."""
    secret = _live(call)
    if secret is None or not secret.owning_service:
        return call.forward()
    secret.rotation_requested = secret.rotation_enabled = False
    return {"ARN": secret.arn, "Name": secret.name}


@operation("secretsmanager", "UpdateSecret")
def update(call: Call) -> dict[str, Any]:  # G4
    secret = _live(call)
    if secret is not None and {"SecretString", "SecretBinary"} & set(call.params):
        _owned(secret, call)
    _check_key(call)
    answer = call.forward()
    if call.params.get("Description") == "":
        secret.description = None
    return answer


@operation("secretsmanager", "PutResourcePolicy")
def put_policy(call: Call) -> dict[str, Any]:
    _live(call)
    try:
        rules = statements(call.params["ResourcePolicy"])
    except MalformedPolicy as error:
        raise AwsError("MalformedPolicyDocumentException", str(error)) from error
    if unknown_principals(rules):
        raise AwsError("MalformedPolicyDocumentException", "This resource policy contains an unsupported principal.")
    return call.forward()


@operation("secretsmanager", "DeleteSecret")
def delete(call: Call) -> dict[str, Any]:
    if not call.params.get("ForceDeleteWithoutRecovery"):
        _live(call)
    return call.forward()


def _rules(call: Call, secret: Any) -> dict[str, Any]:
    """The rotation rules of a secret, as set."""
    return state.store("secretsmanager", call.account, call.region).setdefault(RULES, {}).setdefault(secret.arn, {})


@operation("secretsmanager", "RotateSecret")
def rotate(call: Call) -> dict[str, Any]:
    secret = _live(call)
    if secret is None:
        return call.forward()
    rules = call.params.get("RotationRules") or {}
    if "ScheduleExpression" in rules and "AutomaticallyAfterDays" in rules:
        message = "You can't specify both AutomaticallyAfterDays and ScheduleExpression."
        raise AwsError("InvalidParameterException", message)
    function = call.params.get("RotationLambdaARN") or secret.rotation_lambda_arn
    if not secret.owning_service:
        if not function:
            message = "No Lambda rotation function ARN is associated with this secret."
            raise AwsError("InvalidRequestException", message)
        _check_function(call, function)
        answer = _rotate_by_function(call, secret, function)
    else:
        answer = _rotate_managed(call, secret)
    if rules:
        _rules(call, secret).clear()
        _rules(call, secret).update(rules)
    secret.rotation_requested = secret.rotation_enabled = True
    return answer


def _rotate_by_function(call: Call, secret: Any, function: str) -> dict[str, Any]:  # G65
    """A new version waits as AWSPENDING, empty, for the function, which does not run here. Without a rotation at once the
    function is only tried, on a version that comes and goes."""
    labels = {label: name for name, version in secret.versions.items() for label in version["version_stages"]}
    if labels.get("AWSPENDING") not in (None, labels.get("AWSCURRENT")):
        raise AwsError(
            "InvalidRequestException", "A previous rotation isn't complete. That rotation will be reattempted."
        )
    version = call.params.get("ClientRequestToken") or str(uuid.uuid4())
    secret.rotation_lambda_arn = function
    if call.params.get("RotateImmediately", True):
        secret.remove_version_stages_from_old_versions(["AWSPENDING"])
        entry = {"createdate": int(time.time()), "version_id": version, "version_stages": ["AWSPENDING"]}
        secret.versions[version] = entry
    return {"ARN": secret.arn, "Name": secret.name, "VersionId": version}


def _check_function(call: Call, arn: str) -> None:
    try:
        call.invoke("lambda", "GetFunction", {"FunctionName": arn})
    except AwsError as error:
        raise AwsError(
            "AccessDeniedException",
            "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants "
            "access to the principal secretsmanager.amazonaws.com.",
        ) from error


def _rotate_managed(call: Call, secret: Any) -> dict[str, Any]:
    """Give a secret that another service owns a new password and keep the rest of it."""
    version = call.params.get("ClientRequestToken") or str(uuid.uuid4())
    if call.params.get("RotateImmediately", True):
        content = json.loads(secret.versions[secret.default_version_id]["secret_string"])
        alphabet = string.ascii_letters + string.digits
        content["password"] = "".join(secrets.choice(alphabet) for _unused in range(28))
        text = json.dumps(content)
        entry = {
            "createdate": int(time.time()),
            "version_id": version,
            "version_stages": ["AWSCURRENT"],
            "secret_string": text,
        }
        secret.reset_default_version(entry, version)
        secret.secret_string = text
        secret.last_rotation_date = secret.last_changed_date = int(time.time())
    return {"ARN": secret.arn, "Name": secret.name, "VersionId": secret.default_version_id}


def _with_rules(call: Call, entry: dict[str, Any]) -> dict[str, Any]:
    secret = _find(call, entry["ARN"])
    rules = _rules(call, secret)
    if rules and entry.get("RotationEnabled"):
        entry["RotationRules"] = dict(rules)
    if not entry.get("RotationLambdaARN"):
        entry.pop("RotationLambdaARN", None)
    return entry


@operation("secretsmanager", "DescribeSecret")
def describe(call: Call) -> dict[str, Any]:
    return _with_rules(call, call.forward())


@operation("secretsmanager", "ListSecrets")
def list_secrets(call: Call) -> dict[str, Any]:
    parameters = {key: value for key, value in call.params.items() if key not in ("MaxResults", "NextToken")}
    found: list[dict[str, Any]] = []
    token = None
    while True:
        answer = call.forward({**parameters, "MaxResults": 100, **({"NextToken": token} if token else {})})
        found += answer.get("SecretList", [])
        token = answer.get("NextToken")
        if not token:
            break
    part, following = page(found, call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"SecretList": [_with_rules(call, entry) for entry in part], "NextToken": following}
