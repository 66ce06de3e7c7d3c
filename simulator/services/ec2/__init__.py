"""EC2: addresses, gateways, groups and their guards."""

from __future__ import annotations

import os

from . import checks, endpoints, gateways, group_rules, groups, interfaces, network_acls, tags, vpcs

__all__ = [
    "checks",
    "endpoints",
    "gateways",
    "group_rules",
    "groups",
    "install",
    "interfaces",
    "network_acls",
    "tags",
    "vpcs",
]


def install() -> None:
    """Let moto's interfaces belong to services, its groups show all of their rules, and tags be found by id."""
    # Machine images are not simulated; making moto's 1 300 would take most of the time of a new region.
    os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    interfaces.install()
    groups.install()
    group_rules.install()
    tags.install()
