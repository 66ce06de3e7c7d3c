"""A secret's resource policy: nobody takes the secret away from themselves."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.secretsmanager import resource_policy
from tests.support.api import Api
from tests.support.stacks import declare


def statements(**options: Any) -> list[dict[str, Any]]:
    given = {"rotation": "off", "secrets": {"app": {"keys": {"a": "b"}}}, **options}
    (declaration,) = declare({"secret": given})[1]
    return declaration.nodes[0].want["ResourcePolicy"]


@pytest.mark.parametrize(
    ("caller", "reader", "locked_out"),
    [
        ("arn:aws:sts::123456789012:assumed-role/deployment/session", "role/deployment", False),
        ("arn:aws:sts::123456789012:assumed-role/deployment/session", "role/teams/shop/deploy*", False),
        ("arn:aws:sts::123456789012:assumed-role/operator/session", "role/deployment", True),
        ("arn:aws:iam::123456789012:user/people/anna", "user/people/anna", False),
        ("arn:aws:iam::123456789012:root", "role/deployment", True),
    ],
)
def test_whoever_runs_this_has_to_be_among_the_readers(caller: str, reader: str, locked_out: bool) -> None:
    api = Api(get_caller_identity={"Arn": caller})
    wished = statements(access="readers", readers=["arn:aws:iam::123456789012:" + reader])
    problems = resource_policy.locked_out(api, "app", wished)
    assert bool(problems) == locked_out
    if locked_out:
        assert "secret_readers" in problems[0].text and caller in problems[0].text


def test_who_runs_it_is_asked_only_where_readers_are_named() -> None:
    api = Api()
    assert resource_policy.locked_out(api, "app", statements()) == [] == statements(access="open")
    assert api.calls == []


def test_an_administrator_can_always_mend_the_policy() -> None:
    """A principal of the account is refused nothing but reading, and an AWS service nothing at all."""
    for statement in statements(access="readers", readers=["arn:aws:iam::123456789012:role/deployment"]):
        assert statement["Condition"]["BoolIfExists"] == {"aws:PrincipalIsAWSService": "false"}
        elsewhere = {"StringNotEquals", "Bool"} & set(statement["Condition"])  # from another account, or without TLS
        assert elsewhere or statement["Action"] == "secretsmanager:GetSecretValue"
