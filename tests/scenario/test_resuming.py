"""A failure in the middle of a run: only dependants are left out, and the next run finishes."""

from __future__ import annotations

from tests.support.account import counted, picture
from tests.support.environments import changing, environment, finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

DENIED = {"code": "AccessDenied", "message": "Not allowed.", "status": 403}


def test_a_failure_leaves_out_its_dependants_only(simulator: SimulatorProcess) -> None:
    simulator.faults([{"service": "elbv2", "operation": "CreateTargetGroup", **DENIED}])
    outcome = converge(simulator, environment()).outcome
    assert set(outcome.failed) == {"service/main/target_group/api"}
    error = str(outcome.failed["service/main/target_group/api"])
    assert "create" in error and "AccessDenied" in error and "run again" in error
    assert set(outcome.skipped) == {
        "service/main/listener_rule/api",
        "service/main/ecs_service/api",
        "service/main/image_record/api",
        "service/main/scalable_target/api",
        "service/main/scaling_policy/api-cpu",
        "monitoring/main/alarm/service-api-cpu",
        "monitoring/main/alarm/service-api-memory",
        "monitoring/main/alarm/service-api-unhealthy",
        "monitoring/main/dashboard/main",
    }
    stands = counted(picture(simulator))
    assert all(
        stands[kind]
        for kind in ("db_instance", "load_balancer", "distribution", "web_acl CLOUDFRONT", "budget", "record")
    )
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
