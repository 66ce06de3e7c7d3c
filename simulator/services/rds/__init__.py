"""RDS: engine versions, parameter and subnet groups, and instances of PostgreSQL, MySQL and MariaDB over time.

Aurora clusters and their instances, replicas and restores are left to moto.
"""

from __future__ import annotations

from . import deletion, instances, modification, parameter_groups, reads, subnet_groups, versions

__all__ = [
    "deletion",
    "install",
    "instances",
    "modification",
    "parameter_groups",
    "reads",
    "subnet_groups",
    "versions",
]


def install() -> None:
    """Let the tagging API see the groups too."""
    parameter_groups.install()
