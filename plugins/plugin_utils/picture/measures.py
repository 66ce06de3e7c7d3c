# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The measures of a picture, in pixels."""

from __future__ import annotations

import dataclasses

LETTER, BOLD = 6.4, 7.5  # width of a letter, on average
NARROW, WIDE = 140, 320  # of a box
WORD, NAME, LINE, PADDING = 15, 18, 15, 10  # heights in a box
BETWEEN, ROWS = 44, 58  # boxes of a row, rows
MARGIN, HEADING, INSIDE = 16, 24, 18  # around all, above what is in a frame, around what is in it
PANEL, SUBNET = 150, 44  # width of the subnets of a tier, height of one
COLUMN = 200  # width of a column of what stands around the network, at least
ASIDE = 56  # between the network and the column beside it
LANE, LANES = 8, 5  # between arrows in one gap, how many there are room for beside the network


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

    @property
    def middle(self):
        """The x of its middle."""
        return self.x + self.w / 2
