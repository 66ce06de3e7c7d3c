# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the texts of arrows stand: beside their ends, over no box and over no other text."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.plugin_utils.picture.measures import PORT, Rect, broad

NEAR, STEP, STEPS = 6, 13, 4  # from the arrow; from one place to the next; places to try
HEAD = 12  # from the end of an arrow to its text


def placed(paths, solid):
    """Arrow -> Rect of its text. What finds no place is left out: pointing at the arrow shows it.

    :param paths: Arrow -> points
    :param solid: Rects that stay free
    """
    found = {}
    for arrow, points in paths.items():
        taken = [*solid, *found.values()]
        for place in _places(points, broad(arrow.text)) if arrow.text else ():
            if not any(place.over(other) for other in taken):
                found[arrow] = place
                break
    return found


def _places(points, width):
    """Where a text may stand: first beside the end, then further away from it."""
    (x, y), (before, level) = points[-1], points[-2]
    if level == y:  # it comes from the side
        for step in (0, PORT + 6):
            yield Rect((x - HEAD - width) if before < x else (x + HEAD), y - PORT - 4 + step, width, PORT)
        return
    up = -1 if level < y else 1
    for number in range(STEPS):
        middle = y + up * (HEAD + STEP * number)
        for left in (x + NEAR, x - NEAR - width):
            yield Rect(left, middle - PORT / 2, width, PORT)
