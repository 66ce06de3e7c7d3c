"""Which listener rule comes before which, the priorities that we choose, and what is done before what. Pure."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2.conditions import conditions
from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2.listener_rule import ListenerRule
from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2.narrowness import covers, overlap, parsed, precedes
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live, Node
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import CREATE, KEEP, UPDATE, Line
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

LISTENER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shop/1/2"


def given(
    hosts: Any = (), paths: Any = (), methods: Any = (), headers: Any = (), query: Any = (), cidrs: Any = ()
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for field, member, values in (
        ("host-header", "HostHeaderConfig", hosts),
        ("path-pattern", "PathPatternConfig", paths),
        ("http-request-method", "HttpRequestMethodConfig", methods),
        ("query-string", "QueryStringConfig", [{"Key": key, "Value": value} for key, value in dict(query).items()]),
        ("source-ip", "SourceIpConfig", cidrs),
    ):
        if values:
            found.append({"Field": field, member: {"Values": list(values)}})
    for name, values in dict(headers).items():
        config = {"HttpHeaderName": name, "Values": values}
        found.append({"Field": "http-header", "HttpHeaderConfig": config})
    return found or [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}]


def rule(**members: Any) -> list[Any]:
    return parsed(conditions(given(**members)))


@pytest.mark.parametrize(
    ("narrower", "wider"),
    [
        ({"hosts": ["api.example.com"]}, {"hosts": ["*.example.com"]}),
        ({"hosts": ["API.example.com"]}, {"hosts": ["*.example.com", "example.com"]}),
        ({"hosts": ["*.api.example.com"]}, {"hosts": ["*.example.com"]}),
        ({"hosts": ["api.*"]}, {"hosts": ["*.co?"]}),
        ({"hosts": ["a.example.com"], "paths": ["/*", "/a"]}, {"hosts": ["*.example.com"]}),
        ({"hosts": ["a.example.com"], "paths": ["/api/*"]}, {"hosts": ["*.example.com"], "paths": ["/api/v1/*"]}),
        ({"hosts": ["a.example.com", "*.b.com"]}, {"hosts": ["*.example.com"]}),
        ({"paths": ["/api"]}, {"paths": ["/api*"]}),
        ({"paths": ["/api/*"]}, {}),
        ({"paths": ["/api/orders/*"]}, {"paths": ["/api/*"]}),
        ({"paths": ["/a", "/a/*"]}, {"paths": ["/*"]}),
        ({"paths": ["/api/*"]}, {"paths": ["/*", "/api/v1/*"]}),
        ({"paths": ["/api/?"]}, {"paths": ["/api/*"]}),
        ({"paths": ["/api/orders*"]}, {"paths": ["*.php"]}),
        ({"paths": ["/api/*"], "hosts": ["a.example.com"]}, {"paths": ["/api/*"]}),
        ({"paths": ["/api/*"], "methods": ["GET"]}, {"paths": ["/api/*"]}),
        ({"methods": ["GET"]}, {"methods": ["GET", "HEAD"]}),
        ({"headers": {"X-Test": ["yes"]}}, {"headers": {"x-test": ["*"]}}),
        ({"headers": {"X-Test": ["yes"], "X-Team": ["a"]}}, {"headers": {"X-Test": ["yes"]}}),
        ({"paths": ["/api/*"], "headers": {"X-Test": ["yes"]}}, {"headers": {"X-Test": ["yes"]}}),
        ({"query": {"v": "2"}}, {"query": {"v": "*"}}),
        ({"query": {"v": "2"}}, {}),
        ({"cidrs": ["203.0.113.7/32"]}, {"cidrs": ["203.0.113.0/24"]}),
        ({"cidrs": ["203.0.113.0/24"]}, {}),
    ],
)
def test_the_narrower_rule_comes_first(narrower: dict[str, Any], wider: dict[str, Any]) -> None:
    assert precedes(rule(**narrower), rule(**wider))
    assert not precedes(rule(**wider), rule(**narrower))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"hosts": ["a.example.com"]}, {"hosts": ["b.example.com"], "paths": ["/a"]}),
        ({"hosts": ["*.example.com"]}, {"hosts": ["*.example.org"]}),
        ({"paths": ["/a*"]}, {"paths": ["/b*"]}),
        ({"paths": ["/A"]}, {"paths": ["/a"]}),
        ({"methods": ["GET"]}, {"methods": ["POST"]}),
        ({"cidrs": ["10.0.0.0/8"]}, {"cidrs": ["2001:db8::/32"]}),
    ],
)
def test_rules_that_no_request_fulfils_both_have_no_order(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not overlap(rule(**one), rule(**other))
    assert not precedes(rule(**one), rule(**other)) and not precedes(rule(**other), rule(**one))


def test_rules_that_cross_have_no_order_but_more_conditions_first_where_they_are_new() -> None:
    host, path, both = rule(**API), rule(paths=["/v1/orders/*"]), rule(**API, paths=["/v1/*"])
    assert not any(precedes(*pair) for pair in ((host, path), (path, host), (both, path), (path, both)))
    lines = [line("path", paths=["/v1/orders/*"]), line("both", **API, paths=["/v1/*"]), line("host", **API)]
    assert sequence(*lines) == ["both", "path", "host"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"hosts": ["A.example.com"]}, {"hosts": ["a.example.com"]}),
        ({}, {"paths": ["*"]}),
        ({}, {"hosts": ["*"]}),
        ({"paths": ["/a", "/b"]}, {"paths": ["/b", "/a"]}),
        ({"paths": ["/a/*", "/a/b"]}, {"paths": ["/a/*"]}),
        ({"headers": {"X-A": ["Yes"]}}, {"headers": {"x-a": ["yes"]}}),
        ({}, {"paths": ["/**"]}),
        ({"paths": ["/a*?"]}, {"paths": ["/a?*"]}),
        ({}, {"cidrs": ["::/0", "0.0.0.0/1", "128.0.0.0/1"]}),
        ({"cidrs": ["10.0.0.0/24"]}, {"cidrs": ["10.0.0.0/25", "10.0.0.128/25"]}),
    ],
)
def test_rules_may_be_the_same_in_other_words(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert covers(rule(**one), rule(**other)) and covers(rule(**other), rule(**one))


def line(name: str, now: int | None = None, declared: int | None = None, was: Any = None, **members: Any) -> Line:
    """A rule's line; with `now` it is there, with `was` its conditions change."""
    want = {"ListenerArn": LISTENER, "Conditions": given(**members), "Actions": []}
    want.update({"Priority": declared} if declared else {})
    address = "service/main/listener_rule/" + name
    live = None
    if now is not None:
        before = given(**was) if was is not None else want["Conditions"]
        live = Live(name, {"ListenerArn": LISTENER, "Priority": now, "Conditions": before}, {})
    verb = CREATE if now is None else UPDATE if was is not None or declared not in (None, now) else KEEP
    return Line(address, verb, ListenerRule, Node(ListenerRule, address, want), live, want=want)


def arranged(*lines: Line, theirs: tuple[int, ...] = ()) -> tuple[dict[str, int], dict[str, list[str]], dict[str, Any]]:
    """The priorities of all rules afterwards, what comes after what, and the moves; by the last parts of addresses."""
    foreign = [Live("theirs", {"ListenerArn": LISTENER, "Priority": number}, {}) for number in theirs]
    lives = [line.live for line in lines if line.live is not None]
    chosen, after = ListenerRule.arrange(list(lines), [*lives, *foreign], Words())
    result, moves = {}, {}
    for item in lines:
        name, values = item.address.rpartition("/")[2], chosen.get(item.address, {})
        now = item.live.fields["Priority"] if item.live else item.want.get("Priority")
        result[name] = values.get("Priority", now)
        for step in values.get("Steps") or ():
            moves.update(step.get("Moves") or {})
    assert len({*result.values(), *theirs}) == len(result) + len(theirs)
    names = {key.rpartition("/")[2]: [item.rpartition("/")[2] for item in some] for key, some in after.items()}
    return result, names, moves


def test_a_new_rule_finds_room_beside_those_that_stand() -> None:
    lines = [line("api", 9760, paths=["/b/*"]), line("web", 9761, paths=["/a/*"]), line("c", paths=["/c/*"])]
    numbers, _after, moves = arranged(*lines)
    assert (numbers, moves) == ({"api": 9760, "web": 9761, "c": 9762}, {})


def sequence(*lines: Line, **more: Any) -> list[str]:
    numbers = arranged(*lines, **more)[0]
    return sorted(numbers, key=lambda name: numbers[name])


WEB, WILD, API = {"hosts": ["web.example.com"]}, {"hosts": ["*.example.com"]}, {"hosts": ["api.example.com"]}


@pytest.mark.behaviour("C5")
def test_new_rules_come_in_the_order_of_narrowness_whatever_the_order_of_declaration() -> None:
    lines = [line("wild", **WILD), line("api", **API), line("all"), line("v1", **API, paths=["/v1/*"])]
    for some in (lines, lines[::-1]):
        assert sequence(*some) == ["v1", "api", "wild", "all"]
    assert arranged(line("all"))[0] == {"all": 40000}


def test_what_is_there_in_the_right_order_stays() -> None:
    numbers, _after, moves = arranged(line("wild", 9000, **WILD), line("all", 9001), line("api", **API))
    assert (numbers["wild"], numbers["all"], moves) == (9000, 9001, {})
    assert numbers["api"] < 9000


def test_priorities_of_others_are_left_out() -> None:
    start = arranged(line("api", paths=["/api/*"]))[0]["api"]
    assert arranged(line("api", paths=["/api/*"]), theirs=(start, start + 1))[0] == {"api": start + 2}


def test_a_wrong_order_is_mended_with_as_few_moves_as_possible() -> None:
    numbers, _after, moves = arranged(
        line("wild", 9600, **WILD), line("api", 9601, **API), line("web", 9602, **WEB), theirs=(9603,)
    )
    assert moves == {"wild": numbers["wild"]} and numbers["wild"] > 9603


def test_no_room_makes_room() -> None:
    assert sequence(line("wild", 2, **WILD), line("all", 3), line("api", **API), theirs=(1,)) == ["api", "wild", "all"]


@pytest.mark.parametrize("declared", [5, 100, 45000])
def test_chosen_priorities_go_round_declared_ones(declared: int) -> None:
    lines = [line("all", declared=declared), line("api", **API), line("web", **WEB)]
    assert sequence(*lines)[-1] == "all"
    assert sequence(line("api", declared=declared, **API), line("wild", **WILD)) == ["api", "wild"]


def test_declared_priorities_stay_whatever_they_cover() -> None:
    lines = [line("all", declared=1), line("api", declared=2, **API), line("v1", **API, paths=["/v1/*"])]
    numbers, _after, _moves = arranged(*lines)
    assert (numbers["all"], numbers["api"]) == (1, 2)


def test_what_gets_wider_moves_first_and_waits_for_what_is_new() -> None:
    """v1 `web: {paths: [/app/*]}`, v2 `web: {}` and a new `api: {paths: [/api/*]}`."""
    web, api = line("web", 9600, was={"paths": ["/app/*"]}), line("api", paths=["/api/*"])
    numbers, after, moves = arranged(web, api)
    assert (numbers, after, moves) == ({"api": 9601, "web": 40000}, {"web": ["api"]}, {"web": 40000})


def test_all_moves_are_known_to_each_rule_that_moves() -> None:
    lines = [line("web", 40000, was={}, paths=["/api/v1/*"]), line("api", 9600, paths=["/api/*"])]
    lines += [line("wild", 20, **WILD), line("host", 30, **API)]
    chosen, _after = ListenerRule.arrange(lines, [item.live for item in lines], Words())
    found = [step["Moves"] for values in chosen.values() for step in values["Steps"] if "Moves" in step]
    assert len(chosen) == len(found) == 2 and found[0] == found[1] and len(found[0]) == 2


def test_a_priority_that_is_ignored_stays() -> None:
    lines = [line("wild", 9600, **WILD), line("api", 9601, **API)]
    words = Words(ignore=("service/main/listener_rule/*.Priority",))
    assert ListenerRule.arrange(lines, [item.live for item in lines], words)[0] == {}


def test_many_rules_are_arranged() -> None:
    lines = [line(f"s{number:03}", paths=["/" + "x" * number + "*"]) for number in range(1, 61)]
    assert sequence(*lines) == [f"s{number:03}" for number in range(60, 0, -1)]
