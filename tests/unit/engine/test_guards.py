"""Data is guarded: never replaced, pruned or destroyed without its address, and what it needs stays with it."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

from .cloud import Base, Cloud, Data, Middle, Top, converge, declare, lines, settled
from .kinds import Secret

DB = "part/main/data/db"


def shop(*more, **values):
    return declare(
        (Base, "vpc", {}),
        (Base, "key", {}),
        (Middle, "net", {"Home": lambda nodes: nodes["vpc"]["Id"]}),
        (Data, "db", {"Uses": lambda nodes: [nodes["net"]["Id"], nodes["key"]["Id"]], **values}),
        (Top, "app", {"Uses": lambda nodes: [nodes["db"]["Id"]]}),
        *more,
    )


def built():
    cloud = Cloud()
    converge(cloud, shop())
    cloud.calls.clear()
    return cloud


def test_destroy_keeps_data_and_all_it_needs_with_reasons():
    cloud = built()
    result = converge(cloud, destroy=True)
    assert {line.address.rpartition("/")[2]: (line.verb, line.reason) for line in result.plan.lines} == {
        "app": ("delete", "it goes with its stack"),
        "db": ("kept", "holds data"),
        "net": ("kept", f"{DB} needs it"),
        "key": ("kept", f"{DB} needs it"),
        "vpc": ("kept", "part/main/middle/net needs it"),
    }
    assert [call[:2] for call in cloud.calls] == [("delete", "top")]
    settled(cloud, destroy=True)


def test_destroy_with_the_address_leaves_nothing():
    cloud = built()
    converge(cloud, destroy=True, words=Words(data=frozenset([DB])))
    assert not cloud.objects


def test_a_named_key_stays_while_data_that_is_not_named_needs_it():
    cloud = Cloud()
    rows = (Secret, "key", {"Name": "key"}), (Data, "db", {"Uses": lambda nodes: [nodes["key"]["Id"]]})
    Data.uses, uses = (*Data.uses, "secret"), Data.uses
    try:
        converge(cloud, declare(*rows))
        result = converge(cloud, destroy=True, words=Words(data=frozenset(["part/main/secret/key"])))
    finally:
        Data.uses = uses
    assert sorted(lines(result)) == [("db", "kept"), ("key", "kept")]
    assert len(cloud.objects) == 2


def test_prune_keeps_undeclared_data():
    cloud = built()
    rest = declare((Base, "vpc", {}))
    result = converge(cloud, rest, words=Words(prune=True))
    assert dict(lines(result)) == {"app": "delete", "db": "kept", "net": "kept", "key": "kept"}
    settled(cloud, rest, words=Words(prune=True))
    result = converge(cloud, rest, words=Words(prune=True, data=frozenset([DB])))
    assert set(dict(lines(result)).values()) == {"delete"}
    assert len(cloud.objects) == 1


@pytest.mark.parametrize("words", [Words(), Words(replace=frozenset([DB]), data=frozenset([DB]))])
def test_data_is_never_replaced(words):
    cloud = built()
    with pytest.raises(Refused, match=f"{DB}: data-.* holds data or must stay, and fixed cannot be changed in place"):
        converge(cloud, shop(Fixed="b"), words=words)
    assert not cloud.calls


def test_what_kept_data_uses_is_not_replaced_under_it():
    cloud = built()
    with pytest.raises(Refused, match=r"part/main/base/key cannot be replaced: 1 live use \(part/main/data/db\)"):
        converge(cloud, declare((Base, "vpc", {}), (Base, "key", {"Fixed": "b"})))
    assert not cloud.calls


def test_new_data_beside_undeclared_data_asks():
    cloud = built()
    wish = declare((Data, "other", {}))
    with pytest.raises(Refused) as caught:
        converge(cloud, wish)
    assert "stack_formerly: {'part/main/data/other': 'part/main/data/db'}" in str(caught.value)
    assert "stack_new_data: [part/main/data/other]" in str(caught.value)
    assert not cloud.calls
    converge(cloud, wish, words=Words(new_data=frozenset(["part/main/data/other"])))
    assert [call[:2] for call in cloud.calls] == [("create", "data")]


def test_a_second_declared_one_asks_nothing():
    cloud = built()
    converge(cloud, shop((Data, "other", {})))
    assert [call[2] for call in cloud.calls] == ["part/main/data/other"]


def test_absent_keeps_data_too():
    cloud = built()
    result = converge(cloud, absent=frozenset(["part/main"]))
    assert dict(lines(result)) == {"app": "delete", "db": "kept", "net": "kept", "key": "kept", "vpc": "kept"}


def test_data_that_is_nearly_named_is_asked_about_and_data_that_is_gone_is_noted():
    cloud = Cloud()
    converge(cloud, declare((Data, "db", {})))
    near = converge(cloud, destroy=True, words=Words(data=frozenset(["part/main/data/bd"])), check=True)
    assert near.plan.problems == ["stack_data: the stack has no part/main/data/bd; did you mean part/main/data/db?"]
    gone = converge(cloud, destroy=True, words=Words(data=frozenset(["part/main/thing/x", "part/main/data/db"])))
    assert gone.plan.problems == []
    assert gone.plan.notes == ["stack_data: the stack has no part/main/thing/x, so nothing is deleted for it."]
    assert not cloud.objects
