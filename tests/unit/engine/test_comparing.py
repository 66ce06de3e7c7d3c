"""Comparing leaf by leaf, by the field table alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Delta, compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference

REF = reference("a/b/c/d", "Id")


def paths(want, live, **table):
    return [change.path for change in compare(want, live, table)]


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
        (fields.optional(), {"F": {"a": 1}}, {"F": {"a": 1, "added by AWS": 2}}, []),
        (fields.optional(), {"F": {"a": {"b": 1}}}, {"F": {"a": {"b": 2, "c": 3}}}, ["F.a.b"]),
        (fields.optional(exact=True), {"F": {"a": 1}}, {"F": {"a": 1, "b": 2}}, ["F"]),
        (fields.optional(exact=True), {"F": {}}, {"F": {"b": 2}}, ["F"]),
    ],
)
def test_leaves(field, want, live, expected):
    assert paths(want, live, F=field) == expected


MEMBERS = fields.managed(
    {},
    members={
        "Path": fields.managed("/"),
        "Port": fields.optional(canonical=int),
        "Deep": fields.managed({}, members={"Seconds": fields.managed(30)}),
    },
)


@pytest.mark.parametrize(
    ("want", "live", "expected"),
    [
        ({}, {"F": {"Path": "/"}}, ["F.Deep.Seconds"]),
        ({}, {"F": {"Path": "/", "Deep": {"Seconds": 30}, "New": 1}}, []),
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
