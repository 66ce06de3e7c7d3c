"""The places of a stack: one for each Region and account that its objects are in."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from tests.support.stacks import connect, declare


@pytest.mark.parametrize(
    ("region", "replica", "names"),
    [
        ("us-east-1", None, {"main": "main", "cdn": "main", "replica": "main"}),
        ("us-west-2", None, {"main": "main", "cdn": "cdn", "replica": "main"}),
        ("us-west-2", "us-east-1", {"main": "main", "cdn": "cdn", "replica": "cdn"}),
        ("us-west-2", "eu-west-1", {"main": "main", "cdn": "cdn", "replica": "replica"}),
    ],
)
def test_a_region_is_one_place(region: str, replica: str | None, names: dict[str, str]) -> None:
    stack, _none = declare({}, region=region, **({"replica_region": replica} if replica else {}))
    simulator: Any = type("Simulator", (), {"url": "http://127.0.0.1:1"})
    with contextlib.closing(connect(simulator, stack)) as aws:
        assert {name: aws.places[name].name for name in names} == names
        assert len({place.region for place in aws.places.values()}) == len(
            {place.name for place in aws.places.values()}
        )
