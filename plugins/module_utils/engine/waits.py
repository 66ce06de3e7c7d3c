# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Waits: how long each has lasted, when to look again, and a line about it now and then."""

from __future__ import annotations

import threading

SHOW_EVERY = 10  # seconds between two lines about the same wait while it is told in seconds
HOURS_FROM = 3 * 3600  # seconds from which on it is told in hours
MINUTES_FROM = 120  # seconds from which on it is told in minutes, once a minute
EARLY = 0.03  # part of what is expected that passes until the second look
LATE = 0.04  # part of a wait by which its end may be noticed late


def spoken(seconds):
    """A duration for a person: ``45 s``, ``12 min``, ``5 h``."""
    if seconds >= HOURS_FROM:
        return "%d h" % round(seconds / 3600)
    return "%d s" % seconds if seconds < MINUTES_FROM else "%d min" % round(seconds / 60)


class Waits:
    """The waits of one run, by any key.

    :param report: called with ("wait", address, text)
    """

    def __init__(self, clock, report):
        self.clock, self.report = clock, report
        self.began, self.shown = {}, {}

    def lasted(self, key):
        """Seconds since this was first asked for the key."""
        now = self.clock.now()
        return now - self.began.setdefault(key, now)

    def over(self, key):
        """Forget a wait: the next one for the key begins anew."""
        self.began.pop(key, None)
        self.shown.pop(key, None)

    def pause(self, key, often, expected=0, first=0.2):
        """Seconds until the next look.

        :param first: seconds until the first one

        The first look comes at once, as something may be ready soon, and the second when a little of what is expected
        has passed. Then each wait is as long as all before, and in the end one look comes every ``often``
        seconds, or less often where that makes little of the whole: of what has passed, or of what is expected. Before
        half of that has passed, hardly anything is ready.
        """
        lasted = self.lasted(key)
        early = 3 if lasted < expected / 2 else 1
        rare = max(lasted * LATE, min(expected * LATE * early, (expected - lasted) / 3))
        soon = max(first + lasted, expected * EARLY) if lasted > first / 2 else first
        return min(soon, max(often, rare))

    def show(self, key, address, text, expected=0):
        """Report the wait with its length, once it has lasted and unless that was done a moment ago.

        :param text: a sentence part, or a function that gives it: called only where the wait is shown
        """
        lasted, now = self.lasted(key), self.clock.now()
        if now - self.shown.get(key, now - lasted) >= (SHOW_EVERY if lasted < MINUTES_FROM else 60):
            self.shown[key] = now
            known = " of about %s" % spoken(expected) if expected >= SHOW_EVERY else ""
            self.report("wait", address, "%s, %s%s" % (text() if callable(text) else text, spoken(lasted), known))


class Watching:
    """Reads again what is waited for: objects of one kind together, where ``kind.refresh_many`` can.

    :param api: gives the Api of a live object
    """

    def __init__(self, clock, api):
        self.clock, self.api, self.guard = clock, api, threading.Lock()
        self.groups = {}  # (kind, place) -> Group

    def refresh(self, live):
        """The object read again, or None if it is gone. No read is used twice for one object."""
        if not live.kind.overrides("refresh_many"):
            return live.kind.refresh(self.api(live), live)
        with self.guard:
            group = self.groups.setdefault((live.kind.kind, live.place), Group())
        with group.guard:
            group.waiting[live.id] = live
            if live.id not in group.found or self.clock.now() - group.read >= live.kind.poll / 2:
                answer = live.kind.refresh_many(self.api(live), list(group.waiting.values()))
                group.found, group.read = {key: answer.get(key) for key in group.waiting}, self.clock.now()
            found = group.found.pop(live.id)
        if found is None:
            return None
        return live.kind.refreshed(self.api(live), live, found)

    def over(self, live):
        """Nobody waits for the object any more."""
        group = self.groups.get((live.kind.kind, live.place))
        if group is not None:
            with group.guard:
                group.waiting.pop(live.id, None)


class Group:
    """The objects of one kind and place that are waited for, and what the last read found that nobody has taken yet."""

    def __init__(self):
        self.guard, self.waiting, self.found, self.read = threading.Lock(), {}, {}, 0.0
