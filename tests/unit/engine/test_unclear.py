"""Answers that say nothing (5xx, time-outs): looked at before a second try, so that nothing is made twice."""

from __future__ import annotations

import pytest

from .cloud import Aws, Base, Cloud, Middle, converge, declare, settled
from .kinds import KINDS, Group, Plain, kind

A = "part/main/base/a"


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("made", [Base, Plain, Group])
def test_an_unclear_create_makes_one_object(side, made):
    cloud, address = Cloud(), f"part/main/{made.kind}/a"
    wish = declare(
        (made, "a", {"Value": "y", **({} if made is Base else {"Name": "a"})}),
        (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}),
    )
    cloud.unclear["create", address] = side
    result = converge(cloud, wish)
    assert not result.outcome.failed
    assert len(cloud.objects) == 2
    assert cloud.at("a")[1]["Value"] == "y"
    settled(cloud, wish)


def test_an_unclear_replacement_takes_neither_the_old_nor_an_older_one():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    old = cloud.at("a")[0]
    older = cloud.put(Base, {"Fixed": "c"}, cloud.objects[old]["tags"])
    changed = declare((Base, "a", {"Fixed": "b"}))
    cloud.unclear["create", A] = "before"
    assert not converge(cloud, changed).outcome.failed
    assert len(cloud.objects) == 1
    assert not {old, older} & set(cloud.objects)
    settled(cloud, changed)


@pytest.mark.parametrize("side", ["before", "after"])
def test_what_has_no_protection_is_never_sent_twice(monkeypatch, side):
    """A repeated create would make another one, and a look may lag: the next run sees what there is."""
    bare = kind("bare", on_repeat="none")
    monkeypatch.setitem(KINDS, "bare", bare)
    cloud, wish = Cloud(), declare((bare, "a", {}))
    cloud.unclear["create", "part/main/bare/a"] = side
    aws = Aws(cloud)
    cloud.hidden = {"bare-00000001"}
    result = converge(cloud, wish, aws=aws)
    assert "could not create it (fake create): InternalError: nobody knows. Mend" in str(
        result.outcome.failed["part/main/bare/a"]
    )
    assert len(cloud.objects) == (side == "after")
    cloud.hidden = set()
    converge(cloud, wish)
    assert len(cloud.objects) == 1


def test_a_look_that_is_refused_is_not_absence():
    cloud = Cloud()
    cloud.unclear["create", A] = "after"
    aws = Aws(cloud)
    aws.clock.pause = lambda seconds, wake=None: cloud.denied.add("base")
    assert converge(cloud, declare((Base, "a", {})), aws=aws).outcome.failed
    assert len(cloud.objects) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unclear_update_is_finished_by_the_same_run(when):
    """The object is read again: what was done of the change is not done twice, what was not is done."""
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    cloud.calls.clear()
    changed = declare((Base, "a", {"Value": "y"}))
    cloud.unclear["update", A] = when
    result = converge(cloud, changed)
    assert not result.outcome.failed
    assert len(cloud.calls) == 1
    settled(cloud, changed)


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unclear_deletion_is_asked_for_again(when):
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    cloud.unclear["delete", A] = when
    result = converge(cloud, destroy=True)
    assert not result.outcome.failed
    assert not cloud.objects


def test_a_refusal_is_not_repeated():
    cloud = Cloud()
    cloud.fail["create", A] = "LimitExceeded"
    result = converge(cloud, declare((Base, "a", {})))
    assert list(result.outcome.failed) == [A]
    assert not cloud.objects


def test_apply_verbs_are_those_of_the_plan_even_if_the_world_moved(monkeypatch):
    """Between plan and write the object changed so that only a replacement would do: refused, not done."""
    cloud = Cloud()
    converge(cloud, declare((Base, "b", {}), (Base, "a", {})))
    wish = declare((Base, "b", {"Value": "y"}), (Base, "a", {"Value": "z"}, {"after": ["part/main/base/b"]}))

    def meddle(event, address, text):
        if (event, address) == ("start", "part/main/base/b"):
            for live in snapshot.at(A):
                live.fields["Fixed"] = "c"

    from ansible_collections.slipway.aws.plugins.module_utils.engine import looking

    original, snapshot = looking.observe, None

    def observed(*arguments, **more):
        nonlocal snapshot
        snapshot = original(*arguments, **more)
        return snapshot

    monkeypatch.setattr(looking, "observe", observed)
    result = converge(cloud, wish, report=meddle)
    assert "only a replacement could make it as declared, which the plan did not say; run again" in str(
        result.outcome.failed[A]
    )
    assert len(cloud.objects) == 2
