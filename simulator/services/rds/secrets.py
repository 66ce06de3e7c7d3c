"""The master password that RDS manages: a secret of its own, rotated every seven days."""

from __future__ import annotations

import json
import secrets
import string
import uuid
from typing import Any

from moto.secretsmanager.models import secretsmanager_backends

from simulator.core.handlers import AwsError, Call

from .checks import key_arn

ROTATION_DAYS = 7
ALIAS = "alias/aws/secretsmanager"


def _password() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _unused in range(28))


def create(call: Call, database: Any, key: str | None, word: str = "db", kind: str = "DBInstance") -> dict[str, Any]:
    """Make the secret of an instance, or of a cluster, with its user name; the answer is its MasterUserSecret."""
    backend = secretsmanager_backends[call.account][call.region]
    arn = key_arn(call, key, ALIAS)
    secret = backend.create_managed_secret(
        service_name="rds",
        secret_id=f"rds!{word}-{uuid.uuid4()}",
        secret_string=json.dumps({"username": database.master_username, "password": _password()}),
        description=f"The secret associated with the primary RDS {kind}: {database.arn}",
        kms_key_id=arn,
        tags=[{"Key": f"aws:rds:primary{kind}Arn", "Value": database.arn}],
    )
    secret.rotation_requested = secret.rotation_enabled = True
    secret.auto_rotate_after_days = ROTATION_DAYS
    return {"SecretArn": secret.arn, "SecretStatus": "active", "KmsKeyId": arn}


def rotate(call: Call, shown: dict[str, Any]) -> None:
    """Give the secret a new password and keep the user name."""
    call.invoke("secretsmanager", "RotateSecret", {"SecretId": shown["SecretArn"]})


def delete(call: Call, shown: dict[str, Any]) -> None:
    """Remove the secret with its instance, at once; it may be gone already."""
    try:
        call.invoke(
            "secretsmanager", "DeleteSecret", {"SecretId": shown["SecretArn"], "ForceDeleteWithoutRecovery": True}
        )
    except AwsError:
        return
