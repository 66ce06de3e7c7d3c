"""What a database's class gives it."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.classes import GIB, connections, memory


@pytest.mark.parametrize(
    ("name", "gib"),
    [
        ("db.t3.micro", 1),
        ("db.t4g.medium", 4),
        ("db.m5.large", 8),
        ("db.r6g.2xlarge", 64),
        ("db.r6i.16xlarge", 512),
        ("db.x2g.large", 32),
        ("db.r5.large.tpc1.mem2x", 16),
    ],
)
def test_memory_follows_from_family_and_size(name: str, gib: float) -> None:
    assert memory(name) == gib * GIB


def test_connections_follow_from_memory_up_to_the_engines_most() -> None:
    assert connections("postgres", "db.t3.medium") == 450
    assert connections("postgres", "db.r6g.8xlarge") == 5000
    assert connections("mysql", "db.t3.medium") == 341


@pytest.mark.parametrize("name", ["db.x1e.xlarge", "db.serverless", "", "t3.medium"])
def test_what_is_not_known_is_not_guessed(name: str) -> None:
    assert memory(name) is None
    assert connections("postgres", name) is None
