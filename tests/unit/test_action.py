"""What the action plugin says: which variables are slips, and where a stack is reached."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.action import converge
from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import role_options
from ansible_collections.slipway.aws.plugins.plugin_utils import live


@pytest.mark.parametrize(
    ("capability", "own"),
    [
        ("registry", "url"),
        ("network", "team"),
        ("stack", "version"),
        ("service", "result"),
        ("cdn", "comments_of_ours"),
    ],
)
def test_a_variable_of_the_users_own_may_begin_as_a_roles_do(capability: str, own: str) -> None:
    assert converge.misspelt(own, role_options(capability)) is None


@pytest.mark.parametrize(
    ("capability", "given", "meant"),
    [
        ("service", "servces", "services"),
        ("network", "cird", "cidr"),
        ("network", "zonecount", "zone_count"),
        ("stack", "acount_id", "account_id"),
        ("stack", "tag", "tags"),
    ],
)
def test_a_slip_of_a_variable_is_told(capability: str, given: str, meant: str) -> None:
    assert converge.misspelt(given, role_options(capability)) == meant


def test_each_address_of_a_stack_is_said_once() -> None:
    outputs = {
        "cdn/main": {"url": "https://shop.example.com", "domain_name": "d1.cloudfront.net"},
        "dns/main": {"urls": ["https://shop.example.com", "https://api.shop.example.com"]},
        "load_balancer/main": {"url": "(known after apply: load_balancer/main/load_balancer/main.DNSName)"},
    }
    assert live.urls(outputs) == ["https://shop.example.com", "https://api.shop.example.com"]
