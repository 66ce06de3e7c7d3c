"""What calls of AWS Secrets Manager require."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.core.handlers import AwsError
from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, tags_by

_SECRET_KEY = "KmsKeyId #secret_keys"
_WRITES_SECRET = (
    More("kms:GenerateDataKey", _SECRET_KEY, via="secretsmanager"),
    More("kms:Decrypt", _SECRET_KEY, via="secretsmanager"),
)
_READS_SECRET = (More("kms:Decrypt", "#secret_keys", via="secretsmanager"),)


def _secret(facts: Facts, name: str) -> dict[str, Any]:
    try:
        return facts.invoke("secretsmanager", "DescribeSecret", {"SecretId": name})
    except AwsError:
        return {}


def _secrets(facts: Facts) -> Iterator[str]:
    for name in facts.given("SecretId", "SecretIdList"):
        fallback = name if name.startswith("arn:") else facts.arn("secretsmanager", f"secret:{name}-??????")
        yield _secret(facts, name).get("ARN") or fallback
    if not facts.given("SecretId", "SecretIdList"):
        for name in facts.given("Name"):
            yield facts.arn("secretsmanager", f"secret:{name}-??????")


def _keys(facts: Facts) -> Iterator[str]:
    for name in facts.given("SecretId", "SecretIdList"):
        yield _secret(facts, name).get("KmsKeyId") or ""


TABLE = Table(
    prefix="secretsmanager",
    found={"Secret": ("#secrets",)},
    tagging="TagResource",
    more={
        "CreateSecret": _WRITES_SECRET,
        "PutSecretValue": _WRITES_SECRET,
        "UpdateSecret": _WRITES_SECRET,
        "GetSecretValue": _READS_SECRET,
        # Each secret is asked for as by itself.
        "BatchGetSecretValue": (
            More("secretsmanager:GetSecretValue", "#secrets"),
            More("kms:Decrypt", "#secret_keys", via="secretsmanager"),
        ),
    },
    tags=tags_by("secretsmanager", "DescribeSecret", "SecretId", "Tags"),
    facts={"#secrets": _secrets, "#secret_keys": _keys},
    keys={"secretsmanager:Name": "Name"},
)
