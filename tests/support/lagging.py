"""Reads that lag: a finished stack whose objects of one kind the next run does not see at first, and empty twins."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

from ansible_collections.slipway.aws.plugins.module_utils.engine import ownership
from ansible_collections.slipway.aws.plugins.module_utils.engine.aws import Api
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import CREATE, DELETE
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from tools.simulator_process import SimulatorProcess

from .account import Picture, picture
from .by_hand import objects
from .environments import finished
from .killing import Step, compared, silent
from .shapes import Shape, changed, shape
from .stacks import connect, declare


class Finished(NamedTuple):
    """A deployed stack, and everything that there is in its account, whoever made it."""

    step: Step
    shape: Shape
    ids: frozenset[str]
    objects: Picture


def finished_stack(simulator: SimulatorProcess, step: Step) -> Finished:
    """Look at a stack that is deployed."""
    found = picture(simulator)
    return Finished(step, shape(found), _ids(found), found)


def _ids(found: Picture) -> frozenset[str]:
    return frozenset(identity for (_region, _kind, identity) in found)


def hideable(simulator: SimulatorProcess, step: Step) -> list[type[Kind]]:
    """Return the kinds of a deployed stack's objects, by name."""
    found = {line.kind.kind: line.kind for line in objects(simulator, step).values()}
    return [found[name] for name in sorted(found)]


def twinned(simulator: SimulatorProcess, step: Step) -> list[str]:
    """Return the addresses of objects of which AWS makes a second one, known by the same tags."""
    found = objects(simulator, step).items()
    return [address for address, line in found if line.kind.identity == "tags" and line.kind.on_repeat == "none"]


def hidden(simulator: SimulatorProcess, wanted: Finished, kind: type[Kind]) -> list[str]:
    """Run while no object of a kind is seen at first; return what is wrong with that."""
    step = wanted.step
    with _first_look_without(kind):
        try:
            result = finished(step.run(simulator))
        except Exception as error:  # noqa: BLE001 - any failure is a finding; the other cases go on
            return [f"the run failed: {type(error).__name__}: {error}"[:1500]]
    texts = [f"it deleted {line.address} ({line.live.id})" for line in result.outcome.deleted]
    return texts + _as_before(simulator, wanted)


@contextlib.contextmanager
def _first_look_without(kind: type[Kind]) -> Iterator[None]:
    """The first listing of a kind shows nothing of it. What is listed in another kind's answer is not hidden."""
    observe, guard, looked = kind.observe.__func__, threading.Lock(), []

    def late(cls: type[Kind], api: Api, scope: Any) -> list[Any]:
        with guard:
            first = not looked
            looked.append(1)
        return [] if first else observe(cls, api, scope)

    inherited = "observe" not in vars(kind)
    kept = vars(kind).get("observe")
    kind.observe = classmethod(late)
    try:
        yield
    finally:
        if inherited:
            del kind.observe
        else:
            kind.observe = kept


def twin(simulator: SimulatorProcess, wanted: Finished, address: str) -> list[str] | None:
    """Make an object a second time, then run; return what is wrong with that. None where AWS makes no second one."""
    step, stack = wanted.step, declare({}, **wanted.step.identity)[0]
    line = objects(simulator, step)[address]
    simulator.clear()
    aws = connect(simulator, stack)
    try:
        api = aws.api(line.kind.service, line.node.place, line.kind.region)
        with contextlib.suppress(AwsError):
            new = dataclasses.replace(line, verb=CREATE, live=None)
            want = {**line.want, **line.kind.arrange([new], [], Words())[0].get(line.address, {})}
            line.kind.create(api, want, ownership.tags(stack, line.node))
    finally:
        aws.close()
    if not any(call["status"] < 400 for call in simulator.calls(changing=True)):
        return None
    made = _ids(picture(simulator)) - wanted.ids
    if not made:
        return None
    try:
        result = finished(step.run(simulator))
    except Exception as error:  # noqa: BLE001 - any failure is a finding; the other cases go on
        return [f"the run failed: {type(error).__name__}: {error}"[:1500]]
    texts = [
        f"it has to {move.verb} {move.address}"
        for move in result.plan.moves
        if move.verb != DELETE or move.live.id in wanted.ids
    ]
    if not line.kind.guarded:
        return texts + _as_before(simulator, wanted)
    # What may hold data is left to a person, and said to be left.
    return [text for text in texts + _as_before(simulator, wanted, made) if text != f"orphan: {address}"]


def _as_before(simulator: SimulatorProcess, wanted: Finished, left: frozenset[str] = frozenset()) -> list[str]:
    """What is lost, moved or too many, now and for the run after that, without what may be `left`."""
    after = {key: value for key, value in picture(simulator).items() if key[2] not in left}
    texts = [f"{' '.join(key)} was {how}" for key, how in changed(wanted.objects, after).items()]
    return texts + compared(wanted.shape, shape(after)) + silent(simulator, wanted.step)
