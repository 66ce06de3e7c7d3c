"""A run that fails or dies in the middle: only dependants are left out, and the next run finishes with nothing twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import OperationModel

from simulator.calls import is_changing
from tests.support.account import Picture, picture
from tests.support.environments import changing, environment, finished, moves
from tests.support.stacks import converge, session
from tools.simulator_process import SimulatorProcess

SAMPLES = 8                      # each is killed twice
UNCLEAR = [
    ("ec2", "CreateVpc"), ("ec2", "CreateSubnet"), ("ec2", "AllocateAddress"), ("ec2", "CreateSecurityGroup"), ("kms", "CreateKey"),
    ("elbv2", "CreateLoadBalancer"), ("elbv2", "CreateTargetGroup"), ("elbv2", "CreateRule"), ("rds", "CreateDBInstance"),
    ("iam", "CreateRole"), ("logs", "CreateLogGroup"), ("s3", "CreateBucket"), ("acm", "RequestCertificate"),
    ("route53", "ChangeResourceRecordSets"), ("secretsmanager", "CreateSecret"), ("ecs", "RegisterTaskDefinition"),
    ("ecs", "CreateService"), ("cloudfront", "CreateDistribution"), ("wafv2", "CreateWebACL"), ("budgets", "CreateBudget")]
DENIED = {"code": "AccessDenied", "message": "Not allowed.", "status": 403}


class Killed(BaseException):
    """The process is gone: nothing of it runs any more, not even what handles errors."""


def counted(objects: Picture) -> Counter[str]:
    """Return how many objects of each kind stand."""
    return Counter(kind for _region, kind, _name in objects)


@pytest.fixture(scope="module")
def complete() -> Iterator[tuple[SimulatorProcess, Counter[str], int]]:
    """A simulator, what a run without trouble leaves, and how many changing calls it made."""
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        finished(converge(simulator, environment(), workers=1))
        calls = len(simulator.calls(changing=True))
        yield simulator, counted(picture(simulator)), calls


def test_a_failure_leaves_out_its_dependants_only(simulator: SimulatorProcess) -> None:
    simulator.faults([{"service": "elbv2", "operation": "CreateTargetGroup", **DENIED}])
    outcome = converge(simulator, environment()).outcome
    assert set(outcome.failed) == {"service/main/target_group/api"}
    error = str(outcome.failed["service/main/target_group/api"])
    assert "create" in error and "AccessDenied" in error and "run again" in error
    assert set(outcome.skipped) == {
        "service/main/listener_rule/api", "service/main/ecs_service/api", "service/main/scalable_target/api",
        "service/main/scaling_policy/api-cpu", "monitoring/main/alarm/service-api-cpu", "monitoring/main/alarm/service-api-memory",
        "monitoring/main/alarm/service-api-unhealthy", "monitoring/main/dashboard/main"}
    stands = counted(picture(simulator))
    assert all(stands[kind] for kind in ("db_instance", "load_balancer", "distribution", "web_acl CLOUDFRONT", "budget", "record"))
    assert not stands["ecs_service"]

    simulator.clear()
    again = finished(converge(simulator, environment()))
    assert set(again.outcome.done) == {*outcome.failed, *outcome.skipped}
    simulator.clear()
    assert not converge(simulator, environment()).plan.moves
    assert not changing(simulator)


def test_a_failure_while_deleting_leaves_what_it_needs(simulator: SimulatorProcess) -> None:
    """Nothing is deleted after something failed, and the next run takes it up."""
    finished(converge(simulator, environment()))
    fewer = environment(monitoring={"dashboard": False, "budget": None})
    simulator.faults([{"service": "budgets", "operation": "DeleteBudget", **DENIED}])
    outcome = converge(simulator, fewer, {"prune": True}).outcome
    assert {name.split(" ")[0] for name in outcome.failed} == {"monitoring/main/budget/main"}
    assert [line.address for line in outcome.deleted] == ["monitoring/main/dashboard/main"]
    again = finished(converge(simulator, fewer, {"prune": True}))
    assert [line.address for line in again.outcome.deleted] == ["monitoring/main/budget/main"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unclear_answer_makes_nothing_twice(
    complete: tuple[SimulatorProcess, Counter[str], int], when: str,
) -> None:
    """AWS says 500 to the creation of one object of each of these kinds, some time before or after it was made."""
    simulator, expected, _calls = complete
    simulator.reset()
    simulator.faults([{"service": service, "operation": operation, "status": 500, "when": when} for service, operation in UNCLEAR])
    outcomes = [converge(simulator, environment()).outcome for _run in range(4)]
    # Where the first object fails, the orders for its dependants are for a later run.
    assert outcomes[0].done and not outcomes[-1].failed
    assert counted(picture(simulator)) == expected
    simulator.clear()
    assert not moves(converge(simulator, environment()))
    assert not changing(simulator)


def test_runs_that_were_killed_twice_are_finished_by_the_next_one(complete: tuple[SimulatorProcess, Counter[str], int]) -> None:
    """Each sample dies right before a changing call of the first run, and then right after one of what was left of it."""
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
    """While it lasts, the process dies at its changing call `number`, counted from 0; what it sends later reaches nobody."""

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
