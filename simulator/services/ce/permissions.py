"""What calls of AWS Cost Explorer require."""

from __future__ import annotations

from simulator.core.permissions.table import Table

TABLE = Table(prefix="ce")
