"""What has no room in a role's inline policy goes to managed policies, and each document is within IAM's limits."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.iam.role import Role
from ansible_collections.slipway.aws.plugins.module_utils.aws.shared import limits
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import roles
from ansible_collections.slipway.aws.plugins.module_utils.engine.fields import too_long
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference
from tests.support.api import Api


def arns(count: int, length: int = 100) -> list[str]:
    return [
        f"arn:aws:secretsmanager:us-east-1:123456789012:secret:{number:04}".ljust(length, "x")
        for number in range(count)
    ]


def reading(resources: list[str]) -> dict[str, Any]:
    return {"Sid": "Read", "Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": resources}


FREE = {"Sid": "Free", "Effect": "Allow", "Action": ["s3:*"], "NotResource": ["arn:aws:s3:::" + "b" * 900]}


@pytest.mark.parametrize(
    "statements",
    [
        [reading(arns(120))],
        [reading(arns(70)), reading(arns(70)), FREE],
        [FREE] * 20,
        [reading([reference("secret/main/secret/%d" % number, "ARN") for number in range(200)])],
    ],
    ids=["one statement", "several", "uncut", "unknown"],
)
def test_every_part_has_room_and_nothing_is_lost(statements: list[dict[str, Any]]) -> None:
    first, *others = roles.split(statements)
    assert others
    assert not limits.ROLE_POLICIES({"inline": roles.document(first)})
    assert not any(limits.MANAGED_POLICY(roles.document(part)) for part in others)

    def granted(parts: list[list[dict[str, Any]]]) -> list[tuple[str, str]]:
        items = [item for part in parts for item in part]
        return [(item["Sid"], name) for item in items for name in item.get("Resource", item.get("NotResource"))]

    assert granted([first, *others]) == granted([statements])


def test_what_has_room_stays_as_it_is() -> None:
    statements = [reading(arns(90)), {**reading([]), "Resource": "*"}]
    assert roles.split(statements) == [statements]


def test_the_plan_refuses_what_has_no_room_anywhere() -> None:
    statement = {**reading([]), "Resource": "arn:aws:s3:::" + "b" * 11_000}
    (said,) = too_long(Role.fields, {"Policies": {"task": roles.document(roles.split([statement])[0])}})
    assert said.startswith("Policies: 11") and "at most 10240 are allowed" in said


def test_blanks_do_not_count_and_what_is_not_known_counts_as_nothing() -> None:
    assert limits.without_blanks('{ "a" : 1 }') == len('{"a":1}')
    unknown = {"Policies": {"a": {"Statement": [reference("a/b/c/" + "d" * 20_000, "Arn")]}}}
    assert too_long(Role.fields, unknown) == []


def test_what_an_account_may_have_raised_is_asked_for() -> None:
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "x" * 3_000}, "Action": "sts:AssumeRole"}]}
    want = {"AssumeRolePolicyDocument": trust, "ManagedPolicyArns": ["arn"] * 11}
    usual = Api(
        get_account_summary={"SummaryMap": {"AssumeRolePolicySizeQuota": 2048, "AttachedPoliciesPerRoleQuota": 10}}
    )
    raised = Api(
        get_account_summary={"SummaryMap": {"AssumeRolePolicySizeQuota": 4096, "AttachedPoliciesPerRoleQuota": 20}}
    )

    assert [problem.text.partition(":")[0] for problem in Role.preflight(usual, want, None)] == [
        "ManagedPolicyArns",
        "AssumeRolePolicyDocument",
    ]
    assert Role.preflight(raised, want, None) == []
