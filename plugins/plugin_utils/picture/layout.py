# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where everything in a picture stands: rows from the outside through the network, and a column beside it.

Traffic comes in at the top and goes down. An arrow that passes rows goes through the gaps between their boxes, so that no arrow
crosses a box. All measures are pixels.
"""

from __future__ import annotations

import dataclasses

from ansible_collections.slipway.aws.plugins.plugin_utils.picture.scene import BESIDE, BEYOND, EDGE, NETWORK, OUTSIDE

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


@dataclasses.dataclass
class Layout:
    """A picture with places.

    :param boxes: key -> Rect
    :param tiers: pairs (Tier, Rect, Rects of its subnets)
    :param network: Rect of the network, or None
    :param around: Rect of what stands around the network, or None
    :param paths: Arrow -> points
    """

    width: float
    height: float
    boxes: dict
    tiers: list
    network: Rect | None
    around: Rect | None
    paths: dict


def size(box):
    """Width and height of a box."""
    longest = max(len(box.name) * BOLD, len(box.word) * BOLD, *(len(text) * LETTER for text in ("", *box.lines)))
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
        self.lanes = {}  # row -> the x of arrows that pass it

    def layout(self):
        """Place rows, then the column, then arrows."""
        panel = PANEL + INSIDE if any(tier.subnets for tier in self.scene.tiers) else 0
        left = MARGIN + INSIDE + INSIDE + panel
        blocks = [(None, [self._of(OUTSIDE)]), *self._blocks(), (None, [self._of(BEYOND)])]
        broad = max((self._breadth(row) for _tier, rows in blocks for row in rows), default=0) + 2 * BETWEEN
        y = self._blocks_from(blocks, MARGIN, left, broad)
        edge = left + broad + 2 * INSIDE
        below, right = self._column(edge + ASIDE)
        around = self._around(max(below, y) + ROWS / 2, max(right, edge))
        paths = self._paths(edge + 2 * LANE)
        lowest = max(
            [around.bottom if around else max(below, y), *(point[1] for line in paths.values() for point in line)]
        )
        return Layout(max(right, edge) + MARGIN, lowest + MARGIN, self.places, self.tiers, self.network, around, paths)

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

    # -- arrows --------------------------------------------------------------------------------------------------------

    def _paths(self, gutter):
        ends = self._ends()
        paths = {}
        for arrow in sorted(
            self.scene.arrows, key=lambda arrow: (self.places[arrow.source].middle, arrow.source, arrow.target)
        ):
            source, target = self._row_of(arrow.source), self._row_of(arrow.target)
            if source is None or target is None:
                paths[arrow] = self._aside(arrow, gutter, ends)
            else:
                paths[arrow] = self._through(arrow, source, target, ends)
        return paths

    def _row_of(self, key):
        return next((index for index, row in enumerate(self.rows) if key in row), None)

    def _ends(self):
        """(arrow, side) -> x: the ends of arrows spread over the sides of boxes, in the order of where they lead."""
        found = {}
        for key, place in self.places.items():
            for side, mine, other in (("out", "source", "target"), ("in", "target", "source")):
                arrows = [arrow for arrow in self.scene.arrows if getattr(arrow, mine) == key]
                arrows.sort(key=lambda arrow: (self.places[getattr(arrow, other)].middle, getattr(arrow, other)))
                for number, arrow in enumerate(arrows):
                    found[arrow, side] = place.x + place.w * (number + 1) / (len(arrows) + 1)
        return found

    def _through(self, arrow, source, target, ends):
        """Down or up from row to row, through the gaps between the boxes of the rows that are passed."""
        down = target > source
        start, end = self.places[arrow.source], self.places[arrow.target]
        first = (ends[arrow, "out"], start.bottom if down or source == target else start.y)
        last = (ends[arrow, "in"], end.y if down else end.bottom)
        if source == target:
            low = max(self.places[key].bottom for key in self.rows[source]) + ROWS / 3
            return [first, (first[0], low), (last[0], low), last]
        points = [first]
        step = 1 if down else -1
        for number, row in enumerate(range(source + step, target, step), 1):
            share = number / abs(target - source)
            x = self._gap(row, first[0] + (last[0] - first[0]) * share)
            tops = min(self.places[key].y for key in self.rows[row]) - 6
            bottoms = max(self.places[key].bottom for key in self.rows[row]) + 6
            points += [(x, tops), (x, bottoms)] if down else [(x, bottoms), (x, tops)]
        return [*points, last]

    def _gap(self, row, wished):
        """An x near the wished one between two boxes of a row, or beside them, that no other arrow has."""
        places = [self.places[key] for key in self.rows[row]]
        edges = [
            places[0].x - BETWEEN,
            *(edge for place in places for edge in (place.x, place.right)),
            places[-1].right + BETWEEN,
        ]
        gaps = list(zip(edges[::2], edges[1::2]))
        taken = self.lanes.setdefault(row, [])
        found = []
        for low, high in gaps:
            lanes = [low + LANE + LANE * number for number in range(int((high - low) / LANE) - 1)]
            free = [x for x in lanes if all(abs(x - other) >= LANE / 2 for other in taken)] or lanes
            found += [(abs(x - wished), x) for x in free]
        taken.append(min(found)[1])
        return taken[-1]

    def _aside(self, arrow, gutter, ends):
        """To or from the column beside the network: through the gutter between the two."""
        start, end = self.places[arrow.source], self.places[arrow.target]
        source, target = self._row_of(arrow.source), self._row_of(arrow.target)
        if source is None and target is None:
            return self._down_the_column(arrow, ends)
        taken = self.lanes.setdefault("gutter", [])
        x = gutter + LANE * (len(taken) % LANES)
        if source is not None and self.by_key[arrow.source].place == OUTSIDE:
            return self._over_to_the_column(arrow, source, ends, x)
        taken.append(x)
        if source is None:
            y = min(self.places[key].y for key in self.rows[target]) - ROWS / 4
            middle = start.y + start.h / 2
            return [(start.x, middle), (x, middle), (x, y), (ends[arrow, "in"], y), (ends[arrow, "in"], end.y)]
        y = max(self.places[key].bottom for key in self.rows[source]) + ROWS / 4
        middle = end.y + end.h / 2
        return [(ends[arrow, "out"], start.bottom), (ends[arrow, "out"], y), (x, y), (x, middle), (end.x, middle)]

    def _over_to_the_column(self, arrow, row, ends, gutter):
        """From outside: above everything, and down to what stands first in the column, or beside it to what does not."""
        start, end = self.places[arrow.source], self.places[arrow.target]
        if start.right == max(self.places[key].right for key in self.rows[row]):
            points = [(start.right, start.y + start.h / 2)]
        else:
            low = max(self.places[key].bottom for key in self.rows[row]) + ROWS / 4
            points = [(ends[arrow, "out"], start.bottom), (ends[arrow, "out"], low)]
        if any(place.x == end.x and place.y < end.y for place in self.places.values()):
            self.lanes["gutter"].append(gutter)
            middle = end.y + end.h / 2
            return [*points, (gutter, points[-1][1]), (gutter, middle), (end.x, middle)]
        return [*points, (ends[arrow, "in"], points[-1][1]), (ends[arrow, "in"], end.y)]

    def _down_the_column(self, arrow, ends):
        """Within the column: straight to the next one, and beside it to one further down."""
        start, end = self.places[arrow.source], self.places[arrow.target]
        low, high = sorted((start, end), key=lambda place: place.y)
        if not any(
            low.bottom <= place.y < high.y and low.x <= place.middle <= low.right for place in self.places.values()
        ):
            return [(ends[arrow, "out"], start.bottom), (ends[arrow, "in"], end.y)]
        taken = self.lanes.setdefault("beside", [])
        taken.append(max(start.right, end.right) + LANE * (len(taken) + 2))
        y, below = start.y + start.h / 2, end.y + end.h / 2
        return [(start.right, y), (taken[-1], y), (taken[-1], below), (end.right, below)]
