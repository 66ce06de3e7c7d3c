"""References survive what pure code and templating do to text, and fail early where they mean nothing."""

from __future__ import annotations

import json

import jinja2
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Export
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput, Refused, SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import (
    is_known,
    reference,
    references,
    substitute,
)

from .cloud import STACK, Base, Cloud, Middle, converge, declare

SEGMENT = st.from_regex(r"[A-Za-z0-9_.:*@+-]{1,12}", fullmatch=True)
ADDRESS = st.builds("/".join, st.lists(SEGMENT, min_size=4, max_size=4))
FIELD = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,12}", fullmatch=True)


@given(st.one_of(ADDRESS, ADDRESS.map(lambda text: "shop/prod/eu-west-1//" + text)), FIELD)
def test_a_reference_survives_text_tools(address, field):
    text = reference(address, field)
    assert text.isascii()
    assert not set(text) & set("\"'{}\\%$")
    joined = f"a,{text},{text}"
    for through in (
        json.loads(json.dumps({"k": [joined]})),
        yaml.safe_load(yaml.safe_dump({"k": [joined]})),
        yaml.safe_load(f"k: ['{joined}']"),
        {"k": [jinja2.Environment(autoescape=False).from_string("{{ value }}").render(value=joined)]},
    ):
        assert through == {"k": [joined]}
        assert references(through) == [(address, field)]
        assert substitute(through, lambda *_unused: "x") == {"k": ["a,x,x"]}


def test_a_whole_reference_takes_the_values_type_and_lists_are_spliced():
    one, many = reference("a/b/c/d", "Port"), reference("a/b", "ids")
    values = {"Port": 5432, "ids": ["x", "y"]}
    replaced = substitute(
        {"p": one, "t": f"host:{one}", "l": ["z", many], one: 1}, lambda address, field: values[field]
    )
    assert replaced == {"p": 5432, "t": "host:5432", "l": ["z", "x", "y"], 5432: 1}


def test_what_is_not_known_stays_text():
    text = reference("a/b/c/d", "Port")

    def unknown(address, field):
        raise KeyError(address)

    assert substitute([text, f"x {text}"], unknown) == [text, f"x {text}"]
    assert not is_known({"a": [{"b": f"x {text}"}]})
    assert is_known({"a": ["(known after apply)", 1, None]})


def test_a_misspelt_field_fails_at_declaration():
    node = declare((Base, "a", {})).nodes[0]
    with pytest.raises(KeyError, match="base has no field Idd"):
        node["Idd"]
    with pytest.raises(TypeError, match="kind base has no field Valu"):
        declare((Base, "a", {"Valu": 1}))


def test_a_misspelt_field_of_another_capability_fails_when_they_are_joined():
    other = declare((Middle, "b", {"Home": reference("part/main/base/a", "Idd")}), name="other")
    with pytest.raises(
        SlipwayError, match=r"other/main/middle/b refers to part/main/base/a.Idd; base has no field Idd"
    ):
        converge(Cloud(), declare((Base, "a", {})), other, check=True)


def test_an_output_nobody_offers_is_refused():
    other = declare((Middle, "b", {"Home": reference("part/main", "idd")}), name="other")
    with pytest.raises(SlipwayError, match="part/main has no output idd"):
        converge(
            Cloud(), declare((Base, "a", {})), other, check=True, exports={"part": {"id": Export("base", "a", "Id")}}
        )


def test_a_circle_of_declarations_is_refused():
    one = declare((Middle, "a", {"Home": reference("other/main/middle/b", "Id")}))
    two = declare((Middle, "b", {"Home": reference("part/main/middle/a", "Id")}), name="other")
    with pytest.raises(SlipwayError, match="need one another in a circle"):
        converge(Cloud(), one, two, check=True)


def test_equal_twins_are_one_node_and_unequal_ones_are_refused():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})), declare((Base, "a", {})))
    assert len(cloud.objects) == 1
    with pytest.raises(SlipwayError, match="part/main/base/a is declared twice with different wishes"):
        converge(cloud, declare((Base, "a", {})), declare((Base, "a", {"Value": "y"})))


def test_a_tag_must_be_known_text():
    with pytest.raises(BadInput, match="stack_tags"):
        declare((Base, "a", {}, {"tags": {"vpc": reference("part/main/base/b", "Id")}}), stack=STACK)


@pytest.mark.parametrize("instance", ["x y", "a(b", "a/b", "a*", "", None, 7])
def test_an_instance_that_could_hide_a_reference_is_refused(instance):
    with pytest.raises(BadInput, match="part_instance: .* is not possible; letters, digits and _ . : @"):
        declare((Base, "a", {}), instance=instance)
    wish = declare((Base, "a", {}))
    for ask in (
        lambda: wish.neighbour("network", "vpc_id", instance=instance),
        lambda: wish.neighbour_node("secret", "secret", "main", "ARN", instance=instance),
    ):
        with pytest.raises(BadInput, match="_instance: .* is not possible"):
            ask()


@pytest.mark.parametrize("name", ["x y", "a(b", "a/b", "", None, 7])
def test_a_name_that_could_hide_a_reference_is_refused(name):
    for ask in (
        lambda: declare((Base, name, {})),
        lambda: declare((Base, "a", {})).neighbour_node("secret", "base", name, "ARN"),
    ):
        with pytest.raises(BadInput, match="part_base: .* is not possible; at most 200 letters, digits and _ . : "):
            ask()
    with pytest.raises(ValueError, match="is no address"):
        reference("part/main/base/x y", "Id")


@pytest.mark.parametrize(
    "cut", [lambda text: text[:30], lambda text: text.replace("part/", "part /"), lambda text: "a" + text[:-1]]
)
def test_what_was_cut_from_a_reference_is_refused_in_the_plan(cut):
    cloud = Cloud()
    with pytest.raises(Refused, match="part/main/middle/m: .* was cut or changed; hand such a text on whole"):
        converge(cloud, declare((Base, "a", {}), (Middle, "m", {"Value": lambda nodes: cut(nodes["a"]["Id"])})))
    assert not cloud.calls
