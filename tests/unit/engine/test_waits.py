"""The pace of looking: soon at first, then seldom, never much too late; and many objects with one call."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind, Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.waits import Waits, Watching

from .cloud import Aws, Clock, Cloud, Slow, converge, declare
from .kinds import Single


def looks(lasts, often, expected):
    """When something that is ready after so many seconds is looked at, up to the look that sees it."""
    clock = Clock()
    waits, times = Waits(clock, lambda *event: None), []
    while clock.now() < lasts:
        clock.pause(waits.pause("x", often, expected))
        times.append(clock.now())
    return times


@settings(max_examples=200, deadline=None)
@given(st.floats(0.1, 3600), st.integers(2, 15), st.sampled_from([0, 15, 90, 150, 240, 480, 780]))
def test_the_end_is_seen_soon_after_it(lasts, often, expected):
    late = looks(lasts, often, expected)[-1] - lasts
    share = 0.05 if lasts > expected / 2 + 0.12 * expected else 0.12
    assert late <= min(max(lasts, 0.03 * expected) + 0.3, max(often, share * max(lasts, expected)))


def test_what_is_ready_at_once_is_seen_at_once_whatever_is_expected():
    assert looks(0.1, 15, 780) == [0.2]


@pytest.mark.parametrize(("given", "first"), [({}, 0.2), ({"first_poll": 1}, 1)])
def test_a_kind_says_when_it_is_looked_at_first(monkeypatch, given, first):
    for name, value in given.items():
        monkeypatch.setattr(Slow, name, value)
    cloud, times = Cloud(), []
    aws, refresh = Aws(cloud), Slow.refresh.__func__

    def look(kind, api, live):
        times.append(aws.clock.now())
        return refresh(kind, api, live)

    monkeypatch.setattr(Slow, "refresh", classmethod(look))
    converge(cloud, declare((Slow, "s", {})), aws=aws)
    assert times[0] == pytest.approx(first, abs=0.1)
    assert len(times) > 1


@pytest.mark.parametrize(
    ("expected", "often", "most"),
    [(90, 5, 20), (150, 5, 25), (180, 5, 25), (240, 15, 20), (480, 15, 26), (780, 15, 28)],
)
def test_what_takes_as_long_as_expected_is_looked_at_a_few_times(expected, often, most):
    assert len(looks(expected, often, expected)) <= most


def test_what_nobody_knows_is_looked_at_less_often_the_longer_it_lasts():
    assert len(looks(1800, 5, 0)) < 1800 / 5 / 3


class Several(Kind):
    """Read again all at once; what a test names is gone."""

    kind = "several"
    poll = 10
    gone: set = set()
    reads: list = []

    @classmethod
    def refresh_many(cls, api, lives):
        cls.reads.append(sorted(live.id for live in lives))
        return {live.id: Live(live.id, {}) for live in lives if live.id not in cls.gone}


@pytest.fixture
def watched():
    Several.reads.clear()
    Several.gone.clear()
    clock = Clock()
    lives = [Live(name, {}, kind=Several) for name in "abc"]
    return clock, Watching(clock, lambda live: None), lives


def test_objects_of_one_kind_are_read_with_one_call(watched):
    clock, watching, lives = watched
    for _look in range(3):
        for live in lives:
            assert watching.refresh(live).id == live.id
        clock.pause(10)
    assert Several.reads == [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c"], ["a", "b", "c"]]


def test_no_read_is_used_twice_nor_when_it_is_old(watched):
    clock, watching, (a, b, _c) = watched
    watching.refresh(a)
    watching.refresh(b)
    assert len(Several.reads) == 2
    watching.refresh(a)
    assert len(Several.reads) == 2  # taken from the read for b
    watching.refresh(a)
    assert len(Several.reads) == 3  # which held it once
    clock.pause(5)
    watching.refresh(b)
    assert len(Several.reads) == 4  # half a look later it may have changed


def test_what_is_gone_or_no_longer_waited_for(watched):
    clock, watching, (a, b, _c) = watched
    watching.refresh(a)
    watching.refresh(b)
    watching.over(b)
    Several.gone.add("a")
    clock.pause(10)
    assert watching.refresh(a) is None
    assert Several.reads[-1] == ["a"]


def test_each_place_is_read_by_itself(watched):
    _clock, watching, (a, b, _c) = watched
    b.place = "cdn"
    watching.refresh(a)
    watching.refresh(b)
    assert Several.reads == [["a"], ["b"]]


def test_what_else_is_read_for_one_is_read_by_its_own_look(watched, monkeypatch):
    """So that its errors, too, are its own."""
    _clock, watching, (a, b, _c) = watched

    def refreshed(cls, api, live, found):
        if live.id == "b":
            raise ValueError(live.id)
        return found

    monkeypatch.setattr(Several, "refreshed", classmethod(refreshed), raising=False)
    watching.groups.clear()
    watching.refresh(a)
    with pytest.raises(ValueError, match="b"):
        watching.refresh(b)
    assert watching.refresh(a).id == "a"


def test_a_run_waits_for_many_with_one_call(monkeypatch):
    """Making and deleting: as many calls as for one object, or nearly so."""
    calls = []

    def refresh_many(cls, api, lives):
        calls.append(len(lives))
        return {live.id: fresh for live in lives if (fresh := super(cls, cls).refresh(api, live))}

    for kind in (Slow, Single):
        monkeypatch.setattr(kind, "refresh_many", classmethod(refresh_many), raising=False)
        monkeypatch.setattr(kind, "ready_after", 12)
        cloud = Cloud()
        wish = declare(*[(kind, name, {}) for name in "abcdef"])
        converge(cloud, wish, aws=Aws(cloud))
        assert max(calls) == 6
        assert len(calls) < 2 * 12
        calls.clear()
    converge(cloud, destroy=True)
    assert not cloud.objects
    assert len(calls) < 2 * 12
