"""Resource cases as data: `cases` of every file in tests/cases is a list of scenarios, every scenario a list of steps.

A step declares capabilities on the state that the earlier steps left:

    name: DNS host names are reset when the line is removed
    steps:
      - declare: {network: {cidr: 10.0.0.0/16}}
        read: [{service: ec2, call: describe_vpcs, args: {}, path: "Vpcs[?!IsDefault].CidrBlock", equals: [10.0.0.0/16]}]
      - declare: {network: {cidr: 10.0.0.0/16, dns_hostnames: false}}
        hand: [{service: ec2, call: create_tags, args: {Resources: ["${network/main/vpc/main.VpcId}"], Tags: []}}]
        plan: {network/main/vpc/main: update}
        changing: [ec2.ModifyVpcAttribute]
      - {declare: {network: {cidr: 10.0.0.0/8}}, refused: between /16 and /28}  # or a list of texts

`behaviours` of a scenario are the rows of simulator/behaviours.py that it proves. `hand` is done before the step; `words`
and `options` are those of the run. Beside what a step says, each is held to the rules of the house: the plan makes no changing
call, applying does no other verb than the plan says, a second run is silent.
"""

from __future__ import annotations

from typing import Any

import jmespath
import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput, Refused
from tests.support import cases
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

CASES = [
    pytest.param(case, id=f"{name}: {case['name']}") for name, found in cases.read().items() for case in found["cases"]
]


@pytest.mark.parametrize("case", CASES)
def test_case(simulator: SimulatorProcess, case: dict[str, Any]) -> None:
    snapshot = None
    for number, step in enumerate(case["steps"], 1):
        for call in step.get("hand", []):
            cases.call(simulator, call, snapshot)
        simulator.clear()
        settings = {"words": step.get("words"), "kinds": tuple(step.get("kinds", [])), **step.get("options", {})}
        if "refused" in step:
            texts = [step["refused"]] if isinstance(step["refused"], str) else step["refused"]
            said = _refusal(simulator, step["declare"], settings)
            assert not [text for text in texts if text not in said], said
            assert _refusal(simulator, step["declare"], {**settings, "check": True}) == said, "the plan says otherwise"
            assert not _changing(simulator), f"step {number} was refused after changing calls"
            continue
        planned = converge(simulator, step["declare"], **settings, check=True)
        assert not _changing(simulator), f"the plan of step {number} made changing calls"
        verbs = {line.address: line.verb for line in planned.plan.lines}
        for address, verb in step.get("plan", {}).items():
            assert verbs.get(address) == verb, f"step {number}: {address} is planned as {verbs.get(address)}"
        result = converge(simulator, step["declare"], **settings)
        failed = {key: str(error) for key, error in result.outcome.failed.items()}
        assert not failed, f"step {number}: {failed}"
        assert {line.address: line.verb for line in result.plan.lines} == verbs
        if "changing" in step:
            assert _changing(simulator) == sorted(step["changing"]), f"step {number} made other changing calls"
        snapshot = result.snapshot
        simulator.clear()
        again = converge(simulator, step["declare"], **settings)
        moved = {line.address: [str(change) for change in line.changes] for line in again.plan.moves}
        assert not moved and not _changing(simulator), f"step {number} is not silent: {moved} {_changing(simulator)}"
        snapshot = again.snapshot
        for read in step.get("read", []):
            found = jmespath.search(read["path"], cases.call(simulator, read, snapshot))
            assert found == read["equals"], f"step {number}: {read['call']} {read['path']}"


def _refusal(simulator: SimulatorProcess, declared: dict[str, Any], settings: dict[str, Any]) -> str:
    """Return why a run, or its plan alone, is refused. A plan that cannot be carried out has no digest to approve."""
    try:
        result = converge(simulator, declared, **settings)
    except (BadInput, Refused) as refusal:
        return str(refusal)
    assert result.outcome is None, "it was carried out"
    assert not result.digest
    return "\n".join(result.plan.problems)


def _changing(simulator: SimulatorProcess) -> list[str]:
    return sorted(f"{call['service']}.{call['operation']}" for call in simulator.calls(changing=True))
