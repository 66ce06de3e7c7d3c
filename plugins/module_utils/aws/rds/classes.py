# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: what a database's class gives it. Pure."""

from __future__ import annotations

import re

GIB = 1024**3
# GiB of a class ``large`` by family; a size twice as large has twice as much (RDS User Guide, DB instance class hardware).
LARGE = {"t": 8, "m": 8, "r": 16, "x": 32, "z": 16}
SIZES = {"micro": 0.125, "small": 0.25, "medium": 0.5, "large": 1.0, "xlarge": 2.0}
CLASS = re.compile(r"db\.([tmrxz])(\d)([a-z]*)\.(?:(micro|small|medium|large|xlarge)|(\d+)xlarge)(\..+)?")
# Bytes of a class's memory for each connection by default, and the most (RDS User Guide, quotas, max_connections).
CONNECTIONS = {
    "postgres": (9531392, 5000),
    "aurora-postgresql": (9531392, 5000),
    "mysql": (12582880, 16000),
    "mariadb": (12582880, 16000),
}


def memory(name):
    """Bytes of memory of a class, or None for one that is not known."""
    found = CLASS.fullmatch(name)
    if not found or (found[1] == "x" and found[2] == "1"):
        return None
    return int(LARGE[found[1]] * (SIZES[found[4]] if found[4] else 2.0 * int(found[5])) * GIB)


def connections(engine, name):
    """Connections that a class allows by default, or None where that is not known.

    The formula counts the memory that RDS and the system leave: of a small class somewhat less than all.
    """
    bytes_of, most = CONNECTIONS.get(engine, (None, None))
    whole = memory(name)
    return min(whole // bytes_of, most) if bytes_of and whole else None
