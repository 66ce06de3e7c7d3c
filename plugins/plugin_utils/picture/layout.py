# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where everything in a picture stands: rows from the outside through the network, and a column beside it.

Traffic comes in at the top and goes down. An arrow that passes rows goes through the gaps between their boxes, so that no arrow
crosses a box."""

from __future__ import annotations

import dataclasses

from ansible_collections.slipway.aws.plugins.plugin_utils.picture.labels import HEAD, placed
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.measures import (
    ASIDE,
    BETWEEN,
    BOLD,
    COLUMN,
    HEADING,
    INSIDE,
    LANE,
    LANES,
    LINE,
    MARGIN,
    NAME,
    NARROW,
    PADDING,
    PANEL,
    ROWS,
    SUBNET,
    WIDE,
    WORD,
    Rect,
    broad,
)
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.routes import Routes
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.scene import BESIDE, BEYOND, EDGE, NETWORK, OUTSIDE


@dataclasses.dataclass
class Layout:
    """A picture with places.

    :param boxes: key -> Rect
    :param tiers: pairs (Tier, Rect, Rects of its subnets)
    :param network: Rect of the network, or None
    :param around: Rect of what stands around the network, or None
    :param paths: Arrow -> points
    :param labels: Arrow -> Rect of its text
    """

    width: float
    height: float
    boxes: dict
    tiers: list
    network: Rect | None
    around: Rect | None
    paths: dict
    labels: dict


def size(box):
    """Width and height of a box."""
    longest = max(broad(box.name, BOLD), broad(box.word, BOLD), *(broad(text) for text in ("", *box.lines)))
    return min(WIDE, max(NARROW, longest + 2 * PADDING)), WORD + NAME + LINE * len(box.lines) + 2 * PADDING


def laid_out(scene):
    """The Layout of a Scene."""
    return _Table(scene).layout()


class _Table:
    """A scene as rows and a column while they get their places."""

    def __init__(self, scene):
        self.scene = scene
        self.by_key = {box.key: box for box in scene.boxes}
        self.places, self.tiers, self.network = {}, [], None
        self.rows = []  # lists of keys, from top to bottom, of what stands in or above or below the network

    def layout(self):
        """Place rows, then the column, then arrows."""
        panel = PANEL + INSIDE if any(tier.subnets for tier in self.scene.tiers) else 0
        left = MARGIN + INSIDE + INSIDE + panel
        blocks = [(None, [self._of(OUTSIDE)]), *self._blocks(), (None, [self._of(BEYOND)])]
        broad = max((self._breadth(row) for _tier, rows in blocks for row in rows), default=0) + 2 * BETWEEN
        y = self._blocks_from(blocks, MARGIN, left, broad)
        edge = left + broad + 2 * INSIDE
        below, right = self._column(edge + max(ASIDE, self._gutter()))
        around = self._around(max(below, y) + ROWS / 2, max(right, edge))
        paths = Routes(self.scene, self.places, self.rows).paths(edge + 2 * LANE)
        solid = [*self.places.values(), *(place for tier in self.tiers for place in tier[2])]
        labels = placed(paths, solid)
        lowest = max(
            [around.bottom if around else max(below, y), *(point[1] for line in paths.values() for point in line)]
        )
        width = max([right, edge, *(place.right for place in labels.values())]) + MARGIN
        return Layout(width, lowest + MARGIN, self.places, self.tiers, self.network, around, paths, labels)

    def _gutter(self):
        """The room that arrows and their texts need between the network and the column beside it."""
        beside = {box.key for box in self.scene.boxes if box.place == BESIDE}
        texts = [broad(arrow.text) for arrow in self.scene.arrows if arrow.text and arrow.target in beside]
        return LANE * (LANES + 3) + max(texts) + HEAD if texts else 0

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _of(self, place, tier=None, level=None):
        return [
            box.key
            for box in self.scene.boxes
            if box.place == place and tier in (None, box.tier) and level in (None, box.level)
        ]

    def _blocks(self):
        """The tiers with their rows: those that have subnets, and that of boxes that name none."""
        names = {tier.name: tier for tier in self.scene.tiers}
        inside = [box for box in self.scene.boxes if box.place == NETWORK]
        for name in dict.fromkeys([*names, *(box.tier for box in inside)]):
            levels = sorted({box.level for box in inside if box.tier == name})
            yield names.get(name), [self._of(NETWORK, name, level) for level in levels]

    def _breadth(self, row):
        return sum(size(self.by_key[key])[0] for key in row) + BETWEEN * max(0, len(row) - 1)

    def _blocks_from(self, blocks, y, left, broad):
        """Place all rows; gives the y below the last one."""
        inner = [index for index, (_tier, rows) in enumerate(blocks) if 0 < index < len(blocks) - 1]
        for index, (tier, rows) in enumerate(blocks):
            if index == 0 and not rows[0]:
                continue
            if inner and index == inner[0]:
                self.network = Rect(MARGIN, y, left - MARGIN + broad + 2 * INSIDE, 0)
                y += HEADING + INSIDE
            if index in inner:
                y = self._tier(tier, rows, y, left, broad)
            elif rows[0]:
                y = self._row(rows[0], y, left, broad) + ROWS
            if inner and index == inner[-1]:
                self.network.h = y - INSIDE - self.network.y + INSIDE
                y += ROWS - INSIDE
        return y - ROWS

    def _tier(self, tier, rows, y, left, broad):
        """One tier of the network: its subnets at the left, its rows beside them."""
        frame = Rect(MARGIN + INSIDE, y, left - MARGIN - INSIDE + broad + INSIDE, 0)
        top = y + HEADING + INSIDE
        subnets = []
        for number, _subnet in enumerate(tier.subnets if tier else ()):
            subnets.append(Rect(frame.x + INSIDE, top + number * (SUBNET + 8), PANEL - INSIDE, SUBNET))
        below = subnets[-1].bottom if subnets else top
        # Arrows need room to come in.
        at = top + (LINE if rows else 0)
        for row in rows:
            at = self._row(row, at, left, broad) + ROWS
        frame.h = max(below, at - ROWS if rows else top) + INSIDE - y
        if tier:
            self.tiers.append((tier, frame, subnets))
        return frame.bottom + INSIDE

    def _row(self, row, y, left, broad):
        """Place the boxes of a row, each near those above that reach it; gives the y below it."""
        row = sorted(row, key=lambda key: (self._leaves(key), self._pull(key)))
        x = left + (broad - self._breadth(row)) / 2
        for key in row:
            width, height = size(self.by_key[key])
            self.places[key] = Rect(x, y, width, height)
            x += width + BETWEEN
        self.rows.append(row)
        return max(self.places[key].bottom for key in row)

    def _leaves(self, key):
        """True for what leads to the column at the right."""
        return any(arrow.source == key and self.by_key[arrow.target].place == EDGE for arrow in self.scene.arrows)

    def _pull(self, key):
        sources = [
            self.places[arrow.source].middle
            for arrow in self.scene.arrows
            if arrow.target == key and arrow.source in self.places
        ]
        return sum(sources) / len(sources) if sources else 0

    # -- the column ----------------------------------------------------------------------------------------------------

    def _column(self, x):
        """The CDN and what it reaches, beside the network; gives the y below it and its right side."""
        y, right = (self.network.y if self.network else MARGIN), 0
        edge = self._of(EDGE)
        keys = edge + self._reached()
        widest = max((size(self.by_key[key])[0] for key in keys), default=0)
        for key in keys:
            height = size(self.by_key[key])[1]
            self.places[key] = Rect(x, y, widest, height)
            y += height + (ROWS if key in edge else INSIDE)
            right = x + widest
        return y - INSIDE, right

    def _reached(self):
        targets = {arrow.target for arrow in self.scene.arrows}
        return [key for key in self._of(BESIDE) if key in targets]

    def _around(self, y, right):
        """What belongs to the stack and is not in the network, in columns below everything."""
        keys = [key for key in self._of(BESIDE) if key not in self._reached()]
        if not keys:
            return None
        frame = Rect(MARGIN, y, right - MARGIN, 0)
        columns = max(1, int((frame.w - INSIDE) // (COLUMN + INSIDE)))
        width = (frame.w - INSIDE) / columns - INSIDE
        lows = [y + HEADING + INSIDE / 2] * columns
        for key in keys:
            column = lows.index(min(lows))
            height = size(self.by_key[key])[1]
            self.places[key] = Rect(frame.x + INSIDE + column * (width + INSIDE), lows[column], width, height)
            lows[column] += height + INSIDE
        frame.h = max(lows) - y
        return frame
