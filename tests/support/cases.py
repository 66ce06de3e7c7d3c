"""All cases of the capabilities: tests/cases/<capability>.yml has what happens (`cases`) and what is refused (`refused`)."""

from __future__ import annotations

import functools
from typing import Any

import yaml

from tools.checkout import ROOT

FOLDER = ROOT / "tests" / "cases"


@functools.cache
def read() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Name of a file -> its `cases` and its `refused`, empty lists where it has none of them."""
    return {
        path.stem: {"cases": [], "refused": [], **yaml.safe_load(path.read_text())}
        for path in sorted(FOLDER.glob("*.yml"))
    }
