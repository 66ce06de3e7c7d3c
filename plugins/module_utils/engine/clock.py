# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The one clock: all intervals, deadlines and pauses come from here, so that no test ever sleeps."""

from __future__ import annotations

import datetime
import threading
import time


class Clock:
    """Real time. Tests hand in another object with the same methods."""

    def now(self):
        """Seconds, monotonic."""
        return time.monotonic()

    def utc(self):
        """The moment, as an aware datetime in UTC."""
        return datetime.datetime.now(datetime.UTC)

    def pause(self, seconds, wake=None):
        """Wait up to ``seconds``, or until the threading.Event ``wake`` is set. Returns True if woken."""
        return (wake or threading.Event()).wait(seconds)

    def every(self, seconds, function):
        """Call ``function`` every so many seconds, beside whatever else is done. Returns a function that ends it."""
        ended = threading.Event()

        def beat():
            while not ended.wait(seconds):
                function()

        threading.Thread(target=beat, name="every-%d-s" % seconds, daemon=True).start()
        return ended.set
