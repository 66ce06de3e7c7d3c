"""Storms: whole lives of a stack while calls are throttled, fail, are lost, and what was made is seen late."""

from __future__ import annotations

import collections
import contextlib
import time
import types
from collections.abc import Iterator
from typing import NamedTuple

import botocore.endpoint

from tests.support.account import Picture, differences, picture
from tests.support.environments import changing, finished, moves
from tests.support.killing import Step, compared
from tests.support.shapes import Shape, shape
from tests.support.stacks import ImpatientClock
from tests.support.torment import Stack, with_data_words

from .copies import Copy, Copyable

MINUTE_MS = 200  # of an AWS minute
LATER = 10  # AWS minutes until everything that a run has begun is over


class Life(NamedTuple):
    """The runs of one stack, in order, and what each leaves where nothing disturbs it."""

    runs: dict[str, Step]
    left: dict[str, Shape]
    foreign: Picture


def life(original: Copyable, runs: Stack, foreign: Picture, minute_ms: int = MINUTE_MS) -> Life:
    """Live undisturbed, in a copy: a deployment, another one, a release, the destruction. Time passes as in a storm."""
    left, steps = {}, {"deploy": runs.first, "deploy again": runs.first, "release": runs.deployed["release"]}
    with original.copy() as simulator, _pace(minute_ms):
        for title in (*steps, "destroy"):
            if title == "destroy":
                steps[title] = with_data_words(simulator, runs.deployed[title])
            simulator.profile("storm", minute_ms=minute_ms, rates={})
            finished(steps[title].run(simulator, clock=_clock(minute_ms)))
            simulator.profile("calm")
            left[title] = shape(picture(simulator))
    return Life(steps, left, foreign)


def _clock(minute_ms: int) -> ImpatientClock:
    return ImpatientClock(minute_ms, 60)


def weathered(simulator: Copy, wanted: Life, seed: int, minute_ms: int = MINUTE_MS) -> tuple[list[str], dict[str, int]]:
    """Live through a storm. Returns what was wrong with that, as sentences, and the faults that were met by kind."""
    met: collections.Counter[str] = collections.Counter()
    with _pace(minute_ms):
        for number, (title, step) in enumerate(wanted.runs.items()):
            simulator.profile("storm", seed=seed * len(wanted.runs) + number, minute_ms=minute_ms)
            simulator.clear()
            try:
                result = finished(step.run(simulator, break_lock=None, clock=_clock(minute_ms)))
            except Exception as error:  # noqa: BLE001 - any failure is a finding: somebody has to run again
                return [f"{title} failed: {type(error).__name__}: {error}"[:1500]], met
            finally:
                met.update(row["kind"] for row in simulator.drawn())
            simulator.profile("calm")
            texts = _wrong(simulator, wanted, title)
            if title == "deploy again":
                texts += [f"it has to {verb} {address}" for address, verb in moves(result).items()]
                texts += [f"it called {name}" for name in changing(simulator)]
            if texts:
                return [f"{title}: {text}" for text in texts], met
    return [], met


def _wrong(simulator: Copy, wanted: Life, title: str) -> list[str]:
    """How the account is not as it should be, now or once all that was begun is over."""
    for left in reversed(range(LATER)):
        after = picture(simulator)
        texts = compared(wanted.left[title], shape(after))
        if not texts or not left:
            break
        time.sleep(MINUTE_MS / 1000)
    return texts + [f"{' '.join(key)} of somebody else is changed" for key in differences(wanted.foreign, after)]


@contextlib.contextmanager
def _pace(minute_ms: int) -> Iterator[None]:
    """Let botocore, too, wait shorter before it asks again."""
    kept = botocore.endpoint.time
    botocore.endpoint.time = types.SimpleNamespace(sleep=lambda seconds: time.sleep(seconds * minute_ms / 60_000))
    try:
        yield
    finally:
        botocore.endpoint.time = kept
