# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The screen as a task of the collection writes to it: colours, width, and where the lines go."""

from __future__ import annotations

import os

from ansible import constants as C
from ansible.utils.color import stringc
from ansible.utils.display import Display

from ansible_collections.slipway.aws.plugins.plugin_utils.stopping import TERMINAL

display = Display()
PROGRAMMER = 2  # from so many -v on, tasks and results are shown as Ansible shows them
DRAWN = False  # True where the main process draws bars: what these show is no line

COLOURS = {
    "": None,
    "heading": C.COLOR_DIFF_LINES,
    "add": C.COLOR_OK,
    "change": C.COLOR_CHANGED,
    "remove": C.COLOR_ERROR,
    "error": C.COLOR_ERROR,
    "warn": C.COLOR_WARN,
    "quiet": C.COLOR_SKIP,
}


def for_programs():
    """True where what Ansible writes to standard output is read by a program: nothing else may stand there."""
    return "json" in C.DEFAULT_STDOUT_CALLBACK


def width():
    """The columns of the user's terminal, or None where there is none."""
    try:
        return os.get_terminal_size(TERMINAL).columns if TERMINAL is not None else None
    except OSError:
        return None


class Screen:
    """What one task shows.

    :param silent: True where the task's ``no_log`` says that nothing is shown
    """

    def __init__(self, silent):
        self.silent, self.verbosity = silent, display.verbosity
        self._stderr = for_programs()

    @property
    def verbose(self):
        """True where all details are shown."""
        return self.verbosity > 0

    def rows(self, rows):
        """Rows of text with styles, at once: no other stack's lines come between them."""
        if self.silent:
            return
        plain = "\n".join(row.text for row in rows)
        # The colours are for the screen alone, not for a log.
        shown = "\n".join(stringc(row.text, COLOURS[row.style]) if COLOURS[row.style] else row.text for row in rows)
        display.display(shown, stderr=self._stderr, screen_only=True)
        display.display(plain, log_only=True)

    def line(self, text, style=""):
        """One line, or several without styles of their own."""
        if not self.silent:
            display.display(text, color=COLOURS[style], stderr=self._stderr)

    def trace(self, text):
        """Several lines for -vvv and the log."""
        if not self.silent:
            display.vvv(text)
