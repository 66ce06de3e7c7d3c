# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Bars at the bottom of a terminal, one for each stack that is being changed, redrawn in place.

They are drawn by the main process, from the files to which the modules append what they do. What Ansible prints meanwhile
appears above them.
"""

from __future__ import annotations

import glob
import json
import os
import sys
import threading
import time

from ansible_collections.slipway.aws.plugins.plugin_utils.progress import Stack

EVERY = 0.2  # seconds between two looks
ABOVE = 3  # rows of the screen that bars leave to what is printed above them
FILES = "slipway-progress-"  # how the names of the files begin


def laid_out(stacks, now, columns, lines, marks):
    """The rows of all bars, none wider than the screen and all of them lower than it."""
    blocks = [rows for rows in (stack.rows(now, columns, marks) for stack in stacks) if rows]
    room = max(1, lines - ABOVE)
    if sum(len(rows) for rows in blocks) > room:
        blocks = [rows[:1] for rows in blocks]
    found = [row for rows in blocks for row in rows]
    if len(found) > room:
        found = [*found[: room - 1], "and %d more stacks" % (len(found) - room + 1)]
    return [row[: columns - 1] for row in found]


class Bars:
    """Draws the bars of all stacks while something works.

    :param folder: where the files are
    :param terminal: file descriptor of the terminal
    :param stopped: gives True once nothing may be drawn any more
    """

    def __init__(self, folder, terminal, stopped=lambda: False):
        self._folder, self._terminal, self._stopped = folder, terminal, stopped
        self._guard, self._drawn, self._stacks, self._offsets = threading.RLock(), [], {}, {}
        self._ending, self._thread, self._streams = threading.Event(), None, ()
        utf8 = "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()
        self._marks = ("\u2501", "\u2500") if utf8 else ("#", "-")

    def start(self):
        """Begin to draw; harmless where that is done already."""
        if self._thread is None:
            self._ending.clear()
            self._streams = sys.stdout, sys.stderr
            sys.stdout, sys.stderr = (Above(stream, self) for stream in self._streams)
            self._thread = threading.Thread(target=self._draw, daemon=True)
            self._thread.start()

    def stop(self):
        """Draw nothing any more and give the screen back."""
        if self._thread is not None:
            self._ending.set()
            self._thread.join(5)
            self.erase()
            sys.stdout, sys.stderr = self._streams
            self._thread = None

    def __enter__(self):
        self._guard.acquire()
        return self

    def __exit__(self, *exception):
        self._guard.release()

    def erase(self):
        """Take the bars off the screen, whatever its width has become."""
        with self._guard:
            if self._drawn:
                columns = self._size()[0]
                rows = sum(1 + max(0, len(row) - 1) // columns for row in self._drawn)
                self._write("\r%s\x1b[J" % ("\x1b[1A" * (rows - 1)))
                self._drawn = []

    def draw(self):
        """Put the bars as they are now where the cursor is."""
        with self._guard:
            rows, (columns, lines) = [], self._size()
            if not self._ending.is_set() and not self._stopped():
                rows = laid_out(self._stacks.values(), time.monotonic(), columns, lines, self._marks)
            if rows != self._drawn:
                self.erase()
                self._drawn = rows
                self._write("\n".join(rows))

    def _draw(self):
        while not self._ending.wait(EVERY):
            with self._guard:
                self._read()
                self.draw()

    def _read(self):
        """What the modules have written since the last look. A file that is gone belongs to a module that has ended."""
        paths = glob.glob(os.path.join(self._folder, FILES + "*"))
        self._stacks = {path: stack for path, stack in self._stacks.items() if path in paths}
        for path in sorted(paths):
            try:
                with open(path, "rb") as source:
                    source.seek(self._offsets.get(path, 0))
                    read = source.read()
            except FileNotFoundError:
                continue
            whole = read[: read.rfind(b"\n") + 1]
            self._offsets[path] = self._offsets.get(path, 0) + len(whole)
            stack = self._stacks.setdefault(path, Stack(time.monotonic()))
            for line in whole.splitlines():
                stack.event(json.loads(line), time.monotonic())

    def _size(self):
        try:
            size = os.get_terminal_size(self._terminal)
            return max(20, size.columns), max(4, size.lines)
        except OSError:
            return 80, 24

    def _write(self, text):
        try:
            os.write(self._terminal, text.encode("utf-8", "replace"))
        except OSError:
            self._ending.set()  # the terminal is gone


class Above:
    """A stream of the main process whose text appears above the bars."""

    def __init__(self, stream, bars):
        self._stream, self._bars, self._whole = stream, bars, True

    def write(self, text):
        """Write text where the bars are, and let them be drawn below it once its line has ended."""
        with self._bars:
            self._bars.erase()
            count = self._stream.write(text)
            self._stream.flush()
            if text.endswith("\n"):
                self._bars.draw()
        return count

    def __getattr__(self, name):
        return getattr(self._stream, name)
