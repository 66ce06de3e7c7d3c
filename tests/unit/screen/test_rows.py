"""A plan as rows of text: one for each new object, complete where that is asked for, and as wide as the screen."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.engine import reporting
from ansible_collections.slipway.aws.plugins.module_utils.engine.graph import Graph
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import Line, Plan
from ansible_collections.slipway.aws.plugins.plugin_utils.plan import rows
from tests.support.applications import application
from tests.support.stacks import declare

from .plans import STACK, change, line, plan

POLICY = {
    "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": ["s3:Get" + "x" * 40], "Resource": "arn:" + "a" * 90}]
}
NEW = line(
    "network/main/subnet/a",
    wanted={
        "vpc_id": "(known after apply)",
        "cidr_block": "10.0.0.0/24",
        "zone": "us-east-1a",
        "map": False,
        "tags": {},
    },
    telling=["vpc_id", "cidr_block", "zone"],
)


def shown(*lines, **how):
    return rows.text(plan(*lines), **how).splitlines()


def test_a_new_object_is_one_row_with_its_telling_fields() -> None:
    assert shown(NEW, complete=False)[2:] == [
        "network: 1 to create",
        "  +   network/main/subnet/a: cidr_block 10.0.0.0/24, zone us-east-1a",
    ]
    narrow = shown(NEW, complete=False, width=60)[-1]
    assert narrow == "  +   network/main/subnet/a: cidr_block 10.0.0.0/24"
    assert shown(NEW)[-4:] == [
        "        vpc_id: (known after apply)",
        "        cidr_block: 10.0.0.0/24",
        "        zone: us-east-1a",
        "        map: false",
    ]


def test_new_objects_that_differ_in_their_names_only_are_one_row() -> None:
    names = ("private-a", "private-b", "public")
    tables = [line(f"network/main/route_table/{name}", wanted={"tags": {"Name": name}}) for name in names]
    routes = [
        line(f"network/main/route/{name}", wanted={"to": to}, telling=["to"])
        for name, to in (("a", "0.0.0.0/0"), ("b", "10.0.0.0/8"), ("c", "0.0.0.0/0"))
    ]
    lines = [tables[0], routes[0], *tables[1:], *routes[1:], line("network/other/route_table/x")]
    assert shown(*lines, complete=False)[3:] == [
        "  +   network/main/route_table (3): private-a, private-b, public",
        "  +   network/main/route (2): a, c: to 0.0.0.0/0",
        "  +   network/main/route/b: to 10.0.0.0/8",
        "  +   network/other/route_table/x",
    ]
    # Complete, each is said with all that it is to have; and what has a reason or changes is never one of many.
    assert sum("route_table/" in text for text in shown(*lines)) == 4
    gone = [line(f"network/main/route_table/{name}", "delete", id=name) for name in names]
    waits = [line(f"network/main/route_table/{name}", reason="is asked for") for name in names]
    assert len(shown(*gone, *waits, complete=False)) == 3 + 6


@pytest.mark.parametrize("name", ["inflight-ordering", "proshop"])
def test_a_plan_of_an_empty_account_fits_into_a_hundred_and_fifty_lines(name: str) -> None:
    identity, declared = application(name)
    stack, declarations = declare(declared, **identity)[:2]
    nodes = [node for node in Graph(declarations, EXPORTS).order if not node.kind.data]
    lines = [Line(node.address, "create", node.kind, node, want=node.filled()) for node in nodes]
    whole = reporting.data(Plan(lines, [], []), stack)
    found = rows.text(whole, complete=False, width=200).splitlines()
    assert 100 < len(found) < 145  # some lines of notes and times come to them
    assert all(line["address"].split("/", 3)[3] in "\n".join(found) for line in whole["lines"])


def test_documents_among_the_telling_fields_are_words() -> None:
    limit = line("a/main/budget/main", wanted={"limit": {"Amount": 200.0, "Unit": "USD", "Old": {}}}, telling=["limit"])
    rule = line(
        "a/main/rule/x",
        wanted={"conditions": [{"Field": "path", "Config": {"Values": ["/*"]}}]},
        telling=["conditions"],
    )
    assert shown(limit, rule, complete=False)[3:] == [
        "  +   a/main/budget/main: limit Amount 200 Unit USD",
        "  +   a/main/rule/x: conditions Field path Config Values /*",
    ]


def test_the_heading_has_the_totals_and_they_are_said_once() -> None:
    found = shown(NEW, complete=False)
    assert found[0] == f"Plan for {STACK}: 1 to do, 0 unchanged."
    assert "\n".join(found).count("to do") == 1


def test_signs_are_explained_where_they_are_used() -> None:
    sure = line("a/main/thing/x", "update")
    unsure = line("a/main/thing/y", "update", certain=False)
    assert shown(sure)[1] == "Signs: ~ update in place."
    assert shown(sure, unsure)[1] == f"Signs: ~ update in place; {rows.POSSIBLE}."
    assert shown(unsure)[-1] == "  ~   update a/main/thing/y (possible)"
    assert len(rows.rows(plan())) == 1


@pytest.mark.parametrize("verb", rows.SIGNS)
def test_every_verb_has_a_sign_a_style_and_an_explanation(verb: str) -> None:
    found = rows.rows(plan(line("a/main/thing/x", verb)))
    assert found[-1].style == rows.STYLES[verb]
    assert found[1].text.startswith(f"Signs: {rows.SIGNS[verb]} ")


def test_the_change_of_a_document_is_its_members() -> None:
    after = {"Statement": [{**POLICY["Statement"][0], "Effect": "Deny"}]}
    found = shown(line("a/main/role/x", "update", changes=[change("policy", POLICY, after)]))
    assert found[-1] == "        policy.Statement[Read].Effect: Allow -> Deny"


@pytest.mark.parametrize("width", [40, 80, 100, 200, None])
def test_nothing_is_cut_on_any_screen(width: int | None) -> None:
    before, after = "x" * 300 + "one", "x" * 300 + "two"
    lines = [
        line("a/main/role/x", "update", changes=[change("text", before, after), change("new", None, POLICY)]),
        line("a/main/role/y", wanted={"policy": POLICY, "long": before}, telling=["long"]),
    ]
    found = rows.rows(plan(*lines, notes=["note " * 50]), width=width)
    assert all(len(row.text) <= (width or 10_000) for row in found)
    joined = "".join("".join(row.text for row in found).split())
    for value in (before, after, *(f'"{word}"' for word in ("Sid", "Read", "arn:" + "a" * 90))):
        assert value in joined, value
    # One side is not taken for the other.
    removed, added = (
        "".join("".join(row.text.split()) for row in found if row.style == style) for style in ("remove", "add")
    )
    assert "one" in removed
    assert "two" in added


def test_texts_of_several_lines_are_shown_by_line() -> None:
    query = change("query", "fields a\nfilter b\nlimit 100", "fields a\nfilter b\nlimit 200")
    found = rows.rows(plan(line("a/main/query/x", "update", changes=[query])))
    assert [(row.style, row.text.strip()) for row in found][-2:] == [
        ("remove", "-limit 100".replace("-", "- ")),
        ("add", "+ limit 200"),
    ]


def test_the_option_stands_beside_the_field_of_aws() -> None:
    found = shown(
        line("a/main/x/x", "update", changes=[change("db_instance_class", "a", "b", option="instance_class")])
    )
    assert found[-1] == "        db_instance_class (option instance_class): a -> b"


def test_a_secret_is_not_shown() -> None:
    found = shown(line("a/main/x/x", "update", changes=[change("password", None, None, secret=True)]))
    assert found[-1] == "        password: (secret changes)"


def test_what_forbids_a_plan_is_left_to_the_error_that_follows() -> None:
    refused = plan(NEW, problems=["it is not there"])
    assert "  it is not there" in rows.text(refused).splitlines()
    assert "not there" not in rows.text(refused, problems=False)
    assert "stack_approved" not in rows.text(refused, approval=True)
    assert rows.text(plan(NEW), approval=True).endswith("-e stack_approved=0123456789abcdef")


def test_capabilities_stand_in_the_order_of_the_declaration_with_counts() -> None:
    lines = [line("cdn/main/x/a"), line("cdn/main/x/b", "delete"), line("network/main/x/c")]
    found = [row.text for row in rows.rows(plan(*lines, capabilities=["network", "cdn"])) if row.style == "heading"]
    assert found[1:] == ["network: 1 to create", "cdn: 1 to create, 1 to delete"]
