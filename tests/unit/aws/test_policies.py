"""Policy documents: two that mean the same compare equal."""

from __future__ import annotations

import json
import urllib.parse

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.shared.policies import policy, text

DECLARED = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::1:root"},
            "Action": ["s3:PutObject", "s3:GetObject"],
            "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": True}},
        }
    ],
}
ANSWERED = {
    "Version": "2012-10-17",
    "Statement": {
        "Sid": "",
        "Effect": "Allow",
        "Principal": {"AWS": ["arn:aws:iam::1:root"]},
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": ["*"],
        "Condition": {"Bool": {"aws:SecureTransport": ["true"]}},
    },
}


@pytest.mark.parametrize(
    "answered",
    [ANSWERED, json.dumps(ANSWERED), urllib.parse.quote(json.dumps(ANSWERED))],
    ids=["dict", "json", "url-encoded"],
)
@pytest.mark.behaviour("A9")
def test_forms_of_one_policy_are_equal(answered: object) -> None:
    assert policy(answered) == policy(DECLARED)


def test_order_of_statements_means_nothing() -> None:
    one, two = ({"Effect": "Allow", "Action": action, "Resource": "*"} for action in ("a:b", "c:d"))
    assert policy({"Statement": [one, two]}) == policy({"Statement": [two, one]})


def test_everybody_has_two_spellings() -> None:
    long, short = (
        {"Statement": [{"Effect": "Deny", "Principal": item, "Action": "*"}]} for item in ({"AWS": ["*"]}, "*")
    )
    assert policy(long) == policy(short)


@pytest.mark.parametrize(
    "change",
    [
        {"Action": ["s3:GetObject"]},
        {"Effect": "Deny"},
        {"Principal": {"AWS": "arn:aws:iam::2:root"}},
        {"Resource": "arn:x"},
        {"Condition": {"Bool": {"aws:SecureTransport": False}}},
    ],
)
def test_different_policies_are_not_equal(change: dict) -> None:
    other = {**DECLARED, "Statement": [{**DECLARED["Statement"][0], **change}]}
    assert policy(other) != policy(DECLARED)


def test_references_pass() -> None:
    reference = "(known after apply: a/main/b/c.Arn)"
    assert policy(reference) == reference
    assert reference in str(
        policy({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": [reference, "arn:x"]}]})
    )


def test_text_is_json_and_leaves_text_alone() -> None:
    assert json.loads(text(DECLARED)) == DECLARED
    assert text("{}") == "{}"
