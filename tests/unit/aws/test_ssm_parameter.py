"""Parameters: what goes to AWS in which call, and what is compared."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ssm.parameter import (
    Parameter,
    fits,
    key_name,
    name_problem,
    unfilled,
    value_problem,
)
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Delta
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live, Node
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Scope
from tests.support.api import Api

STACK, ADDRESS = "shop/test/us-east-1", "secret/main/parameter/A"
ARN = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/test/"


def want(source: dict[str, Any], **more: Any) -> dict[str, Any]:
    return Node(
        Parameter, ADDRESS, {"Name": "/shop/test/A", "KeyId": "alias/aws/ssm", "Source": source, **more}
    ).filled()


def live(value: str | None, **fields: Any) -> Live:
    found = Parameter._live(
        {
            "Name": "/shop/test/A",
            "Type": "SecureString",
            "KeyId": "alias/aws/ssm",
            "Tier": "Standard",
            "ARN": ARN + "A",
            **fields,
        }
    )
    Parameter._keep(found, value)
    return found


def test_create_is_one_call_with_tags_that_does_not_overwrite() -> None:
    api = Api(put_parameter={"Version": 1, "Tier": "Standard"})
    made = Parameter.create(api, want({"Value": "text"}), {"slipway:stack": STACK})
    ((operation, arguments),) = api.calls
    assert operation == "put_parameter" and "Overwrite" not in arguments
    assert arguments["Tags"] == [{"Key": "slipway:stack", "Value": STACK}]
    assert (arguments["Value"], arguments["Type"], arguments["KeyId"]) == ("text", "SecureString", "alias/aws/ssm")
    assert (made.fields["ARN"], made.fields["Folder"], made.fields["Unfilled"]) == (ARN + "A", ARN, [])


def test_update_overwrites_without_tags() -> None:
    api = Api(put_parameter={"Version": 2, "Tier": "Standard"}, get_parameters={"Parameters": []})
    changed = Parameter.update(api, live("old"), want({"Value": "new"}), Delta([]))
    arguments = api.calls[-1][1]
    assert arguments["Overwrite"] is True and "Tags" not in arguments and arguments["Value"] == "new"
    assert (arguments["Description"], arguments["AllowedPattern"]) == ("", "")  # reset, as the call may merge
    assert Parameter.differences(want({"Value": "new"}), changed) == []


def test_update_keeps_what_a_person_filled_in_after_the_plan() -> None:
    api = Api(
        put_parameter={"Tier": "Standard"},
        get_parameters={"Parameters": [{"Name": "/shop/test/A", "Value": "just filled in"}]},
    )
    Parameter.update(api, live("(fill in by hand)"), want({"Fill": 1}, Description="new"), Delta([]))
    assert api.calls[-1][1]["Value"] == "just filled in"


def test_a_value_is_generated_once_by_aws() -> None:
    generate = {"Generate": {"PasswordLength": 64}}
    api = Api(
        put_parameter={"Tier": "Standard"},
        get_random_password={"RandomPassword": "made"},
        get_parameters={"Parameters": []},
    )
    made = Parameter.create(api, want(generate), {})
    assert api.calls[0] == ("get_random_password", {"PasswordLength": 64})
    assert Parameter.differences(want(generate), made) == []
    assert Parameter.differences(want(generate), live("another")) == []
    assert [change[0] for change in Parameter.differences(want(generate), live("(fill in by hand)"))] == ["Value"]


def test_no_key_goes_with_a_plain_string() -> None:
    api = Api(put_parameter={"Tier": "Standard"})
    Parameter.create(api, want({"Value": "x"}, Type="String"), {})
    assert "KeyId" not in api.calls[0][1]


def test_a_placeholder_is_as_long_as_the_pattern_asks() -> None:
    api = Api(put_parameter={"Tier": "Standard"})
    made = Parameter.create(api, want({"Fill": 32}), {})
    value = api.calls[0][1]["Value"]
    assert len(value) == 32 and unfilled(value) and made.fields["Unfilled"] == ["/shop/test/A"]
    assert Parameter.differences(want({"Fill": 32}), live("filled in")) == []


def test_differences_name_no_value() -> None:
    (change,) = Parameter.differences(want({"Value": "wanted-text"}), live("live-text"))
    assert change == ("Value", None, "(secret)", True, True)
    (change,) = Parameter.differences(want({"Value": "(known after apply: x/main.y)"}), live("live-text"))
    assert change == ("Value", None, "(secret)", False, True)


@pytest.mark.parametrize(
    ("wanted", "tier", "change"),
    [
        ("Standard", "Standard", None),
        ("Advanced", "Standard", False),
        ("Standard", "Advanced", True),
        ("Intelligent-Tiering", "Advanced", None),
        ("Intelligent-Tiering", "Standard", None),
    ],
)
def test_tiers(wanted: str, tier: str, change: bool | None) -> None:
    found = Parameter.differences(want({"Fill": 1}, Tier=wanted), live("x", Tier=tier))
    assert [item[5] for item in found] == ([] if change is None else [change])


@pytest.mark.parametrize("name", ["/a/b", "a", "/shop/test/A.b_c-D", "/" + "/".join("abcdefghijklmno")])
def test_possible_names(name: str) -> None:
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("/a//b", "letters"),
        ("/a b", "letters"),
        ("/a/", "letters"),
        ("/" + "x" * 1011, "1011"),
        ("/aws/x", "aws or ssm"),
        ("SSM-x", "aws or ssm"),
        ("/" + "/".join("abcdefghijklmnop"), "15 levels"),
    ],
)
def test_impossible_names(name: str, text: str) -> None:
    assert text in name_problem(name)


def test_values_by_tier() -> None:
    assert value_problem("x" * 4096, "Standard") == ""
    assert "4096" in value_problem("\u00fc" * 2049, "Standard")
    assert value_problem("x" * 8192, "Intelligent-Tiering") == ""
    assert "8192" in value_problem("x" * 8193, "Advanced")
    assert Parameter.validate(want({"Value": "x" * 4097})) == [
        "/shop/test/A: 4097 bytes are too many: the tier Standard takes 4096"
    ]
    assert Parameter.validate(want({"Value": "(known after apply: x/main.y)"})) == []


def test_patterns_only_java_knows_are_left_to_aws() -> None:
    assert fits("x", r"\p{Alpha}+") and fits("x", "") and fits("1", r"^\d$")
    assert not fits("x", r"^\d$")


@pytest.mark.parametrize("text", ["arn:aws:kms:us-east-1:123456789012:key/k-1", "k-1"])
def test_a_key_is_its_id_or_arn(text: str) -> None:
    assert key_name(text) == "k-1"
    assert key_name("arn:aws:kms:us-east-1:1:alias/x") == "alias/x"


def row(name: str) -> dict[str, Any]:
    return {"Name": "/shop/test/" + name, "Type": "SecureString", "ARN": ARN + name, "Tier": "Standard"}


def test_one_listing_and_a_read_for_ten_values_see_what_is_ours() -> None:
    rows = [row("p%02d" % number) for number in range(12)]
    values = [
        {"Parameters": [{"Name": item["Name"], "Value": "v"} for item in part]} for part in (rows[:10], rows[10:])
    ]
    api = Api(describe_parameters={"Parameters": rows}, get_parameters=values)
    found = Parameter.observe(api, Scope([STACK], "shop-test", [{"Name": item["Name"]} for item in rows], False, {}))
    assert [item.raw for item in found] == ["v"] * 12
    assert api.operations() == ["describe_parameters", "get_parameters", "get_parameters"]
    assert [len(arguments["Names"]) for operation, arguments in api.calls[1:]] == [10, 2]


def test_the_value_of_a_strangers_parameter_is_not_read() -> None:
    api = Api(
        describe_parameters=[{"Parameters": []}, {"Parameters": [row("A")]}],
        list_tags_for_resource={"TagList": []},
        get_resources={"ResourceTagMappingList": []},
    )
    api.once = lambda key, read: read()
    (found,) = Parameter.observe(api, Scope([STACK], "shop-test", [{"Name": "/shop/test/A"}], False, {}))
    assert found.tags == {} and found.raw is None
    assert "get_parameters" not in api.operations()


@pytest.mark.parametrize(
    ("value", "pattern", "fitting"),
    [
        ("abc", r"^\d+$", False),
        ("x" * 31, r"^[\s\S]{32,}$", False),
        ("x" * 32, r"^[\s\S]{32,}$", True),
        ("a*", r"^a\*$", True),
        ("a" * 64 + "!", "^(a+)+$", True),
        ("a" * 64 + "!", "^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?$", True),
        ("a", "[", True),
    ],
)
def test_only_an_expression_that_cannot_take_long_is_tried(value: str, pattern: str, fitting: bool) -> None:
    assert fits(value, pattern) is fitting
