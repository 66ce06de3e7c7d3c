"""What is said while a module works, and at its end."""

from __future__ import annotations

import itertools
import json
import shlex
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.plugin_utils import live, screen
from ansible_collections.slipway.aws.plugins.plugin_utils.plan.files import Outlets
from ansible_collections.slipway.aws.plugins.plugin_utils.plan.rows import Row

from .plans import STACK, line, plan


class Shown(list):
    """A screen that keeps what it is given."""

    def __init__(self, verbose: bool = False) -> None:
        super().__init__()
        self.verbose = verbose

    def rows(self, rows: list[Row]) -> None:
        self.extend(row.text for row in rows)

    def line(self, text: str, style: str = "") -> None:
        self.append(text)


def event(name: str, address: str = "", text: Any = "") -> dict[str, Any]:
    return {"stack": STACK, "event": name, "address": address, "text": text}


PLAN = plan(line("a/main/x/one"), line("a/main/x/two"), line("a/main/x/two", "delete"), line("a/main/x/kept", "kept"))


def said(*events: dict[str, Any], **how: Any) -> list[str]:
    shown = Shown(how.pop("verbose", False))
    told = live.Live(shown, Outlets({}, None, "one"), **how)
    for row in [event("plan", text=PLAN), *events]:
        told.event(row)
    return [text for text in shown if text.startswith("[")]


def test_each_line_counts_the_changes_of_the_plan() -> None:
    found = said(
        event("done", "a/main/x/one", "create"),
        event("wait", "a/main/x/two", "creating, 10 s of about 13 min"),
        event("done", "a/main/x/two", "create"),
        event("done", "a/main/x/one", "delete"),  # the old one of a replacement: no change of its own
        event("done", "a/main/x/two", "delete"),
    )
    assert [text.split()[1] for text in found] == ["1/3", "1/3", "2/3", "2/3", "3/3"]
    assert found[1] == f"[{STACK}] 1/3 waiting for a/main/x/two: creating, 10 s of about 13 min"


TIMED = plan(
    *(line(f"a/main/x/{name}") for name in ("one", "two", "three", "four")),
    forecast={"seconds": 900, "spans": [{"address": "a/main/x/four", "begins": 60, "ends": 840}]},
)


def lines_while(seconds: int, *events: dict[str, Any], **how: Any) -> list[tuple[int, str]]:
    """What is said, and when, while a run lasts in which nothing happens after its first events."""
    shown, now, found = Shown(how.pop("verbose", False)), 0, []
    told = live.Live(shown, Outlets({}, None, "one"), clock=lambda: now, **how)
    for row in [event("plan", text=TIMED), *events]:
        told.event(row)
    shown.clear()
    for now in range(seconds):
        told.tick()
        found += [(now, text) for text in shown]
        shown.clear()
    return found


STARTS = [event("start", f"a/main/x/{name}", "create") for name in ("one", "two", "three", "four")]


def test_one_line_now_and_then_says_all_that_is_being_worked_on() -> None:
    waits = event("wait", "a/main/x/four", "backing-up, 10 s of about 13 min")
    found = lines_while(900, *STARTS, waits, event("done", "a/main/x/two", "create"))
    assert found[0] == (
        10,
        f"[{STACK}] 1/4 waiting for 3: a/main/x/four 10 s of about 13 min (backing-up), a/main/x/one 10 s, a/main/x/three 10 s",
    )
    times = [time for time, dummy in found]
    assert len(times) < 20
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == 60
    assert "a/main/x/four 14:" in found[-1][1]


def test_more_than_three_are_counted_and_a_wait_without_a_change_has_its_own_line() -> None:
    assert lines_while(12, *STARTS)[0][1].endswith(" s, a/main/x/two 10 s and 1 more".replace(" and", ", and"))
    assert lines_while(100, event("wait", "the lock", "held by jane, 10 s")) == []
    assert said(event("wait", "the lock", "held by jane, 10 s")) == [
        f"[{STACK}] 0/3 waiting for the lock: held by jane, 10 s"
    ]


@pytest.mark.parametrize("how", [{"drawn": True}, {"verbose": True}])
def test_no_such_line_where_a_bar_or_each_wait_says_it(how: dict[str, bool]) -> None:
    assert lines_while(100, *STARTS, **how) == []
    wait = event("wait", "a/main/x/one", "creating, 10 s")
    assert [text.split()[2] for text in said(STARTS[0], wait, verbose=True)] == ["begins", "waiting"]
    assert said(STARTS[0], wait) == []


def test_what_a_bar_shows_is_no_line_unless_asked_for() -> None:
    events = [
        event("start", "a/main/x/one", "create"),
        event("done", "a/main/x/one", "create"),
        event("failed", "a/main/x/two", "no"),
    ]
    assert [text.split()[2] for text in said(*events)] == ["done", "failed"]
    assert [text.split()[2] for text in said(*events, drawn=True)] == ["failed"]
    assert [text.split()[2] for text in said(*events, drawn=True, verbose=True)] == ["begins", "done", "failed"]


def test_a_run_with_nothing_to_do_says_only_what_is_worth_a_note() -> None:
    shown = Shown()
    told = live.Live(shown, Outlets({}, None, "one"))
    told.event(event("plan", text=plan()))
    assert shown == []
    told.event(event("plan", text=plan(notes=["a database is old"])))
    assert shown == ["Note:", "  a database is old"]


KEPT = [
    {"address": "a/main/db/main", "id": "db-1", "reason": "holds data", "upkeep": "a fortune", "guarded": True},
    {"address": "a/main/vpc/main", "id": "vpc-1", "reason": "a/main/db/main needs it", "upkeep": "", "guarded": False},
]


def test_what_is_kept_ends_in_a_line_that_a_shell_takes() -> None:
    found = [row.text for row in live.kept(KEPT)]
    assert found[0] == "  kept a/main/db/main (db-1): holds data; costs: a fortune"
    words = shlex.split(found[-1])
    assert json.loads(words[words.index("-e") + 1]) == {"stack_data": ["a/main/db/main"]}
    assert [row.text for row in live.kept(KEPT, planned=True)] == found[-1:]
    narrow = [row.text for row in live.kept(KEPT, columns=40)]
    assert max(map(len, narrow[:-1])) <= 40
    assert narrow[-1] == found[-1]
    assert " ".join(" ".join(narrow[:-1]).split()) == " ".join(" ".join(found[:-1]).split())


@pytest.mark.parametrize(("diff", "plans"), [(False, 1), (True, 0)])
def test_a_plan_is_shown_once(diff: bool, plans: int) -> None:
    shown = Shown()
    live.closing({"stack": STACK, "totals": PLAN["totals"], "plan": PLAN, "changed": True}, shown, diff, True)
    assert sum(text.startswith(f"Plan for {STACK}") for text in shown) == plans
    assert sum(PLAN["totals"] in text for text in shown) == plans


def test_a_screen_of_programs_and_one_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(screen.display, "display", lambda text, **how: written.append((text, how)))
    screen.Screen(True).line("secret")
    screen.Screen(True).rows([Row("add", "secret")])
    assert not written
    for name, stderr in (("ansible.posix.json", True), ("default", False), ("awx_display", False)):
        monkeypatch.setattr(screen.C, "DEFAULT_STDOUT_CALLBACK", name)
        screen.Screen(False).line("open")
        assert written.pop()[1]["stderr"] == stderr


def test_where_an_error_came_from_is_for_the_log_only(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, str]] = []
    for level in ("display", "v", "vvv"):
        monkeypatch.setattr(screen.display, level, lambda text, level=level, **_: shown.append((level, text)))

    live.Live(screen.Screen(False), Outlets({}, None, "one")).event(event("trace", "a/b/c/d", "File x, line 7"))

    assert shown == [("vvv", f"[{STACK}] a/b/c/d\nFile x, line 7")]
