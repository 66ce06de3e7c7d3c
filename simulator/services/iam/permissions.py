"""What calls of IAM require."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.core.lists import backend
from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, last_part


def _role(facts: Facts) -> Iterator[str]:
    for service in facts.given("AWSServiceName"):
        yield facts.arn("iam", f"role/aws-service-role/{service}/*", "")
    roles = backend("iam", facts.call.account, facts.call.partition).roles.values()
    for name in facts.given("RoleName"):
        found = next((role.arn for role in roles if role.name == name), None)
        path = "".join(facts.given("Path")) or "/"
        yield found or facts.arn("iam", f"role{path}{name}", "")


def _policy(facts: Facts) -> Iterator[str]:
    for name in facts.given("PolicyName"):
        yield facts.arn("iam", f"policy{''.join(facts.given('Path')) or '/'}{name}", "")


def _tags(facts: Facts, arn: str) -> Any:
    """Those of roles; moto has none of policies."""
    return facts.invoke("iam", "ListRoleTags", {"RoleName": last_part(arn)})["Tags"] if ":role/" in arn else {}


TABLE = Table(
    prefix="iam",
    found={
        "role": ("#role",),
        "policy": ("PolicyArn #policy",),
        "user": ("UserName",),
        "group": ("GroupName",),
        "instance-profile": ("InstanceProfileName",),
    },
    kinds=dict.fromkeys(("AttachRolePolicy", "DetachRolePolicy"), "role"),
    tagging="TagRole",
    more={
        "CreatePolicy": (
            More("iam:TagPolicy", arn="arn:{Partition}:iam::{Account}:policy{Path}{PolicyName}", when="Tags"),
        )
    },
    tags=_tags,
    facts={"#role": _role, "#policy": _policy},
    keys={
        "iam:PolicyARN": "PolicyArn",
        "iam:AWSServiceName": "AWSServiceName",
        "iam:PermissionsBoundary": "PermissionsBoundary",
    },
)
