"""What calls of the Resource Groups Tagging API require."""

from __future__ import annotations

from simulator.core.permissions.table import Table

TABLE = Table(prefix="tag")
