"""What the guide of each application asks for, row by row: tests/applications/<application>.yml.

A file has `title`, `about`, `guide` and `rows` (the number of the guide, and of its rows), `asked`, and, where
tests/scenario/test_applications.py deploys it, `tag`, that of the images that a person pushes after the first run. `asked`
has a row by its number:

    "1.014":
      section: Network
      asks: Three zones, with a NAT gateway in each
      declared: network_zone_count, network_nat_gateways
      reads: [{service: ec2, call: describe_nat_gateways, path: "length(NatGateways)", equals: 3}]
      differs: what is meant differently, and why

`reads` are calls to AWS with the JMESPath of what they must answer; `in: dev` reads another environment than production. In
the place of them a row says `tests` (names of tests that prove it), `page` (it is a page, and where), `own` (it is the
application's), `outside` (it is nobody's to declare) or `open` (what is still missing, and what brings it).
"""

from __future__ import annotations

import functools
from typing import Any

import yaml

from tools.checkout import ROOT

FOLDER = ROOT / "tests" / "applications"
INSTEAD = ("page", "own", "outside", "open")


@functools.cache
def read() -> dict[str, dict[str, Any]]:
    """Name of an application -> its file."""
    return {path.stem: yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("*.yml"))}


def reads(guide: dict[str, Any]) -> list[tuple[str, str, int, dict[str, Any]]]:
    """Return (number of the row, environment, place in the row, call) of all that is read back, by environment."""
    found = [
        (number, read.get("in", "prod"), place, read)
        for number, row in guide["asked"].items()
        for place, read in enumerate(row.get("reads", ()), 1)
    ]
    return sorted(found, key=lambda read: read[1])


def state(row: dict[str, Any]) -> str:
    """Return `done` where a row is proven, or the word that it has in the place of a proof."""
    return next((word for word in INSTEAD if word in row), "done")
