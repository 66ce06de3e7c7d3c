# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The measures of a picture, in pixels."""

from __future__ import annotations

import dataclasses
import unicodedata

LETTER, BOLD = 6.4, 7.5  # width of a letter, on average
PORT = 11  # height of what stands beside an arrow
BROAD, THIN = "MW@%mw\u2026", "iljtfI.,:;'|! "  # letters that are wider and narrower than that
NARROW, WIDE = 140, 320  # of a box
WORD, NAME, LINE, PADDING = 15, 18, 15, 10  # heights in a box
BETWEEN, ROWS = 44, 58  # boxes of a row, rows
MARGIN, HEADING, INSIDE = 16, 24, 18  # around all, above what is in a frame, around what is in it
PANEL, SUBNET = 150, 44  # width of the subnets of a tier, height of one
COLUMN = 200  # width of a column of what stands around the network, at least
ASIDE = 56  # between the network and the column beside it
LANE, LANES = 8, 5  # between arrows in one gap, how many there are room for beside the network


def broad(text, letter=LETTER):
    """The width of a text, rather too much than too little.

    :param letter: width of a letter, on average
    """
    return letter * sum(map(_share, text))


def _share(letter):
    if letter in THIN:
        return 0.7
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 1.8 if letter in BROAD else 1.42 if letter.isupper() else 1.12


@dataclasses.dataclass
class Rect:
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self):
        """The x of its right side."""
        return self.x + self.w

    @property
    def bottom(self):
        """The y of its lower side."""
        return self.y + self.h

    def over(self, other):
        """True where the two have something in common."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    @property
    def middle(self):
        """The x of its middle."""
        return self.x + self.w / 2
