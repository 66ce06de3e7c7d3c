"""A run says deployed only where the requested revision serves; else it ends what fails, and says why (D15 to D17)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

SERVICE = "service/main/ecs_service/api"
REPOSITORY = "public.ecr.aws/nginx/nginx"
NAME = {"cluster": "shop-test-cluster", "service": "shop-test-api"}


def declared(tag: str, breaker: bool = True, balanced: bool = False, **api: Any) -> dict[str, Any]:
    service = {"image": f"{REPOSITORY}:{tag}", "desired_count": 2, "deployment": {"circuit_breaker": breaker}, **api}
    stack: dict[str, Any] = {
        "network": {"nat_gateways": "none", "flow_logs": False, "gateway_endpoints": [], "check_quotas": False},
        "cluster": {"encryption": "aws"},
    }
    if balanced:
        stack["load_balancer"] = {"https": False, "http": "serve", "access_logs": False, "deletion_protection": False}
        service["load_balancer"] = {"listener": "http"}
    return {**stack, "service": {"encryption": "aws", "services": {"api": service}}}


def row(simulator: SimulatorProcess) -> dict[str, Any]:
    return simulator.client("ecs").describe_services(
        cluster=NAME["cluster"], services=[NAME["service"]], include=["TAGS"]
    )["services"][0]


def failure(simulator: SimulatorProcess, stack: dict[str, Any]) -> str:
    result = converge(simulator, stack)
    assert list(result.outcome.failed) == [SERVICE]
    return str(result.outcome.failed[SERVICE])


def changes(simulator: SimulatorProcess) -> list[str]:
    return [call["operation"] for call in simulator.calls(changing=True) if call["service"] == "ecs"]


@pytest.mark.parametrize(
    ("tag", "texts"),
    [
        ("crash", ["api ended with code 1", "    cannot connect to the database", "see its log"]),
        ("oom", ["OutOfMemoryError", "api ended with code 137", "Give it more memory"]),
        ("exits", ["api ended with code 1", "    lost the database"]),
        ("sick", ["Task failed ELB health checks in (target-group arn:", "let the load balancer in"]),
        ("broken", ["Task failed container health checks", "start period"]),
        ("missing", ["CannotPullContainerError", "a way to the registry"]),
        ("denied", ["ResourceInitializationError", "Does the secret exist"]),
    ],
)
def test_what_fails_without_a_circuit_breaker_is_stopped_rolled_back_and_explained(
    simulator: SimulatorProcess, tag: str, texts: list[str]
) -> None:
    assert not converge(simulator, declared("1.27", breaker=False, balanced=True)).outcome.failed
    good = row(simulator)["taskDefinition"]
    simulator.clear()
    text = failure(simulator, declared(tag, breaker=False, balanced=True))
    assert "its tasks fail again and again; it was stopped and goes back to what ran before; 3 failed:" in text
    for part in texts:
        assert part in text
    assert changes(simulator).count("StopServiceDeployment") == 1
    service = row(simulator)
    assert (service["taskDefinition"], service["runningCount"]) == (good, 2)

    simulator.clear()
    again = converge(simulator, declared(tag, breaker=False, balanced=True))
    assert {line.address: line.verb for line in again.plan.lines}[SERVICE] == "wait"
    assert changes(simulator) == []


def test_what_the_circuit_breaker_ends_is_only_reported(simulator: SimulatorProcess) -> None:
    converge(simulator, declared("1.27"))
    simulator.clear()
    text = failure(simulator, declared("crash"))
    assert "it runs shop-test-api:1, 2 of 2 tasks" in text
    assert "3 failed: Essential container in task exited; api ended with code 1" in text
    assert changes(simulator) == ["RegisterTaskDefinition", "UpdateService"]


@pytest.mark.behaviour("D17")
def test_tasks_that_start_and_then_end_are_stopped_though_the_circuit_breaker_overlooks_them(
    simulator: SimulatorProcess,
) -> None:
    converge(simulator, declared("1.27"))
    assert "it was stopped and goes back" in failure(simulator, declared("exits"))
    assert row(simulator)["taskDefinition"].endswith(":1")


@pytest.mark.parametrize("autoscaling", [None, {"min": 1, "max": 4, "cpu": 60}])
def test_a_first_deployment_that_fails_is_scaled_to_zero_and_tried_again_when_mended(
    simulator: SimulatorProcess, autoscaling: dict[str, Any] | None
) -> None:
    more = {"autoscaling": autoscaling} if autoscaling else {}
    text = failure(simulator, declared("exits", breaker=False, **more))
    assert "nothing has served before, so it was scaled to zero" in text
    assert "lost the database" in text
    assert row(simulator)["desiredCount"] == 0

    # The same again: it is tried, and the failed tasks of before count no more.
    assert "3 failed" in failure(simulator, declared("exits", breaker=False, **more))
    simulator.tasks([{"image": "nginx:exits", "behaviour": "healthy"}])
    mended = converge(simulator, declared("exits", breaker=False, **more))
    assert mended.outcome.failed == {}
    service = row(simulator)
    assert service["runningCount"] == service["desiredCount"] > 0
    assert "slipway:halted" not in {tag["key"] for tag in service["tags"]}
    assert not converge(simulator, declared("exits", breaker=False, **more)).plan.moves


def test_a_first_deployment_that_the_circuit_breaker_ends_is_explained(simulator: SimulatorProcess) -> None:
    text = failure(simulator, declared("crash"))
    assert (
        "circuit breaker: tasks failed to start; nothing has served before, so it was scaled to zero; 3 failed" in text
    )
    assert "cannot connect to the database" in text
    assert not converge(simulator, declared("1.27")).outcome.failed


def test_deployed_means_healthy_targets_and_drained_tasks(simulator: SimulatorProcess) -> None:
    converge(simulator, declared("1.27", balanced=True))
    simulator.durations({"ecs:task_start": 0.3, "elbv2:target_healthy": 0.3, "ecs:drain": 0.3})
    assert not converge(simulator, declared("slow", balanced=True)).outcome.failed
    service = row(simulator)
    assert [item["rolloutState"] for item in service["deployments"]] == ["COMPLETED"]
    (group,) = service["loadBalancers"]
    rows = simulator.client("elbv2").describe_target_health(TargetGroupArn=group["targetGroupArn"])
    assert [item["TargetHealth"]["State"] for item in rows["TargetHealthDescriptions"]] == ["healthy"] * 2


def test_scaling_out_waits_for_the_new_targets(simulator: SimulatorProcess) -> None:
    converge(simulator, declared("1.27", balanced=True))
    simulator.durations({"elbv2:target_healthy": 0.5})
    result = converge(simulator, declared("1.27", balanced=True, desired_count=4))
    assert result.outcome.failed == {}
    group = row(simulator)["loadBalancers"][0]["targetGroupArn"]
    rows = simulator.client("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert [item["TargetHealth"]["State"] for item in rows] == ["healthy"] * 4


def test_a_deployment_without_trouble_asks_for_no_stopped_tasks(simulator: SimulatorProcess) -> None:
    converge(simulator, declared("1.27"))
    simulator.clear()
    converge(simulator, declared("1.28"))
    asked = {call["operation"] for call in simulator.calls()}
    assert not asked & {"ListTasks", "DescribeTasks", "GetLogEvents", "DescribeServiceDeployments"}


def test_what_a_run_did_not_ask_for_it_does_not_stop(simulator: SimulatorProcess) -> None:
    converge(simulator, declared("1.27", breaker=False))
    stopped = {
        "service": "ecs",
        "operation": "StopServiceDeployment",
        "code": "ServerException",
        "status": 500,
        "count": 20,
    }
    simulator.faults([stopped])
    assert "it goes on, as it could not be stopped" in failure(simulator, declared("crash", breaker=False))
    simulator.clear()
    assert "its tasks fail again and again; 3 failed" in failure(simulator, declared("crash", breaker=False))
    assert changes(simulator) == []
