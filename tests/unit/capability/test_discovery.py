"""The discovery capability: what it wishes for."""

from __future__ import annotations

from typing import Any

from tests.support.stacks import declare


def namespace(options: dict[str, Any], key: str = "discovery") -> dict[str, Any]:
    _unused, (declaration,) = declare({key: options})
    (node,) = declaration.nodes
    assert node.address == f"{key if '/' in key else key + '/main'}/namespace/main"
    return node.filled()


def test_it_is_an_http_namespace_named_after_the_stack() -> None:
    assert namespace({}) == {"Name": "shop-test", "Type": "HTTP", "Description": ""}


def test_a_further_instance_has_another_name() -> None:
    assert namespace({}, "discovery/inner")["Name"] == "shop-test-inner"


def test_a_private_one_is_in_the_stacks_vpc_unless_another_is_given() -> None:
    wanted = namespace({"namespace": "prod.internal", "type": "private_dns", "description": "Ours"})
    assert wanted == {
        "Name": "prod.internal",
        "Type": "DNS_PRIVATE",
        "Description": "Ours",
        "Vpc": "(known after apply: network/main.vpc_id)",
    }
    assert namespace({"type": "private_dns", "vpc_id": "vpc-0123456789abcdef0"})["Vpc"] == "vpc-0123456789abcdef0"
