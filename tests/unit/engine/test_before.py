"""A node that says what comes after it, across declarations."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import SlipwayError

from .cloud import Base, Cloud, Slow, converge, declare, settled

LATER = "later/main/base/user"


def later(**want):
    return declare((Base, "user", want), name="later")


def early(strength="exists", target=LATER):
    return declare((Slow, "first", {}, {"before": [(target, strength)]}), name="early")


def made(cloud):
    return [name.rpartition("/")[2] for verb, _kind, name in cloud.calls if verb == "create"]


@pytest.mark.parametrize("target", [LATER, "later/*/base/*"])
def test_the_other_node_is_made_after_it(target):
    cloud = Cloud()
    converge(cloud, later(), early(target=target), workers=8)
    assert made(cloud) == ["first", "user"]
    settled(cloud, later(), early(target=target))


def test_a_failure_keeps_the_other_one_from_being_changed():
    cloud = Cloud()
    converge(cloud, later())
    cloud.fail["create", "early/main/slow/first"] = "AccessDenied"
    result = converge(cloud, later(Value="new"), early("ready"))
    assert result.outcome.skipped == {LATER: "early/main/slow/first"}
    assert cloud.at("user")[1]["Value"] == "plain"


def test_what_is_not_declared_in_the_run_is_no_matter():
    cloud = Cloud()
    assert converge(cloud, early()).outcome.done == ["early/main/slow/first"]


def test_a_circle_is_refused():
    with pytest.raises(SlipwayError, match="in a circle"):
        converge(Cloud(), later(), declare((Base, "first", {}, {"before": [LATER], "after": [LATER]}), name="early"))


OLD = "part/main/base/old"


def successor(**old):
    """Wishes for an object and for its successor, which refers to it and comes before it is changed."""
    refers = {"Uses": lambda nodes: [nodes["old"]["Id"]]}
    return declare((Base, "old", old), (Slow, "new", refers, {"before": [(OLD, "standing")]}))


def test_what_stands_is_changed_after_a_node_that_refers_to_it_and_says_so():
    cloud = Cloud()
    converge(cloud, declare((Base, "old", {})))
    converge(cloud, successor(Value="changed"), workers=8)
    found = [(verb, name.rpartition("/")[2]) for verb, _kind, name in cloud.calls]
    assert found.index(("create", "new")) < found.index(("update", "old"))
    settled(cloud, successor(Value="changed"))


def test_what_has_to_be_made_is_made_first_all_the_same():
    cloud = Cloud()
    converge(cloud, successor())
    assert made(cloud) == ["old", "new"]


def test_what_stands_stays_as_it_is_where_its_successor_fails():
    cloud = Cloud()
    converge(cloud, declare((Base, "old", {})))
    cloud.fail["create", "part/main/slow/new"] = "AccessDenied"
    result = converge(cloud, successor(Value="changed"))
    assert result.outcome.skipped == {OLD: "part/main/slow/new"}
    assert cloud.at("old")[1]["Value"] == "plain"
