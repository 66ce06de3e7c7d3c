"""The plan as a page: one file that needs nothing else, with everything that the plan says."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

from ansible_collections.slipway.aws.plugins.plugin_utils.plan import files
from ansible_collections.slipway.aws.plugins.plugin_utils.plan.page import page, spans

from .plans import STACK, change, line, plan
from .test_picture import planned

EVIL = "<img src=x onerror=alert(1)>"
SPANS = [
    {"address": "a/main/x/slow", "begins": 0, "ends": 300, "longest": True},
    {"address": "a/main/x/then", "begins": 300, "ends": 600, "longest": True},
    {"address": "a/main/x/quick", "begins": 0, "ends": 1, "longest": False},
]
PLAN = plan(
    line("a/main/x/new", wanted={"name": EVIL, "policy": {"Action": ["one", "two"]}, "nothing": []}, telling=["name"]),
    line(
        "a/main/x/changed",
        "update",
        changes=[change("policy", {"Action": "one"}, {"Action": "two"}), change("key", None, None, secret=True)],
    ),
    line("a/main/x/gone", "delete", reason="no longer declared", id="x-1"),
    notes=["a note & more"],
    times=["About 10 min on AWS."],
    forecast={"seconds": 600, "spans": SPANS},
    objects=planned("proshop", "local"),
)


class Elements(HTMLParser):
    """Elements that are open, and those that were, with their attributes."""

    VOID = frozenset(("meta", "br", "img", "link"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else_and_is_whole() -> None:
    text = page(PLAN)
    elements = Elements(text)
    assert not elements.open
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _attributes in elements.found}
    assert not [attributes for _tag, attributes in elements.found if {"src", "href"} & attributes.keys()]
    assert not re.search(r"@import|url\((?!#)", text)
    assert {tag for tag, _attributes in elements.found} >= {"svg", "details", "summary", "table"}


def test_everything_that_the_plan_says_is_on_the_page() -> None:
    text = html.unescape(re.sub(r"<[^>]+>", "", page(PLAN).replace(html.escape(EVIL), "evil")))
    for said in (
        STACK,
        PLAN["totals"],
        "a/main/x/new",
        "delete a/main/x/gone (x-1): no longer declared",
        "evil",
        "a note & more",
        "About 10 min",
        "(secret changes)",
        '{"Action": ["one", "two"]}',
        "stack_approved=0123456789abcdef",
    ):
        assert said in text, said
    assert "nothing" not in text
    assert EVIL not in page(PLAN)
    assert re.search(r"<td>policy\.Action</td><td><del>one</del><br><ins>two</ins></td>", page(PLAN))


def test_the_line_of_time_is_that_of_the_forecast() -> None:
    found = spans(PLAN)
    assert [(span["address"], span["left"], span["width"], span["longest"]) for span in found] == [
        ("a/main/x/slow", 0, 50, True),
        ("a/main/x/then", 50, 50, True),
    ]
    assert spans(plan()) == []


def test_a_plan_that_is_refused_offers_no_digest() -> None:
    text = page({**PLAN, "problems": ["it is not there"]})
    assert "it is not there" in text
    assert "stack_approved" not in text


def test_a_diagram_is_the_picture_alone(tmp_path: Path) -> None:
    outlets = files.Outlets({}, str(tmp_path), "one")
    path = Path(outlets.diagram(PLAN))
    assert path.name == "shop_test_us-east-1-diagram.html"
    assert "<svg" in path.read_text()
    assert "What changes" not in path.read_text()
    outlets.plan(PLAN)
    assert "What changes" in (tmp_path / "shop_test_us-east-1.html").read_text()
    assert '"objects"' not in (tmp_path / "shop_test_us-east-1.json").read_text()
