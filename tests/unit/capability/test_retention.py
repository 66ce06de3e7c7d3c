"""Log groups of all capabilities: days that CloudWatch Logs has, or for ever."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.logs.log_group import LogGroup
from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from tests.support.stacks import declare

SERVICE = {"image": "nginx@sha256:" + "0" * 64}
KEPT: dict[str, dict[str, Any]] = {
    "network": {"flow_log_retention_days": 0},
    "database": {"log_exports": ["postgresql"], "log_retention_days": 0},
    "secret": {"secrets": {"app": {"keys": {"token": {"fill": True}}}}, "rotation": "follow", "log_retention_days": 0},
    "cluster": {"exec_logging": "override", "exec_log_retention_days": 0},
    "service": {"services": {"api": {**SERVICE, "log_retention_days": 0}}},
    "firewall": {"logging": True, "log_retention_days": 0},
}


def test_every_capability_with_log_groups_is_here() -> None:
    assert {name for name, capability in CAPABILITIES.items() if LogGroup in capability.KINDS} == set(KEPT)


@pytest.mark.parametrize("name", KEPT)
def test_zero_days_keep_a_log_group_for_ever(name: str) -> None:
    _stack, (declaration,) = declare({name: KEPT[name]})
    groups = [node for node in declaration.nodes if node.kind is LogGroup]

    assert groups
    assert all(node.filled()["retentionInDays"] is None for node in groups)
