"""What stands behind a value may be renewed while the value stays; and what AWS calls one object names no other."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Change
from ansible_collections.slipway.aws.plugins.module_utils.engine.edges import Edges
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind, Live, Node
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import KEEP, UPDATE, Line
from ansible_collections.slipway.aws.plugins.module_utils.engine.resolving import Resolver, Unknown

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf"


class Key(Kind):
    kind = "key"


class Holder(Kind):
    kind = "holder"
    uses = ("key",)
    fields = {
        "Size": fields.optional(),
        "Word": fields.optional(),
        "KeyArn": fields.computed(fields.READY, renewed_by=("Word",)),
    }


def live(kind: type[Kind], identifier: str, values: dict[str, str], address: str) -> Live:
    return Live(identifier, values, {}, kind=kind, address=address)


@pytest.mark.parametrize(
    ("verb", "path", "known"),
    [(UPDATE, "Size", True), (UPDATE, "Word", False), (UPDATE, "Word.Part", False), (KEEP, "Word", True)],
)
def test_a_value_is_not_known_while_what_it_stands_for_is_renewed(verb: str, path: str, known: bool) -> None:
    there = live(Holder, "h", {"KeyArn": ARN}, "part/main/holder/h")
    resolver = Resolver(None, None)
    node = Node(Holder, there.address, {})
    resolver.lines[there.address] = Line(there.address, verb, Holder, node, there, [Change(path, None, "x")])
    if known:
        assert resolver._of(there.address, "KeyArn") == ARN
    else:
        with pytest.raises(Unknown):
            resolver._of(there.address, "KeyArn")


def test_an_object_that_shows_another_ones_arn_uses_it_and_is_not_used_by_it() -> None:
    key = live(Key, ARN, {"Arn": ARN}, "part/main/key/k")
    holder = live(Holder, "h", {"KeyArn": ARN}, "part/main/holder/h")
    edges = Edges([key, holder])
    assert edges.used_by(key) == [holder]
    assert edges.needed(key) == []
