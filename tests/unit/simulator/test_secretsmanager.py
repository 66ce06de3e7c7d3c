"""Secrets Manager: tombstones, managed secrets, rotation rules, filters."""

from __future__ import annotations

import json
import re

import pytest
from moto.secretsmanager.models import secretsmanager_backends

from simulator.services.secretsmanager import secrets as implementation
from tests.unit.simulator.refusal import code

MANAGED = "rds!db-1"


@pytest.fixture
def secrets(client):
    return client("secretsmanager")


@pytest.fixture
def managed(secrets) -> str:
    """A secret as RDS makes it."""
    content = json.dumps({"username": "owner", "password": "first"})
    backend = secretsmanager_backends["123456789012"]["us-east-1"]
    return backend.create_managed_secret("rds", MANAGED, secret_string=content).arn


@pytest.mark.behaviour("G3")
def test_the_arn_ends_in_six_characters_of_its_own(secrets):
    first = secrets.create_secret(Name="app/db", SecretString="x")["ARN"]
    assert re.search(r":secret:app/db-[A-Za-z0-9]{6}$", first)
    secrets.delete_secret(SecretId="app/db", ForceDeleteWithoutRecovery=True)
    assert secrets.create_secret(Name="app/db", SecretString="x")["ARN"] != first


@pytest.mark.behaviour("G1", "G2")
def test_a_deleted_secret_keeps_its_name_until_restored(secrets):
    secrets.create_secret(Name="app", SecretString="x")
    assert code(secrets.create_secret, Name="app", SecretString="y") == "ResourceExistsException"
    secrets.delete_secret(SecretId="app", RecoveryWindowInDays=7)
    with pytest.raises(secrets.exceptions.InvalidRequestException, match="already scheduled for deletion"):
        secrets.create_secret(Name="app", SecretString="y")
    for call, parameters in (
        (secrets.get_secret_value, {}),
        (secrets.put_secret_value, {"SecretString": "y"}),
        (secrets.update_secret, {"Description": "y"}),
        (secrets.tag_resource, {"Tags": [{"Key": "a", "Value": "b"}]}),
        (secrets.rotate_secret, {}),
        (secrets.delete_secret, {"RecoveryWindowInDays": 7}),
    ):
        assert code(call, SecretId="app", **parameters) == "InvalidRequestException"
    assert "DeletedDate" in secrets.describe_secret(SecretId="app")
    assert secrets.list_secrets()["SecretList"] == []
    assert len(secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"]) == 1
    secrets.restore_secret(SecretId="app")
    assert secrets.get_secret_value(SecretId="app")["SecretString"] == "x"
    assert "DeletedDate" not in secrets.describe_secret(SecretId="app")


def test_an_unknown_secret_is_not_found(secrets):
    assert code(secrets.describe_secret, SecretId="none") == "ResourceNotFoundException"
    assert code(secrets.get_secret_value, SecretId="none") == "ResourceNotFoundException"
    assert code(secrets.rotate_secret, SecretId="none") == "ResourceNotFoundException"


@pytest.mark.behaviour("G4")
def test_updates_merge(secrets):
    secrets.create_secret(Name="app", SecretString="x", Description="d", Tags=[{"Key": "a", "Value": "b"}])
    secrets.update_secret(SecretId="app", SecretString="y")
    shown = secrets.describe_secret(SecretId="app")
    assert shown["Description"] == "d" and shown["Tags"] == [{"Key": "a", "Value": "b"}]
    secrets.update_secret(SecretId="app", Description="")
    assert "Description" not in secrets.describe_secret(SecretId="app")
    assert secrets.get_secret_value(SecretId="app")["SecretString"] == "y"


def test_rotating_a_managed_secret_changes_the_password_only(secrets, managed):
    rules = {"ScheduleExpression": "rate(7 days)", "Duration": "2h"}
    secrets.rotate_secret(SecretId=managed, RotationRules=rules)
    content = json.loads(secrets.get_secret_value(SecretId=managed)["SecretString"])
    previous = json.loads(secrets.get_secret_value(SecretId=managed, VersionStage="AWSPREVIOUS")["SecretString"])
    assert content["username"] == "owner" and content["password"] != "first" and previous["password"] == "first"
    shown = secrets.describe_secret(SecretId=managed)
    assert shown["RotationRules"] == rules and shown["RotationEnabled"] and shown["OwningService"] == "rds"
    assert code(secrets.put_secret_value, SecretId=managed, SecretString="x") == "InvalidRequestException"


def test_rules_without_rotation_keep_the_password(secrets, managed):
    rules = {"AutomaticallyAfterDays": 30}
    secrets.rotate_secret(SecretId=managed, RotationRules=rules, RotateImmediately=False)
    assert json.loads(secrets.get_secret_value(SecretId=managed)["SecretString"])["password"] == "first"
    assert secrets.describe_secret(SecretId=managed)["RotationRules"] == rules


def test_rotation_of_an_own_secret_needs_a_function(secrets):
    secrets.create_secret(Name="app", SecretString="x")
    assert code(secrets.rotate_secret, SecretId="app") == "InvalidRequestException"
    function = "arn:aws:lambda:us-east-1:123456789012:function:none"
    assert code(secrets.rotate_secret, SecretId="app", RotationLambdaARN=function) == "AccessDeniedException"
    assert secrets.get_secret_value(SecretId="app")["VersionStages"] == ["AWSCURRENT"]
    assert not secrets.describe_secret(SecretId="app").get("RotationEnabled")


def test_filters_and_pages(secrets):
    for name, value in (("app/a", "1"), ("app/b", "2"), ("other", "1")):
        secrets.create_secret(Name=name, SecretString="x", Tags=[{"Key": "n", "Value": value}])

    def names(*filters: tuple[str, str]) -> list[str]:
        wanted = [{"Key": key, "Values": [value]} for key, value in filters]
        return [entry["Name"] for entry in secrets.list_secrets(Filters=wanted)["SecretList"]]

    assert names(("name", "app/")) == ["app/a", "app/b"]
    assert names(("tag-key", "n"), ("tag-value", "1")) == ["app/a", "other"]
    assert names(("name", "app/"), ("tag-value", "2")) == ["app/b"]
    pages = secrets.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["SecretList"]) for page in pages] == [2, 1]


def test_the_key_has_to_be_usable(client, secrets):
    create = secrets.create_secret
    assert code(create, Name="app", SecretString="x", KmsKeyId="alias/none") == "EncryptionFailure"
    kms = client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=key)
    assert code(create, Name="app", SecretString="x", KmsKeyId=key) == "EncryptionFailure"
    kms.cancel_key_deletion(KeyId=key)
    kms.enable_key(KeyId=key)
    create(Name="app", SecretString="x", KmsKeyId=key)
    assert secrets.describe_secret(SecretId="app")["KmsKeyId"] == key


def test_resource_policies_are_checked(secrets):
    secrets.create_secret(Name="app", SecretString="x")
    assert code(secrets.put_resource_policy, SecretId="app", ResourcePolicy="x") == "MalformedPolicyDocumentException"


@pytest.mark.behaviour("G65")
def test_a_rotation_by_a_function_waits_for_it_and_refuses_another(secrets, monkeypatch):
    monkeypatch.setattr(implementation, "_check_function", lambda call, arn: None)
    arn = secrets.create_secret(Name="app", SecretString="x")["ARN"]
    function = "arn:aws:lambda:us-east-1:123456789012:function:rotate"
    rules = {"AutomaticallyAfterDays": 30}
    secrets.rotate_secret(SecretId=arn, RotationLambdaARN=function, RotationRules=rules, RotateImmediately=False)
    shown = secrets.describe_secret(SecretId=arn)
    assert (shown["RotationEnabled"], shown["RotationRules"], shown["RotationLambdaARN"]) == (True, rules, function)
    assert list(shown["VersionIdsToStages"].values()) == [["AWSCURRENT"]]
    version = secrets.rotate_secret(SecretId=arn)["VersionId"]
    assert secrets.describe_secret(SecretId=arn)["VersionIdsToStages"][version] == ["AWSPENDING"]
    assert code(secrets.get_secret_value, SecretId=arn, VersionId=version) == "ResourceNotFoundException"
    assert code(secrets.rotate_secret, SecretId=arn) == "InvalidRequestException"
    current = secrets.get_secret_value(SecretId=arn)["VersionId"]
    secrets.put_secret_value(SecretId=arn, ClientRequestToken=version, SecretString="y", VersionStages=["AWSPENDING"])
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == "x"
    secrets.update_secret_version_stage(
        SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=version, RemoveFromVersionId=current
    )
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == "y"
    assert secrets.get_secret_value(SecretId=arn, VersionStage="AWSPREVIOUS")["SecretString"] == "x"
    secrets.rotate_secret(SecretId=arn)
