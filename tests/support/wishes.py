"""Every wish that is declared anywhere: what a test of all kinds walks. No simulator, no call."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from typing import Any

from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Node
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import substitute
from tests.support.declarations import declarations


@functools.cache
def nodes() -> tuple[Node, ...]:
    """Return the nodes of all declarations, equal wishes of a kind once."""
    found = {
        f"{node.kind.kind} {node.filled()!r}": node for declaration in declarations() for node in declaration.nodes
    }
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
