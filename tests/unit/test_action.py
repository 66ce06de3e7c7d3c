"""What the action plugin says: the variables that refusals name, and where a stack is reached."""

from __future__ import annotations

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.slipway.aws.plugins.action import converge
from ansible_collections.slipway.aws.plugins.plugin_utils import live

SPEC = {
    "count": {"type": "int"},
    "size": {"choices": ["small", "large"]},
    "ports": {"type": "list", "elements": "int"},
    "entries": {"type": "list", "elements": "dict", "options": {"action": {"choices": ["allow", "deny"]}}},
    "domain": {"required": True},
    "zone": {"required": True},
}
GIVEN = {"domain": "a.example.com", "zone": "example.com"}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({**GIVEN, "count": "one"}, ["network_count"]),
        ({**GIVEN, "size": "medium"}, ["network_size"]),
        ({**GIVEN, "ports": ["http"]}, ["network_ports"]),
        ({**GIVEN, "entries": [{"action": "maybe"}]}, ["network_entries"]),
        ({}, ["network_domain", "network_zone"]),
    ],
)
def test_a_refusal_of_ansible_names_the_variables_of_the_role(given: dict[str, object], named: list[str]) -> None:
    texts = ArgumentSpecValidator(SPEC).validate(given).error_messages
    assert texts
    said = " ".join(converge._by_variable("network", text) for text in texts)
    assert all(variable in said for variable in named)


def test_each_address_of_a_stack_is_said_once() -> None:
    outputs = {
        "cdn/main": {"url": "https://shop.example.com", "domain_name": "d1.cloudfront.net"},
        "dns/main": {"urls": ["https://shop.example.com", "https://api.shop.example.com"]},
        "load_balancer/main": {"url": "(known after apply: load_balancer/main/load_balancer/main.DNSName)"},
    }
    assert live.urls(outputs) == ["https://shop.example.com", "https://api.shop.example.com"]
