"""Writes what follows from the SPEC of each capability: modules, actions, roles, the documentation fragment, the reference.

`python -m tools.generate` writes; with `--check` it only compares, lists what differs and ends with 1.
"""

from __future__ import annotations

from .files import generated

__all__ = ["generated"]
