"""The proof of the policies: the steps once more, by users who have nothing but them, and runs that lack a single action."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import re
from pathlib import Path
from typing import Any

from tools.rehearsal.account import Account
from tools.rehearsal.performing import Performance, Say
from tools.rehearsal.policy import SPARED, Policy
from tools.rehearsal.report import Proof, Removal, actions_of
from tools.rehearsal.runs import Run
from tools.rehearsal.steps import LOOK, PURPOSES, Step
from tools.simulator_process import SimulatorProcess

ATTACHED = 10  # managed policies of one user or group (IAM quotas)


class Users:
    """A user of the simulated account for each purpose: with the policies of that purpose, and those to look.

    :param without: an action that none of them has
    """

    def __init__(self, simulator: SimulatorProcess, policies: list[Policy], without: str = "") -> None:
        self._iam = simulator.client("iam")
        # A user's name has at most 64 characters, and some actions nearly as many.
        self._name = "rehearsal" + (f"-without-{hashlib.sha256(without.encode()).hexdigest()[:8]}" if without else "")
        self._policies = [reduced(policy, without) for policy in policies]
        self._arns: dict[str, str] = {}
        self._keys: dict[str, tuple[str, str]] = {}

    def keys(self, purpose: str) -> tuple[str, str]:
        """Access key and secret of the user for a purpose; it is made when first asked for."""
        if purpose not in self._keys:
            self._keys[purpose] = self._made(purpose)
        return self._keys[purpose]

    def _made(self, purpose: str) -> tuple[str, str]:
        name = f"{self._name}-{purpose}"
        self._iam.create_user(UserName=name)
        arns = [
            self._arn(policy)
            for policy in self._policies
            if policy.purpose in (LOOK, purpose) and policy.document["Statement"]
        ]
        for arn in arns[:ATTACHED]:
            self._iam.attach_user_policy(UserName=name, PolicyArn=arn)
        for start in range(ATTACHED, len(arns), ATTACHED):
            group = f"{name}-{start // ATTACHED}"
            self._iam.create_group(GroupName=group)
            self._iam.add_user_to_group(GroupName=group, UserName=name)
            for arn in arns[start : start + ATTACHED]:
                self._iam.attach_group_policy(GroupName=group, PolicyArn=arn)
        key = self._iam.create_access_key(UserName=name)["AccessKey"]
        return key["AccessKeyId"], key["SecretAccessKey"]

    def _arn(self, policy: Policy) -> str:
        if policy.name not in self._arns:
            answer = self._iam.create_policy(
                PolicyName=f"{self._name}-{policy.name}", PolicyDocument=json.dumps(policy.document)
            )
            self._arns[policy.name] = answer["Policy"]["Arn"]
        return self._arns[policy.name]


def reduced(policy: Policy, action: str) -> Policy:
    """The policy without one action."""
    document = copy.deepcopy(policy.document)
    for statement in document["Statement"]:
        statement["Action"] = [name for name in _listed(statement["Action"]) if name != action]
    document["Statement"] = [statement for statement in document["Statement"] if statement["Action"]]
    return Policy(policy.name, policy.purpose, document)


def _listed(actions: Any) -> list[str]:
    return [actions] if isinstance(actions, str) else list(actions)


def prove(
    simulator: SimulatorProcess,
    account: Account,
    inventory: list[str],
    folder: Path,
    steps: list[Step],
    policies: list[Policy],
    runs: list[Run],
    removals: int,
    seed: int,
    minute_ms: float | None,
    tell: Say,
) -> Proof:
    """Run the steps with the policies alone; then take out single actions.

    :param runs: the runs that the policies were made of
    :param removals: how many actions
    :param minute_ms: milliseconds that a minute of AWS lasts, else the profile's
    """
    found = Proof(actions=len(actions_of(policies)))
    tell("\nThe same steps with permissions enforced, by users who have nothing but the policies")
    # No fault is drawn: what a run asks after one hangs on which call it hits, and that on which thread came first.
    simulator.profile("aws", rates={}, **({} if minute_ms is None else {"minute_ms": minute_ms}))
    _begin(simulator)
    proven = _Enforced(simulator, account, inventory, folder / "runs" / "proof", Users(simulator, policies), tell)
    proven.prepare()
    found.passed = proven.perform(steps)
    found.runs = proven.runs
    if found.passed and removals:
        tell("\nRuns without a single action, which have to fail")
        simulator.profile("calm")
        for chosen in sample(runs, policies, removals, seed):
            removed, broken = _round(
                simulator, account, inventory, folder / "runs" / "removals", steps, policies, chosen, tell
            )
            found.removals += removed
            found.broken += broken
    simulator.permissions(enforce=False)
    return found


def sample(runs: list[Run], policies: list[Policy], count: int, seed: int) -> list[dict[str, tuple[str, str]]]:
    """Which actions are taken out: rounds of {step: (purpose, action)}, of each purpose one a round.

    An action is taken out at the first step of its purpose that required it. Those that a run is spared are left.
    """
    numbers = random.Random(seed)  # not for secrets: the same seed chooses the same actions
    queues: dict[str, list[str]] = {}
    for purpose in PURPOSES:
        names = sorted(set(actions_of([policy for policy in policies if policy.purpose == purpose])) - set(SPARED))
        queues[purpose] = numbers.sample(names, len(names))
    rounds: list[dict[str, tuple[str, str]]] = []
    while count and any(queues.values()):
        chosen: dict[str, tuple[str, str]] = {}
        for purpose in PURPOSES:
            action = queues[purpose].pop() if queues[purpose] else ""
            step = next(
                (
                    run.step.name
                    for run in runs
                    if run.step.purpose == purpose
                    and run.step.playbook
                    and not run.step.refused
                    and action in required(run)
                ),
                "",
            )
            if count and step and step not in chosen:
                chosen[step], count = (purpose, action), count - 1
        if chosen:
            rounds.append(chosen)
    return rounds


def required(run: Run) -> set[str]:
    """The actions that a run's calls required."""
    return {need["action"] for row in run.rows for need in row.get("requires") or ()}


class _Enforced(Performance):
    """A performance in which each step is run by the user of its purpose."""

    def __init__(
        self, simulator: SimulatorProcess, account: Account, inventory: list[str], folder: Path, users: Users, tell: Say
    ) -> None:
        super().__init__(simulator, account, inventory, folder, tell=tell)
        self.users = users

    def step(self, step: Step, more: dict[str, Any] | None = None) -> Run:
        self.keys = self.users.keys(step.purpose)
        return super().step(step, more)


def _begin(simulator: SimulatorProcess) -> None:
    simulator.permissions(enforce=False, note=False)
    simulator.reset()
    simulator.permissions(enforce=True)


def _round(
    simulator: SimulatorProcess,
    account: Account,
    inventory: list[str],
    folder: Path,
    steps: list[Step],
    policies: list[Policy],
    chosen: dict[str, tuple[str, str]],
    tell: Say,
) -> tuple[list[Removal], list[str]]:
    """One pass in which some steps are run without an action first, then with it.

    :returns: what came of each action, and what did not pass with the whole policies again
    """
    _begin(simulator)
    whole = Users(simulator, policies)
    again = _Enforced(simulator, account, inventory, folder, whole, lambda text: None)
    again.prepare()
    found: list[Removal] = []
    for step in steps:
        if len(found) == len(chosen):
            break
        if step.name in chosen:
            purpose, action = chosen[step.name]
            again.users = Users(simulator, policies, action)
            run = again.step(step)
            again.users = whole
            found.append(
                Removal(action, purpose, step.title, not run.passed, "" if run.passed else _complaint(run, action))
            )
            tell(
                f"  without {action:<48} {step.title}: {'failed, as it has to' if not run.passed else 'PASSED ALL THE SAME'}"
            )
            again.runs.pop()
            (folder / f"{step.name}.log").rename(folder / f"{step.name}-without-{action.replace(':', '-')}.log")
        run = again.step(step)
        if not run.passed:
            untried = len(chosen) - len(found)
            text = f"{step.title} did not pass with the whole policies again" + (
                f", and {untried} actions were not tried" if untried else ""
            )
            text += ": " + "; ".join(said for good, said in run.checks if not good)
            tell(f"  {text}")
            return found, [text]
    return found, []


def _complaint(run: Run, action: str) -> str:
    """The sentence of the output that names the action, or the first check that failed."""
    found = re.search(rf"(is )?not authorized to perform: {re.escape(action)}( on resource: \S+)?", run.said)
    if found:
        return found[0]
    return next(text for good, text in run.checks if not good)
