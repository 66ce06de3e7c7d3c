"""Waiting and not knowing: preflight, dear reads, denied reads, slow objects. Only what hangs on it is held up."""

from __future__ import annotations

import itertools
import re

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError, Refused, SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.lock import NoLock
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

from .cloud import Aws, Base, Cloud, Middle, Slow, Top, converge, declare, lines, settled
from .kinds import KINDS, Careful, Child, Member, Natural, Plain, kind


def uses(*names):
    return {"Uses": lambda nodes: [nodes[name]["Id"] for name in names]}


def test_a_preflight_problem_refuses_before_the_first_write():
    cloud = Cloud()
    with pytest.raises(Refused, match="part/main/careful/c: that cannot be"):
        converge(cloud, declare((Base, "a", {}), (Careful, "c", {"Name": "c", "Value": "bad"})))
    assert not cloud.calls


def test_a_preflight_wait_holds_up_only_that_node_and_its_dependants():
    cloud = Cloud()
    wish = declare(
        (Base, "a", {}),
        (Careful, "c", {"Name": "c", "Value": "wait"}),
        (Top, "t", uses("c")),
        (Top, "u", uses("t")),
        (Top, "free", uses("a")),
    )
    result = converge(cloud, wish)
    assert {line.address.rpartition("/")[2]: line.reason for line in result.plan.waiting} == {
        "c": "push the image first"
    }
    assert sorted(result.outcome.done) == ["part/main/base/a", "part/main/top/free"]
    assert result.outcome.skipped == {"part/main/top/t": "part/main/careful/c", "part/main/top/u": "part/main/top/t"}


def test_what_stands_unchanged_behind_a_waiting_node_is_kept():
    cloud = Cloud()
    converge(cloud, declare((Careful, "c", {"Name": "c"}), (Top, "t", uses("c"))))
    result = converge(
        cloud, declare((Careful, "c", {"Name": "c", "Value": "wait"}), (Top, "t", uses("c")), (Top, "u", uses("t")))
    )
    assert lines(result) == [("c", "wait"), ("u", "create")]
    assert not result.outcome.skipped
    assert result.outcome.done == ["part/main/top/u"]


def test_only_what_moves_is_asked_and_drift_asks_nothing():
    cloud = Cloud()
    wish = declare((Careful, "c", {"Name": "c"}))
    Careful.asked.clear()
    converge(cloud, wish, check=True)
    assert Careful.asked == ["c"]
    converge(cloud, wish)
    Careful.asked.clear()
    settled(cloud, wish)
    converge(cloud, declare((Careful, "c", {"Name": "c", "Value": "y"})), check=True, drift=True)
    assert Careful.asked == []


def test_a_late_read_is_part_of_the_plan():
    cloud = Cloud()
    wish = declare((Careful, "c", {"Name": "c", "Note": "x"}))
    converge(cloud, wish)
    settled(cloud, wish)
    planned = converge(cloud, declare((Careful, "c", {"Name": "c", "Note": "y"})), check=True)
    (change,) = planned.plan.lines[0].changes
    assert (change.path, change.was, change.wanted) == ("Note", "x", "y")


def test_a_late_read_that_is_denied_is_not_a_difference():
    cloud = Cloud()
    wish = declare((Careful, "c", {"Name": "c", "Note": "x"}), (Top, "t", uses("c")), (Base, "a", {}))
    converge(cloud, wish)
    cloud.denied, changed = (
        {"careful-late"},
        declare((Careful, "c", {"Name": "c", "Note": "x"}), (Top, "t", uses("c")), (Base, "a", {"Value": "y"})),
    )
    result = converge(cloud, changed)
    assert dict(lines(result)) == {"a": "update", "c": "unknown", "t": "unknown"}
    assert result.outcome.done == ["part/main/base/a"]


def test_a_kind_that_cannot_be_read_holds_up_only_what_hangs_on_it():
    cloud = Cloud()
    rows = [
        (Middle, "m", {"Home": lambda nodes: nodes["b"]["Id"]}),
        (Child, "c", {"Home": lambda nodes: nodes["b"]["Id"]}),
        (Natural, "n", {"Name": "n"}),
    ]
    converge(cloud, declare((Base, "b", {}), *rows))
    cloud.denied = {"base"}
    cloud.calls.clear()
    result = converge(
        cloud, declare((Base, "b", {"Fixed": "b"}), *rows[:2], (Natural, "n", {"Name": "n", "Value": "y"}))
    )
    assert dict(lines(result)) == {"b": "unknown", "m": "unknown", "c": "unknown", "n": "update"}
    reasons = {line.address.rpartition("/")[2]: line.reason for line in result.plan.waiting}
    assert reasons["b"].startswith("could not be read: fake describe_base: AccessDenied")
    assert reasons["m"] == "needs part/main/base/b, which cannot be known"
    assert cloud.calls == [("update", "natural", "part/main/natural/n")]


def test_what_is_new_behind_an_unreadable_kind_is_not_made():
    cloud = Cloud()
    cloud.denied = {"base"}
    result = converge(
        cloud, declare((Base, "b", {}), (Middle, "m", {"Home": lambda nodes: nodes["b"]["Id"]}), (Top, "t", {}))
    )
    assert result.outcome.skipped == {"part/main/middle/m": "part/main/base/b"}
    assert [call[2] for call in cloud.calls] == ["part/main/top/t"]


def test_nothing_is_pruned_while_something_cannot_be_read():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {}), (Base, "b", {})))
    cloud.denied = {"top"}
    cloud.calls.clear()
    result = converge(cloud, declare((Base, "a", {"Value": "y"})), words=Words(prune=True))
    assert lines(result) == [("a", "update"), ("b", "left")]
    assert result.plan.notes == [
        "nothing is pruned while top cannot be read: fake describe_top: AccessDenied: you may not"
    ]
    for options in ({"destroy": True}, {"absent": frozenset(["part/main"])}):
        with pytest.raises(Refused, match="nothing is deleted while top cannot be read"):
            converge(cloud, **options)
    assert [call[0] for call in cloud.calls] == ["update"]


def test_nothing_is_replaced_while_its_users_cannot_be_read():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    cloud.denied = {"middle"}
    cloud.calls.clear()
    with pytest.raises(Refused, match="nothing is deleted while middle cannot be read"):
        converge(cloud, declare((Base, "a", {"Fixed": "b"})))
    assert not cloud.calls


def test_a_second_look_that_fails_is_not_absence(monkeypatch):
    cloud = Cloud()
    wish = declare((Base, "a", {}), (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}))
    converge(cloud, wish)
    cloud.hidden = {cloud.at("a")[0]}
    aws = Aws(cloud)
    aws.clock.pause = lambda seconds, wake=None: cloud.denied.add("base")
    cloud.calls.clear()
    result = converge(cloud, wish, aws=aws)
    assert dict(lines(result)) == {"a": "unknown", "m": "unknown"}
    assert not cloud.calls


def test_a_second_look_at_one_kind_makes_no_other_known(monkeypatch):
    """What was refused the first time is not absent because something else was looked at again: it would be made twice."""
    cloud = Cloud()
    wish = declare(
        (Base, "a", {}), (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}), (Natural, "s", {"Name": "s"})
    )
    converge(cloud, wish)
    cloud.hidden, cloud.denied = {cloud.at("a")[0]}, {"natural"}
    aws = Aws(cloud)
    aws.clock.pause = lambda seconds, wake=None: cloud.hidden.clear()
    cloud.calls.clear()
    assert dict(lines(converge(cloud, wish, aws=aws))) == {"s": "unknown"}
    assert not cloud.calls


def test_what_a_look_up_answers_does_not_pass_for_having_seen_the_object(monkeypatch):
    cloud = Cloud()
    wish = [(Base, "a", {}), (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]})]
    converge(cloud, declare(*wish))
    found = cloud.at("a")[0]
    lookup = kind("lookup", Plain, data=True)
    lookup.observe = classmethod(lambda cls, api, scope: [Live("l", {"Name": "l", "Id": found}, {})])
    monkeypatch.setitem(KINDS, "lookup", lookup)
    aws, cloud.hidden = Aws(cloud), {found}
    aws.clock.pause = lambda seconds, wake=None: cloud.hidden.clear()
    cloud.calls.clear()
    result = converge(cloud, declare(*wish, (lookup, "l", {"Name": "l"})), aws=aws)
    assert lines(result) == [] and not cloud.calls


def test_dependants_of_a_slow_one_start_when_they_can():
    """What needs only the id does not wait; what needs the endpoint does."""
    cloud = Cloud()
    said = []
    wish = declare(
        (Slow, "s", {}), (Top, "early", uses("s")), (Top, "late", {"Value": lambda nodes: nodes["s"]["Endpoint"]})
    )
    converge(cloud, wish, report=lambda *event: said.append(event))
    order = [(event, address.rpartition("/")[2]) for event, address, text in said if event in ("start", "done")]
    assert order.index(("start", "early")) < order.index(("done", "s")) < order.index(("start", "late"))
    # A wait that is over soon is not worth a line.
    assert not [event for event in said if event[0] == "wait"]


def test_waiting_is_said_every_ten_seconds_then_every_minute_and_ends(monkeypatch):
    cloud = Cloud()
    monkeypatch.setattr(Slow, "ready_after", 10**6)
    aws, said = Aws(cloud), []
    result = converge(
        cloud, declare((Slow, "s", {})), aws=aws, report=lambda *event: said.append((aws.clock.now(), event))
    )
    times = [when for when, event in said if event[0] == "wait"]
    assert 9 <= times[0] <= 15
    for earlier, later in itertools.pairwise(times):
        assert 9 <= later - earlier <= 15 if later < 120 else 59 <= later - earlier <= 60 + 0.04 * later + 5
    error = next(iter(result.outcome.failed.values()))
    assert re.search(r"is not ready after 18\d\d s \(being made\)\. It goes on by itself; run again", str(error))


def test_without_waiting_a_slow_one_is_pending_and_the_next_run_joins():
    cloud = Cloud()
    wish = declare((Slow, "s", {}), (Top, "t", uses("s")))
    result = converge(cloud, wish, wait=False)
    assert result.outcome.pending == ["part/main/slow/s"]
    assert sorted(result.outcome.done) == ["part/main/slow/s", "part/main/top/t"]
    again = converge(cloud, wish)
    assert not again.changed
    assert not again.outcome.pending
    assert next(iter(cloud.objects.values()))["polls"] >= 3


def test_a_state_of_failure_is_said_and_skips_who_needs_readiness(monkeypatch):
    cloud = Cloud()
    monkeypatch.setattr(Slow, "state", classmethod(lambda cls, live: ("failed", "no such subnet")))
    result = converge(cloud, declare((Slow, "s", {}), (Top, "t", {"Value": lambda nodes: nodes["s"]["Endpoint"]})))
    assert "is in a failed state: no such subnet. Look at it" in str(result.outcome.failed["part/main/slow/s"])
    assert result.outcome.skipped == {"part/main/top/t": "part/main/slow/s"}


def refuse(kind, api, live):
    raise AwsError("fake", "delete", "AccessDenied", "denied by the test")


@pytest.mark.parametrize(
    ("goes", "refused", "advice", "left"),
    [
        (False, False, "Look at it in the console, then run again", 1),
        (True, False, "It is deleted; mend the cause, then run again", 0),
        (True, True, "Look at it in the console, then run again", 1),
    ],
)
def test_what_failed_for_good_is_deleted_where_its_kind_says_so(monkeypatch, goes, refused, advice, left):
    cloud = Cloud()
    monkeypatch.setattr(Slow, "state", classmethod(lambda cls, live: ("failed", "no such subnet")))
    monkeypatch.setattr(Slow, "delete_failed", goes)
    if refused:
        monkeypatch.setattr(Slow, "delete", classmethod(refuse))
    result = converge(cloud, declare((Slow, "s", {})))
    assert advice in str(result.outcome.failed["part/main/slow/s"])
    assert len(cloud.objects) == left


def test_a_run_that_lost_its_lock_deletes_nothing_that_failed(monkeypatch):
    cloud, verified = Cloud(), itertools.count()

    def verify(self):
        if next(verified):
            raise SlipwayError("the lock was taken from this run")

    monkeypatch.setattr(NoLock, "verify", verify)
    monkeypatch.setattr(Slow, "state", classmethod(lambda cls, live: ("failed", "no such subnet")))
    monkeypatch.setattr(Slow, "delete_failed", True)
    result = converge(cloud, declare((Slow, "s", {})))
    assert "no such subnet. Look at it in the console" in str(result.outcome.failed["part/main/slow/s"])
    assert len(cloud.objects) == 1


def test_what_was_just_made_may_be_invisible_for_a_moment(monkeypatch):
    cloud = Cloud()
    seen, refresh = iter([False, False]), Slow.refresh
    monkeypatch.setattr(
        Slow, "refresh", classmethod(lambda cls, api, live: refresh(api, live) if next(seen, True) else None)
    )
    assert not converge(cloud, declare((Slow, "s", {}))).outcome.failed


def test_what_vanishes_while_it_is_waited_for_is_said(monkeypatch):
    cloud = Cloud()
    monkeypatch.setattr(Slow, "refresh", classmethod(lambda cls, api, live: None))
    error = next(iter(converge(cloud, declare((Slow, "s", {}))).outcome.failed.values()))
    assert "vanished while it was waited for; run again to make it anew" in str(error)


def test_an_order_without_a_reference_is_carried_across_kept_nodes():
    cloud = Cloud()
    rows = [(Plain, "p", {"Name": "p"}), (Middle, "m", {}, {"after": ["part/main/plain/p"]})]
    converge(cloud, declare(*rows, (Slow, "s", {})))
    said = []
    changed = declare(
        (Plain, "p", {"Name": "p"}, {"after": [("part/main/slow/s", "ready")]}),
        rows[1],
        (Slow, "s", {"Fixed": "b"}),
        (Top, "t", {}, {"after": [("part/main/middle/m", "exists")]}),
    )
    converge(cloud, changed, report=lambda *event: said.append(event[:2]))
    assert said.index(("done", "part/main/slow/s")) < said.index(("start", "part/main/top/t"))


def test_a_part_waits_for_its_parent():
    cloud = Cloud()
    cloud.denied = {"base"}
    result = converge(
        cloud, declare((Base, "b", {}), (Member, "m", {"Name": "x", "Home": lambda nodes: nodes["b"]["Id"]}))
    )
    assert dict(lines(result)) == {"b": "unknown", "m": "unknown"}
    assert not cloud.calls


def through(cloud, monkeypatch, *more):
    """A slow object that becomes ready through another one, which comes after it. Seconds that the run lasts."""
    monkeypatch.setattr(Slow, "ready_after", 1000)
    aws = Aws(cloud)
    wish = declare(
        (Slow, "certificate", {}),
        *more,
        (
            Middle,
            "record",
            {"Uses": lambda nodes: [nodes["certificate"]["Id"]]},
            {
                "readies": ["part/main/slow/certificate"],
                "after": [row[1] and f"part/main/base/{row[1]}" for row in more],
            },
        ),
        (Base, "free", {}),
    )
    return converge(cloud, wish, aws=aws), aws.clock.now()


def test_what_becomes_ready_through_something_that_failed_is_not_waited_for(monkeypatch):
    cloud = Cloud()
    cloud.fail["create", "part/main/middle/record"] = "AccessDenied"
    result, seconds = through(cloud, monkeypatch)
    assert sorted(result.outcome.failed) == ["part/main/middle/record", "part/main/slow/certificate"]
    text = str(result.outcome.failed["part/main/slow/certificate"])
    assert "is not waited for any longer, since part/main/middle/record failed in this run. Mend the cause" in text
    assert result.outcome.done == ["part/main/base/free"]
    assert seconds < 60


def test_what_becomes_ready_through_something_that_was_not_made_names_what_failed(monkeypatch):
    cloud = Cloud()
    cloud.fail["create", "part/main/base/zone"] = "AccessDenied"
    result, seconds = through(cloud, monkeypatch, (Base, "zone", {}))
    text = str(result.outcome.failed["part/main/slow/certificate"])
    assert "since part/main/middle/record was not made, as part/main/base/zone failed" in text
    assert seconds < 60


def test_what_becomes_ready_through_something_that_cannot_be_read_is_not_waited_for(monkeypatch):
    cloud = Cloud()
    cloud.denied = {"middle"}
    result, seconds = through(cloud, monkeypatch)
    assert "since part/main/middle/record was not made" in str(result.outcome.failed["part/main/slow/certificate"])
    assert seconds < 60


def test_what_comes_after_something_that_fails_later_is_not_waited_for(monkeypatch):
    """A service whose load balancer exists, and then ends as failed."""
    cloud = Cloud()
    balancer = kind(
        "balancer", Slow, state=classmethod(lambda cls, live: ("failed" if live.raw > 3 else "working", "x"))
    )
    monkeypatch.setitem(KINDS, "balancer", balancer)
    monkeypatch.setattr(Slow, "ready_after", 1000)
    aws = Aws(cloud)
    wish = declare((balancer, "b", {}), (Slow, "service", {}, {"after": ["part/main/balancer/b"]}))
    result = converge(cloud, wish, aws=aws)
    assert "since part/main/balancer/b failed in this run" in str(result.outcome.failed["part/main/slow/service"])
    assert aws.clock.now() < 120
