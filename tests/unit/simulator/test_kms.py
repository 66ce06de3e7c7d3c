"""KMS: policies, rotation periods and the states of keys."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.simulator.refusal import code


def policy(principal: str = "arn:aws:iam::123456789012:root", action: str = "kms:*") -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def kms(client):
    return client("kms")


@pytest.fixture
def key(kms) -> str:
    return kms.create_key(Policy=policy())["KeyMetadata"]["KeyId"]


@pytest.mark.parametrize(
    "text", ["nonsense", "{}", policy("arn:aws:iam::123456789012:role/none"), policy(action="kms:Encrypt")]
)
def test_refused_policies(kms, key, text):
    assert code(kms.create_key, Policy=text) == "MalformedPolicyDocumentException"
    put = {"KeyId": key, "PolicyName": "default", "Policy": text}
    assert code(kms.put_key_policy, **put) == "MalformedPolicyDocumentException"


def test_a_key_policy_has_a_length(kms, key):
    text = json.dumps({**json.loads(policy()), "Id": "x" * 32_768})
    assert code(kms.create_key, Policy=text) == "LimitExceededException"
    assert code(kms.put_key_policy, KeyId=key, PolicyName="default", Policy=text) == "LimitExceededException"


def test_a_role_that_exists_may_be_named(client, kms):
    trust = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    arn = client("iam").create_role(RoleName="app", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    key = kms.create_key(Policy=policy(arn))["KeyMetadata"]["KeyId"]
    assert json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]) == json.loads(policy(arn))


def test_the_rotation_period_is_kept(kms, key):
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False
    kms.enable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 365
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
    status = kms.get_key_rotation_status(KeyId=key)
    assert status["RotationPeriodInDays"] == 180 and "NextRotationDate" in status
    assert code(kms.enable_key_rotation, KeyId=key, RotationPeriodInDays=2561) == "ValidationException"
    kms.disable_key_rotation(KeyId=key)
    assert "RotationPeriodInDays" not in kms.get_key_rotation_status(KeyId=key)


def _uses(kms, key: str, ciphertext: bytes) -> dict[str, Any]:
    return {
        "encrypt": code(kms.encrypt, KeyId=key, Plaintext=b"x"),
        "by alias": code(kms.encrypt, KeyId="alias/app", Plaintext=b"x"),
        "decrypt": code(kms.decrypt, CiphertextBlob=ciphertext),
        "data key": code(kms.generate_data_key, KeyId=key, KeySpec="AES_256"),
    }


@pytest.mark.behaviour("A13")
def test_keys_that_are_not_enabled_refuse_work(kms, key):
    kms.create_alias(AliasName="alias/app", TargetKeyId=key)
    ciphertext = kms.encrypt(KeyId="alias/app", Plaintext=b"hello")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=ciphertext)["Plaintext"] == b"hello"
    kms.disable_key(KeyId=key)
    assert set(_uses(kms, key, ciphertext).values()) == {"DisabledException"}
    kms.enable_key(KeyId=key)
    assert kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)["KeyState"] == "PendingDeletion"
    assert set(_uses(kms, key, ciphertext).values()) == {"KMSInvalidStateException"}
    assert code(kms.enable_key, KeyId=key) == "KMSInvalidStateException"
    assert code(kms.create_alias, AliasName="alias/new", TargetKeyId=key) == "KMSInvalidStateException"


@pytest.mark.behaviour("A12")
def test_a_cancelled_deletion_leaves_a_disabled_key(kms, key):
    assert code(kms.cancel_key_deletion, KeyId=key) == "KMSInvalidStateException"
    assert code(kms.schedule_key_deletion, KeyId=key, PendingWindowInDays=6) == "ValidationException"
    kms.schedule_key_deletion(KeyId=key)
    kms.cancel_key_deletion(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
    kms.enable_key(KeyId=key)
    assert kms.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]


def test_an_alias_can_be_moved_and_used_again(kms, key):
    kms.create_alias(AliasName="alias/app", TargetKeyId=key)
    assert code(kms.create_alias, AliasName="alias/app", TargetKeyId=key) == "AlreadyExistsException"
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.update_alias(AliasName="alias/app", TargetKeyId=other)
    assert kms.describe_key(KeyId="alias/app")["KeyMetadata"]["KeyId"] == other
