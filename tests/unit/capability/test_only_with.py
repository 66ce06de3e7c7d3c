"""What only some capabilities need is made only where one of them is declared."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.engine.graph import Graph
from tests.support.stacks import declare

CERTIFICATE = {"domain": "shop.example.com", "hosted_zone": "example.com"}
API = {"image": "app:1", "autoscaling": {"min": 1, "max": 2, "cpu": 50}}


@pytest.mark.parametrize(
    ("declared", "identity", "made"),
    [
        ({}, {}, set()),
        ({"stack": {"service_linked_roles": ["spot"]}}, {}, {"service_linked_role/spot"}),
        ({"database": {}}, {}, {"service_linked_role/rds"}),
        ({"cluster": {}, "load_balancer": {"https": False, "http": "serve"}}, {},
         {"service_linked_role/ecs", "service_linked_role/elasticloadbalancing"}),
        ({"service": {"services": {"api": API}}}, {},
         {"service_linked_role/ecs", "service_linked_role/ecs.application-autoscaling"}),
        ({"certificate": CERTIFICATE}, {"region": "eu-west-1"}, set()),
        ({"certificate": CERTIFICATE, "cdn": {"aliases": ["shop.example.com"]}, "site": {}}, {"region": "eu-west-1"},
         {"certificate/cdn"}),
    ],
)  # fmt: skip
def test_it_is_a_wish_only_where_it_is_needed(declared: Any, identity: dict[str, Any], made: set[str]) -> None:
    graph = Graph(declare({"stack": {}, **declared}, **identity)[1], EXPORTS)
    found = {address.split("/", 2)[2] for address in graph.nodes}
    assert {name for name in found if name.startswith("service_linked_role/") or name == "certificate/cdn"} == made
