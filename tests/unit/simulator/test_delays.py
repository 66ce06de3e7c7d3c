"""Changes that come later: each at its own time, however late somebody looks."""

from __future__ import annotations

from simulator.core import state


def test_what_follows_from_a_delayed_change_is_not_delayed_by_a_late_look(simulator, clock):
    simulator.durations(one=45, two=60)
    done = []

    def first():
        done.append("first")
        state.after("two", lambda: done.append("second"))

    state.after("one", first)
    clock(44)
    state.run_due()
    assert done == []
    clock(60)
    state.run_due()
    assert done == ["first"]
    clock(2)
    state.run_due()
    assert done == ["first", "second"]
    state.after("one", first)
    clock(200)
    state.run_due()
    assert done == ["first", "second"] * 2


def test_what_is_ready_later_counts_from_the_change_it_belongs_to(simulator, clock):
    simulator.durations(one=45, two=60)
    times = []
    state.after("one", lambda: times.append(state.ready_at("two")))
    began = state.now()
    clock(300)
    state.run_due()
    assert 104 < times[0] - began < 106
