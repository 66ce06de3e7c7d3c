"""Comparing leaf by leaf, by the field table alone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Delta, compare, whole
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference

REF = reference("a/b/c/d", "Id")


def paths(want, live, **table):
    return [change.path for change in compare(want, live, table)]


BY_AWS = fields.optional(by_aws={"a.on": False, "*.id": fields.ANY})
REPLACED = fields.required(change=fields.REPLACE)


@pytest.mark.parametrize(
    ("field", "want", "live", "expected"),
    [
        (fields.managed("x"), {}, {"F": "x"}, []),
        (fields.managed("x"), {}, {"F": "y"}, ["F"]),
        (fields.managed("x"), {}, {}, ["F"]),
        (fields.managed(None), {}, {}, []),
        (fields.managed([]), {}, {}, []),
        (fields.optional(), {}, {"F": "y"}, []),
        (fields.optional(reset="off"), {"F": None}, {"F": "on"}, ["F"]),
        (fields.optional(reset="off"), {"F": None}, {"F": "off"}, []),
        (fields.optional(change=fields.CREATE_ONLY), {"F": "a"}, {"F": "b"}, []),
        (fields.computed(), {}, {"F": "b"}, []),
        (fields.managed(1), {"F": True}, {"F": 1}, ["F"]),
        (fields.optional(minimum=True), {"F": 100}, {"F": 120}, []),
        (fields.optional(minimum=True), {"F": 100}, {"F": 80}, ["F"]),
        (fields.optional(order="set"), {"F": ["a", "b"]}, {"F": ["b", "a"]}, []),
        (fields.optional(order="set"), {"F": ["a"]}, {"F": ["b", "a"]}, ["F"]),
        (fields.optional(order="set"), {"F": [{"x": 1, "y": 2}, {"x": 2}]}, {"F": [{"x": 2}, {"y": 2, "x": 1}]}, []),
        (fields.optional(), {"F": ["a", "b"]}, {"F": ["b", "a"]}, ["F"]),
        (fields.optional(canonical=str.lower), {"F": "TCP"}, {"F": "tcp"}, []),
        (fields.optional(exact=False), {"F": {"a": 1}}, {"F": {"a": 1, "AWS's": 2}}, []),
        (fields.optional(exact=False), {"F": {"a": {"b": 1}}}, {"F": {"a": {"b": 2, "c": 3}}}, ["F.a.b"]),
        (fields.optional(), {"F": {"a": 1}}, {"F": {"a": 1, "b": 2}}, ["F.b"]),
        (fields.optional(), {"F": {}}, {"F": {"b": 2}}, ["F.b"]),
        (fields.optional(), {"F": {"a": {"b": 1}}}, {"F": {"a": {"b": 2, "c": {"d": 3}}}}, ["F.a.b", "F.a.c.d"]),
        (fields.optional(), {"F": {"Block": {}}}, {"F": {"Allow": {}}}, ["F.Block", "F.Allow"]),
        (fields.optional(), {"F": {"a": None}}, {"F": {"a": {"b": 1}, "c": None, "d": [], "e": ""}}, ["F.a.b"]),
        (BY_AWS, {"F": {"a": {"x": 1}}}, {"F": {"a": {"x": 1, "on": False, "id": 7}}}, []),
        (BY_AWS, {"F": {"a": {"x": 1}}}, {"F": {"a": {"x": 1, "on": True, "id": 7}, "on": False}}, ["F.a.on", "F.on"]),
        (BY_AWS, {"F": {"a": {"on": True}}}, {"F": {"a": {"on": False}}}, ["F.a.on"]),
        (REPLACED, {"F": "a"}, {}, []),
        (REPLACED, {"F": "a"}, {"F": None}, []),
        (REPLACED, {"F": "a"}, {"F": "b"}, ["F"]),
        (REPLACED, {"F": {"a": 1}}, {"F": {"b": 1}}, ["F.b"]),
    ],
)
def test_leaves(field, want, live, expected):
    assert paths(want, live, F=field) == expected


MEMBERS = fields.managed(
    {},
    members={
        "Path": fields.managed("/"),
        "Port": fields.optional(canonical=int),
        "Fixed": fields.optional(change=fields.REPLACE),
        "Arn": fields.computed(),
        "Deep": fields.managed({}, members={"Seconds": fields.managed(30)}),
    },
)


@pytest.mark.parametrize(
    ("want", "live", "expected"),
    [
        ({}, {"F": {"Path": "/"}}, ["F.Deep.Seconds"]),
        ({}, {"F": {"Path": "/", "Deep": {"Seconds": 30}, "New": 1}}, ["F.New"]),
        ({}, {"F": {"Path": "/", "Deep": {"Seconds": 30}, "Port": 80}}, ["F.Port"]),
        ({}, {"F": {"Path": "/", "Deep": {"Seconds": 30, "New": 2}, "Fixed": 1, "Arn": "a"}}, ["F.Deep.New"]),
        ({"F": {"Port": "80"}}, {"F": {"Path": "/", "Port": 80, "Deep": {"Seconds": 30}}}, []),
        ({"F": {"Deep": {}}}, {"F": {"Path": "/x", "Deep": {"Seconds": 5}}}, ["F.Path", "F.Deep.Seconds"]),
        ({"F": {"Other": 1}}, {"F": {"Path": "/", "Deep": {"Seconds": 30}, "Other": 2}}, ["F.Other"]),
    ],
)
def test_members_have_their_own_defaults(want, live, expected):
    assert paths(want, live, F=MEMBERS) == expected


KEYED = fields.managed([], order="Name", members={"Name": fields.required(), "Value": fields.managed("")})


@pytest.mark.parametrize(
    ("want", "live", "expected"),
    [
        ([{"Name": "a", "Value": "1"}, {"Name": "b"}], [{"Name": "b", "Value": ""}, {"Name": "a", "Value": "1"}], []),
        (
            [{"Name": "a", "Value": "1"}],
            [{"Name": "a", "Value": "2"}, {"Name": "b", "Value": ""}],
            ["F[a].Value", "F[b]"],
        ),
        ([{"Name": "a"}], [], ["F[a].Name", "F[a].Value"]),
        ([], [{"Name": "b", "Value": ""}], ["F[b]"]),
        ([{"Name": REF}], [{"Name": "b", "Value": ""}], [f"F[{REF}].Name", f"F[{REF}].Value"]),
        ([REF], [{"Name": "b", "Value": ""}], ["F"]),
    ],
)
def test_keyed_lists_are_exact_member_by_member(want, live, expected):
    assert paths({"F": want}, {"F": live}, F=KEYED) == expected


def test_an_unknown_is_one_leaf_and_hides_no_other():
    table = {"F": fields.optional(members={"Image": fields.required(), "Group": fields.required()})}
    changes = compare({"F": {"Image": "new", "Group": REF}}, {"F": {"Image": "old", "Group": "g"}}, table)
    assert [(change.path, change.certain) for change in changes] == [("F.Image", True), ("F.Group", False)]


@pytest.mark.parametrize(("want", "certain"), [([REF], False), (["a", REF], False), (["c", REF], True)])
def test_a_known_item_beside_an_unknown_one_is_certain(want, certain):
    (change,) = compare({"F": want}, {"F": ["a", "b"]}, {"F": fields.optional(order="set")})
    assert change.certain is certain


def test_the_values_of_a_secret_field_are_hidden_and_not_the_names_of_its_members():
    field = fields.required(secret=True)
    assert fields.secrets(field, {"password": {"Value": "hidden"}, "list": ["too", 1]}) == {"hidden", "too"}


def test_a_secret_of_digits_is_masked_where_it_stands_alone():
    want = {
        "Parts": {"pin": {"Value": 48151623}, "short": {"Value": "77"}, "made": {"Generate": {"PasswordLength": 32}}}
    }
    line = SimpleNamespace(kind=SimpleNamespace(fields={"Parts": fields.required(secret=True)}), want=want, live=None)
    text = "Value '48151623' is not '77': 32 characters, 123456789012:148151623 and 7700"
    assert fields.without_secrets(text, line) == (
        "Value '(secret)' is not '(secret)': 32 characters, 123456789012:148151623 and 7700"
    )


def test_secrets_stay_marked_wherever_they_are():
    key = fields.optional(secret=True)
    table = {
        "Top": key,
        "Map": fields.optional(members={"Key": key, "Open": fields.optional()}),
        "List": fields.managed([], order="Name", members={"Name": fields.required(), "Key": key}),
    }
    changes = compare(
        {"Top": "a", "Map": {"Key": "b", "Open": "c"}, "List": [{"Name": "x", "Key": "d"}]},
        {"List": [{"Name": "gone", "Key": "e"}]},
        table,
    )
    assert {change.path: change.secret for change in changes} == {
        "Top": True,
        "Map.Key": True,
        "Map.Open": False,
        "List[x].Name": False,
        "List[x].Key": True,
        "List[gone]": True,
    }


def test_a_delta_answers_by_top_level_field():
    delta = Delta(compare({"F": {"a": 1}, "G": [1]}, {}, {"F": fields.optional(), "G": fields.optional()}))
    assert delta
    assert delta.touches("F")
    assert delta.touches("H", "G")
    assert not delta.touches("H")
    assert not Delta([])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from(["ordered", "set"]), st.booleans())
def test_a_value_equals_itself(value, order, exact):
    assert not compare({"F": value}, {"F": value}, {"F": fields.required(order=order, exact=exact)})


@given(st.lists(JSON, max_size=4), st.randoms())
def test_a_set_has_no_order(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert not compare({"F": values}, {"F": shuffled}, {"F": fields.required(order="set")})


def test_what_is_sent_whole_has_what_aws_added_and_nothing_else():
    """As UpdateDistribution wants it: what is AWS's as it is or by default, and what nobody declares any more is gone."""
    field = fields.required(order="Id", by_aws={"Shield.Enabled": False, "Attempts": 3, "Made.*": fields.ANY})
    current = [
        {
            "Id": "a",
            "Domain": "old",
            "Shield": {"Enabled": True, "Region": "x"},
            "Attempts": 1,
            "Made": {"By": "AWS"},
            "Path": "",
        },
        {"Id": "gone"},
    ]
    wanted = [{"Id": "a", "Domain": "new", "Deep": {"Own": 1}}, {"Id": "b", "Attempts": 2}]
    assert whole(field, wanted, current) == [
        {
            "Id": "a",
            "Domain": "new",
            "Deep": {"Own": 1},
            "Shield": {"Enabled": False},
            "Attempts": 3,
            "Made": {"By": "AWS"},
            "Path": "",
        },
        {"Id": "b", "Attempts": 2},
    ]
    assert whole(fields.required(order="set"), ["a"], ["b"]) == ["a"]
