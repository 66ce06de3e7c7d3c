"""Managed policies of AWS: there are 1 500 of them, so each is made in an account when it is first asked for."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends

from simulator.core.handlers import Call, operation


@cache
def _data() -> dict[str, tuple[str, dict[str, Any]]]:
    """Name and content by the part of the ARN after ``policy``."""
    return {f"{row['Path']}{name}": (name, row) for name, row in json.loads(aws_managed_policies_data).items()}


def load(call: Call, arn: str | None) -> None:
    """Make the AWS managed policy of an ARN known to moto, when it is one."""
    prefix = f"arn:{call.partition}:iam::aws:policy"
    backend = iam_backends[call.account][call.partition]
    if not arn or not arn.startswith(prefix) or arn in backend.managed_policies:
        return
    name, row = _data().get(arn.removeprefix(prefix), ("", {}))
    if row:
        region = "aws" if call.partition == "aws" else call.region
        policy = AWSManagedPolicy.from_data(name, call.account, region, row)
        backend.managed_policies[policy.arn] = policy
        backend.aws_managed_policies.append(policy)


@operation(
    "iam",
    "AttachRolePolicy",
    "AttachUserPolicy",
    "AttachGroupPolicy",
    "GetPolicy",
    "GetPolicyVersion",
    "ListPolicyVersions",
    "ListEntitiesForPolicy",
)
def with_policy(call: Call) -> dict[str, Any]:
    load(call, call.params.get("PolicyArn"))
    return call.forward()


@operation("iam", "ListPolicies")
def list_policies(call: Call) -> dict[str, Any]:
    if call.params.get("Scope") != "Local" and not call.params.get("OnlyAttached"):
        for path in _data():
            load(call, f"arn:{call.partition}:iam::aws:policy{path}")
    return call.forward()
