"""docs/applications: what the guide of each application asks for, row by row, from the rows that the tests read back."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

from tests.support import guides

from .text import plain

STATES = {
    "done": "read back or proven by a test",
    "page": "written down",
    "own": "the application's own code",
    "outside": "nothing to declare",
    "open": "still missing",
}

PROOFS = """\
Its deployment guide row by row: what it asks for, where that is declared, how it is proven, and what is meant differently.
What is *read back* is asked of AWS's API by `tests/scenario/test_applications.py` after a deployment."""


def applications() -> dict[str, str]:
    """File name -> page of each application."""
    return {f"docs/applications/{name}.md": page(name, guide) for name, guide in guides.read().items()}


def page(name: str, guide: dict[str, Any]) -> str:
    """The page of one application."""
    asked = guide["asked"]
    counts = Counter(guides.state(row) for row in asked.values())
    lines = [
        f"# {guide['title']}",
        "",
        f"<!-- Made from tests/applications/{name}.yml by `make generate`. -->",
        "",
        guide["about"].strip(),
        "",
        f"Described in `applications/{name}.yml`; each environment's policy is in `inventories/<environment>/host_vars/{name}.yml`.",
        f"`make demo APP={name}` deploys it on a simulated AWS.",
        "",
        PROOFS,
        "",
        "| rows | |",
        "|---|---|",
        *(f"| {counts[state]} | {text} |" for state, text in STATES.items() if counts[state]),
    ]
    for section, rows in itertools.groupby(asked.items(), lambda item: item[1]["section"]):
        lines += [
            "",
            f"## {section}",
            "",
            "| row | asked for | declared by | proof | meant differently |",
            "|---|---|---|---|---|",
        ]
        lines += [
            "| "
            + " | ".join(
                (number, plain(row["asks"]), _code(row.get("declared", "")), _proof(row), plain(row.get("differs", "")))
            )
            + " |"
            for number, row in rows
        ]
    return "\n".join(lines) + "\n"


def _code(declared: str) -> str:
    return ", ".join(f"`{name}`" for name in declared.split(", ") if name)


def _proof(row: dict[str, Any]) -> str:
    read = {f"`{read['service']}.{read['call']}`": None for read in row.get("reads", ())}
    parts = ["read back: " + ", ".join(read)] if read else []
    parts += [f"`{name}`" for name in row.get("tests", ())]
    parts += [f"{STATES[word]}: {plain(row[word])}" for word in guides.INSTEAD if word in row]
    return "; ".join(parts)
