"""Clusters of Aurora and DocumentDB, which have the same calls, and their members. Those of Neptune are left to moto."""

from __future__ import annotations

from . import changes, deletion, groups, members

__all__ = ["changes", "deletion", "groups", "members"]
