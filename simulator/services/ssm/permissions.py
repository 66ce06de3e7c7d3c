"""What calls of Parameter Store require."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.lists import backend
from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, tags_by


def _keys(facts: Facts) -> Iterator[str]:
    moto = backend("ssm", facts.call.account, facts.call.region)
    if not facts.call.params.get("WithDecryption"):
        return
    for name in facts.given("Name", "Names"):
        versions = moto._parameters.get(name) or ()
        parameter = versions[-1] if versions else None
        if parameter is not None and parameter.parameter_type == "SecureString":
            yield parameter.keyid or ""


def _name(arn: str) -> str:
    """The name of a parameter, whose slash at the beginning is not in its ARN."""
    return "/" + arn.split(":parameter/", 1)[-1]


TABLE = Table(
    prefix="ssm",
    found={"parameter": ("Name Names ResourceId",)},
    kinds=dict.fromkeys(("AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource"), "parameter"),
    tagging="AddTagsToResource",
    # AWS KMS and Parameter Store: standard parameters are encrypted by Encrypt, read by Decrypt.
    more={
        "PutParameter": (More("kms:Encrypt", "KeyId", via="ssm"),),
        "GetParameter": (More("kms:Decrypt", "#parameter_keys", via="ssm"),),
        "GetParameters": (More("kms:Decrypt", "#parameter_keys", via="ssm"),),
    },
    tags=tags_by("ssm", "ListTagsForResource", "ResourceId", "TagList", of=_name, ResourceType="Parameter"),
    facts={"#parameter_keys": _keys},
    bare=lambda name: name.lstrip("/"),
)
