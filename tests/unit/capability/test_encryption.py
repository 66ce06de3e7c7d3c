"""The encryption capability: what it wishes for."""

from __future__ import annotations

import pytest

from tests.support.stacks import declare


def nodes(options: dict, **identity: object) -> dict:
    _unused, (declaration,) = declare({"encryption": options}, **identity)
    return {node.address: node for node in declaration.nodes}


def test_key_rotates_and_has_an_alias_by_default() -> None:
    found = nodes({})
    key, alias = found["encryption/main/kms_key/main"], found["encryption/main/kms_alias/main"]

    assert key.filled()["EnableKeyRotation"] is True
    assert key.want["RotationPeriodInDays"] == 365
    assert alias.want == {"AliasName": "alias/shop-test-key", "TargetKeyId": key["KeyId"]}


@pytest.mark.parametrize("given", ["inflight-ordering-key", "alias/inflight-ordering-key"])
def test_alias_may_be_the_guides_own(given: str) -> None:
    assert nodes({"alias": given})["encryption/main/kms_alias/main"].want["AliasName"] == "alias/inflight-ordering-key"


def test_no_statement_lets_a_stranger_use_the_key() -> None:
    statements = nodes({})["encryption/main/kms_key/main"].want["Policy"]["Statement"]

    assert {"AWS": "arn:aws:iam::123456789012:root"} == statements[0]["Principal"]
    for statement in statements[1:]:
        assert set(statement["Principal"]) == {"Service"}
        assert "kms:*" not in statement["Action"]


def test_services_of_another_account_are_kept_out_where_a_condition_can_say_so() -> None:
    statements = nodes({})["encryption/main/kms_key/main"].want["Policy"]["Statement"]

    unconditioned = [statement["Sid"] for statement in statements if "Condition" not in statement]
    assert unconditioned == ["Account", "Notifications"]


def test_own_statements_are_added() -> None:
    own = {
        "Sid": "Backup",
        "Effect": "Allow",
        "Principal": {"AWS": "210987654321"},
        "Action": "kms:Decrypt",
        "Resource": "*",
    }
    assert nodes({"policy_statements": [own]})["encryption/main/kms_key/main"].want["Policy"]["Statement"][-1] == own


def test_partition_of_the_region_is_used() -> None:
    text = str(nodes({}, region="cn-north-1")["encryption/main/kms_key/main"].want["Policy"])
    assert "arn:aws-cn:iam::123456789012:root" in text
    assert "logs.cn-north-1.amazonaws.com.cn" in text
    assert "arn:aws:" not in text


def test_account_is_looked_up_where_it_is_not_declared() -> None:
    found = nodes({}, account_id=None)
    statement = found["encryption/main/kms_key/main"].want["Policy"]["Statement"][0]
    reference = found["encryption/main/account/caller"]["AccountId"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{reference}:root"}
