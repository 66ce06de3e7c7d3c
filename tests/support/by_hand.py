"""Out of band: objects deleted and fields changed by hand, and what the next run makes of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.engine.aws import Api
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Delta
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.fields import UPDATE
from ansible_collections.slipway.aws.plugins.module_utils.engine.graph import Graph
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import Line
from ansible_collections.slipway.aws.plugins.module_utils.engine.planning import field_changes
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import is_known, references
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from tools.simulator_process import SimulatorProcess

from .account import picture
from .environments import finished, moves
from .killing import Expected, Step, compared, silent
from .shapes import Shape, shape
from .stacks import connect, declare
from .values import SAME, other

# What AWS deletes with an object that it does not name, see the API reference of DeregisterScalableTarget.
GO_WITH = {"scaling_policy": "scalable_target", "scheduled_action": "scalable_target"}
TAG = "environment"  # a tag that the inventory gives every object


def objects(simulator: SimulatorProcess, step: Step) -> dict[str, Line]:
    """Return the lines of all objects of a deployed stack that a person could get at: {address: line}."""
    lines = step.run(simulator, check=True, drift=True, lock=False).plan.by_address()
    return {
        address: line
        for address, line in lines.items()
        if line.live is not None and not (line.kind.data or line.kind.step)
    }


def dependants(step: Step) -> dict[str, set[str]]:
    """Return what may have to move where an object is made anew: {address: all that refer to it or to what does}."""
    graph = Graph(declare(step.declared, **step.identity)[1], EXPORTS)
    found: dict[str, set[str]] = {address: set() for address in graph.nodes}
    for node in reversed(graph.order):
        used = {target for address, field in references(node.want) for target, _field in graph.targets(address, field)}
        used |= {target for target in graph.edges(node) if graph.nodes[target].kind.kind == GO_WITH.get(node.kind.kind)}
        for target in used:
            found[target] |= {node.address} | found[node.address]
    return found


@contextlib.contextmanager
def _api(simulator: SimulatorProcess, step: Step, line: Line) -> Iterator[Api]:
    aws = connect(simulator, declare({}, **step.identity)[0])
    try:
        yield aws.api(line.kind.service, line.node.place, line.kind.region)
    finally:
        aws.close()


def deleted(
    simulator: SimulatorProcess, step: Step, address: str, may_move: set[str], wanted: Expected
) -> list[str] | None:
    """Delete an object by hand; return what is wrong with the runs after that.

    None where AWS refuses the deletion, as of what others use, or there is none, as of what only goes with its parent.
    """
    line = objects(simulator, step)[address]
    simulator.clear()
    with _api(simulator, step, line) as api, contextlib.suppress(AwsError, NotImplementedError):
        line.kind.delete(api, line.live)
    if not any(call["status"] < 400 for call in simulator.calls(changing=True)):
        return None
    return _mended(simulator, step, {address}, may_move, wanted)


def changed(simulator: SimulatorProcess, step: Step, number: int, wanted: Expected) -> tuple[list[str], int, list[str]]:
    """Change one field of every object by hand, the `number`th that has another value.

    Returns what is wrong with the runs after that, how many fields were changed, and which could not be.
    """
    touched, refused = {}, []
    for address, line in objects(simulator, step).items():
        fields = list(changeable(line))
        if number >= len(fields):
            continue
        field = fields[number]
        try:
            with _api(simulator, step, line) as api:
                _change(api, line, field)
            touched[address] = field
        except AwsError as error:
            refused.append(f"{address}.{field}: {error.code}: {error.message[:100]}")
    texts = []
    plan = step.run(simulator, check=True, drift=True, lock=False).plan
    for address, field in touched.items():
        line = plan.by_address()[address]
        if not any(change.path.startswith(field) for change in line.changes):
            texts.append(f"drift does not name {address}.{field}, which was changed by hand")
    return texts + _mended(simulator, step, set(touched), set(), wanted), len(touched), refused


def changeable(line: Line) -> Iterator[str]:
    """Yield the declared fields of an object that an update changes, and "Tags"."""
    if line.kind.taggable and line.live.tags is not None and TAG in line.live.tags:
        yield "Tags"
    for name, field in line.kind.fields.items():
        declared = name in line.want and is_known(line.want[name]) and name not in line.node.delegated
        updated = declared and not field.computed and field.change == UPDATE and not field.holds_secret
        if updated and other(line.kind.kind, name, line.want[name]) is not SAME:
            yield name


def _change(api: Api, line: Line, field: str) -> None:
    if field == "Tags":
        line.kind.tag(api, line.live, {TAG: "by-hand"})
        return
    want = {**line.want, field: other(line.kind.kind, field, line.want[field])}
    line.kind.update(api, line.live, want, Delta(field_changes(line.node, want, line.live, Words())))


def _mended(
    simulator: SimulatorProcess, step: Step, touched: set[str], may_move: set[str], wanted: Expected
) -> list[str]:
    """Drift names what was touched, the next run mends it and moves nothing else, and the account is as it was."""
    plan = step.run(simulator, check=True, drift=True, lock=False).plan
    named = {line.address for line in plan.moves}
    texts = [f"drift does not name {address}" for address in sorted(touched - named)]
    try:
        result = finished(step.run(simulator))
    except Exception as error:  # noqa: BLE001 - any failure is a finding; the other cases go on
        return [*texts, f"the next run failed: {type(error).__name__}: {error}"[:1500]]
    texts += [
        f"the next run has to {verb} {address}, which nobody touched"
        for address, verb in moves(result).items()
        if address not in touched | may_move
    ]
    return texts + compared(wanted.shape, _one_of_a_series(shape(picture(simulator)))) + silent(simulator, step)


def _one_of_a_series(found: Shape) -> Shape:
    """Earlier revisions stay: of equal ones, one counts."""
    return Shape({key: 1 if key[1] == "task_definition" else count for key, count in found.items()})
