"""What calls of Amazon ECR require."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.lists import backend
from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, tags_by


def _key(facts: Facts) -> Iterator[str]:
    repository = backend("ecr", facts.call.account, facts.call.region).repositories.get(
        facts.call.params.get("repositoryName")
    )
    yield (getattr(repository, "encryption_configuration", None) or {}).get("kmsKey") or ""


TABLE = Table(
    prefix="ecr",
    found={"repository": ("repositoryName repositoryNames resourceArn",)},
    tagging="TagResource",
    # The caller's permission makes the grant that ECR uses the key with (ECR, encryption at rest).
    more={
        "CreateRepository": (
            More("kms:CreateGrant", "encryptionConfiguration.kmsKey", via="ecr"),
            More("kms:DescribeKey", "encryptionConfiguration.kmsKey", via="ecr"),
        ),
        "DeleteRepository": (More("kms:RetireGrant", "#repository_key", via="ecr"),),
    },
    tags=tags_by("ecr", "ListTagsForResource", "resourceArn", "tags"),
    facts={"#repository_key": _key},
)
