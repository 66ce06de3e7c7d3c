"""What AWS keeps for an object of ours, and that object needs, is looked at and put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.environments import changing, finished, moves
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

ADDRESS = "service/main/scaling_policy/api-cpu"
DECLARED = {
    "network": {"nat_gateways": "none", "flow_logs": False, "acls": False, "gateway_endpoints": []},
    "cluster": {"encryption": "aws"},
    "service": {
        "encryption": "aws",
        "services": {
            "api": {"image": "public.ecr.aws/nginx/nginx:1.27", "autoscaling": {"min": 1, "max": 4, "cpu": 70}}
        },
    },
}


def deleted(cloudwatch: Any, name: str) -> None:
    cloudwatch.delete_alarms(AlarmNames=[name])


def switched_off(cloudwatch: Any, name: str) -> None:
    cloudwatch.disable_alarm_actions(AlarmNames=[name])


def silenced(cloudwatch: Any, name: str) -> None:
    (row,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    members = ("AlarmName", "Namespace", "MetricName", "Statistic", "Dimensions", "Period", "EvaluationPeriods")
    kept = {member: row[member] for member in (*members, "Threshold", "ComparisonOperator")}
    cloudwatch.put_metric_alarm(**kept, AlarmActions=[])


@pytest.mark.parametrize("by_hand", [deleted, switched_off, silenced])
def test_an_alarm_that_a_policy_scales_by_and_that_does_so_no_more_comes_back(
    simulator: SimulatorProcess, by_hand: Callable[[Any, str], None]
) -> None:
    finished(converge(simulator, DECLARED))
    cloudwatch = simulator.client("cloudwatch", "us-east-1")

    def alarms() -> list[str]:
        found = cloudwatch.describe_alarms(AlarmNamePrefix="TargetTracking-")["MetricAlarms"]
        return sorted(alarm["AlarmName"] for alarm in found)

    before = alarms()
    assert len(before) == 2
    by_hand(cloudwatch, before[0])
    drift = converge(simulator, DECLARED, check=True, drift=True)
    (line,) = [line for line in drift.plan.lines if line.verb != "keep"]
    assert (line.address, [change.path for change in line.changes]) == (ADDRESS, [f"Alarms[{before[0]}]"])

    simulator.clear()
    assert moves(finished(converge(simulator, DECLARED))) == {ADDRESS: "update"}
    assert changing(simulator) == ["application-autoscaling.PutScalingPolicy"]
    assert len(alarms()) == 2
    assert not moves(finished(converge(simulator, DECLARED)))
