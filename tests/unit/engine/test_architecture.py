"""The objects of a plan for a picture: all of them, with what refers to what, and without a secret."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields, reporting
from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Options, Run
from ansible_collections.slipway.aws.plugins.module_utils.engine.kinds import Kinds
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

from .cloud import STACK, Aws, Base, Cloud, Middle, Top, converge, declare
from .kinds import KINDS, Thing, kind


def objects(cloud, *declarations, words=None, **options):
    found = Run(
        Aws(cloud),
        STACK,
        list(declarations),
        Kinds(KINDS),
        {},
        words or Words(),
        Options(check=True, lock=False, **options),
    )
    return {row["address"]: row for row in reporting.data(found.execute().plan, STACK, found.graph)["objects"]}


def wish():
    return declare((Base, "a", {"Value": "y"}), (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}), (Top, "t", {}))


def test_what_is_declared_refers_by_address_before_and_after_it_is_there():
    cloud = Cloud()
    before = objects(cloud, wish())
    converge(cloud, wish())
    after = objects(cloud, wish())
    for found, verb in ((before, "create"), (after, "keep")):
        assert {row["verb"] for row in found.values()} == {verb}
        assert found["part/main/middle/m"]["refs"] == {"home": ["part/main/base/a"]}
    assert before["part/main/base/a"]["fields"]["value"] == "y"
    assert after["part/main/base/a"]["id"] == cloud.at("a")[0]


def test_what_goes_refers_by_id():
    cloud = Cloud()
    converge(cloud, wish())
    found = objects(cloud, declare((Base, "a", {"Value": "y"})), words=Words(prune=True))
    assert found["part/main/middle/m"]["verb"] == "delete"
    assert found["part/main/middle/m"]["refs"] == {"home": ["part/main/base/a"]}


def test_no_secret_and_no_document_is_in_it(monkeypatch):
    Safe = kind("safe", fields={**Thing.fields, "Password": fields.optional(secret=True), "Doc": fields.optional()})
    monkeypatch.setitem(KINDS, "safe", Safe)
    found = objects(Cloud(), declare((Safe, "s", {"Password": "hunter2", "Doc": {"a": 1}, "Value": "x" * 300})))
    assert "hunter2" not in repr(found)
    assert not {"doc", "value"} & found["part/main/safe/s"]["fields"].keys()
