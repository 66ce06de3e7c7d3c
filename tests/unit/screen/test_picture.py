"""The picture of a stack: everything drawn once, nothing over anything else, arrows between what is there."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.engine.architecture import objects
from ansible_collections.slipway.aws.plugins.module_utils.engine.graph import Graph
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import Line, Plan
from ansible_collections.slipway.aws.plugins.plugin_utils.picture import layout, measures, model, scene, svg
from tests.support.applications import application
from tests.support.stacks import declare

NAMESPACE = "{http://www.w3.org/2000/svg}"


def planned(name: str, inventory: str, verb: str = "create", **also: dict[str, Any]) -> list[dict[str, Any]]:
    """The objects of an example application, with options of capabilities beside its own, as a plan of an empty account has them."""
    identity, declared = application(name, inventory)
    declared = {**declared, **{given: {**declared.get(given, {}), **options} for given, options in also.items()}}
    declarations = declare(declared, **identity)[1]
    graph = Graph(declarations, EXPORTS)
    lines = [Line(node.address, verb, node.kind, node, want=node.filled()) for node in graph.order]
    return objects(Plan(lines, [], []), graph)


def drawn(name: str, inventory: str = "local", **also: dict[str, Any]) -> scene.Scene:
    return model.scene(planned(name, inventory, **also))


# -- what is drawn -----------------------------------------------------------------------------------------------------


def arrows(found: scene.Scene) -> set[tuple[str, str, str]]:
    names = {box.key: box.name if box.word != "Outside" else box.key for box in found.boxes}
    return {(names[arrow.source], names[arrow.target], arrow.text) for arrow in found.arrows}


def test_who_may_reach_whom_is_read_from_the_objects() -> None:
    assert arrows(drawn("inflight-ordering")) == {
        ("internet", "local.inflight-ordering.example.com", "443"),
        ("local.inflight-ordering.example.com", "site", ""),
        ("internet", "api.local.inflight-ordering.example.com", "80, 443"),
        ("api.local.inflight-ordering.example.com", "app", "8080"),
        ("app", "postgres 17", "5432"),
        ("app", "4 services of AWS", "443"),
        ("app", "2", ""),  # secrets
        ("from 10.8.0.0/16", "postgres 17", "5432"),
        ("app", "beyond", ""),
    }
    assert arrows(drawn("proshop")) >= {
        ("internet", "local.proshop.example.com", "80, 443"),
        ("local.proshop.example.com", "gateway", "80"),
        ("gateway", "frontend", ""),
        ("gateway", "backend", ""),
        ("backend", "main", "2049"),
    }


def test_what_roles_allow_and_containers_are_given_is_reached() -> None:
    services = application("proshop").declared["service"]["services"]
    allowed = {
        "backend": {"queues": {"MAIL": {"queue": "mail", "access": "send"}, "LOG": {"queue": "log", "access": "send"}}},
        "frontend": {"queues": {"MAIL": {"queue": "mail", "access": "receive"}}},
        "gateway": {"queues": {"BOTH": {"queue": "both", "access": "send_and_receive"}}},
    }
    found = drawn(
        "proshop",
        service={"services": {name: {**given, **allowed.get(name, {})} for name, given in services.items()}},
        queue={"queues": {"mail": {}, "log": {}, "both": {}}, "encryption": "aws"},
    )
    assert arrows(found) >= {
        ("backend", "proshop-local-mail", "send"),
        ("frontend", "proshop-local-mail", "receive"),
        ("backend", "proshop-local-log", "send"),
        ("gateway", "proshop-local-both", "send, receive"),
        ("backend", "4", ""),  # parameters
    }
    assert "3" in {box.name for box in found.boxes if box.word == "Queues"}  # those for what nobody could work on
    place = layout.laid_out(found)
    assert {arrow.text for arrow in place.labels} >= {"send", "receive", "send, receive"}
    sound(found)


@pytest.mark.parametrize("letter", ["W", "i", "m", "\u6f22", "\u00df"])
def test_text_stays_in_its_box_whatever_its_letters(letter: str) -> None:
    box = scene.Box("key", "", letter * 200, (letter * 200,))
    place = layout.laid_out(scene.Scene("VPC", "new", [], [box], [])).boxes["key"]
    shown = [
        text.text for text in ET.fromstring(svg.svg(scene.Scene("VPC", "new", [], [box], []))).iter(f"{NAMESPACE}text")
    ]
    widths = [measures.broad(text or "") for text in shown if letter in (text or "")]
    assert len(widths) == 2
    assert max(widths) <= place.w - 2 * measures.PADDING


def test_tiers_have_zones_ranges_and_gateways() -> None:
    tiers = {tier.name: tier.subnets for tier in drawn("proshop").tiers}
    assert list(tiers) == ["public", "private"]
    assert tiers["public"] == [("zone a", "10.0.1.0/24", "NAT", "new"), ("zone b", "10.0.2.0/24", "", "new")]
    found = {box.name: (box.tier, box.level) for box in drawn("proshop").boxes if box.place == scene.NETWORK}
    assert found == {
        "local.proshop.example.com": ("public", 0),
        "gateway": ("private", 0),
        "backend": ("private", 1),
        "frontend": ("private", 1),
        "main": ("private", 2),
    }


def test_states_are_those_of_the_plan() -> None:
    rows = planned("proshop", "local", "keep")
    assert {box.state for box in model.scene(rows).boxes} == {"same"}
    for row in rows:
        if row["address"] == "service/main/task_definition/backend":
            row["verb"] = "revise"
        if row["address"] == "file_system/main/file_system/main":
            row["verb"] = "delete"
        if row["address"] == "load_balancer/main/security_group_rule/https-0.0.0.0-0":
            row["verb"] = "create"
    found = {box.name: box.state for box in model.scene(rows).boxes if box.place == scene.NETWORK}
    assert (found["backend"], found["main"], found["gateway"]) == ("changed", "gone", "same")
    # One port more is another way in, and not a new one.
    assert {arrow.text: arrow.state for arrow in model.scene(rows).arrows if arrow.source == "internet"} == {
        "80, 443": "changed"
    }


def test_a_stack_in_a_network_of_another_one_has_a_picture() -> None:
    found = drawn("proshop", "platform")
    assert (found.network, found.tiers) == ("VPC of another stack", [])
    assert "gateway" in {box.name for box in found.boxes}
    sound(found)


# -- how it is drawn ---------------------------------------------------------------------------------------------------


def inside(point: tuple[float, float], place: layout.Rect) -> bool:
    return place.x + 1 < point[0] < place.right - 1 and place.y + 1 < point[1] < place.bottom - 1


def along(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points along an arrow, as the SVG draws it: straight, or as a curve that leaves and arrives upright."""
    found = []
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        for share in (number / 20 for number in range(21)):
            # Both curves' control points are half-way: how far it has got across, and down.
            across, down = (share, share) if x1 == x2 or y1 == y2 else (3 * share**2 - 2 * share**3, _down(share))
            found.append((x1 + (x2 - x1) * across, y1 + (y2 - y1) * down))
    return found


def _down(share: float) -> float:
    return 1.5 * share * (1 - share) ** 2 + 1.5 * share**2 * (1 - share) + share**3


def sound(found: scene.Scene) -> None:
    """Assert what holds for every picture."""
    text = svg.svg(found)
    root = ET.fromstring(text)
    place = layout.laid_out(found)
    keys = [group.get("data-key") for group in root.iter(f"{NAMESPACE}g") if group.get("data-key")]
    assert sorted(keys) == sorted(box.key for box in found.boxes)
    solid = [*place.boxes.values(), *(subnet for _tier, _frame, subnets in place.tiers for subnet in subnets)]
    for one, other in itertools.combinations(solid, 2):
        assert one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
    for one in solid:
        assert 0 <= one.x and one.right <= place.width
        assert 0 <= one.y and one.bottom <= place.height
    for _tier, frame, subnets in place.tiers:
        assert all(inside((subnet.middle, subnet.y), frame) for subnet in subnets)
    for box in found.boxes:
        if place.network and box.place == scene.NETWORK:
            assert inside((place.boxes[box.key].x, place.boxes[box.key].bottom), place.network)
    lines = [
        (path.get("data-source"), path.get("data-target")) for path in root.iter(f"{NAMESPACE}path") if path.get("d")
    ]
    assert sorted(line for line in lines if line[0]) == sorted((arrow.source, arrow.target) for arrow in found.arrows)
    for arrow, points in place.paths.items():
        for point, key in ((points[0], arrow.source), (points[-1], arrow.target)):
            end = place.boxes[key]
            assert end.x <= point[0] <= end.right and end.y <= point[1] <= end.bottom
        for key, other in place.boxes.items():
            if key not in (arrow.source, arrow.target):
                assert not any(inside(point, other) for point in along(points)), (arrow, key)
    texts = list(place.labels.values())
    for one in texts:
        assert 0 <= one.x and one.right <= place.width and 0 <= one.y
        assert not any(one.over(other) for other in (*solid, *(other for other in texts if other is not one)))
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "").replace("https", "")


@pytest.mark.parametrize(
    ("name", "inventory"),
    [
        *itertools.product(
            ["inflight-ordering", "proshop", "mealprep", "product-info", "task-manager"],
            ["local", "dev", "staging", "prod"],
        ),
        *itertools.product(["inflight-ordering", "proshop"], ["platform"]),
    ],
)
def test_the_example_applications(name: str, inventory: str) -> None:
    sound(drawn(name, inventory))


KEYS = "abcdefghij"


@st.composite
def scenes(draw: st.DrawFn) -> scene.Scene:
    """Any boxes in any places, with any arrows between them."""
    tiers = draw(st.lists(st.sampled_from(["public", "private", "inner"]), unique=True, max_size=3))
    boxes = []
    for key in KEYS[: draw(st.integers(1, len(KEYS)))]:
        place = draw(
            st.sampled_from([scene.OUTSIDE, scene.EDGE, scene.NETWORK, scene.NETWORK, scene.BESIDE, scene.BEYOND])
        )
        tier = draw(st.sampled_from([*tiers, ""])) if place == scene.NETWORK else ""
        lines = tuple(draw(st.lists(st.text("x& <", max_size=60), max_size=4)))
        boxes.append(
            scene.Box(
                key,
                "Word",
                draw(st.text("y<>\"'", min_size=1, max_size=40)),
                lines,
                "new",
                place,
                tier,
                draw(st.integers(0, 2)),
            )
        )
    found = {}
    # Traffic goes in, and ends outside or in what stands beside: that is what a picture is laid out for.
    order = [scene.OUTSIDE, scene.EDGE, scene.NETWORK, scene.BESIDE, scene.BEYOND]
    for one, other in itertools.permutations(boxes, 2):
        sensible = order.index(one.place) <= order.index(other.place) and one.place not in (scene.BESIDE, scene.BEYOND)
        near = (one.place, other.place) in LEADS
        if sensible and near and draw(st.integers(0, 3)) == 0:
            found[one.key, other.key] = scene.Arrow(one.key, other.key, draw(st.sampled_from(["", "80, 443"])), "new")
    subnets = [("zone-a", "10.0.0.0/24", "NAT", "new")] * draw(st.integers(0, 3))
    return scene.Scene("VPC", "new", [scene.Tier(name, list(subnets)) for name in tiers], boxes, list(found.values()))


LEADS = {
    (scene.OUTSIDE, scene.NETWORK),
    (scene.OUTSIDE, scene.EDGE),
    (scene.EDGE, scene.NETWORK),
    (scene.EDGE, scene.BESIDE),
    (scene.NETWORK, scene.NETWORK),
    (scene.NETWORK, scene.BEYOND),
    (scene.NETWORK, scene.BESIDE),
}


@settings(max_examples=60, deadline=None)
@given(scenes())
def test_any_scene(found: scene.Scene) -> None:
    sound(found)


def test_text_is_escaped_and_what_is_cut_can_be_pointed_at() -> None:
    name = "<script>alert(1)</script>" + "x" * 100
    found = scene.Scene("VPC <b>", "new", [], [scene.Box('a"<', "Word", name, ("&amp;",))], [])
    text = svg.svg(found)
    assert "<script" not in text
    assert name in [title.text for title in ET.fromstring(text).iter(f"{NAMESPACE}title")]
    assert re.search(r"<text[^>]*>&lt;script&gt;alert\(1\)&lt;/script&gt;x+…", text)
