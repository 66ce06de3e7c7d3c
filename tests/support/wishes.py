"""Every wish that the cases declare: what a test of all kinds walks. No simulator, no call."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Node
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import substitute
from tests.support.stacks import declare

CASES = Path(__file__).parents[1] / "integration" / "cases"


@functools.cache
def nodes() -> tuple[Node, ...]:
    """Return the nodes of all steps of all cases, equal wishes of a kind once."""
    found: dict[str, Node] = {}
    for path in sorted(CASES.glob("*.yml")):
        for case in yaml.safe_load(path.read_text()):
            for step in case["steps"]:
                if "refused" not in step:
                    for declaration in declare(step["declare"], **step.get("options", {}).get("identity", {}))[1]:
                        found.update((f"{node.kind.kind} {node.filled()!r}", node) for node in declaration.nodes)
    return tuple(found.values())


def wish(node: Node) -> dict[str, Any]:
    """Return a node's wish with its defaults, and words in place of what is known after apply only."""
    return substitute(copy.deepcopy(node.filled()), lambda address, field: f"{address}.{field}")


def members(value: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield (path, the dict that has it, its name) of each member of a document or of a list of them, at any depth."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield f"{path}.{name}", value, name
            yield from members(item, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from members(item, path)
