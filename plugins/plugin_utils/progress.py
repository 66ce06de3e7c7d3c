# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How far one stack's run is: what of its plan is done, and what is being worked on, as a bar or in one line."""

from __future__ import annotations

import collections

PLANNED = frozenset(("create", "update", "revise", "replace", "adopt", "restore", "run", "delete", "forget"))
SHOWN = 3  # objects of one stack that are named while they are worked on
WIDE = 30  # columns of a bar at the most
LONG = 60  # letters of what is said of an object that is worked on
WORTH = 10  # seconds that are worth a forecast
SOON, LATE = 10, 60  # seconds between two lines, in the beginning and later on
NOTHING = ("working",)  # what a wait says that has nothing to say


def spoken(seconds):
    """A duration that is about so long: ``45 s``, ``12 min``."""
    return "%d s" % seconds if seconds < 120 else "%d min" % round(seconds / 60)


def counted(seconds):
    """A duration while it lasts: ``45 s``, ``4:10``, ``1:04:10``."""
    if seconds < 120:
        return "%d s" % seconds
    minutes, rest = divmod(int(seconds), 60)
    return "%d:%02d" % (minutes, rest) if minutes < 60 else "%d:%02d:%02d" % (*divmod(minutes, 60), rest)


class Count:
    """How much of a plan is done: each change of it counts once, whatever is said of it."""

    def __init__(self):
        self.total, self._left = 0, collections.Counter()

    def plan(self, plan):
        """Begin with the changes of a plan."""
        self._left = collections.Counter(line["address"] for line in plan["lines"] if line["verb"] in PLANNED)
        self.total = sum(self._left.values())

    def over(self, address):
        """One change of an address has ended."""
        if self._left[address]:
            self._left[address] -= 1

    @property
    def done(self):
        """How many changes have ended."""
        return self.total - sum(self._left.values())

    def __str__(self):
        return "%*d/%d" % (len(str(self.total)), self.done, self.total)


class Stack:
    """What one stack's run has said so far.

    :param now: seconds on the clock of all times here
    """

    def __init__(self, now):
        self.name, self.began, self.count = "", now, Count()
        self.usual, self.seconds = {}, 0  # address -> seconds; of the whole run
        self.flying, self.waits = {}, {}  # address -> when it began; what is said of a wait that is no change
        self._states, self._told = {}, now  # address -> what it is doing; when the last line was said

    def event(self, row, now):
        """One event that a module has written."""
        self.name, event, address = row["stack"], row["event"], row["address"]
        if event == "plan":
            forecast = row["text"]["forecast"] or {"spans": [], "seconds": 0}
            self.began, self._told, self.seconds = now, now, forecast["seconds"]
            self.usual = {span["address"]: span["ends"] - span["begins"] for span in forecast["spans"]}
            self.count.plan(row["text"])
            self.flying, self.waits, self._states = {}, {}, {}
        elif event == "start":
            self.flying[address] = now
        elif event in ("done", "failed"):
            self.count.over(address)
            for known in (self.flying, self.waits, self._states):
                known.pop(address, None)
        elif event == "wait" and address in self.flying:
            state = row["text"].rpartition(", ")[0]  # the rest is for how long, which is counted here
            self._states[address] = "" if state in NOTHING else state
        elif event == "wait":
            self.waits[address] = row["text"]

    def rows(self, now, columns, marks):
        """The bar, and below it what takes longest.

        :param columns: of the screen
        :param marks: what is done, what is not
        """
        waits = ["  %s: %s" % item for item in self.waits.items()]
        if not self.count.total:
            return waits
        said = " %s  %s" % (self.count, _lasting(now - self.began, self.seconds))
        name = "[%s] " % self.name
        room = max(0, min(WIDE, columns - 1 - len(name) - len(said)))
        full = room * self.count.done // self.count.total
        found = ["%s%s%s%s" % (name, marks[0] * full, marks[1] * (room - full), said)]
        found += ["  " + text for text in self._longest(now)] + waits
        if len(self.flying) > SHOWN:
            found.append("  and %d more" % (len(self.flying) - SHOWN))
        return found

    def line(self, now):
        """Now and then, one line about all that is being worked on; else None.

        A line comes after ten seconds, and then the later the longer it lasts, once a minute in the end.
        """
        if not self.flying or now - self._told < max(SOON, min(LATE, (now - self.began) / 2)):
            return None
        self._told = now
        more = len(self.flying) - SHOWN
        texts = [*self._longest(now), *(["and %d more" % more] if more > 0 else [])]
        several = "%d: " % len(self.flying) if len(self.flying) > 1 else ""
        return "%s waiting for %s%s" % (self.count, several, ", ".join(texts))

    def _longest(self, now):
        """What takes longest of all that is being worked on, each with how long it lasts and what it is doing."""
        longest = sorted(self.flying, key=lambda address: (-self.usual.get(address, 0), self.flying[address]))
        for address in longest[:SHOWN]:
            state = self._states.get(address, "")
            state = state if len(state) <= LONG else state[: LONG - 3] + "..."
            lasting = _lasting(now - self.flying[address], self.usual.get(address, 0))
            yield "%s %s%s" % (address, lasting, " (%s)" % state if state else "")


def _lasting(seconds, usual):
    return counted(seconds) + (" of about %s" % spoken(usual) if usual >= WORTH else "")
