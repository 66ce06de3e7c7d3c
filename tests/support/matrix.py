"""The matrix: what becomes of each capability, and of each kind with a parent, in each situation of a stack's life.

A situation is a function that takes the Table, runs the engine in copies of an account, and gives what is wrong: pairs of the
address of an object, or the name of a capability, and a sentence. What a capability is in the matrix says the section `matrix`
of tests/cases/<capability>.yml:

    declared: {}           its part of the whole environment, over what environments.py has
    less: {}               options with which it declares fewer objects, for pruning
    changed: {}            options that change what is there
    reasons: {pruned: …}   why there is nothing to try in a situation, or in any of them (`row`); by kind, below `kinds`
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.slipway.aws.plugins.module_utils.capability.index import NAMES
from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Result
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import Line
from tests.support import cases, environments, stacks
from tests.support.account import differences, picture
from tests.support.copies import Copy, Copyable
from tests.support.environments import EVERYTHING, environment, finished, moves
from tests.support.killing import compared
from tests.support.permitted import Keys, attach, user
from tests.support.shapes import shape
from tests.support.torment import NEW_IMAGE
from tools.rehearsal.policy import policies

Finding = tuple[str, str]
Declared = dict[str, dict[str, Any]]
STACK = "shop/test/us-east-1"
# What a stack on the platform of another one takes from there.
SHARED = ("network", "encryption", "cluster", "load_balancer", "certificate", "discovery")
# As long as operations are refused once each, a run fails; each gets some further.
RUNS = 30
OF_THE_RUN = ":policy/slipway-"  # what whoever runs the engine may do
ACCOUNT = "account"  # in place of an address: an object of nobody's, or one that cannot be told


def said(capability: str) -> dict[str, Any]:
    """Return the section `matrix` of a capability."""
    return cases.read().get(capability, {}).get("matrix", {})


def reason(capability: str, situation: str) -> str | None:
    """Return why a capability is not tried in a situation."""
    reasons = said(capability).get("reasons", {})
    return reasons.get("row") or reasons.get(situation)


def whole(part: str = "declared") -> Declared:
    """Return an environment with every capability that declares something, in the order of the registry.

    `part` is "less" or "changed" for what those capabilities declare that have it.
    """
    usual = environment(database={"final_snapshot": False})
    return {
        name: {**usual.get(name, {}), **said(name).get("declared", {}), **(said(name).get(part) or {})}
        for name in NAMES
        if name in usual or "declared" in said(name)
    }


class Table:
    """A whole environment that stands.

    :param simulator: one whose account has nothing but the zone example.com
    """

    def __init__(self, simulator: Copyable) -> None:
        self.declared = whole()
        self.before, self.empty = picture(simulator), simulator.copy()
        simulator.clear()
        first = finished(converge(simulator, self.declared))
        self.operations = {(call["service"], call["operation"]) for call in simulator.calls(changing=True)}
        self.standing, self.after = simulator, picture(simulator)
        plan = destroy(simulator, check=True)
        self.data = _data(plan)
        self.lives = [live for live in plan.snapshot.all() if live.stack == STACK and not live.kind.data]
        self.tried: dict[str, set[str]] = {}
        self._found: dict[str, list[Finding]] = {}
        self.kinds = {line.kind.kind for line in first.plan.lines} | {live.kind.kind for live in self.lives}

    def findings(self, name: str) -> list[Finding]:
        """What is wrong in a situation; `tried` has the kinds of whose objects a run of it had a line."""
        if name not in self._found:
            before = len(LOOKED_AT)
            self._found[name] = list(SITUATIONS[name](self))
            self.tried[name] = set().union(*LOOKED_AT[before:])
        return self._found[name]

    def differences(self, simulator: Copyable) -> Iterator[Finding]:
        """What is not as it was when the environment stood."""
        known = {live.id: live.address or ACCOUNT for live in self.lives}
        for key in differences(self.after, picture(simulator)):
            if key[2] in known:
                yield known[key[2]], f"{' '.join(key)} is not as it was"

    def owner(self, line: Line) -> str:
        """The capability of a line's object, or of what it is a part of."""
        named = {live.id: live.address for live in self.lives}
        address = line.live.address or named.get(line.live.parent) or line.address
        return address.partition("/")[0]

    def like(self, simulator: Copyable) -> list[Finding]:
        """What is otherwise than in the environment that stands, whatever the ids of its objects are."""
        found = {key: value for key, value in picture(simulator).items() if OF_THE_RUN not in str(value)}
        return [(ACCOUNT, text) for text in compared(shape(self.after), shape(found))]


LOOKED_AT: list[set[str]] = []  # of all runs, one after the other: the kinds that the plan had a line of


def _noted(run: Callable[..., Result]) -> Callable[..., Result]:
    """A way to run the engine that notes the kinds."""

    def noted(*arguments: Any, **options: Any) -> Result:
        result = run(*arguments, **options)
        LOOKED_AT.append({line.kind.kind for line in result.plan.lines})
        return result

    return noted


converge, destroy = _noted(stacks.converge), _noted(environments.destroy)
SITUATIONS: dict[str, Callable[[Table], Iterator[Finding]]] = {}


def situation(function: Callable[[Table], Iterator[Finding]]) -> Callable[[Table], Iterator[Finding]]:
    """Enter a situation under its function's name."""
    SITUATIONS[function.__name__] = function
    return function


@situation
def alone(table: Table) -> Iterator[Finding]:
    """As a role of its own a capability finds its neighbours by their tags, and has nothing to do."""
    for name, options in table.declared.items():
        yield from _idle(table.standing, {name: options})


@situation
def with_tags(table: Table) -> Iterator[Finding]:
    """One capability after the other in an empty account, as soon as its neighbours are there: that ends as all at once."""
    with table.empty.copy() as simulator:
        waiting = list(table.declared)
        while waiting:
            # A play declares its stack whatever tags it is given.
            parts = {name: {"stack": table.declared["stack"], name: table.declared[name]} for name in waiting}
            refused = [name for name, part in parts.items() if not _made(simulator, part)]
            if refused == waiting:
                yield from ((name, "its needs are never met") for name in refused)
                return
            waiting = refused
        yield from _idle(simulator, table.declared)
        yield from table.like(simulator)


@situation
def absent(table: Table) -> Iterator[Finding]:
    """With state: absent a role alone takes all of its capability, or nothing while others use it; then a full run brings all back."""
    with table.standing.copy() as simulator:
        waiting = list(table.declared)
        while waiting:
            refused: list[str] = []
            for name in waiting:
                simulator.clear()
                try:
                    finished(converge(simulator, {}, {"data": table.data}, kinds=(name,), absent={f"{name}/main"}))
                except Refused as refusal:
                    refused.append(name)
                    yield from ((name, text) for text in refusal.problems if "live use" not in text)
                    yield from ((name, f"refused after {call['operation']}") for call in simulator.calls(changing=True))
            if len(refused) == len(waiting):
                yield from ((name, "is never let go") for name in refused)
                return
            if len(waiting) == len(table.declared):
                yield from _idle(simulator, {name: table.declared[name] for name in reversed(refused)})
            waiting = list(reversed(refused))
        yield from ((line.address, "is left") for line in destroy(simulator, check=True).plan.lines)
        finished(converge(simulator, table.declared))
        yield from _idle(simulator, table.declared)


@situation
def pruned(table: Table) -> Iterator[Finding]:
    """What a capability declares no longer goes, and nothing of the others; the next run brings it back."""
    with table.standing.copy() as simulator:
        less = {name for name in table.declared if "less" in said(name)}
        result = finished(converge(simulator, whole("less"), {"prune": True, "data": table.data}))
        owners = {table.owner(line) for line in result.outcome.deleted}
        yield from ((name, "nothing of it was pruned") for name in less - owners)
        yield from ((name, "something of it was pruned") for name in owners - less)
        yield from _idle(simulator, whole("less"))
        finished(converge(simulator, table.declared))
        yield from _idle(simulator, table.declared)
        yield from table.like(simulator)


@situation
def changed(table: Table) -> Iterator[Finding]:
    """A change is made, and its way back ends where it began."""
    with table.standing.copy() as simulator:
        result = finished(converge(simulator, whole("changed")))
        owners = {address.partition("/")[0] for address in result.outcome.done}
        yield from (
            (name, "nothing was changed") for name in table.declared if said(name).get("changed") and name not in owners
        )
        yield from _idle(simulator, whole("changed"))
        finished(converge(simulator, table.declared))
        yield from _idle(simulator, table.declared)
        yield from table.like(simulator)


@situation
def destroyed(table: Table) -> Iterator[Finding]:
    """A destruction with all data named leaves nothing of it, and what was there before as it was."""
    with table.standing.copy() as simulator:
        yield from _destroyed(simulator, {}, table.data)
        yield from ((ACCOUNT, f"{' '.join(key)} is changed") for key in differences(table.before, picture(simulator)))


@situation
def foreign_parent(table: Table) -> Iterator[Finding]:
    """On a platform of another stack it deploys, has nothing to do, and goes, also where nobody says any more whose it was."""
    shared = {name: options for name, options in table.declared.items() if name in SHARED}
    own = {name: options for name, options in table.declared.items() if name not in SHARED}
    own["dns"] = environment("guest.shop.example.com")["dns"]
    own["service"] = _found_by_name(own["service"])
    guest = {"environment": "guest"}
    on_platform = {**guest, "from_stack": dict.fromkeys(SHARED, STACK)}
    with table.empty.copy() as simulator:
        finished(converge(simulator, shared))
        platform = picture(simulator)
        finished(converge(simulator, own, identity=on_platform))
        yield from _idle(simulator, own, identity=on_platform)
        yield from _held(simulator, shared)
        yield from _destroyed(simulator, guest, _data(destroy(simulator, guest, check=True)))
        yield from (
            (ACCOUNT, f"{' '.join(key)} of the platform is changed")
            for key in differences(platform, picture(simulator))
        )
        yield from _destroyed(simulator, {}, _data(destroy(simulator, check=True)))


@situation
def half_failed(table: Table) -> Iterator[Finding]:
    """Each changing operation is refused once: later runs finish what the first one left."""
    with table.empty.copy() as simulator:
        yield from _resumed(table, simulator)


@situation
def half_failed_with_least_policies(table: Table) -> Iterator[Finding]:
    """The same, and the destruction after it, by somebody with the policies alone that follow from such runs."""
    rows = {}
    with table.empty.copy() as simulator:
        simulator.permissions(note=True)
        yield from _resumed(table, simulator)
        rows["deploy"] = simulator.calls()
        simulator.clear()
        finished(destroy(simulator, data=table.data))
        rows["destroy"] = simulator.calls()
    given = policies(rows, [STACK])
    with table.empty.copy() as simulator:
        simulator.permissions(enforce=True, note=False)
        keys = {purpose: user(simulator, purpose) for purpose in rows}
        attach(simulator, given, keys)
        yield from _resumed(table, simulator, keys["deploy"])
        finished(destroy(simulator, data=table.data, keys=keys["destroy"]))


@situation
def released(table: Table) -> Iterator[Finding]:
    """After a release a full run has nothing to do."""
    with table.standing.copy() as simulator:
        finished(converge(simulator, table.declared, {"release": {"api": NEW_IMAGE}}))
        yield from _idle(simulator, table.declared)


@situation
def rolled_back(table: Table) -> Iterator[Finding]:
    """After a release and a rollback a full run has nothing to do."""
    with table.standing.copy() as simulator:
        finished(converge(simulator, table.declared, {"release": {"api": NEW_IMAGE}}))
        finished(converge(simulator, {"rollback": {"what": "api"}, "job": table.declared["job"]}))
        yield from _idle(simulator, table.declared)


@situation
def beside_another_stack(table: Table) -> Iterator[Finding]:
    """A second environment comes and goes in the same account: the first is as it was, and has nothing to do."""
    yield from _beside(table, {"environment": "other"})


@situation
def in_another_region(table: Table) -> Iterator[Finding]:
    """So with the same environment in another Region."""
    yield from _beside(table, {"region": "eu-west-1"})


def _data(result: Result) -> frozenset[str]:
    return frozenset(line.address for line in result.plan.lines if line.verb == "kept" and line.kind.guarded)


def _idle(simulator: Copyable, declared: Declared, **more: Any) -> Iterator[Finding]:
    """What a run finds to do that should have nothing to do."""
    result = converge(simulator, declared, check=True, sweep=True, **more)
    assert not result.plan.problems, result.plan.problems
    yield from ((address, f"a further run has to {verb} it") for address, verb in moves(result).items())


def _made(simulator: Copyable, declared: Declared) -> bool:
    """Run; False where something is needed that is not there yet."""
    try:
        finished(converge(simulator, declared))
    except Refused as refusal:
        if "neither this run nor AWS has" not in str(refusal):
            raise
        return False
    return True


def _destroyed(simulator: Copyable, identity: dict[str, Any], data: frozenset[str]) -> Iterator[Finding]:
    finished(destroy(simulator, identity, data))
    yield from ((line.address, "is left") for line in destroy(simulator, identity, check=True).plan.lines)


def _found_by_name(options: dict[str, Any]) -> dict[str, Any]:
    """The options of services, of which one is found by its name in the namespace."""
    name, service = next(iter(options["services"].items()))
    return {**options, "services": {**options["services"], name: {**service, "connect": {"name": name}}}}


def _held(simulator: Copyable, shared: Declared) -> Iterator[Finding]:
    """A platform that a guest stands on: neither it nor a capability of it that is used goes, and no call is made."""
    data = _data(destroy(simulator, check=True))
    ways = {name: {"absent": {f"{name}/main"}} for name in shared}
    simulator.clear()
    for name, way in {**ways, ACCOUNT: {"destroy": True}}.items():
        try:
            converge(simulator, {}, {"data": data}, kinds=EVERYTHING if name == ACCOUNT else (name,), **way)
        except Refused as refusal:
            if "of the stack shop/guest/us-east-1" not in str(refusal):
                yield name, f"its guest is not named: {refusal}"
        else:
            yield name, "goes while a guest uses it"
        yield from ((name, f"refused after {call['operation']}") for call in simulator.calls(changing=True))


def _resumed(table: Table, simulator: Copy, keys: Keys = ()) -> Iterator[Finding]:
    refused = {"code": "AccessDeniedException", "status": 400}
    simulator.faults([{"service": service, "operation": name, **refused} for service, name in sorted(table.operations)])
    for _run in range(RUNS):
        result = converge(simulator, table.declared, keys=keys)
        if not result.outcome.failed:
            break
    finished(result)
    yield from _idle(simulator, table.declared, keys=keys)
    yield from table.like(simulator)


OTHER = "other.shop.example.com"  # what the second stack is called by


def _beside(table: Table, identity: dict[str, Any]) -> Iterator[Finding]:
    usual = environment(OTHER)
    declared = {**table.declared, **{name: usual[name] for name in ("dns", "certificate", "cdn")}}
    declared["email"] = {**table.declared["email"], "domain": OTHER, "mail_from_domain": f"bounce.{OTHER}"}
    with table.standing.copy() as simulator:
        finished(converge(simulator, declared, identity=identity))
        yield from _idle(simulator, table.declared)
        yield from _destroyed(simulator, identity, _data(destroy(simulator, identity, check=True)))
        yield from _idle(simulator, table.declared)
        yield from table.differences(simulator)
