# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The ways of arrows: down through the gaps between boxes, and through the gutter beside the network."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.plugin_utils.picture.measures import BETWEEN, LANE, LANES, ROWS
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.scene import OUTSIDE

LEVEL, LEVELS = 4, 6  # between arrows that leave one row to the side, how many there are room for


class Routes:
    """The ways of a scene's arrows between boxes that have their places.

    :param places: key -> Rect
    :param rows: lists of keys, from top to bottom
    """

    def __init__(self, scene, places, rows):
        self.scene, self.places, self.rows = scene, places, rows
        self.by_key = {box.key: box for box in scene.boxes}
        self.lanes = {}  # row, or what is beside them -> the x of arrows that pass

    def paths(self, gutter):
        """Arrow -> points; the gutter is the x beside the network where arrows may go."""
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
            # What comes from the side comes in the order of the rows.
            arrows = [arrow for arrow in self.scene.arrows if arrow.target == key]
            arrows.sort(key=lambda arrow: (self.places[arrow.source].bottom, self.places[arrow.source].middle))
            for number, arrow in enumerate(arrows):
                found[arrow, "beside"] = place.y + place.h * (number + 1) / (len(arrows) + 1)
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
        below = self.lanes.setdefault(("below", source), [])
        below.append(arrow)
        y = max(self.places[key].bottom for key in self.rows[source]) + ROWS / 4 + LEVEL * (len(below) % LEVELS)
        middle = ends[arrow, "beside"]
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
