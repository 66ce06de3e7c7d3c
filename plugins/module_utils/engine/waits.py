# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Waits: how long each has lasted, and a line about it now and then."""

from __future__ import annotations

SHOW_EVERY = 10                  # seconds between two lines about the same wait
FIRST_LOOK = 0.2                 # seconds until the first look; later ones come further and further apart


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

    def pause(self, key, longest):
        """Seconds until the next look: half of what was waited already, at most ``longest``."""
        return min(longest, FIRST_LOOK + self.lasted(key) / 2)

    def show(self, key, address, text):
        """Report the wait with its length, once it has lasted and unless that was done a moment ago."""
        lasted, now = self.lasted(key), self.clock.now()
        if now - self.shown.get(key, now - lasted) >= SHOW_EVERY:
            self.shown[key] = now
            self.report("wait", address, "%s, %d s" % (text, lasted))
