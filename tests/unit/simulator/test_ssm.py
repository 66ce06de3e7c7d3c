"""Parameter Store: one winner, sizes, secure strings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from tests.unit.simulator.refusal import code


@pytest.fixture
def ssm(client):
    return client("ssm")


def test_one_of_many_creates_wins(ssm):
    def put(number: int) -> str:
        try:
            ssm.put_parameter(Name="/lock", Value=str(number), Type="String")
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "created"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(put, range(24)))
    assert answers.count("created") == 1 and set(answers) == {"created", "ParameterAlreadyExists"}
    assert ssm.get_parameter(Name="/lock")["Parameter"]["Version"] == 1


@pytest.mark.parametrize(
    ("tier", "size", "expected"),
    [
        ("Standard", 4096, "Standard"),
        ("Advanced", 8192, "Advanced"),
        ("Intelligent-Tiering", 4096, "Standard"),
        ("Intelligent-Tiering", 4097, "Advanced"),
    ],
)
def test_tiers(ssm, tier, size, expected):
    assert ssm.put_parameter(Name="/p", Value="x" * size, Type="String", Tier=tier)["Tier"] == expected


@pytest.mark.parametrize(("tier", "size"), [("Standard", 4097), ("Advanced", 8193), ("Intelligent-Tiering", 8193)])
def test_values_over_the_limit(ssm, tier, size):
    assert code(ssm.put_parameter, Name="/p", Value="x" * size, Type="String", Tier=tier) == "ValidationException"


def test_secure_strings_are_opaque_until_decrypted(client, ssm):
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]
    ssm.put_parameter(Name="/app/secret", Value="hidden", Type="SecureString", KeyId=key)
    answers = [
        ssm.get_parameter(Name="/app/secret")["Parameter"],
        *ssm.get_parameters(Names=["/app/secret"])["Parameters"],
        *ssm.get_parameters_by_path(Path="/app")["Parameters"],
    ]
    assert len(answers) == 3 and all("hidden" not in answer["Value"] for answer in answers)
    assert ssm.get_parameter(Name="/app/secret", WithDecryption=True)["Parameter"]["Value"] == "hidden"
    bad = {"Name": "/x", "Value": "x", "Type": "SecureString", "KeyId": "alias/none"}
    assert code(ssm.put_parameter, **bad) == "InvalidKeyId"


def test_overwriting_and_tags(ssm):
    ssm.put_parameter(Name="/p", Value="1", Type="String", Tags=[{"Key": "a", "Value": "b"}])
    assert ssm.put_parameter(Name="/p", Value="2", Type="String", Overwrite=True)["Version"] == 2
    assert ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/p")["TagList"] == [
        {"Key": "a", "Value": "b"}
    ]
    assert code(ssm.get_parameter, Name="/none") == "ParameterNotFound"
