"""Bars at the bottom of a terminal: what they say, and that they leave nothing behind."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.plugin_utils import bars, progress
from tests.support.terminal import Screen, opened, resize

from .plans import STACK, line, plan
from .test_live import event

ADDRESSES = [f"a/main/x/{name}" for name in ("quick", "slow", "slower", "slowest")]
SPANS = [{"address": address, "begins": 10, "ends": 10 + 100 * number} for number, address in enumerate(ADDRESSES)]
PLAN = plan(*(line(address) for address in ADDRESSES), forecast={"seconds": 600, "spans": SPANS})


def stack(*events: dict[str, Any]) -> progress.Stack:
    """A stack that began at zero, told one event a second."""
    found = progress.Stack(0)
    for now, row in enumerate([event("plan", text=PLAN), *events]):
        found.event(row, now)
    return found


def test_a_bar_says_how_much_is_done_and_what_takes_longest() -> None:
    found = stack(*(event("start", address, "create") for address in ADDRESSES), event("done", ADDRESSES[0], "create"))
    rows = found.rows(65, 100, "=-")
    assert rows == [
        f"[{STACK}] =======-----------------------  1/4  65 s of about 10 min".replace("  1/4", " 1/4"),
        "  a/main/x/slowest 61 s of about 5 min",
        "  a/main/x/slower 62 s of about 3 min",
        "  a/main/x/slow 63 s of about 100 s",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (119.9, "119 s"), (120, "2:00"), (250, "4:10"), (3599, "59:59"), (3850, "1:04:10")],
)
def test_a_duration_moves_while_it_lasts(seconds: float, text: str) -> None:
    assert progress.counted(seconds) == text


def test_what_is_waited_for_without_a_change_is_said() -> None:
    waiting = progress.Stack(0)
    waiting.event(event("wait", "the lock", "held by jane, 10 s"), 0)
    assert waiting.rows(5, 80, "=-") == ["  the lock: held by jane, 10 s"]


@pytest.mark.parametrize("columns", [20, 80, 100, 200])
@pytest.mark.parametrize("count", [1, 2, 9, 40])
def test_bars_fit_into_any_screen(columns: int, count: int) -> None:
    stacks = [stack(*(event("start", address, "create") for address in ADDRESSES)) for _number in range(count)]
    rows = bars.laid_out(stacks, 1000, columns, 24, "=-")
    assert len(rows) <= 24 - bars.ABOVE
    assert max(map(len, rows)) < columns


class Terminal:
    """A terminal on which bars are drawn, and what stands on it."""

    def __init__(self, folder: Path, columns: int) -> None:
        self.here, self.there = opened(columns, 24)
        self.screen, self.path = Screen(columns), folder / f"{bars.FILES}one"
        self.path.touch()
        self.bars = bars.Bars(str(folder), self.there)

    def say(self, *events: dict[str, Any]) -> None:
        """Let the module write what it does."""
        with self.path.open("a") as target:
            target.writelines(json.dumps(row) + "\n" for row in events)

    def look(self) -> str:
        """Draw once, and return what a person sees."""
        with self.bars:
            self.bars._read()
            self.bars.draw()
        return self.seen()

    def seen(self) -> str:
        """Return what a person sees."""
        os.set_blocking(self.here, False)
        try:
            while read := os.read(self.here, 65536):
                self.screen.write(read.decode())
        except BlockingIOError:
            pass
        return self.screen.text


@pytest.fixture(params=[60, 120])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path, request.param)
    yield found
    os.close(found.here)
    os.close(found.there)


def test_a_bar_is_redrawn_in_place_and_what_is_printed_stands_above_it(terminal: Terminal) -> None:
    printed = bars.Above(io.TextIOWrapper(os.fdopen(os.dup(terminal.there), "wb"), encoding="utf-8"), terminal.bars)
    terminal.say(event("plan", text=PLAN), event("start", ADDRESSES[1], "create"))
    first = terminal.look().splitlines()
    assert (len(first), first[0].startswith(f"[{STACK}] "), "0/4" in first[0]) == (2, True, True)
    printed.write("something happened\n")
    terminal.say(event("done", ADDRESSES[1], "create"))
    second = terminal.look().splitlines()
    assert (second[0], len(second), "1/4" in second[1]) == ("something happened", 2, True)
    # A module that has ended has no bar any more.
    terminal.path.unlink()
    assert terminal.look().splitlines() == ["something happened"]


def test_half_a_line_of_a_file_is_waited_for(terminal: Terminal) -> None:
    text = json.dumps(event("plan", text=PLAN)) + "\n"
    with terminal.path.open("a") as target:
        target.write(text[:50])
        target.flush()
        assert terminal.look() == ""
        target.write(text[50:])
    assert "0/4" in terminal.look()


def test_nothing_is_left_when_drawing_ends(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = sys.stdout, sys.stderr
    terminal.say(event("plan", text=PLAN))
    terminal.bars.start()
    terminal.look()
    terminal.bars.stop()
    assert terminal.seen() == ""
    assert (sys.stdout, sys.stderr) == streams


def test_nothing_is_drawn_once_the_run_was_interrupted(terminal: Terminal) -> None:
    terminal.say(event("plan", text=PLAN))
    assert terminal.look()
    terminal.bars._stopped = lambda: True
    assert terminal.look() == ""


def test_a_terminal_that_became_narrower_is_cleared(terminal: Terminal) -> None:
    terminal.say(event("plan", text=PLAN))
    width = len(terminal.look().splitlines()[0])
    narrow = Screen(40)
    narrow.write(terminal.screen.text)  # folded by the terminal
    resize(terminal.there, 40, 24)
    terminal.screen = narrow
    assert width > 40
    assert all("0/4" in row or not row for row in terminal.look().splitlines())
