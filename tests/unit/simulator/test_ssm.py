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


def test_advanced_parameters_stay_advanced(ssm):
    ssm.put_parameter(Name="/p", Value="x", Type="String", Tier="Advanced")
    assert code(ssm.put_parameter, Name="/p", Value="y", Overwrite=True, Tier="Standard") == "ValidationException"
    for tier in ({}, {"Tier": "Intelligent-Tiering"}, {"Tier": "Advanced"}):
        assert ssm.put_parameter(Name="/p", Value="y", Overwrite=True, **tier)["Tier"] == "Advanced"


def test_the_type_stays(ssm):
    ssm.put_parameter(Name="/p", Value="x", Type="String")
    change = {"Name": "/p", "Value": "x", "Type": "SecureString", "Overwrite": True}
    assert code(ssm.put_parameter, **change) == "HierarchyTypeMismatchException"
    assert ssm.put_parameter(Name="/p", Value="y", Overwrite=True)["Version"] == 2


def test_values_match_the_pattern(ssm):
    put = ssm.put_parameter
    assert (
        code(put, Name="/p", Value="x", Type="String", AllowedPattern="^.{4,}$") == "ParameterPatternMismatchException"
    )
    assert code(put, Name="/p", Value="x", Type="String", AllowedPattern="(") == "InvalidAllowedPatternException"
    put(Name="/p", Value="long", Type="String", AllowedPattern="^.{4,}$")
    change = {"Name": "/p", "Value": "x", "Overwrite": True, "AllowedPattern": "^.{4,}$"}
    assert code(put, **change) == "ParameterPatternMismatchException"
    put(Name="/p", Value="x", Overwrite=True, AllowedPattern="")
    assert "AllowedPattern" not in ssm.describe_parameters()["Parameters"][0]


def test_names_are_checked(ssm):
    deep = "/" + "/".join("abcdefghijklmnop")
    assert code(ssm.put_parameter, Name=deep, Value="x", Type="String") == "HierarchyLevelLimitExceededException"
    assert code(ssm.put_parameter, Name="/ssm/x", Value="x", Type="String") == "ValidationException"


def test_tags_do_not_go_with_overwriting(ssm):
    ssm.put_parameter(Name="/p", Value="x", Type="String")
    change = {"Name": "/p", "Value": "y", "Overwrite": True, "Tags": [{"Key": "a", "Value": "b"}]}
    assert code(ssm.put_parameter, **change) == "ValidationException"


def test_descriptions_by_tag_path_and_name(ssm):
    for name, stack in (("/shop/test/a", "one"), ("/shop/test/b", "two"), ("/shop/prod/a", "one")):
        ssm.put_parameter(Name=name, Value="x", Type="SecureString", Tags=[{"Key": "stack", "Value": stack}])
    ssm.put_parameter(Name="/plain", Value="x", Type="String")

    def names(key: str, option: str, *values: str) -> list[str]:
        filters = [{"Key": key, "Option": option, "Values": list(values)}]
        return [row["Name"] for row in ssm.describe_parameters(ParameterFilters=filters)["Parameters"]]

    assert names("tag:stack", "Equals", "one") == ["/shop/test/a", "/shop/prod/a"]
    assert names("Path", "Recursive", "/shop/test") == ["/shop/test/a", "/shop/test/b"]
    assert names("Name", "Equals", "/plain", "/shop/prod/a", "/none") == ["/shop/prod/a", "/plain"]
    rows = {row["Name"]: row for row in ssm.describe_parameters()["Parameters"]}
    assert rows["/shop/test/a"]["ARN"] == "arn:aws:ssm:us-east-1:123456789012:parameter/shop/test/a"
    assert rows["/shop/test/a"]["KeyId"] == "alias/aws/ssm" and "KeyId" not in rows["/plain"]


def test_missing_parameters_are_named(ssm):
    ssm.put_parameter(Name="/p", Value="x", Type="String")
    answer = ssm.get_parameters(Names=["/p", "/none"])
    assert [row["Name"] for row in answer["Parameters"]] == ["/p"] and answer["InvalidParameters"] == ["/none"]
    ssm.delete_parameter(Name="/p")
    assert ssm.get_parameters(Names=["/p"])["InvalidParameters"] == ["/p"]
    assert code(ssm.delete_parameter, Name="/p") == "ParameterNotFound"
