"""The plan as text, as data and as a digest: complete, stable, and without a secret."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.handed import fields_of
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.option import Option
from ansible_collections.slipway.aws.plugins.module_utils.engine import fields, reporting
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import KEEP, Line
from ansible_collections.slipway.aws.plugins.module_utils.engine.names import Names
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from ansible_collections.slipway.aws.plugins.plugin_utils.plan import rows

from .cloud import STACK, Base, Cloud, Data, Middle, Top, converge, declare
from .kinds import KINDS, Series, Step, Thing, kind

SECRETS = ("hunter2-one", "hunter2-two", "hunter2-three", "hunter2-four")
KEY = fields.optional(secret=True)
Safe = kind(
    "safe",
    fields={
        **Thing.fields,
        "Password": KEY,
        "Map": fields.optional(members={"Key": KEY, "Open": fields.optional()}),
        "List": fields.managed([], order="Name", members={"Name": fields.required(), "Key": KEY}),
        "Deep": fields.optional(
            members={"List": fields.managed([], order="Name", members={"Name": fields.required(), "Key": KEY})}
        ),
    },
)


@pytest.fixture(autouse=True)
def _known(monkeypatch):
    monkeypatch.setitem(KINDS, "safe", Safe)


def secret_wish(open_value="shown", number=0):
    one, two, three, four = (f"{text}{number}" for text in SECRETS)
    return declare(
        (
            Safe,
            "s",
            {
                "Password": one,
                "Map": {"Key": two, "Open": open_value},
                "List": [{"Name": f"n{number}", "Key": three}],
                "Deep": {"List": [{"Name": "x", "Key": four}]},
            },
        )
    )


def page(result):
    return rows.text(reporting.data(result.plan, STACK))


def test_the_page():
    cloud = Cloud()
    converge(cloud, declare((Base, "gone", {})), declare((Base, "vpc", {}), (Data, "db", {}), name="network"))
    vpc, gone, data = (cloud.at(name)[0] for name in ("vpc", "gone", "db"))
    network = declare(
        (Base, "vpc", {"Value": "new", "Note": "n"}),
        (Middle, "net", {"Home": lambda nodes: nodes["vpc"]["Id"]}),
        name="network",
    )
    service = declare(
        (Top, "app", {"Home": network.nodes[1]["Id"], "Fixed": "b"}), (Step, "ship", {"Name": "ship"}), name="part"
    )
    result = converge(cloud, network, service, words=Words(prune=True), check=True)
    assert (
        page(result)
        == f"""\
Plan for shop/test/us-east-1: 2 to create, 1 to update, 1 to run, 1 to delete, 1 kept, 0 unchanged.
Signs: + create; ~ update in place; > run a step; - delete; . kept by a guard.

network: 1 to create, 1 to update, 1 kept
  ~   update network/main/base/vpc ({vpc})
        value: plain -> new
        note: -> n
  +   network/main/middle/net
        home: {vpc}
  .   kept network/main/data/db ({data}): holds data

part: 1 to create, 1 to delete, 1 to run
  >   run part/main/step/ship
        name: ship
  +   part/main/top/app
        home: (known after apply)
        fixed: b
  -   delete part/main/base/gone ({gone}): no longer declared"""
    )


def test_the_totals_after_a_run_say_what_was_done():
    cloud = Cloud()
    converge(cloud, declare((Base, "kept", {}), (Base, "changed", {}), (Base, "replaced", {}), (Base, "gone", {})))
    after = declare(
        (Base, "kept", {}), (Base, "changed", {"Value": "new"}), (Base, "replaced", {"Fixed": "b"}), (Base, "new", {})
    )
    result = converge(cloud, after, words=Words(prune=True))
    assert reporting.totals(result.plan, result.outcome) == "1 created, 1 updated, 1 replaced, 1 deleted, 1 unchanged."
    assert reporting.totals(result.plan) == "1 to create, 1 to update, 1 to replace, 1 to delete, 1 unchanged."
    again = converge(cloud, after)
    assert reporting.totals(again.plan, again.outcome) == "Nothing to do: 4 unchanged."


def test_what_was_only_looked_up_is_not_counted():
    cloud, wish = Cloud(), declare((Base, "a", {}))
    converge(cloud, wish)
    plan = converge(cloud, wish).plan
    plan.lines.append(Line("part/main/zone/a", KEEP, kind("zone", data=True), None))
    assert reporting.totals(plan) == "Nothing to do: 1 unchanged."
    assert reporting.data(plan, STACK)["unchanged"] == 1


def test_the_totals_after_a_failure_count_what_was_not_reached():
    cloud = Cloud()
    converge(cloud, declare((Base, "gone", {})))
    cloud.fail["create", "part/main/base/a"] = "AccessDenied"
    wish = declare((Base, "a", {}), (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}), (Top, "t", {}))
    result = converge(cloud, wish, words=Words(prune=True))
    assert (
        reporting.totals(result.plan, result.outcome) == "1 created, 1 failed, 1 skipped, 1 not finished, 0 unchanged."
    )


def test_a_replacement_and_a_problem_on_the_page():
    cloud = Cloud()
    converge(cloud, declare((Data, "db", {}), (Series, "r", {"Name": "r"})))
    result = converge(
        cloud, declare((Data, "db", {"Fixed": "b"}), (Series, "r", {"Name": "r", "Value": "y"})), check=True
    )
    found = page(result).splitlines()
    assert f"  -/+ replace part/main/data/db ({cloud.at('db')[0]}): fixed cannot be changed in place" in found
    assert "        fixed: a -> b" in found
    assert "  ~   revise part/main/series/r (r)" in found or "  ~   revise part/main/series/r" in found
    assert found[found.index("Not possible:") + 1].startswith("  part/main/data/db: ")


def test_nothing_to_do():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    assert (
        page(converge(cloud, declare((Base, "a", {})), check=True))
        == "Plan for shop/test/us-east-1: Nothing to do: 1 unchanged."
    )


def test_data_is_json_and_complete():
    cloud = Cloud()
    wish = declare((Base, "a", {"Value": "y"}), (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}))
    result = converge(cloud, wish, check=True)
    data = json.loads(json.dumps(reporting.data(result.plan, STACK)))
    assert [(line["address"], line["verb"], line["wanted"]) for line in data["lines"]] == [
        ("part/main/base/a", "create", {"value": "y"}),
        ("part/main/middle/m", "create", {"home": "(known after apply)"}),
    ]
    assert data["digest"] == result.digest
    assert data["unchanged"] == 0


@pytest.mark.parametrize("before", [None, "shown", "other"])
def test_no_secret_in_any_view(before):
    cloud, said = Cloud(), []
    if before:
        converge(cloud, secret_wish(before, 7))
        for row in cloud.objects.values():
            row["fields"].update(
                {
                    "Password": SECRETS[0],
                    "Map": {"Key": SECRETS[1], "Open": before},
                    "List": [{"Name": "old", "Key": SECRETS[2]}],
                    "Deep": {"List": [{"Name": "y", "Key": SECRETS[3]}]},
                }
            )
    result = converge(cloud, secret_wish(), check=True, report=lambda *event: said.append(event))
    texts = page(result) + json.dumps(reporting.data(result.plan, STACK)) + repr(said)
    assert "hunter2" not in texts
    assert "(secret" in texts


@pytest.mark.behaviour("G28")
def test_no_secret_in_an_error_that_repeats_what_was_sent(monkeypatch):
    from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError

    def echo(cls, api, want, tags):
        raise AwsError(
            "fake",
            "create",
            "ValidationException",
            f"bad: {want['Password']} {want['Map']} {want['List']} {want['Deep']}",
        )

    monkeypatch.setattr(Safe, "create", classmethod(echo))
    said = []
    result = converge(Cloud(), secret_wish(), report=lambda *event: said.append(event))
    text = str(result.outcome.failed["part/main/safe/s"])
    assert "hunter2" not in text + repr(said)
    assert "'Open': 'shown'" in text


def test_a_digest_tells_plans_apart_and_not_secrets():
    digests = [converge(Cloud(), secret_wish(*more), check=True).digest for more in (("a", 0), ("a", 0), ("b", 0))]
    assert digests[0] == digests[1] != digests[2]
    cloud = Cloud()
    converge(cloud, secret_wish())
    first, second = (converge(cloud, secret_wish("shown", number), check=True).digest for number in (1, 2))
    assert first != converge(cloud, secret_wish("other", 1), check=True).digest
    assert len(first) == len(second) == 16


def test_a_secret_changes_no_digest():
    def wish(text):
        return declare(
            (Safe, "s", {"Password": text, "Map": {"Key": text, "Open": "x"}, "List": [{"Name": "n", "Key": text}]})
        )

    assert len({converge(Cloud(), wish(text), check=True).digest for text in SECRETS}) == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1), st.randoms())
def test_a_digest_does_not_hang_on_the_order_of_declarations(names, random):
    shuffled = list(names)
    random.shuffle(shuffled)
    one, two = (
        converge(Cloud(), declare(*[(Base, name, {"Uses": ["x", "y"]}) for name in order]), check=True)
        for order in (names, shuffled)
    )
    assert one.digest == two.digest


def test_a_change_names_the_option_that_fills_the_field():
    options = {
        "value": Option("str", "A value."),
        "deep": Option("dict", "More.", options={"note": Option("str", "A note.", field="base.Note")}),
        "many": Option("dict", "Many.", values={"level": Option("str", "A value.", field="base.Value")}),
    }
    filled = fields_of(options)
    assert filled == {"base.Note": "deep.note", "base.Value": "many.<name>.level"}
    names = Names({"part": filled}, {"part": ["a", "b"]})
    assert names.variable("part/main/base/a", "Value") == "part_many.a.level"
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    result = converge(cloud, declare((Base, "a", {"Value": "new", "Note": "n", "Uses": ["x"]})), check=True)
    (line,) = reporting.data(result.plan, STACK, names=names)["lines"]
    assert {change["field"]: change.get("option") for change in line["changes"]} == {
        "value": "many.<name>.level",
        "note": "deep.note",
        "uses": None,
    }


def test_the_records_of_a_list_have_the_options_of_their_own():
    command = Option("str", "A command.", field="task.containers.command")
    options = {
        "main": Option(
            "dict",
            "One.",
            values={"command": command, "more": Option("list", "More.", elements="dict", options={"command": command})},
        )
    }
    names = Names({"part": fields_of(options)}, {"part": ["api", "api-two"]})
    found = {
        key: names.variable("part/main/task/api-two", "containers[%s].command.x" % key)
        for key in ("0", "1", "api-two", "proxy")
    }
    own, further = "part_main.api-two.command", "part_main.api-two.more[].command"
    assert found == {"0": own, "1": further, "api-two": own, "proxy": further}
    assert names.option("part/main/task/api", "containers") == names.option("part/main/other/api", "command") == ""


def test_a_new_object_is_told_by_what_was_declared_and_not_by_its_neighbours(monkeypatch):
    monkeypatch.setattr(Middle, "telling", ("Home", "Value"))
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    wish = declare(
        (Base, "a", {}), (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}), (Middle, "n", {"Home": "x"})
    )
    lines = reporting.data(converge(cloud, wish, check=True).plan, STACK)["lines"]
    assert {line["address"]: line["telling"] for line in lines} == {
        "part/main/middle/m": ["value"],
        "part/main/middle/n": ["home", "value"],
    }
