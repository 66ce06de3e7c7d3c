# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a module says while it works, as lines on the screen, and what is said at the end."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import threading
import time

from ansible_collections.slipway.aws.plugins.plugin_utils.plan.rows import Row, rows, section, wrapped
from ansible_collections.slipway.aws.plugins.plugin_utils.progress import Stack
from ansible_collections.slipway.aws.plugins.plugin_utils.screen import width

WORDS = {
    "start": "begins %(address)s (%(text)s)",
    "done": "done %(address)s (%(text)s)",
    "wait": "waiting for %(address)s: %(text)s",
    "failed": "failed %(address)s",  # the reason is in the result, for all that failed
    "retry": "%(text)s",
}
DETAILS = ("retry", "start")  # shown with -v only
DRAWN = ("done", "wait")  # what a bar shows, where one is drawn
TICK = 0.1  # seconds between two looks at what a module has said


class Live:
    """Shows what one module says, event by event.

    :param screen: screen.Screen
    :param outlets: plan.files.Outlets, to which a plan goes before it is carried out
    :param drawn: True where a bar shows how far a run is
    """

    def __init__(self, screen, outlets, drawn=False, clock=time.monotonic):
        self._screen, self._outlets, self._drawn, self._clock = screen, outlets, drawn, clock
        self._stack = Stack(clock())

    def event(self, row):
        """One event: a dict with stack, event, address, text."""
        self._stack.event(row, self._clock())
        if row["event"] == "plan":
            self._outlets.plan(row["text"])
            if self._stack.count.total:
                self._screen.rows(rows(row["text"], width(), complete=self._screen.verbose))
            elif row["text"]["notes"]:  # that there is nothing to do is said at the end
                self._screen.rows(section("warn", "Note:", row["text"]["notes"], width())[1:])
        elif row["event"] == "trace":
            self._screen.trace("[%s] %s\n%s" % (row["stack"], row["address"], row["text"]))
        elif self._screen.verbose or not self._hidden(row):
            count = "%s " % self._stack.count if self._stack.count.total and row["event"] != "retry" else ""
            text = "[%s] %s%s" % (row["stack"], count, WORDS[row["event"]] % row)
            self._screen.line(text, "error" if row["event"] == "failed" else "")

    def _hidden(self, row):
        """True for what a bar shows, or the line that comes now and then about all that is being worked on."""
        waits = row["event"] == "wait" and row["address"] in self._stack.flying
        return waits or row["event"] in (DETAILS + DRAWN if self._drawn else DETAILS)

    def tick(self):
        """Time has passed: where no bar shows what is being worked on, a line says it now and then."""
        if self._drawn or self._screen.verbose:
            return
        text = self._stack.line(self._clock())
        if text:
            self._screen.line("[%s] %s" % (self._stack.name, text))


class Following:
    """Follows the file to which a module appends its events, while the context is open.

    Where the run was stopped, the file is taken away: that tells the module to stop, whatever else it has heard.
    """

    def __init__(self, path, live, stopping):
        self._path, self._live, self._stopping = path, live, stopping
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self._finished.set()
        self._thread.join(5)
        remove(self._path)

    def _follow(self):
        rest = ""
        with open(self._path, encoding="utf-8") as source:
            while True:
                last = self._finished.is_set()
                rest += source.read()
                *lines, rest = rest.split("\n")
                if self._stopping.stopped:
                    remove(self._path)
                    return
                for line in lines:
                    self._live.event(json.loads(line))
                if last:
                    return
                self._live.tick()
                self._finished.wait(TICK)


def remove(path):
    """Remove a file that may be gone."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def closing(result, screen, diff, approval):
    """At the end: the plan where nothing else was done, totals, where the stack is reached, what to do next.

    :param diff: True where Ansible shows the plan as the difference
    :param approval: True for a plan that may be approved
    """
    if "totals" not in result:
        return
    found, plan = [], result.get("plan")
    planned = plan is not None and "done" not in result
    if not planned:
        found.append(Row("heading", "[%s] %s" % (result["stack"], result["totals"])))
    elif not (diff and result.get("changed")):
        failed = result.get("failed", False)
        found += rows(plan, width(), complete=screen.verbose, problems=not failed, approval=approval and not failed)
    reached = [] if planned else urls(result.get("outputs") or {})
    found += [Row("", "  " + text) for text in [*reached, *result.get("serving", [])]]
    found += kept(result.get("kept", []), planned, width())
    if found:
        screen.rows(found)


def kept(lines, planned=False, columns=None):
    """What a guard keeps, what that costs, and the words that would delete it too.

    :param planned: True where the plan has just shown them
    :param columns: of the screen, or None; what is to be copied stays on one line
    """
    found = []
    for line in () if planned else lines:
        costs = "; costs: %s" % line["upkeep"] if line["upkeep"] else ""
        said = "  kept %s (%s): %s%s" % (line["address"], line["id"], line["reason"], costs)
        found += wrapped(Row("quiet", said), columns, "    ")
    data = [line["address"] for line in lines if line["guarded"]]
    if data:
        words = shlex.quote(json.dumps({"stack_data": data}))
        found.append(Row("warn", "  To delete this data too, for ever: -e %s" % words))
    return found


def urls(outputs):
    """Where the stack is reached, each address once: the outputs ``url`` and ``urls`` of its capabilities."""
    found = [
        value
        for _capability, values in sorted(outputs.items())
        for value in [*(values.get("urls") or ()), values.get("url")]
    ]
    return list(dict.fromkeys(value for value in found if isinstance(value, str) and "(known after" not in value))
