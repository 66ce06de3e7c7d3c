"""What each service's operations require, where it does not follow from their names: one table for each service."""

from __future__ import annotations

from simulator.core.permissions.tables import containers, data, edge, network, operations
from simulator.core.permissions.tables.table import Table

TABLES: dict[str, Table] = {
    **containers.TABLES,
    **data.TABLES,
    **edge.TABLES,
    **network.TABLES,
    **operations.TABLES,
}
