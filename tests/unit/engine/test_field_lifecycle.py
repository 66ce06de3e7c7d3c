"""For each sort of field: absent, declared, changed, absent again ends where it began, with a silent run after each."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields

from .cloud import Cloud, converge, declare, settled
from .kinds import KINDS, Thing, kind

TABLE = {
    **Thing.fields,
    "Flat": fields.managed("default"),
    "Maybe": fields.optional(reset="never set"),
    "Nested": fields.managed(
        {},
        members={"Path": fields.managed("/"), "Deep": fields.managed({}, members={"Seconds": fields.managed(30)})},
        by_aws={"AddedByAws": 1},
    ),
    "List": fields.managed([], order="ordered"),
    "Set": fields.managed([], order="set"),
    "Keyed": fields.managed([], order="Name", members={"Name": fields.required(), "Value": fields.managed("")}),
    "Shape": fields.managed("tcp", canonical=str.lower),
    "Exact": fields.managed({}, exact=True),
    "Hidden": fields.managed(None, secret=True),
    "Size": fields.managed(20, minimum=True),
}
EXTRA = [name for name in TABLE if name not in Thing.fields]
FRESH = {
    "Flat": "default",
    "Maybe": "never set",
    "Nested": {"Path": "/", "Deep": {"Seconds": 30}, "AddedByAws": 1},
    "List": [],
    "Set": [],
    "Keyed": [],
    "Shape": "TCP",
    "Exact": {},
    "Hidden": None,
    "Size": 20,
}


class Rich(kind("rich")):
    """An object with every sort of field; the cloud fills in defaults, stores another form, and reorders sets."""

    kind = "rich"
    fields = TABLE

    @classmethod
    def made(cls, api, want):
        key, values = super().made(api, want)
        return key, {**values, **FRESH}

    @classmethod
    def update(cls, api, live, want, delta):
        live = super().update(api, live, want, delta)
        for name in EXTRA:
            if delta.touches(name):
                stored = cls.stored(name, TABLE[name].reset if want[name] is None and name == "Maybe" else want[name])
                api.cloud.change(
                    "update",
                    cls.kind,
                    name,
                    lambda name=name, stored=stored: api.cloud.objects[live.id]["fields"].update({name: stored}),
                )
                live.fields[name] = stored
        return live

    @staticmethod
    def stored(name, value):
        if name == "Nested":
            return {
                "Path": value.get("Path", "/"),
                "Deep": {"Seconds": (value.get("Deep") or {}).get("Seconds", 30)},
                "AddedByAws": 1,
            }
        if name == "Keyed":
            return [{"Value": "", **item} for item in reversed(value)]
        return sorted(value, reverse=True) if name == "Set" else value.upper() if name == "Shape" else value


@pytest.fixture(autouse=True)
def _known(monkeypatch):
    monkeypatch.setitem(KINDS, "rich", Rich)


def field(cloud, name):
    row = next(iter(cloud.objects.values()))
    return row["fields"][name]


@pytest.mark.parametrize(
    ("name", "first", "second", "absent"),
    [
        ("Flat", "a", "b", {}),
        ("Maybe", "a", "b", {"Maybe": None}),
        ("Nested", {"Path": "/x"}, {"Path": "/x", "Deep": {"Seconds": 5}}, {}),
        ("Nested", {"Deep": {"Seconds": 5}}, {"Path": "/y"}, {}),
        ("List", ["b", "a"], ["a", "b"], {}),
        ("Set", ["a", "b"], ["b", "c"], {}),
        ("Keyed", [{"Name": "a", "Value": "1"}, {"Name": "b"}], [{"Name": "b", "Value": "2"}], {}),
        ("Shape", "Udp", "icmp", {}),
        ("Exact", {"a": {"b": 1}}, {"a": {}}, {}),
        ("Hidden", "one-of-many", "other", {}),
    ],
)
@pytest.mark.behaviour("G23")
def test_lifecycle(name, first, second, absent):
    cloud = Cloud()
    empty = declare((Rich, "a", {}))
    converge(cloud, empty)
    settled(cloud, empty)
    fresh = field(cloud, name)
    for value in (first, second):
        wish = declare((Rich, "a", {name: value}))
        cloud.calls.clear()
        result = converge(cloud, wish)
        assert [line.verb for line in result.plan.lines] == ["update"]
        assert cloud.calls == [("update", "rich", name)]
        assert field(cloud, name) == Rich.stored(name, value)
        settled(cloud, wish)
    wish = declare((Rich, "a", absent))
    converge(cloud, wish)
    assert field(cloud, name) == fresh
    settled(cloud, wish)


def test_what_is_optional_is_left_alone_when_omitted():
    cloud = Cloud()
    converge(cloud, declare((Rich, "a", {"Maybe": "mine"})))
    settled(cloud, declare((Rich, "a", {})))
    assert field(cloud, "Maybe") == "mine"


def test_a_minimum_may_grow_behind_our_back():
    cloud = Cloud()
    wish = declare((Rich, "a", {"Size": 30}))
    converge(cloud, wish)
    assert field(cloud, "Size") == 30
    next(iter(cloud.objects.values()))["fields"]["Size"] = 90
    settled(cloud, wish)
    converge(cloud, declare((Rich, "a", {"Size": 100})))
    assert field(cloud, "Size") == 100


def test_delegation_ends_with_its_controller():
    cloud = Cloud()
    converge(cloud, declare((Rich, "a", {"Flat": "1"})))
    next(iter(cloud.objects.values()))["fields"]["Flat"] = "7"
    settled(cloud, declare((Rich, "a", {"Flat": "1"}, {"delegated": ["Flat"]})))
    assert field(cloud, "Flat") == "7"
    converge(cloud, declare((Rich, "a", {"Flat": "1"})))
    assert field(cloud, "Flat") == "1"
