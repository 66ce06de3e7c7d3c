"""What an environment changes about a description: every capability that has something to change has the same option for it."""

from __future__ import annotations

import copy

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.policy import changeable, records
from tests.support.stacks import options_of

OWN_WAY = {"service"}  # begins with the services' names, and has defaults for all of them


@pytest.mark.parametrize("name", sorted(set(CAPABILITIES) - OWN_WAY))
def test_whoever_has_named_things_has_a_policy(name: str) -> None:
    options = CAPABILITIES[name].SPEC["options"]
    named = {key for key, option in options.items() if key != "policy" and changeable(option)}
    assert ("policy" in options) == bool(named)
    text = str(options["policy"].description) if named else ""
    assert all(f"O({key})" in text for key in named)
    for key, option in options.items():
        if option.elements == "dict" and option.options and "name" in option.options:
            assert option.key, key
        if option.key:
            assert set(option.key) <= set(option.options) and records(option)


def test_members_are_merged_lists_replaced_and_null_takes_away() -> None:
    given = {
        "jobs": {
            "nightly": {"service": "api", "command": ["a"], "environment": {"A": "1", "B": "2"}, "timeout": 60},
            "weekly": {"service": "api", "command": ["b"]},
        },
        "policy": {
            "jobs": {
                "nightly": {"command": ["c", "d"], "environment": {"A": None, "C": "3"}, "timeout": None},
                "weekly": None,
            }
        },
    }
    before = copy.deepcopy(given)
    jobs = options_of("job", given)["jobs"]
    assert list(jobs) == ["nightly"]
    assert jobs["nightly"]["command"] == ["c", "d"]
    assert jobs["nightly"]["environment"] == {"B": "2", "C": "3"}
    assert (
        jobs["nightly"]["timeout"]
        == options_of("job", {"jobs": {"x": {"service": "api", "command": ["x"]}}})["jobs"]["x"]["timeout"]
    )
    assert given == before


def test_items_of_a_list_keep_their_order() -> None:
    behaviors = [{"path_pattern": path} for path in ("/a/*", "/b/*", "/c/*")]
    policy = {"behaviors": {"/a/*": None, "/c/*": {"compress": False}}}
    found = options_of("cdn", {"behaviors": behaviors, "policy": policy})["behaviors"]
    assert [(item["path_pattern"], item["compress"]) for item in found] == [("/b/*", True), ("/c/*", False)]
