"""Tasks on a pool: order, failure, waiting without a worker, stopping."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.engine import scheduling
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Interrupted, SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.scheduling import EXISTS, READY, Again, Task, run

from .cloud import Clock


def states(tasks, stopping=None, **options):
    return {key: task.state for key, task in run(tasks, Clock(), stopping or threading.Event(), **options).items()}


def done():
    return None


def failing():
    raise SlipwayError("no")


def looks(log, key, *answers):
    """A step that gives the answers one after the other, then None."""
    rest = iter(answers)

    def step():
        log.append(key)
        return next(rest, None)

    return step


graphs = st.integers(1, 9).flatmap(
    lambda size: st.tuples(
        st.just(size),
        st.lists(
            st.tuples(st.integers(0, size - 1), st.integers(0, size - 1), st.sampled_from([EXISTS, READY])), max_size=14
        ),
        st.sets(st.integers(0, size - 1), max_size=2),
    )
)


@settings(max_examples=60, deadline=None)
@given(graphs, st.integers(1, 4))
def test_exactly_the_dependants_of_a_failure_are_skipped(graph, workers):
    size, arrows, bad = graph
    after = {key: {low: how for low, high, how in arrows if low < high == key} for key in range(size)}
    log, guard = [], threading.Lock()

    def step(key):
        def work():
            with guard:
                log.append(key)
            return failing() if key in bad else None

        return work

    result = states([Task(key, after[key], step(key)) for key in range(size)], workers=workers)
    hit = set()
    for key in range(size):
        if any(other in hit or other in bad for other in after[key]):
            hit.add(key)
    assert result == {key: "skipped" if key in hit else "failed" if key in bad else "ready" for key in range(size)}
    assert sorted(log) == sorted(set(range(size)) - hit)
    for key in log:
        assert all(log.index(other) < log.index(key) for other in after[key])


def test_a_skipped_task_says_because_of_whom():
    tasks = run(
        [Task("a", {}, failing), Task("b", {"a": EXISTS}, done), Task("c", {"b": READY}, done)],
        Clock(),
        threading.Event(),
    )
    assert (tasks["b"].because, tasks["c"].because) == ("a", "b")
    assert str(tasks["a"].error) == "no"


def test_existence_lets_some_go_on_and_readiness_others():
    log = []
    tasks = [
        Task("slow", {}, looks(log, "slow", Again(5, exists=True), Again(5, exists=True))),
        Task("early", {"slow": EXISTS}, looks(log, "early")),
        Task("late", {"slow": READY}, looks(log, "late")),
    ]
    assert set(states(tasks).values()) == {"ready"}
    assert log == ["slow", "early", "slow", "slow", "late"]


def test_waiting_occupies_no_worker():
    """One worker, three that wait, one that needs none of them: it is done before any of them is looked at again."""
    log = []
    tasks = [Task(key, {}, looks(log, key, Again(60, exists=True), Again(60, exists=True))) for key in "abc"]
    tasks.append(Task("quick", {}, looks(log, "quick")))
    states(tasks, workers=1)
    assert log.index("quick") == 3


def test_what_fails_after_it_existed_hits_only_those_who_wait_for_it():
    rest = iter([Again(1, exists=True)])

    def breaking():
        answer = next(rest, None)
        return answer or failing()

    assert states([Task("a", {}, breaking), Task("b", {"a": EXISTS}, done), Task("c", {"a": READY}, done)]) == {
        "a": "failed",
        "b": "ready",
        "c": "skipped",
    }


def test_needed_only_leaves_what_nobody_waits_for():
    log = []
    tasks = [
        Task("free", {}, looks(log, "free", *[Again(5, exists=True)] * 9)),
        Task("needed", {}, looks(log, "needed", *[Again(5, exists=True)] * 2)),
        Task("user", {"needed": READY}, looks(log, "user")),
    ]
    assert states(tasks, needed_only=True) == {"free": "exists", "needed": "ready", "user": "ready"}
    assert log.count("needed") == 3


def test_needed_only_goes_on_with_what_does_not_exist_yet():
    log = []
    tasks = [Task("a", {}, looks(log, "a", Again(5), Again(5), Again(5, exists=True)))]
    assert states(tasks, needed_only=True) == {"a": "exists"}
    assert len(log) == 3


def test_after_a_stop_nothing_starts_and_calls_in_flight_end():
    stopping, log = threading.Event(), []

    def call():
        stopping.set()
        log.append("sent")

    tasks = [Task("a", {}, call), Task("b", {"a": EXISTS}, looks(log, "b")), Task("c", {}, looks(log, "c"))]
    assert states(tasks, stopping, workers=1) == {"a": "ready", "b": "pending", "c": "pending"}
    assert log == ["sent"]


def test_what_existed_when_the_run_was_stopped_is_said():
    stopping, log = threading.Event(), []

    def call():
        stopping.set()
        return Again(60, exists=True)

    assert states([Task("a", {}, call), Task("b", {"a": READY}, looks(log, "b"))], stopping) == {
        "a": "exists",
        "b": "pending",
    }
    assert log == []


def test_a_stop_ends_a_wait():
    stopping = threading.Event()

    class Impatient(Clock):
        """Somebody presses Ctrl-C in the first pause."""

        def pause(self, seconds, wake=None):
            """Set, not slept."""
            stopping.set()
            return super().pause(seconds, wake)

    tasks = run([Task("a", {}, lambda: Again(3600, exists=True))], Impatient(), stopping)
    assert tasks["a"].state == "exists"


def test_a_call_that_was_not_sent_is_pending():
    stopping = threading.Event()

    def call():
        stopping.set()
        raise Interrupted("not sent")

    assert states([Task("a", {}, call)], stopping) == {"a": "pending"}


def test_a_call_that_does_not_end_is_left_after_the_grace(monkeypatch):
    monkeypatch.setattr(scheduling, "GRACE", 0.0)
    stopping, release = threading.Event(), threading.Event()

    def call():
        stopping.set()
        release.wait()

    try:
        assert states([Task("a", {}, call)], stopping) == {"a": "running"}
    finally:
        release.set()


def test_after_an_error_nobody_expected_calls_in_flight_end_first():
    started, ended = threading.Event(), []

    def long():
        started.set()
        go.wait()
        ended.append("long")

    def broken():
        started.wait()
        threading.Timer(0, go.set).start()
        raise KeyError("a defect")

    go = threading.Event()
    with pytest.raises(KeyError):
        run([Task("a", {}, long), Task("b", {}, broken)], Clock(), threading.Event())
    assert ended == ["long"]


def test_every_change_of_state_is_told():
    told = []
    run(
        [Task("a", {}, looks([], "a", Again(1, exists=True))), Task("b", {}, failing), Task("c", {"b": EXISTS}, done)],
        Clock(),
        threading.Event(),
        1,
        changed=lambda task: told.append((task.key, task.state)),
    )
    assert told == [
        ("a", "running"),
        ("a", "exists"),
        ("b", "running"),
        ("b", "failed"),
        ("c", "skipped"),
        ("a", "ready"),
    ]


def test_who_waits_is_called_at_once_when_what_it_hangs_on_fails():
    clock, looked = Clock(), []

    def waiting():
        looked.append(clock.now())
        return Again(3600, exists=True) if len(looked) == 1 else failing()

    rest = iter([Again(5, exists=True)])

    def breaking():
        return next(rest, None) or failing()

    tasks = [Task("a", {}, breaking), Task("b", {}, waiting, through=("a",)), Task("c", {}, lambda: Again(0) and None)]
    result = run(tasks, clock, threading.Event())
    assert {key: task.state for key, task in result.items()} == {"a": "failed", "b": "failed", "c": "ready"}
    assert looked == [0, 5]
