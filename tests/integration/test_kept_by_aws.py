"""What AWS keeps for an object of ours, and that object needs, is looked at and put right."""

from __future__ import annotations

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


def test_an_alarm_that_a_policy_scales_by_and_somebody_deleted_comes_back(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, DECLARED))
    cloudwatch = simulator.client("cloudwatch", "us-east-1")

    def alarms() -> list[str]:
        found = cloudwatch.describe_alarms(AlarmNamePrefix="TargetTracking-")["MetricAlarms"]
        return sorted(alarm["AlarmName"] for alarm in found)

    before = alarms()
    assert len(before) == 2
    cloudwatch.delete_alarms(AlarmNames=before[:1])
    drift = converge(simulator, DECLARED, check=True, drift=True)
    (line,) = [line for line in drift.plan.lines if line.verb != "keep"]
    assert (line.address, [change.path for change in line.changes]) == (ADDRESS, [f"Alarms[{before[0]}]"])

    simulator.clear()
    assert moves(finished(converge(simulator, DECLARED))) == {ADDRESS: "update"}
    assert changing(simulator) == ["application-autoscaling.PutScalingPolicy"]
    assert len(alarms()) == 2
    assert not moves(finished(converge(simulator, DECLARED)))
