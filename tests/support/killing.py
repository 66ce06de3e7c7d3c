"""Runs that are killed: a copy of the account at each changing call, and what the next run makes of it.

A process that is gone leaves nothing but the account, so that a copy taken right before a call is what a run finds that
comes after a death right before it, or right after the call before.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from botocore.model import OperationModel

from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Result
from simulator.core.calls import is_changing
from tests.support.account import Picture, client, differences, picture
from tests.support.environments import EVERYTHING, finished, moves
from tests.support.shapes import Shape, shape
from tests.support.stacks import IDENTITY, converge, session
from tools.simulator_process import REGION, SimulatorProcess

from .copies import Copy, Copyable

# The lock's end, and what a site's release has put aside that never began to be served.
HARMLESS = {"ssm.DeleteParameter", "s3.DeleteObjects"}
DESTRUCTIVE = ("Delete", "Deregister", "Disable", "Release", "Revoke", "Remove", "Schedule", "Terminate")


class Step(NamedTuple):
    """One run, as a person would start it: what is declared, for whom, with which words."""

    declared: dict[str, Any]
    identity: dict[str, Any]
    words: dict[str, Any] = {}
    destroy: bool = False

    def run(self, simulator: SimulatorProcess, **options: Any) -> Result:
        """Do it. Its lock is broken where the holder is dead, which nobody but a test may say so simply."""
        declared, kinds = ({}, EVERYTHING) if self.destroy else (self.declared, ())
        if "break_lock" not in options:
            options["break_lock"] = _holder(simulator, self.identity)
        usual = {"lock": True, "destroy": self.destroy}
        return converge(simulator, declared, self.words, self.identity, kinds, **usual | options)


class Expected(NamedTuple):
    """What a run without trouble leaves, the operations that it took, and the objects that are not the stack's."""

    shape: Shape
    operations: frozenset[str]
    foreign: Picture


def expected(original: Copyable, step: Step, foreign: Picture) -> Expected:
    """Do a run without trouble, in a copy."""
    with original.copy() as simulator:
        finished(step.run(simulator))
        return Expected(shape(picture(simulator)), frozenset(_operations(simulator)), foreign)


def walk(
    original: Copyable,
    step: Step,
    handle: Callable[[str, Copy], None],
    chosen: Callable[[int], bool] = lambda number: True,
) -> int:
    """Do a run, one call after the other; hand over a copy right before each chosen changing call, and one at the end.

    Whoever gets a copy ends it. Returns the number of changing calls.
    """
    count = 0
    guard = threading.Lock()

    def before(model: OperationModel, params: dict[str, Any], **_others: Any) -> None:
        nonlocal count
        service = model.service_model.service_name
        if is_changing(service, model.name) and params["url"].startswith(original.url):
            with guard:
                if chosen(count):
                    handle(f"call {count}, {service} {model.name}", original.copy())
                count += 1

    with _hooked(before):
        finished(step.run(original, workers=1))
    if chosen(count):
        handle(f"the end, after {count} calls", original.copy())
    return count


@contextlib.contextmanager
def _hooked(before: Callable[..., None]) -> Iterator[None]:
    name = f"walk-{id(before)}"
    session().events.register("before-call", before, unique_id=name)
    try:
        yield
    finally:
        session().events.unregister("before-call", unique_id=name)


def judge(simulator: SimulatorProcess, step: Step, wanted: Expected) -> list[str]:
    """Run again after a death; return what is wrong with that, as sentences."""
    secrets = {} if step.destroy else _secrets(simulator)
    simulator.clear()
    try:
        finished(step.run(simulator))
    except Exception as error:  # noqa: BLE001 - any failure is a finding; the other points go on
        return [f"the next run failed: {type(error).__name__}: {error}"[:1500]]
    found = [
        f"the next run called {name}" for name in sorted(_operations(simulator) - wanted.operations) if _destroys(name)
    ]
    found += [
        f"{name} has another value" for name, value in _secrets(simulator).items() if secrets.get(name, value) != value
    ]
    after = picture(simulator)
    found += compared(wanted.shape, shape(after))
    found += [f"{' '.join(key)} of somebody else is changed" for key in differences(wanted.foreign, after)]
    return found + silent(simulator, step)


def silent(simulator: SimulatorProcess, step: Step) -> list[str]:
    """Run once more, looking for undeclared objects too: nothing may be left to do."""
    simulator.clear()
    again = step.run(simulator, sweep=True)
    left = [line.address for line in again.plan.lines if line.verb == "left"]
    return (
        [f"orphan: {address}" for address in left]
        + [f"the run after that has to {verb} {address}" for address, verb in moves(again).items()]
        + [f"the run after that called {name}" for name in sorted(_operations(simulator))]
    )


def compared(wanted: Shape, found: Shape) -> list[str]:
    """What is too many, missing, or otherwise than it should be, by kind."""
    more, fewer = found - wanted, wanted - found
    texts = []
    for region, kind in sorted({key[:2] for key in (*more, *fewer)}):
        surplus, lost = ([key[2] for key in side.elements() if key[:2] == (region, kind)] for side in (more, fewer))
        if len(surplus) > len(lost):
            texts.append(f"duplicate: {len(surplus) - len(lost)} {kind} in {region} too many: {surplus[0][:300]}")
        elif len(surplus) < len(lost):
            texts.append(f"lost: {len(lost) - len(surplus)} {kind} in {region} missing: {lost[0][:300]}")
        else:
            texts.append(f"{kind} in {region} differs: {_difference(min(lost), min(surplus))}")
    return texts


def _difference(wanted: str, found: str) -> str:
    start = next((at for at, pair in enumerate(zip(wanted, found)) if pair[0] != pair[1]), 0)
    start = max(0, start - 60)
    return f"...{found[start : start + 200]}... instead of ...{wanted[start : start + 200]}..."


def _destroys(operation: str) -> bool:
    return operation.partition(".")[2].startswith(DESTRUCTIVE) and operation not in HARMLESS


def _operations(simulator: SimulatorProcess) -> set[str]:
    return {f"{call['service']}.{call['operation']}" for call in simulator.calls(changing=True)}


def _holder(simulator: SimulatorProcess, identity: dict[str, Any]) -> str | None:
    who = IDENTITY | identity
    name = "/slipway/{application}/{environment}/{region}/lock".format(**who)
    found = client(simulator.url, "ssm", who["region"]).get_parameters(Names=[name])["Parameters"]
    return json.loads(found[0]["Value"])["id"] if found else None


def _secrets(simulator: SimulatorProcess, region: str = REGION) -> dict[str, str]:
    """Secret values of the account by name: one that was generated must stay as it is."""
    manager, store = (client(simulator.url, service, region) for service in ("secretsmanager", "ssm"))
    found = {}
    for row in manager.list_secrets()["SecretList"]:
        with contextlib.suppress(manager.exceptions.ResourceNotFoundException):  # it has no value yet
            found[row["Name"]] = manager.get_secret_value(SecretId=row["ARN"])["SecretString"]
    rows = store.get_parameters_by_path(Path="/", Recursive=True, WithDecryption=True)["Parameters"]
    return found | {row["Name"]: row["Value"] for row in rows if row["Type"] == "SecureString"}
