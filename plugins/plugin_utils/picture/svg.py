# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A picture as SVG, for a page: colours are the page's, by classes."""

from __future__ import annotations

import itertools
from xml.sax.saxutils import escape, quoteattr

from ansible_collections.slipway.aws.plugins.plugin_utils.picture.layout import laid_out
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.measures import (
    BOLD,
    HEADING,
    LETTER,
    LINE,
    NAME,
    PADDING,
    WORD,
    broad,
)
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.scene import CHANGED, GONE, NEW, SAME

ROUND = 8  # radius of corners of arrows
MEANING = {NEW: "new", CHANGED: "changed", GONE: "gone", SAME: "as it is"}


def svg(scene):
    """The SVG element of a Scene."""
    layout = laid_out(scene)
    parts = [
        '<svg class="picture" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Architecture" '
        'width="%d" height="%d" viewBox="0 0 %d %d">' % ((layout.width, layout.height) * 2),
        "<defs>%s</defs>" % "".join(map(_head, MEANING)),
    ]
    if layout.network:
        parts += _frame("network", scene.state, layout.network, scene.network)
    for tier, frame, subnets in layout.tiers:
        parts += _frame("tier", SAME, frame, "%s subnets" % tier.name)
        parts += [part for subnet, place in zip(tier.subnets, subnets) for part in _subnet(subnet, place)]
    if layout.around:
        parts += _frame("around", SAME, layout.around, "Around the network")
    parts += [_arrow(arrow, points) for arrow, points in layout.paths.items()]
    parts += [part for box in scene.boxes for part in _box(box, layout.boxes[box.key])]
    parts += [_label(arrow, place) for arrow, place in layout.labels.items()]
    return "\n".join([*parts, "</svg>"])


def states(scene):
    """The states that a scene shows, in the order of a legend."""
    shown = {box.state for box in scene.boxes} | {arrow.state for arrow in scene.arrows} | {scene.state}
    return [(state, text) for state, text in MEANING.items() if state in shown]


def _head(state):
    return (
        '<marker id="head-%s" class="head %s" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z"/></marker>' % (state, state)
    )


def _rect(kind, state, place):
    return '<rect class="%s %s" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="6"/>' % (
        kind,
        state,
        place.x,
        place.y,
        place.w,
        place.h,
    )


def _text(kind, x, y, text, room):
    """A line of text, shortened to the room there is; the whole of it appears when pointed at."""
    letter = BOLD if kind in ("name", "heading") else LETTER
    shown = text
    while broad(shown, letter) > room and len(shown) > 2:
        shown = shown[:-2] + "\u2026"
    whole = "<title>%s</title>" % escape(text) if shown != text else ""
    return '<text class="%s" x="%.1f" y="%.1f">%s%s</text>' % (kind, x, y, escape(shown), whole)


def _frame(kind, state, place, heading):
    return [_rect(kind, state, place), _text("heading", place.x + PADDING, place.y + HEADING - 6, heading, place.w)]


def _subnet(subnet, place):
    zone, ranges, gateway, state = subnet
    shown = " \u00b7 ".join(text for text in (ranges, gateway) if text)
    return [
        _rect("subnet", state, place),
        _text("name", place.x + 8, place.y + 18, zone or "zone", place.w - 8),
        _text("line", place.x + 8, place.y + 34, shown, place.w - 8),
    ]


def _box(box, place):
    x, y, room = place.x + PADDING, place.y + PADDING + WORD - 4, place.w - 2 * PADDING
    yield "<g data-key=%s>" % quoteattr(box.key)
    yield "<title>%s: %s</title>" % (escape(box.key), MEANING[box.state])
    yield _rect("box", box.state, place)
    yield _text("word", x, y, box.word, room)
    yield _text("name", x, y + NAME, box.name, room)
    for number, line in enumerate(box.lines, 1):
        yield _text("line", x, y + NAME + number * LINE, line, room)
    yield "</g>"


def _arrow(arrow, points):
    return (
        '<path class="arrow %s" data-source=%s data-target=%s d="%s" marker-end="url(#head-%s)"><title>%s</title></path>'
        % (
            arrow.state,
            quoteattr(arrow.source),
            quoteattr(arrow.target),
            _path(points),
            arrow.state,
            escape("%s -> %s%s" % (arrow.source, arrow.target, ": " + arrow.text if arrow.text else "")),
        )
    )


def _path(points):
    """Through points that are level or upright with one another by straight lines and round corners, else by curves."""
    parts = ["M%.1f %.1f" % points[0]]
    for index, (here, there) in enumerate(itertools.pairwise(points)):
        if here[0] != there[0] and here[1] != there[1]:
            middle = (here[1] + there[1]) / 2
            parts.append("C%.1f %.1f %.1f %.1f %.1f %.1f" % (here[0], middle, there[0], middle, *there))
            continue
        after = points[index + 2] if index + 2 < len(points) else None
        if after and (here[0] == there[0]) != (there[0] == after[0]) and (there[0] == after[0] or there[1] == after[1]):
            near, far = _towards(there, here), _towards(there, after)
            parts.append("L%.1f %.1fQ%.1f %.1f %.1f %.1f" % (*near, *there, *far))
        else:
            parts.append("L%.1f %.1f" % there)
    return "".join(parts)


def _towards(corner, other):
    """The point near a corner on its way to another one."""
    way = max(abs(other[0] - corner[0]), abs(other[1] - corner[1])) or 1
    share = min(ROUND, way / 2) / way
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _label(arrow, place):
    return '<text class="port" x="%.1f" y="%.1f">%s</text>' % (place.x, place.bottom - 2, escape(arrow.text))
