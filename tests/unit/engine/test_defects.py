"""Errors that nobody expected: one kind fails one node, the rest ends well, and the log says where it came from."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields, scheduling
from ansible_collections.slipway.aws.plugins.module_utils.engine.clock import Clock
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

from .cloud import Base, Cloud, Middle, converge, declare, lines, settled
from .kinds import KINDS, Natural, Thing, kind

ODD, WORDS = "part/main/odd/o", "NewMember"


@pytest.fixture
def odd(monkeypatch):
    """A kind whose method fails once it is broken: the function that breaks it."""
    made = kind("odd", Thing, uses=("base",), ready_after=2)
    monkeypatch.setitem(KINDS, "odd", made)

    def breaking(method, only=True):
        def broken(cls, *arguments, **more):
            raise KeyError(WORDS)

        monkeypatch.setattr(made, method, classmethod(broken))

    made.breaking = staticmethod(breaking)
    return made


def wish(odd, value="plain"):
    return declare(
        (Base, "a", {}),
        (odd, "o", {"Value": value}),
        (Middle, "hangs", {"Uses": lambda nodes: [nodes["o"]["Id"]]}),
        (Middle, "free", {"Uses": lambda nodes: [nodes["a"]["Id"]], "Value": value}),
    )


def run(cloud, declaration, **options):
    """(Result, the texts told as failed, the traces)"""
    said = []
    result = converge(cloud, declaration, report=lambda *event: said.append(event), **options)
    return result, [row[2] for row in said if row[0] == "failed"], [row[1:] for row in said if row[0] == "trace"]


@pytest.mark.parametrize("method", ["create", "update", "state", "refresh"])
def test_one_kind_fails_one_node_and_what_hangs_on_it(odd, method):
    cloud = Cloud()
    odd.breaking(method)
    result, failed, traces = run(cloud, wish(odd, "y"))
    (text,) = map(str, result.outcome.failed.values())
    assert list(result.outcome.failed) == [ODD] and failed == [text]
    for part in (ODD, "trying to create it", "KeyError", "NewMember", "test_defects.py", "report it"):
        assert part in text
    assert {"part/main/base/a", "part/main/middle/free"} <= set(result.outcome.done)
    assert ("part/main/middle/hangs" in result.outcome.skipped) == (method != "refresh")
    assert traces and traces[0][0] == ODD and "in broken" in traces[0][1] and "NewMember" not in traces[0][1]


def test_one_that_cannot_be_deleted_leaves_the_others(odd):
    cloud = Cloud()
    converge(cloud, wish(odd))
    odd.breaking("delete")
    result, failed, traces = run(cloud, declare((Base, "a", {})), words=Words(prune=True))
    (text,) = failed
    assert text.startswith(f"{ODD}: internal error while trying to delete odd-") and "KeyError" in text
    assert sorted(line.address.rpartition("/")[2] for line in result.outcome.deleted) == ["free", "hangs"]
    assert traces


@pytest.mark.parametrize("method", ["observe", "validate", "differences", "preflight"])
def test_what_cannot_be_looked_at_or_planned_holds_up_only_what_hangs_on_it(odd, method):
    cloud = Cloud()
    converge(cloud, wish(odd))
    odd.breaking(method)
    result, _hushed, traces = run(cloud, wish(odd, "y"))
    assert dict(lines(result)) == {"o": "unknown", "hangs": "unknown", "free": "update"} or method == "preflight"
    waiting = {line.address: line.reason for line in result.plan.waiting}
    assert "KeyError" in waiting[ODD] and "report it" in waiting[ODD]
    assert result.outcome.done == ["part/main/middle/free"]
    assert traces
    # Who knows what is its own: nothing goes meanwhile.
    pruned = converge(cloud, declare((odd, "o", {"Value": "z"})), words=Words(prune=True))
    assert not pruned.outcome.deleted or method == "preflight"


def test_a_broken_forecast_is_none(odd):
    cloud = Cloud()
    odd.breaking("duration_of")
    result, _hushed, traces = run(cloud, wish(odd))
    assert result.plan.forecast is None and not result.outcome.failed and traces
    settled(cloud, wish(odd))


def test_secrets_are_no_part_of_what_is_said(monkeypatch):
    hushed = kind("hushed", Natural, fields={**Natural.fields, "Note": fields.optional(reset="", secret=True)})

    def broken(cls, api, want, tags):
        raise ValueError(f"invalid literal for int(): {want['Note']}")

    monkeypatch.setattr(hushed, "create", classmethod(broken))
    monkeypatch.setitem(KINDS, "hushed", hushed)
    _result, failed, traces = run(Cloud(), declare((hushed, "h", {"Name": "h", "Note": "hunter2"})))
    assert "invalid literal for int(): (secret)" in failed[0]
    assert "hunter2" not in str(traces)


def test_after_an_end_that_nobody_expects_nothing_further_is_sent():
    """A SystemExit in one worker: what still flies hears that the run is stopping."""
    stopping = threading.Event()

    def ending():
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        scheduling.run([scheduling.Task("a", {}, ending)], Clock(), stopping)
    assert stopping.is_set()


def test_what_is_to_be_done_every_so_often_is_done_until_it_is_ended():
    done = threading.Event()
    end = Clock().every(0.001, done.set)
    assert done.wait(10)
    end()


def test_a_kind_that_says_nothing_is_asked_nothing():
    assert Kind.validate({}) == []
