"""The child process that the demo, the benchmark and the tests share."""

from __future__ import annotations

import botocore.exceptions
import pytest

from tools.simulator_process import SimulatorError, SimulatorProcess


def zones(simulator: SimulatorProcess) -> list[str]:
    return [zone["Name"] for zone in simulator.client("route53").list_hosted_zones()["HostedZones"]]


def test_reset_leaves_the_hosted_zone_only(simulator: SimulatorProcess) -> None:
    ec2 = simulator.client("ec2")
    before = len(ec2.describe_vpcs()["Vpcs"])
    ec2.create_vpc(CidrBlock="10.0.0.0/16")
    simulator.reset()

    assert len(ec2.describe_vpcs()["Vpcs"]) == before
    assert zones(simulator) == ["example.com."]


def test_calls_tell_reading_from_changing(simulator: SimulatorProcess) -> None:
    simulator.clear()
    ec2 = simulator.client("ec2")
    ec2.describe_vpcs()
    ec2.create_vpc(CidrBlock="10.0.0.0/16")

    assert [call["operation"] for call in simulator.calls()] == ["DescribeVpcs", "CreateVpc"]
    assert [call["operation"] for call in simulator.calls(changing=True)] == ["CreateVpc"]
    assert [call["operation"] for call in simulator.calls(changing=False)] == ["DescribeVpcs"]
    simulator.clear()
    assert simulator.calls() == []


def test_a_fault_fails_the_call_it_names(simulator: SimulatorProcess) -> None:
    fault = {
        "service": "ec2",
        "operation": "CreateVpc",
        "code": "VpcLimitExceeded",
        "message": "no more",
        "status": 400,
    }
    simulator.faults([{**fault, "count": 1, "when": "before"}])
    ec2 = simulator.client("ec2")

    with pytest.raises(botocore.exceptions.ClientError, match="VpcLimitExceeded"):
        ec2.create_vpc(CidrBlock="10.0.0.0/16")
    ec2.create_vpc(CidrBlock="10.0.0.0/16")


def test_durations_delay_what_is_made_from_now_on(simulator: SimulatorProcess) -> None:
    simulator.durations({"ec2:nat_gateway": 3600})
    ec2 = simulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")

    assert [gateway["State"] for gateway in ec2.describe_nat_gateways()["NatGateways"]] == ["pending"]


def test_the_environment_holds_no_other_aws(simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    env = simulator.env()

    assert "AWS_PROFILE" not in env
    assert env["AWS_ENDPOINT_URL"] == simulator.url


def test_one_that_does_not_start_says_so() -> None:
    with pytest.raises(SimulatorError, match="did not start"):
        SimulatorProcess(["--no-such-option"])
