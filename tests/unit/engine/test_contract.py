"""The contract of a kind: ten words, and optional blocks that each explain themselves."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine import blocks
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind
from tests.support.wishes import nodes

from .kinds import Careful, Secret, Slow

WORDS = {"kind", "service", "fields", "identity", "key", "uses", "observe", "create", "update", "delete"}
BLOCKS = [block for block in Kind.__mro__ if block.__module__ == blocks.__name__]


def public(of: type) -> set[str]:
    return {name for name in vars(of) if not name.startswith("_")}


def test_ten_words_are_a_kinds_own_and_all_others_are_of_one_block() -> None:
    assert public(Kind) == WORDS | {"overrides"}
    words = [name for block in BLOCKS for name in public(block)]
    assert len(words) == len(set(words)) and not WORDS & set(words)


def test_each_block_and_each_of_its_hooks_explains_itself() -> None:
    assert len(BLOCKS) > 5
    for block in BLOCKS:
        assert block.__doc__
        assert all(getattr(Kind, name).__doc__ for name in public(block) if callable(getattr(Kind, name)))


@pytest.mark.parametrize(
    ("kind", "hook", "said"),
    [
        (Careful, "preflight", True),
        (Careful, "read_late", True),
        (Slow, "preflight", False),
        (Secret, "restore", True),
        (Slow, "restore", False),
    ],
)
def test_a_kind_overrides_what_it_or_its_base_says(kind: type[Kind], hook: str, said: bool) -> None:
    assert kind.overrides(hook) is said


def test_every_kind_says_its_ten_words() -> None:
    for kind in {node.kind for node in nodes()}:
        assert kind.kind and kind.service and kind.fields, kind
        assert kind.identity in ("tags", "natural", "part"), kind
        assert kind.observe.__func__ is not Kind.observe.__func__, kind
