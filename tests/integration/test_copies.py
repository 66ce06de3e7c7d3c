"""Copies of a running simulator: the same account, from then on each its own."""

from __future__ import annotations

import pytest

from tests.support.copies import Copyable


def topics(simulator: Copyable) -> set[str]:
    return {row["TopicArn"].rpartition(":")[2] for row in simulator.client("sns").list_topics()["Topics"]}


def test_a_copy_holds_what_there_is_and_goes_its_own_way() -> None:
    with Copyable() as original:
        original.client("sns").create_topic(Name="before")
        with original.copy() as first, first.copy() as second:
            assert not first.calls()
            for name, simulator in (("original", original), ("first", first), ("second", second)):
                simulator.client("sns").create_topic(Name=name)
            assert [topics(simulator) for simulator in (original, first, second)] == [
                {"before", "original"},
                {"before", "first"},
                {"before", "second"},
            ]
        left = original.copy()
    with pytest.raises(OSError):
        # It ended with the original, at once or a moment later.
        while True:
            left.calls()
