"""A run that dies at a changing call, or that AWS answers unclearly: the next run finishes it, with nothing twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import OperationModel

from simulator.core.calls import is_changing
from tests.support.account import counted, picture
from tests.support.environments import changing, environment, finished, moves
from tests.support.stacks import converge, session
from tools.simulator_process import SimulatorProcess

SAMPLES = 3
UNCLEAR = [
    ("ec2", "CreateVpc"),
    ("ec2", "CreateSubnet"),
    ("ec2", "AllocateAddress"),
    ("ec2", "CreateSecurityGroup"),
    ("kms", "CreateKey"),
    ("elbv2", "CreateLoadBalancer"),
    ("elbv2", "CreateTargetGroup"),
    ("elbv2", "CreateRule"),
    ("rds", "CreateDBInstance"),
    ("iam", "CreateRole"),
    ("logs", "CreateLogGroup"),
    ("s3", "CreateBucket"),
    ("acm", "RequestCertificate"),
    ("route53", "ChangeResourceRecordSets"),
    ("secretsmanager", "CreateSecret"),
    ("ecs", "RegisterTaskDefinition"),
    ("ecs", "CreateService"),
    ("cloudfront", "CreateDistribution"),
    ("wafv2", "CreateWebACL"),
    ("budgets", "CreateBudget"),
]


class Killed(BaseException):
    """The process is gone: nothing of it runs any more, not even what handles errors."""


@pytest.fixture(scope="module")
def complete() -> Iterator[tuple[SimulatorProcess, Counter[str], int]]:
    """A simulator, what a run without trouble leaves, and how many changing calls it made."""
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        finished(converge(simulator, environment(), workers=1))
        calls = len(simulator.calls(changing=True))
        yield simulator, counted(picture(simulator)), calls


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unclear_answer_makes_nothing_twice(
    complete: tuple[SimulatorProcess, Counter[str], int],
    when: str,
) -> None:
    """AWS says 500 to the creation of one object of each of these kinds, some time before or after it was made."""
    simulator, expected, _calls = complete
    simulator.reset()
    simulator.faults(
        [{"service": service, "operation": operation, "status": 500, "when": when} for service, operation in UNCLEAR]
    )
    outcomes = [converge(simulator, environment()).outcome for _run in range(4)]
    # Where the first object fails, the orders for its dependants are for a later run.
    assert outcomes[0].done and not outcomes[-1].failed
    assert counted(picture(simulator)) == expected
    simulator.clear()
    assert not moves(converge(simulator, environment()))
    assert not changing(simulator)


def test_runs_that_were_killed_twice_are_finished_by_the_next_one(
    complete: tuple[SimulatorProcess, Counter[str], int],
) -> None:
    """Each sample dies right before a changing call of the first run, then right after one of what was left of it."""
    simulator, expected, calls = complete
    for number in range(calls // SAMPLES // 2, calls, calls // SAMPLES):
        simulator.reset()
        with Death(number, "before"), pytest.raises(Killed):
            converge(simulator, environment(), workers=1)
        assert len(simulator.calls(changing=True)) == number
        rest = (calls - number) // 2
        with Death(rest, "after"), pytest.raises(Killed):
            converge(simulator, environment(), workers=1)
        assert len(simulator.calls(changing=True)) == number + rest + 1
        finished(converge(simulator, environment()))
        assert counted(picture(simulator)) == expected, f"killed before call {number}, then after call {rest}"
        simulator.clear()
        again = converge(simulator, environment())
        assert not moves(again), f"killed before call {number}, then after call {rest}"
        assert not changing(simulator)


class Death:
    """While it lasts, the process dies at its changing call `number`, counted from 0; it sends nothing more."""

    def __init__(self, number: int, when: str) -> None:
        self._number, self._when, self._seen, self._guard = number, when, 0, threading.Lock()

    def __enter__(self) -> None:
        session().events.register("before-call", self._before, unique_id="death")
        session().events.register("after-call", self._after, unique_id="death")

    def __exit__(self, *exception: object) -> None:
        session().events.unregister("before-call", unique_id="death")
        session().events.unregister("after-call", unique_id="death")

    def _before(self, model: OperationModel, **_others: Any) -> None:
        if is_changing(model.service_model.service_name, model.name):
            with self._guard:
                self._seen += 1
                if self._seen > self._number + (self._when == "after"):
                    raise Killed

    def _after(self, model: OperationModel, **_others: Any) -> None:
        if is_changing(model.service_model.service_name, model.name) and self._seen > self._number:
            raise Killed
