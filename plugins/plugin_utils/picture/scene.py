# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The content of a picture: boxes, tiers with their zones, and arrows, without places."""

from __future__ import annotations

import dataclasses

OUTSIDE, EDGE, NETWORK, BESIDE, BEYOND = "outside", "edge", "network", "beside", "beyond"
NEW, CHANGED, GONE, SAME = "new", "changed", "gone", "same"
STATES = {
    **dict.fromkeys(("create", "restore", "run"), NEW),
    **dict.fromkeys(("update", "revise", "replace", "adopt", "blocked", "wait", "unknown"), CHANGED),
    "delete": GONE,
}


@dataclasses.dataclass
class Box:
    """One thing in the picture.

    :param key: unique: the address of its object where it has one
    :param word: what it is
    :param name: what it is called
    :param lines: what else is worth saying
    :param place: OUTSIDE, EDGE, NETWORK, BESIDE or BEYOND
    :param tier: of the network
    :param level: row within its tier
    """

    key: str
    word: str
    name: str
    lines: tuple = ()
    state: str = SAME
    place: str = NETWORK
    tier: str = ""
    level: int = 0


@dataclasses.dataclass(frozen=True)
class Arrow:
    """Who may reach whom, by the keys of boxes.

    :param text: by which ports
    """

    source: str
    target: str
    text: str = ""
    state: str = SAME


@dataclasses.dataclass
class Tier:
    """Subnets of one sort: rows of (zone, address range, gateways), and their state."""

    name: str
    subnets: list


@dataclasses.dataclass
class Scene:
    """A picture's content.

    :param network: what the network is called
    """

    network: str
    state: str
    tiers: list
    boxes: list
    arrows: list


def name_of(row):
    """The last part of an address: what an object is called in its declaration."""
    return row["address"].split("/", 3)[-1]


def state_of(rows):
    """The state of what several objects are together."""
    states = {STATES.get(row["verb"], SAME) for row in rows}
    return states.pop() if len(states) == 1 else CHANGED if states else SAME
