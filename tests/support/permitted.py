"""Runs by users who have nothing but the policies that follow from the runs; and without one action of them each."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple, Self

from tests.support.copies import Copy, Copyable
from tests.support.environments import finished, moves
from tests.support.killing import Step
from tools.rehearsal.policy import LOOK, SPARED, Policy, policies

Keys = tuple[str, str] | tuple[()]


class Phase(NamedTuple):
    """One run of a stack's life: what it is for, and how it is done. `again` is one that has nothing to do."""

    name: str
    purpose: str
    step: Step
    options: dict[str, Any] = {}
    again: bool = False

    def run(self, simulator: Copyable, keys: Keys = ()) -> str | None:
        """Do it, and return what it says where it does not end right."""
        said: list[str] = []
        try:
            result = self.step.run(
                simulator,
                keys=keys,
                report=lambda event, _address, text: said.append(text) if event == "failed" else None,
                **self.options,
            )
            if result.outcome is not None:
                finished(result)
        except Exception as error:  # noqa: BLE001 - whatever a run says is what is judged
            return f"{error}"
        waiting = {line.address: line.reason for line in result.plan.waiting}
        if waiting or said:
            return f"{waiting} {said}"
        return f"there was something to do: {moves(result)}" if self.again and moves(result) else None


def life(first: Step, release: Step, destroy: Step) -> list[Phase]:
    """Return the runs of a stack, from the plan of an empty account to the end."""
    return [
        Phase("plan", LOOK, first, {"check": True}),
        Phase("deploy", "deploy", first),
        Phase("deploy again", "deploy", first, again=True),
        Phase("drift", LOOK, first, {"check": True}, again=True),
        Phase("release", "release", release),
        Phase("destroy", "destroy", destroy),
    ]


class Trial(NamedTuple):
    """A run without one action: `refusal` is what it said, None where it ended right all the same."""

    action: str
    phase: str
    refusal: str | None

    @property
    def finding(self) -> str | None:
        """What is wrong; None where the run was refused in words that name the action.

        Where it is spared the action it may end right, or be refused what it takes instead.
        """
        spared = self.action in SPARED
        if self.refusal is None:
            return None if spared else f"{self.phase} ends right without {self.action}"
        named = f"not authorized to perform: {'' if spared else self.action}" in self.refusal
        return None if named else f"without {self.action} {self.phase} says only {self.refusal}"


class Proof:
    """A stack's life with all rights, the policies that follow, and the same life with these alone.

    Use it as a context manager: it keeps the account as it was before each phase. Raises AssertionError where a phase
    does not end right.
    """

    def __init__(self, simulator: Copyable, phases: list[Phase], identity: str) -> None:
        self._simulator, self._phases = simulator, phases
        self._rows = self._with_all_rights()
        by_purpose: dict[str, list[dict[str, Any]]] = {}
        for phase in phases:
            by_purpose.setdefault(phase.purpose, []).extend(self._rows[phase.name])
        self.policies = policies(by_purpose, [identity])
        self._stack = contextlib.ExitStack()
        self._keys: dict[str, Keys] = {}
        self._before: dict[str, Copy] = {}

    def __enter__(self) -> Self:
        self._simulator.reset()
        self._simulator.permissions(enforce=True, note=False)
        self._keys = {purpose: user(self._simulator, purpose) for purpose in {phase.purpose for phase in self._phases}}
        attach(self._simulator, self.policies, self._keys)
        for phase in self._phases:
            self._before[phase.name] = self._stack.enter_context(self._simulator.copy())
            refusal = phase.run(self._simulator, self._keys[phase.purpose])
            assert refusal is None, f"{phase.name} with the policies alone: {refusal}"
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def _with_all_rights(self) -> dict[str, list[dict[str, Any]]]:
        self._simulator.reset()
        self._simulator.permissions(note=True)
        rows = {}
        for phase in self._phases:
            self._simulator.clear()
            refusal = phase.run(self._simulator)
            assert refusal is None, f"{phase.name} with all rights: {refusal}"
            rows[phase.name] = self._simulator.calls()
        return rows

    @property
    def actions(self) -> list[str]:
        """All actions of the policies, sorted."""
        return sorted(
            {name for policy in self.policies for item in policy.document["Statement"] for name in item["Action"]}
        )

    def trials(self, count: int | None = 10, seed: int = 0) -> Iterator[Trial]:
        """Take out one action at a time, and do the phases that require it until one does not end right.

        A phase may end right all the same: what could not be read is only missed by one that deletes, for instance.
        `count` are drawn by the seed from those that are not SPARED; None takes all of the policies.
        """
        chosen = self.actions
        if count is not None:
            needed = [name for name in chosen if name not in SPARED]
            chosen = sorted(random.Random(seed).sample(needed, min(count, len(needed))))
        for action in chosen:
            yield self._trial(action)

    def _trial(self, action: str) -> Trial:
        tried = [phase for phase in self._phases if self._requires(phase, action)]
        refusal = None
        for phase in tried:
            with self._before[phase.name].copy() as simulator:
                attach(simulator, [_less(policy, action) for policy in self.policies], self._keys)
                refusal = phase.run(simulator, self._keys[phase.purpose])
            if refusal is not None:
                return Trial(action, phase.name, refusal)
        return Trial(action, ", ".join(phase.name for phase in tried), None)

    def _requires(self, phase: Phase, action: str) -> bool:
        return any(need["action"] == action for row in self._rows[phase.name] for need in row["requires"])


def user(simulator: Copyable, purpose: str) -> Keys:
    """Make a user for a purpose, and return its keys."""
    iam = simulator.client("iam")
    iam.create_user(UserName=f"only-{purpose}")
    key = iam.create_access_key(UserName=f"only-{purpose}")["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


def attach(simulator: Copyable, given: list[Policy], purposes: Any) -> None:
    """Give each purpose's user the policies to look and its own, instead of those that it had."""
    iam = simulator.client("iam")
    known = {entry["PolicyName"]: entry["Arn"] for entry in iam.list_policies(Scope="Local")["Policies"]}
    for purpose in purposes:
        for entry in iam.list_attached_user_policies(UserName=f"only-{purpose}")["AttachedPolicies"]:
            iam.detach_user_policy(UserName=f"only-{purpose}", PolicyArn=entry["PolicyArn"])
    for arn in known.values():
        iam.delete_policy(PolicyArn=arn)
    for policy in given:
        if not policy.document["Statement"]:
            continue
        document = json.dumps(policy.document)
        arn = iam.create_policy(PolicyName=policy.name, PolicyDocument=document)["Policy"]["Arn"]
        for purpose in purposes:
            if policy.purpose in (LOOK, purpose):
                iam.attach_user_policy(UserName=f"only-{purpose}", PolicyArn=arn)


def _less(policy: Policy, action: str) -> Policy:
    """A policy without one action."""
    kept = [
        {**item, "Action": [name for name in item["Action"] if name != action]} for item in policy.document["Statement"]
    ]
    return replace(policy, document={**policy.document, "Statement": [item for item in kept if item["Action"]]})
