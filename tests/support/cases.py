"""All cases of the capabilities: tests/cases/<capability>.yml has what happens (`cases`) and what is refused (`refused`)."""

from __future__ import annotations

import functools
import re
from typing import Any

import yaml

from tools.checkout import ROOT
from tools.simulator_process import REGION, SimulatorProcess

FOLDER = ROOT / "tests" / "cases"


@functools.cache
def read() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Name of a file -> its `cases` and its `refused`, empty lists where it has none of them."""
    return {
        path.stem: {"cases": [], "refused": [], **yaml.safe_load(path.read_text())}
        for path in sorted(FOLDER.glob("*.yml"))
    }


def call(simulator: SimulatorProcess, said: dict[str, Any], snapshot: Any) -> Any:
    """Make one call that data says and return its answer; `${address.Field}` in its arguments is a live object's field."""

    def value(match: re.Match[str]) -> str:
        address, _unused, field = match.group(1).rpartition(".")
        return str(snapshot.at(address)[0].fields[field])

    def fill(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: fill(entry) for key, entry in item.items()}
        if isinstance(item, list):
            return [fill(entry) for entry in item]
        return re.sub(r"\$\{([^}]+)\}", value, item) if isinstance(item, str) else item

    client = simulator.client(said["service"], said.get("region", REGION))
    return getattr(client, said["call"])(**fill(said.get("args", {})))
