"""What --check, --diff, --tags and --limit do to an empty, a deployed and a drifted stack: one test for each cell.

Three hosts are three stacks in one run, each with an access key of its own, by which the call log tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.playbook import Playbook, Result
from tests.support.shop import changing, deploy, drift, identity, inventory
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

STATES = ("empty", "deployed", "drifted")
CREATE, NOTHING, MEND = "to create", "Nothing to do", "1 to update"
CREATED, MENDED = " created", "1 updated"
LOCK = ["ssm.PutParameter", "ssm.PutParameter", "ssm.DeleteParameter"]
REPAIR = ["ssm.PutParameter", "ecs.UpdateCluster", *LOCK[1:]]


class Cell(NamedTuple):
    """What a run does to a stack: the words of the totals, and whether something is changed."""

    totals: str | None
    changes: bool = False


PLANNED = {"empty": Cell(CREATE), "deployed": Cell(NOTHING), "drifted": Cell(MEND)}
APPLIED = {"empty": Cell(CREATED, True), "deployed": Cell(NOTHING), "drifted": Cell(MENDED, True)}
# arguments -> state -> cell; a stack that is not part of the run has no words.
TABLE: dict[str, dict[str, Cell]] = {
    "": APPLIED,
    "--diff": APPLIED,
    "--check": PLANNED,
    "--check --diff": PLANNED,
    "--tags cluster": APPLIED,
    "--tags cluster --check": PLANNED,
    "--tags registry": {"empty": Cell(CREATED, True), "deployed": Cell(NOTHING), "drifted": Cell(NOTHING)},
    "--limit drifted": {"empty": Cell(None), "deployed": Cell(None), "drifted": Cell(MENDED, True)},
    "--limit empty,deployed --check": {"empty": Cell(CREATE), "deployed": Cell(NOTHING), "drifted": Cell(None)},
}


class Row(NamedTuple):
    """One run over the three stacks, and the changing calls that each stack got."""

    arguments: str
    result: Result
    calls: dict[str, list[str]]


@pytest.fixture(scope="module", params=TABLE, ids=lambda arguments: arguments or "plain")
def row(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, aws: SimulatorProcess) -> Row:
    """The run of one row of the table."""
    folder = tmp_path_factory.mktemp("table")
    aws.reset()
    for state in ("deployed", "drifted"):
        deploy(aws, state)
    drift(aws, "drifted")
    hosts: dict[str, dict[str, Any]] = {
        state: {"stack_access_key": state, "stack_secret_key": "none"} for state in STATES
    }
    path = inventory(folder, hosts)
    result = playbook(aws, folder)("site.yml", "-i", str(path), *request.param.split())
    return Row(request.param, result, {state: changing(aws, state) for state in STATES})


@pytest.fixture(scope="module")
def aws() -> Iterator[SimulatorProcess]:
    """A simulator of this module's own."""
    with SimulatorProcess() as process:
        yield process


def playbook(simulator: SimulatorProcess, folder: Path) -> Playbook:
    return Playbook(
        {
            **simulator.env(),
            "HOME": str(folder),
            "ANSIBLE_REMOTE_TMP": str(folder / "tmp"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_NOCOLOR": "1",
        }
    )


@pytest.mark.parametrize("state", STATES)
def test_cell(row: Row, state: str) -> None:
    cell, result = TABLE[row.arguments][state], row.result
    assert result.rc == 0, result
    assert (state in result.plays) == (cell.totals is not None)
    assert bool(row.calls[state]) == cell.changes
    if cell.totals is None:
        assert identity(state) not in result.out
        return
    totals = [
        line
        for line in result.out.splitlines()
        if line.startswith((f"[{identity(state)}]", f"Plan for {identity(state)}: ")) and line.endswith("unchanged.")
    ]
    # Once as the plan's heading, and once as what was done where something was.
    assert len(totals) == 1 + cell.changes
    assert cell.totals in totals[-1]
    # A run that would change something says so, in check mode too.
    assert (result.plays[state]["changed"], result.plays[state]["failed"]) == (int(cell.totals != NOTHING), 0)
    if cell.totals in (MEND, MENDED):
        assert "settings[containerInsights]" in result.out
        assert not cell.changes or row.calls[state] == REPAIR
    if cell.totals in (CREATE, CREATED):
        tagged = "--tags" in row.arguments
        assert ("+   network/main/vpc/main" in result.out) != tagged
        assert not cell.changes or (
            ("ec2.CreateVpc" in row.calls[state]) != tagged and row.calls[state][-2:] == LOCK[1:]
        )
