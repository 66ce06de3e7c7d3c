"""A terminal of some size for what a test runs, and what a person would see on it."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import termios

_PIECES = re.compile(r"\x1b\[([\d;]*)([A-Za-z])|(\r|\n)|([^\x1b\r\n]+)")


def resize(descriptor: int, columns: int, lines: int) -> None:
    """Give a pseudo-terminal a size."""
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def opened(columns: int = 80, lines: int = 24) -> tuple[int, int]:
    """Return both ends of a new pseudo-terminal of that size: ours, and that of what runs in it."""
    here, there = os.openpty()
    resize(there, columns, lines)
    return here, there


class Screen:
    """What is on a screen, with all that has scrolled off its top. Colours are left out.

    It knows what this project writes: text, new lines, the cursor going up, and the rest of the screen being cleared.
    """

    def __init__(self, columns: int) -> None:
        self.columns, self.rows = columns, [""]
        self._row, self._column = 0, 0

    def write(self, text: str) -> None:
        """Take what a program has written."""
        for number, command, control, words in _PIECES.findall(text):
            if command == "A":
                self._row = max(0, self._row - int(number or 1))
            elif command == "J":
                self.rows[self._row :] = [self.rows[self._row][: self._column]]
            elif control == "\r":
                self._column = 0
            elif control == "\n":
                self._down()
            else:
                assert command in ("", "m", "K"), command
                for letter in words:
                    self._put(letter)

    def _put(self, letter: str) -> None:
        if self._column == self.columns:
            self._down()
            self._column = 0
        row = self.rows[self._row].ljust(self._column)
        self.rows[self._row] = row[: self._column] + letter + row[self._column + 1 :]
        self._column += 1

    def _down(self) -> None:
        self._row += 1
        if self._row == len(self.rows):
            self.rows.append("")

    @property
    def text(self) -> str:
        """Return all of it as lines."""
        return "\n".join(row.rstrip() for row in self.rows)
