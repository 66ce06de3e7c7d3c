"""EC2: addresses, gateways, groups and their guards."""

from __future__ import annotations

from . import checks, endpoints, gateways, group_rules, groups, interfaces, network_acls, vpcs

__all__ = [
    "checks",
    "endpoints",
    "gateways",
    "group_rules",
    "groups",
    "install",
    "interfaces",
    "network_acls",
    "vpcs",
]


def install() -> None:
    """Let moto's interfaces belong to services and its groups show all of their rules."""
    interfaces.install()
    groups.install()
    group_rules.install()
