"""A run that is narrowed, lookups that stand for what is made later, wishes that hang on what else is declared."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Export
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference

from .cloud import Base, Cloud, Middle, Slow, Top, converge, declare, lines, settled
from .kinds import KINDS, Member, Plain, kind


class Lookup(Plain):
    """Answers with its wish: known, or not yet."""

    kind = "lookup"
    data = True
    taggable = False
    seen = []
    fields = {"Name": fields.required(), "Asks": fields.optional(), "Answer": fields.computed()}

    @classmethod
    def observe(cls, api, scope):
        cls.seen.append([want["Asks"] for want in scope.wants])
        return [Live(want["Name"], {**want, "Answer": want["Asks"]}) for want in scope.wants]


Closing = kind("closing", Plain, when_stable=True)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setitem(KINDS, "lookup", Lookup)
    monkeypatch.setitem(KINDS, "closing", Closing)
    Lookup.seen.clear()


def two():
    return (
        declare((Base, "net", {}), (Middle, "other", {}), name="network"),
        declare((Top, "app", {"Home": reference("network/main/base/net", "Id")}), (Top, "app-2", {}), name="service"),
    )


def test_a_narrowed_run_wishes_for_nothing_else_and_finds_its_neighbours():
    cloud = Cloud()
    converge(cloud, *two())
    cloud.calls.clear()
    for row in cloud.objects.values():
        row["fields"]["Value"] = "by hand"

    result = converge(cloud, *two(), only=("service/*/top/app",))

    assert lines(result)[:1] == [("app", "update")]
    assert {call[0] for call in cloud.calls} == {"update"}
    assert len(cloud.calls) == 1


def test_a_narrowed_run_finds_an_output_of_what_it_left_out_of_a_capability():
    """Of the capability one node is wished for, and its output is another one's."""
    exports = {"network": {"home": Export("base", "net", "Id"), "homes": Export("base", "*", "Id", many=True)}}

    def wish(text):
        return (
            declare((Base, "net", {}), (Middle, "other", {}), name="network"),
            declare((Top, "app", {"Home": reference("network/main", "home"), "Value": text}), name="service"),
        )

    cloud = Cloud()
    converge(cloud, *wish("a"), exports=exports)
    result = converge(cloud, *wish("b"), exports=exports, only=("service/*/top/app", "network/*/middle/*"))
    assert lines(result) == [("app", "update")]
    assert cloud.at("app")[1]["Home"] == cloud.at("net")[0]


def test_a_narrowed_run_takes_nothing_away():
    cloud = Cloud()
    wish = declare((Base, "net", {}), (Member, "m", {"Name": "m", "Home": lambda nodes: nodes["net"]["Id"]}))
    converge(cloud, wish)
    cloud.calls.clear()

    assert lines(converge(cloud, wish, only=("*/base/*",))) == []
    assert not cloud.calls
    assert cloud.at("m")


def test_a_lookup_is_read_after_what_it_asks_for():
    cloud = Cloud()
    wish = declare((Base, "net", {}), (Lookup, "l", {"Name": "l", "Asks": lambda nodes: nodes["net"]["Id"]}))
    converge(cloud, wish)
    converge(cloud, wish)
    assert Lookup.seen[-1] == [cloud.at("net")[0]]


def test_an_answer_may_stand_for_what_this_run_makes():
    cloud = Cloud()
    wish = declare(
        (Base, "net", {}),
        (Lookup, "l", {"Name": "l", "Asks": lambda nodes: nodes["net"]["Id"]}),
        (Top, "app", {"Note": lambda nodes: nodes["l"]["Answer"]}),
    )
    converge(cloud, wish)

    assert cloud.at("app")[1]["Note"] == cloud.at("net")[0]
    settled(cloud, wish)


@pytest.mark.parametrize(("declared", "note"), [(False, "alone"), (True, "together")])
def test_a_wish_may_hang_on_what_else_is_declared(declared, note):
    cloud = Cloud()
    service = declare((Top, "app", {"Note": "alone"}), name="service")
    service.nodes[0].where["network/main/base/net"] = {"Note": "together"}
    converge(cloud, service, *([declare((Base, "net", {}), name="network")] if declared else []))
    assert cloud.at("app")[1]["Note"] == note


def test_what_comes_once_something_is_stable_is_left_where_the_run_does_not_wait():
    cloud = Cloud()
    wish = declare((Slow, "s", {}), (Closing, "c", {"Name": "c"}, {"after": [("part/main/slow/s", "ready")]}))
    result = converge(cloud, wish, wait=False)
    assert sorted(result.outcome.pending) == ["part/main/closing/c", "part/main/slow/s"]

    assert converge(cloud, wish).outcome.done == ["part/main/closing/c"]
    settled(cloud, wish)


class Named(Base):
    """Says what it may ask by name."""

    kind = "base"
    asked = []

    @classmethod
    def observe(cls, api, scope):
        cls.asked.append((scope.named("Note"), scope.outside("Note")))
        return super().observe(api, scope)


@pytest.mark.parametrize(
    ("refers", "outside"),
    [
        ((("network/main/base/net", "Id"),), ["net"]),
        ((("network/main/base/net", "Id"), ("network/main/base/other", "Id")), ["net", "other"]),
        ((("network/main", "base"),), ["net"]),
        # Made by another play: any of that kind is looked for.
        ((("network/main/base/net", "Id"), ("network/main/base/elsewhere", "Id")), []),
        ((("shop/platform/us-east-1//network/main", "base"),), []),
    ],
)
def test_a_neighbour_that_the_run_was_narrowed_from_is_known_by_its_name(monkeypatch, refers, outside):
    monkeypatch.setitem(KINDS, "base", Named)
    monkeypatch.setattr(Named, "asked", [])
    cloud, exports = Cloud(), {"network": {"base": Export("base", "net", "Id")}}

    def declared(*references):
        return (
            declare((Named, "net", {"Note": "net"}), (Named, "other", {"Note": "other"}), name="network"),
            declare((Top, "app", {"Uses": [reference(*item) for item in references]}), name="service"),
        )

    converge(cloud, *declared(refers[0]), exports=exports, check=True)
    assert Named.asked.pop() == (["net", "other"], [])
    converge(cloud, *declared(*refers), exports=exports, check=True, only=("service/*",))
    assert Named.asked.pop() == ([], outside)
