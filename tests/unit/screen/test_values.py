"""What differs between two values, member by member."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.plugin_utils.plan.values import ABSENT, differences, lines_of, show

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["Sid", "Name", "a", "b"]), inner),
    max_leaves=12,
)
LONG = "arn:aws:s3:::" + "b" * 200


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, [("doc.b", 2, 3)]),
        ({"a": 1}, {"b": 1}, [("doc.a", 1, ABSENT), ("doc.b", ABSENT, 1)]),
        # The text of a document is a document.
        ('{"a": {"b": 1}}', '{"a": {"b": 2}}', [("doc.a.b", 1, 2)]),
        # What is alike for two hundred characters differs at its end.
        (
            {"Resource": [LONG + "/one"]},
            {"Resource": [LONG + "/two"]},
            [("doc.Resource[0]", LONG + "/one", ABSENT), ("doc.Resource[0]", ABSENT, LONG + "/two")],
        ),
        # A statement is found by its name, wherever it stands.
        (
            [{"Sid": "one", "Action": "a"}, {"Sid": "two", "Action": "b"}],
            [{"Sid": "new", "Action": "c"}, {"Sid": "two", "Action": "d"}],
            [
                ("doc[one]", {"Sid": "one", "Action": "a"}, ABSENT),
                ("doc[two].Action", "b", "d"),
                ("doc[new]", ABSENT, {"Sid": "new", "Action": "c"}),
            ],
        ),
        ([{"x": 1}, {"x": 2}], [{"x": 1}, {"x": 3}], [("doc[1].x", 2, 3)]),
        (["a", "b"], ["a", "b", "c"], [("doc[2]", ABSENT, "c")]),
        (
            [{"Name": "a"}, {"Name": "b"}],
            [{"Name": "b"}, {"Name": "a"}],
            [("doc", [{"Name": "a"}, {"Name": "b"}], [{"Name": "b"}, {"Name": "a"}])],
        ),
        ("{broken", "{broker", [("doc", "{broken", "{broker")]),
        (1, "1", [("doc", 1, "1")]),
    ],
)
def test_documents_are_compared_member_by_member(before: Any, after: Any, found: list[Any]) -> None:
    assert list(differences("doc", before, after)) == found


@given(JSON, JSON)
def test_something_is_said_exactly_where_something_differs(before: Any, after: Any) -> None:
    assert bool(list(differences("doc", before, after))) == (before != after)


@given(JSON)
def test_a_value_is_shown_whole(value: Any) -> None:
    assert isinstance(value, str) or json.loads(show(value)) == value


def test_texts_of_several_lines_are_compared_line_by_line() -> None:
    found = list(lines_of("a\nb\nc\nd\n", "a\nb\nC\nd\n"))
    assert [pair for pair in found if pair[0] in "+-"] == [("-", "c"), ("+", "C")]
