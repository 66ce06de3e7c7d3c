"""What calls of AWS KMS require."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, tags_by


def _keys(facts: Facts) -> Iterator[str]:
    for name in facts.given("KeyId", "TargetKeyId"):
        yield facts.key(name) or facts.arn("kms", "key/*" if "alias/" in name else f"key/{name}")
    if not facts.given("KeyId", "TargetKeyId"):
        for name in facts.given("AliasName"):
            yield facts.key(name) or ""


def _aliases(facts: Facts) -> Iterator[str]:
    for name in facts.given("AliasName"):
        yield facts.arn("kms", name)


TABLE = Table(
    prefix="kms",
    found={"key": ("#keys",), "alias": ("#aliases",)},
    tagging="TagResource",
    makes={"CreateKey": "key"},
    more={"CreateKey": (More("kms:PutKeyPolicy", arn="arn:{Partition}:kms:{Region}:{Account}:key/*", when="Policy"),)},
    tags=tags_by("kms", "ListResourceTags", "KeyId", "Tags"),
    facts={"#keys": _keys, "#aliases": _aliases},
)
