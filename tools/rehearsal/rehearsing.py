"""A whole rehearsal: the steps with all rights, the policies that follow from their calls, and the proof of those."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.rehearsal import proof, stacks, steps
from tools.rehearsal.account import Account
from tools.rehearsal.performing import Performance, Say, sites
from tools.rehearsal.policy import policies
from tools.rehearsal.report import Rehearsal
from tools.rehearsal.runs import Run
from tools.simulator_process import SimulatorProcess


def rehearse(
    inventory: list[str],
    limit: str,
    folder: Path,
    *,
    extra: Sequence[str] = (),
    seed: int = 0,
    minute_ms: float | None = None,
    prove: bool = True,
    removals: int = 4,
    tell: Say = print,
) -> Rehearsal:
    """Rehearse an inventory.

    :param inventory: its sources
    :param limit: hosts of it, or an empty text
    :param extra: variables that win over the inventory's, in any of the forms of -e
    :param folder: where outputs go, below ``runs``
    :param seed: which calls fail
    :param minute_ms: milliseconds that a minute of AWS lasts, else the profile's
    :param removals: how many actions are taken out of the policies
    :raises Unusable: the inventory cannot be rehearsed
    """
    found = stacks.read(inventory, limit, extra)
    order = stacks.waves(found)
    account = Account(found, extra)
    tell(f"Rehearsal of {', '.join(stack.identity for stack in found)} on a simulated AWS")
    for text in account.assumptions:
        tell(f"  assumed: {text}")
    planned = steps.of(order, sites(found, folder))
    options = [*account.options, "--profile", "aws", "--seed", str(seed)]
    if minute_ms is not None:
        options += ["--minute-ms", str(minute_ms)]
    with SimulatorProcess(options) as simulator:
        simulator.permissions(note=True)
        first = Performance(simulator, account, inventory, folder / "runs", tell=tell)
        first.prepare()
        passed = first.perform(planned)
        result = Rehearsal(
            ", ".join(inventory), limit, "", found, account.assumptions, first.runs, len(planned), simulator.drawn()
        )
        if passed:
            result.policies = policies(rows_by_purpose(first.runs), [stack.identity for stack in found])
            if prove:
                result.proof = proof.prove(
                    simulator,
                    account,
                    inventory,
                    folder,
                    planned,
                    result.policies,
                    first.runs,
                    removals,
                    seed,
                    minute_ms,
                    tell,
                )
    return result


def rows_by_purpose(runs: list[Run]) -> dict[str, list[dict[str, Any]]]:
    """The rows of the call log by the purpose of the step that made them."""
    found: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
    for run in runs:
        if run.step.playbook:
            found[run.step.purpose] += run.rows
    return dict(found)
