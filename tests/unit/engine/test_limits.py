"""What a service model says that AWS refuses, and what it does not mind."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import ShapeResolver
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.engine.limits import LONGEST, breaches
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference

SHAPES = {
    "Input": {
        "type": "structure",
        "required": ["Name"],
        "members": {
            name: {"shape": name}
            for name in ("Name", "Size", "Rate", "On", "Mode", "Tags", "Items", "When", "Body", "Odd", "Free", "Inner")
        },
    },
    "Inner": {"type": "structure", "members": {"Size": {"shape": "Size"}, "Items": {"shape": "Items"}}},
    "Name": {"type": "string", "min": 1, "max": 8, "pattern": r"[\p{L}\d-]+"},
    "Size": {"type": "integer", "min": 1, "max": 10},
    "Rate": {"type": "double"},
    "On": {"type": "boolean"},
    "Mode": {"type": "string", "enum": ["A", "B"]},
    "Tags": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Free"}, "max": 2},
    "Items": {"type": "list", "member": {"shape": "Mode"}, "min": 1, "max": 2},
    "When": {"type": "timestamp"},
    "Body": {"type": "blob"},
    "Odd": {"type": "string", "pattern": r"(?<unreadable"},
    "Free": {"type": "string"},
}
INPUT = ShapeResolver(SHAPES).get_shape_by_name("Input")
REF = reference("a/b/c/d", "Id")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, []),
        ({"Size": 3, "Rate": 1, "On": True, "Mode": "A", "Items": ["A"], "Tags": {"a": ""}, "Odd": "x"}, []),
        ({"Body": b"x", "When": "2026-01-01"}, []),
        ({"Name": "größer-1"}, []),
        ({"Name": "has a b"}, [r"Name: 'has a b' is not possible; it has to fit [\\p{L}\\d-]+"]),
        ({"Name": ""}, ["Name: '' is not possible; 1 to 8 characters are allowed"]),
        ({"Name": 5}, ["Name: 5 is not possible; text is needed"]),
        ({"Name": None}, ["Name: is not possible; text is needed"]),
        ({"Size": 0}, ["Size: 0 is not possible; 1 to 10 is allowed"]),
        ({"Size": 11}, ["Size: 11 is not possible; 1 to 10 is allowed"]),
        ({"Size": True}, ["Size: True is not possible; a whole number is needed"]),
        ({"Size": "3"}, ["Size: '3' is not possible; a whole number is needed"]),
        ({"On": 1}, ["On: 1 is not possible; true or false is needed"]),
        ({"Mode": "C"}, ["Mode: 'C' is not possible; one of A, B is allowed"]),
        ({"Items": []}, ["Items: [] is not possible; 1 to 2 entries are allowed"]),
        ({"Items": "A"}, ["Items: 'A' is not possible; a list is needed"]),
        ({"Items": ["A", 7]}, ["Items[1]: 7 is not possible; text is needed"]),
        ({"Tags": {"a": 1}}, ["Tags[a]: 1 is not possible; text is needed"]),
        ({"Tags": {"": "x"}}, ["Tags key: '' is not possible; 1 to 8 characters are allowed"]),
        ({"Inner": {"Size": 99, "Items": ["D"]}}, ["Inner.Size: 99", "Inner.Items[0]: 'D'"]),
        ({"More": 1}, ["More: 1 is not possible; one of Name, Size"]),
        # What is known after apply passes, wherever it stands.
        ({"Name": REF, "Size": REF, "Items": REF, "Tags": {"a": REF}, "Inner": {"Items": [REF, "B"]}}, []),
        ({"Mode": "x-" + REF}, []),
    ],
)
def test_each_limit_is_said_with_path_value_and_what_is_allowed(members: dict[str, Any], said: list[str]) -> None:
    found = [str(breach) for breach in breaches(INPUT, {"Name": "a", **members})]
    assert len(found) == len(said)
    assert all(text.startswith(start) for text, start in zip(found, said, strict=True)), found


def test_what_is_required_is_missed_and_a_long_value_is_cut() -> None:
    assert [str(breach) for breach in breaches(INPUT, {})] == ["Name: is not possible; it is needed"]
    (breach,) = breaches(INPUT, {"Name": "x" * 5000})
    assert len(str(breach)) < LONGEST + 60 and "1 to 8 characters" in str(breach)


LEAVES = st.none() | st.booleans() | st.integers(-2, 12) | st.sampled_from(["", "A", "B", "a b"]) | st.floats(0, 1)
VALUES = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.sampled_from(["Size", "Items", "a"]), LEAVES)


@given(st.dictionaries(st.sampled_from([*SHAPES["Input"]["members"], "More"]), VALUES, max_size=4))
def test_what_the_sdk_refuses_is_refused_here_too(arguments: dict[str, Any]) -> None:
    arguments = {name: value for name, value in arguments.items() if name not in ("When", "Body")}
    if ParamValidator().validate(arguments, INPUT).has_errors():
        assert breaches(INPUT, arguments)
