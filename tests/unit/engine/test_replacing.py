"""Replacing: side by side, one after the other, or never; and what may go only when its users have moved."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Problem
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

from .cloud import Base, Cloud, Middle, Slow, Top, converge, declare, lines, settled
from .kinds import Chosen, Group, Series, Single, Step, Thing, kind

SINGLE = "part/main/single/s"


def home(name):
    return {"Home": lambda nodes: nodes[name]["Id"]}


def test_side_by_side_the_new_one_comes_first_and_the_old_one_goes_last():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {}), (Middle, "m", {"Uses": lambda nodes: [nodes["a"]["Id"]]})))
    old = cloud.at("a")[0]
    changed = declare((Base, "a", {"Fixed": "b"}), (Middle, "m", {"Uses": lambda nodes: [nodes["a"]["Id"]]}))
    cloud.calls.clear()
    result = converge(cloud, changed)
    assert lines(result) == [("a", "replace"), ("m", "update")]
    assert not result.plan.lines[1].certain
    assert [call[::2] for call in cloud.calls] == [
        ("create", "part/main/base/a"),
        ("update", "part/main/middle/m"),
        ("delete", old),
    ]
    settled(cloud, changed)


def test_where_two_cannot_stand_the_old_one_goes_first_and_is_waited_for():
    cloud = Cloud()
    converge(cloud, declare((Single, "s", {})))
    old, changed = cloud.at("s")[0], declare((Single, "s", {"Fixed": "b"}))
    with pytest.raises(
        Refused, match=f"replacing {old} interrupts what uses it. Accept that with stack_replace: .{SINGLE}."
    ):
        converge(cloud, changed)
    cloud.calls.clear()
    words = Words(replace=frozenset([SINGLE]))
    assert converge(cloud, changed, words=words, check=True).plan.problems == []
    result = converge(cloud, changed, words=words)
    assert result.outcome.done == [SINGLE]
    assert cloud.calls == [("delete", "single", old), ("create", "single", SINGLE)]
    settled(cloud, changed, words=words)


def test_killed_between_delete_and_create_it_is_made_by_the_next_run():
    cloud = Cloud()
    converge(cloud, declare((Single, "s", {})))
    cloud.calls.clear()
    cloud.fail["create", SINGLE] = "LimitExceeded"
    changed, words = declare((Single, "s", {"Fixed": "b"})), Words(replace=frozenset([SINGLE]))
    error = next(iter(converge(cloud, changed, words=words).outcome.failed.values()))
    assert "could not replace it (fake create): LimitExceeded" in str(error)
    cloud.fail.clear()
    assert lines(converge(cloud, changed)) == [("s", "create")]
    settled(cloud, changed)


def test_nothing_is_deleted_for_a_wish_that_cannot_be_met(monkeypatch):
    """The old one must not go before the new one's values are all there and possible."""
    cloud = Cloud()
    converge(cloud, declare((Single, "s", {})))
    monkeypatch.setattr(
        Single,
        "validate",
        classmethod(lambda cls, want: ["Home cannot be that"] if want["Home"].startswith("base-") else []),
    )
    changed = declare((Base, "a", {}), (Single, "s", home("a")))
    result = converge(cloud, changed, words=Words(replace=frozenset([SINGLE])))
    assert str(result.outcome.failed[SINGLE]).endswith("Home cannot be that")
    assert [call[0] for call in cloud.calls].count("delete") == 0


def test_a_stranger_among_the_users_refuses_the_deletion_at_once():
    """Users that move only to the new one cannot be waited for: it is said at once, and nothing is lost."""
    cloud = Cloud()
    Middle.uses, uses = (*Middle.uses, "single"), Middle.uses
    try:
        rows = (Middle, "m", {"Uses": lambda nodes: [nodes["s"]["Id"]]})
        converge(cloud, declare((Single, "s", {}), rows))
        result = converge(cloud, declare((Single, "s", {"Fixed": "b"}), rows), words=Words(replace=frozenset([SINGLE])))
    finally:
        Middle.uses = uses
    assert "DependencyViolation" in str(result.outcome.failed[SINGLE])
    assert result.outcome.skipped == {"part/main/middle/m": SINGLE}
    assert len(cloud.objects) == 2


def test_a_replaced_parent_cascades_and_every_step_is_in_the_plan():
    cloud = Cloud()
    rows = [
        (Middle, "m", home("a")),
        (Slow, "s", home("m")),
        (Top, "t", {"Value": lambda nodes: "to " + nodes["s"]["Endpoint"]}),
    ]
    converge(cloud, declare((Base, "a", {}), *rows))
    changed = declare((Base, "a", {"Fixed": "b"}), *rows)
    result = converge(cloud, changed)
    assert lines(result) == [("a", "replace"), ("m", "replace"), ("s", "replace"), ("t", "update")]
    assert len(cloud.objects) == 4
    settled(cloud, changed)


def test_without_waiting_the_old_one_stays_for_the_run_that_sees_its_users_ready():
    cloud = Cloud()
    rows = [(Slow, "s", {"Uses": lambda nodes: [nodes["a"]["Id"]]})]
    converge(cloud, declare((Base, "a", {}), *rows))
    old, changed = cloud.at("a")[0], declare((Base, "a", {"Fixed": "b"}), (Slow, "s", {**rows[0][2], "Fixed": "b"}))
    result = converge(cloud, changed, wait=False)
    assert old in cloud.objects
    assert any(old in name for name in result.outcome.pending)
    assert not result.outcome.failed
    result = converge(cloud, changed)
    assert not result.outcome.failed
    assert len(cloud.objects) == 2
    settled(cloud, changed)


def test_what_a_waiting_user_still_holds_is_not_deleted(monkeypatch):
    """The service waits for its image and keeps running in the old group."""
    from .kinds import Careful

    cloud = Cloud()
    monkeypatch.setattr(Careful, "uses", ("group",))
    user = {"Name": "app", "Uses": lambda nodes: [nodes["g"]["Id"]]}
    converge(cloud, declare((Group, "g", {"Name": "g"}), (Careful, "u", user)))
    old = cloud.at("g")[0]
    changed = (Group, "g", {"Name": "g", "Fixed": "b"})
    result = converge(cloud, declare(changed, (Careful, "u", {**user, "Value": "wait"})))
    assert lines(result) == [("g", "replace"), ("u", "wait")]
    assert old in cloud.objects
    assert result.outcome.pending == [f"part/main/group/g ({old})"]
    assert cloud.at("u")[1]["Uses"] == [old]
    done = declare(changed, (Careful, "u", user))
    assert not converge(cloud, done).outcome.failed
    assert old not in cloud.objects
    settled(cloud, done)


def test_an_orphan_that_a_waiting_user_still_holds_is_not_deleted(monkeypatch):
    from .kinds import Careful

    cloud = Cloud()
    monkeypatch.setattr(Careful, "uses", ("base",))
    converge(cloud, declare((Base, "a", {}), (Careful, "u", {"Name": "app", "Uses": lambda nodes: [nodes["a"]["Id"]]})))
    result = converge(cloud, declare((Careful, "u", {"Name": "app", "Value": "wait"})), words=Words(prune=True))
    assert sorted(lines(result)) == [("a", "delete"), ("u", "wait")]
    assert len(cloud.objects) == 2
    assert not result.outcome.deleted


def test_a_new_revision_reaches_its_users_in_the_same_run():
    cloud = Cloud()
    user = (Top, "t", {"Value": lambda nodes: nodes["r"]["Revision"]})
    converge(cloud, declare((Series, "r", {"Name": "r"}), user))
    changed = declare((Series, "r", {"Name": "r", "Value": "y"}), user)
    result = converge(cloud, changed)
    assert lines(result) == [("r", "revise"), ("t", "update")]
    assert cloud.at("t")[1]["Value"] == cloud.at("r")[1]["Revision"]
    settled(cloud, changed)


def test_a_step_that_runs_again_reaches_its_users_in_the_same_run():
    cloud = Cloud()
    user = (Top, "t", {"Value": lambda nodes: nodes["r"]["Revision"]})
    assert lines(converge(cloud, declare((Step, "r", {"Name": "r"}), user))) == [("r", "run"), ("t", "create")]
    changed = declare((Step, "r", {"Name": "r", "Value": "y"}), user)
    assert lines(converge(cloud, changed)) == [("r", "run"), ("t", "update")]
    settled(cloud, changed)


def test_a_tag_alone_makes_no_revision_and_reaches_no_user():
    cloud = Cloud()
    user = (Top, "t", {"Home": lambda nodes: nodes["r"]["Revision"]})
    converge(cloud, declare((Series, "r", {"Name": "r"}), user))
    revision = cloud.at("r")[1]["Revision"]
    tagged = declare((Series, "r", {"Name": "r"}, {"tags": {"team": "red"}}), user)
    result = converge(cloud, tagged)
    assert lines(result) == [("r", "update")]
    assert cloud.at("r")[1]["Revision"] == revision
    settled(cloud, tagged)


def test_what_is_chosen_is_chosen_once():
    cloud = Cloud()
    converge(cloud, declare((Chosen, "a", {"Name": "a"}), (Chosen, "b", {"Name": "b"})))
    assert {cloud.at(name)[1]["Number"] for name in "ab"} == {1, 2}
    numbers = {name: cloud.at(name)[1]["Number"] for name in "ab"}
    more = declare((Chosen, "0", {"Name": "0"}), (Chosen, "a", {"Name": "a"}), (Chosen, "b", {"Name": "b"}))
    converge(cloud, more)
    assert {name: cloud.at(name)[1]["Number"] for name in "ab"} == numbers
    assert cloud.at("0")[1]["Number"] == 3
    settled(cloud, more)


def test_what_is_chosen_is_not_held_against_a_wish_when_another_took_it_meanwhile(monkeypatch):
    def taken(_kind, _api, want, _live):
        return [] if want["Number"] is None else [Problem(f"{want['Number']} is held by another")]

    monkeypatch.setattr(Chosen, "preflight", classmethod(taken))
    cloud = Cloud()
    converge(cloud, declare((Chosen, "a", {"Name": "a"})))
    assert cloud.at("a")[1]["Number"] == 1


def test_what_is_used_at_creation_only_is_known_by_its_live_value(monkeypatch):
    from ansible_collections.slipway.aws.plugins.module_utils.engine import fields

    from .kinds import KINDS

    once = kind("once", fields={**Thing.fields, "Size": fields.optional(change=fields.CREATE_ONLY)})
    monkeypatch.setitem(KINDS, "once", once)
    cloud = Cloud()
    user = (Top, "t", {"Value": lambda nodes: nodes["o"]["Size"]})
    converge(cloud, declare((once, "o", {"Size": "small"}), user))
    settled(cloud, declare((once, "o", {"Size": "large"}), user))


def test_a_name_that_another_object_gives_is_known_once_that_is_there():
    cloud = Cloud()
    wish = declare((Base, "a", {}), (Group, "g", {"Name": lambda nodes: "logs-%s" % nodes["a"]["Id"]}))
    converge(cloud, wish)
    assert cloud.at("g")[1]["Name"] == "logs-%s" % cloud.at("a")[0]
    settled(cloud, wish)
