"""While the rules of a listener change, each request goes where it went before, or where it shall go."""

from __future__ import annotations

import fnmatch
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2.conditions import conditions
from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2.listener_rule import ListenerRule
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Change, Delta
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live, Node
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import CREATE, KEEP, UPDATE, Line
from ansible_collections.slipway.aws.plugins.module_utils.engine.ownership import STACK
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from tests.support.api import Api
from tests.unit.aws.test_listener_rule_order import LISTENER, given

TAGS = {STACK: "shop/test/us-east-1"}
REQUESTS = list(
    itertools.product(
        ("web.example.com", "api.example.com", "other.org"),
        ("/", "/app/1", "/app", "/api/1", "/api/v1/1", "/b/1", "/c"),
    )
)


class Balancer(Api):
    """A listener: its rules by name, and who got which request after each change."""

    def __init__(self) -> None:
        super().__init__()
        self.rules: dict[str, tuple[int, Any]] = {}
        self.moments: list[list[str | None]] = []
        self.left = 0  # changes until the run is killed

    def owners(self) -> list[str | None]:
        return [self._owner(*request) for request in REQUESTS]

    def _owner(self, host: str, path: str) -> str | None:
        for name, (_priority, wanted) in sorted(self.rules.items(), key=lambda item: item[1][0]):
            if all(self._fulfils(item, host, path) for item in wanted):
                return name
        return None

    @staticmethod
    def _fulfils(condition: dict[str, Any], host: str, path: str) -> bool:
        config = next(value for key, value in condition.items() if key != "Field")
        text = host if condition["Field"] == "host-header" else path
        return any(fnmatch.fnmatchcase(text, value) for value in config["Values"])

    def changed(self, operation: str) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        self.calls.append((operation, {}))
        priorities = [priority for priority, _conditions in self.rules.values()]
        assert len(set(priorities)) == len(priorities)
        self.moments.append(self.owners())

    def all(self, operation: str, member: str, *arguments: Any, **more: Any) -> list[Any]:
        return [{"RuleArn": name, "Priority": str(row[0])} for name, row in self.rules.items()]

    def describe_tags(self, ResourceArns: list[str]) -> dict[str, Any]:
        tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
        return {"TagDescriptions": [{"ResourceArn": arn, "Tags": tags} for arn in ResourceArns]}

    def modify_rule(self, RuleArn: str, Conditions: Any) -> None:
        self.rules[RuleArn] = (self.rules[RuleArn][0], Conditions)
        self.changed("modify_rule")

    def set_rule_priorities(self, RulePriorities: list[dict[str, Any]]) -> None:
        for row in RulePriorities:
            self.rules[row["RuleArn"]] = (row["Priority"], self.rules[row["RuleArn"]][1])
        self.changed("set_rule_priorities")

    def create_rule(self, **wanted: Any) -> dict[str, Any]:
        name = wanted["Tags"][0]["Value"]
        self.rules[name] = (wanted["Priority"], wanted["Conditions"])
        self.changed("create_rule")
        row = {"RuleArn": name, "Priority": str(wanted["Priority"]), "Conditions": wanted["Conditions"], "Actions": []}
        return {"Rules": [row]}


def lines(balancer: Balancer, declared: dict[str, dict[str, Any]]) -> Iterator[Line]:
    for name, members in declared.items():
        want = {"ListenerArn": LISTENER, "Conditions": given(**members), "Actions": []}
        live, verb = None, CREATE
        if name in balancer.rules:
            priority, now = balancer.rules[name]
            fields = {"ListenerArn": LISTENER, "Priority": priority, "Conditions": now, "Actions": []}
            live, verb = Live(name, fields, TAGS), KEEP if now == conditions(want["Conditions"]) else UPDATE
        address = f"service/main/listener_rule/{name}"
        yield Line(address, verb, ListenerRule, Node(ListenerRule, address, want), live, want=want)


def deploy(balancer: Balancer, declared: dict[str, dict[str, Any]], last_first: bool) -> None:
    """What a run does, in one of the orders that are open to it."""
    balancer.memory.clear()
    some = list(lines(balancer, declared))
    chosen, after = ListenerRule.arrange(some, [line.live for line in some if line.live], Words())
    left = {line.address: line for line in some if line.verb != KEEP or line.address in chosen}
    while left:
        free = [address for address in left if not set(after.get(address, ())) & set(left)]
        line = left.pop(sorted(free)[-1 if last_first else 0])
        line.want.update(chosen.get(line.address, {}))
        if line.live is None:
            ListenerRule.create(balancer, line.want, {"Name": line.address.rpartition("/")[2], **TAGS})
        else:
            names = [name for name in ("Priority", "Conditions") if name == "Conditions" or name in line.want]
            ListenerRule.update(
                balancer,
                line.live,
                line.want,
                Delta([Change(name, None, None) for name in names if differs(line, name)]),
            )


def differs(line: Line, name: str) -> bool:
    if name == "Priority":
        return line.want[name] != line.live.fields[name]
    return conditions(line.want[name]) != conditions(line.live.fields[name])


APP, API_PATHS, V1 = {"paths": ["/app/*"]}, {"paths": ["/api/*"]}, {"paths": ["/api/v1/*"]}
EVERYTHING: dict[str, Any] = {}
WILD, HOST = {"hosts": ["*.example.com"]}, {"hosts": ["api.example.com"]}


@pytest.mark.parametrize("last_first", [False, True])
@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        ({"web": APP}, {"web": EVERYTHING, "api": API_PATHS}, 1),
        ({"web": EVERYTHING}, {"web": APP, "api": EVERYTHING}, 1),
        ({"web": EVERYTHING, "api": API_PATHS}, {"web": API_PATHS, "api": EVERYTHING}, 1),
        ({"web": EVERYTHING, "api": API_PATHS}, {"web": V1, "api": API_PATHS}, 1),
        ({"web": {"paths": ["/app/*", "/b/*"]}}, {"web": APP, "b": {"paths": ["/b/*"]}}, 1),
        ({"web": WILD, "app": {**HOST, **APP}}, {"web": HOST, "app": {**HOST, **APP}, "rest": WILD}, 0),
        ({"web": EVERYTHING}, {"web": {**HOST, "paths": ["/app"]}, "a": {**HOST, **APP}, "b": WILD}, 1),
        ({"web": HOST, "app": APP}, {"web": WILD, "app": APP, "api": HOST}, 0),
    ],
)
@pytest.mark.behaviour("C5")
def test_no_request_goes_elsewhere_meanwhile(
    before: dict[str, Any], after: dict[str, Any], moves: int, last_first: bool
) -> None:
    balancer = Balancer()
    deploy(balancer, before, last_first)
    was = balancer.owners()
    balancer.moments.clear()
    balancer.calls.clear()

    deploy(balancer, after, last_first)

    becomes = balancer.owners()
    for moment in balancer.moments:
        elsewhere = [
            (*request, now)
            for request, now, *possible in zip(REQUESTS, moment, was, becomes, strict=True)
            if now not in possible
        ]
        assert not elsewhere
    assert balancer.operations().count("set_rule_priorities") == moves
    assert len(balancer.calls) <= moves + len(after)
    again = list(lines(balancer, after))
    assert ListenerRule.arrange(again, [line.live for line in again if line.live], Words()) == ({}, {})


@pytest.mark.parametrize("killed", [1, 2, 3])
def test_a_run_that_is_killed_between_two_steps_is_finished_as_it_was_begun(killed: int) -> None:
    found = []
    for left in (0, killed):
        balancer = Balancer()
        deploy(balancer, {"web": APP}, False)
        balancer.left = left
        wanted = {"web": EVERYTHING, "api": API_PATHS}
        if left:
            with pytest.raises(KeyboardInterrupt):
                deploy(balancer, wanted, False)
        balancer.calls.clear()
        deploy(balancer, wanted, False)
        found.append(balancer.rules)
        assert len(balancer.calls) == 3 - left
    assert found[0] == found[1]
