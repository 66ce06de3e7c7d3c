"""What holds an object of a VPC that AWS does not let go is named with its owner, and the rest of a destruction is done."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.security_groups.security_group import SecurityGroup
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.subnet import Subnet
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.vpc import Vpc
from tests.support.environments import destroy, finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

STACK = {
    "stack": {"service_linked_roles": []},
    "network": {"nat_gateways": "single", "flow_logs": False, "acls": False, "gateway_endpoints": []},
}


def test_a_foreign_interface_and_group_are_named(simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (SecurityGroup, Subnet, Vpc):
        monkeypatch.setattr(kind, "delete_timeout", 60)
    made = finished(converge(simulator, STACK))
    identifiers = {
        line.address.partition("main/")[2]: line.live.id for line in made.plan.lines if line.live is not None
    }
    ec2 = simulator.client("ec2")
    vpc, subnet = identifiers["vpc/main"], identifiers["subnet/private-a"]
    theirs = ec2.create_security_group(GroupName="theirs", Description="theirs", VpcId=vpc)["GroupId"]
    group = identifiers["security_group/load_balancer"]
    ec2.authorize_security_group_ingress(
        GroupId=theirs,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": group}]}],
    )
    interface = ec2.create_network_interface(SubnetId=subnet, Groups=[theirs], Description="by hand")[
        "NetworkInterface"
    ]
    told: list[str] = []
    result = destroy(simulator, report=lambda event, address, text: told.append(f"{event} {address}: {text}"))
    failed = {address.partition(" ")[0]: str(error) for address, error in result.outcome.failed.items()}
    held = f"network interface {interface['NetworkInterfaceId']} (by hand) of 123456789012, attached to nothing"
    assert set(failed) == {"network/main/subnet/private-a", "network/main/security_group/load_balancer"}
    assert failed["network/main/subnet/private-a"].endswith(
        f"; held by {held}. Remove what holds it, or wait until it goes, then run again."
    )
    assert (
        f"held by a rule of security group {theirs} (theirs) of no stack."
        in failed["network/main/security_group/load_balancer"]
    )
    assert any(
        line.startswith("wait network/main/subnet/private-a: cannot go yet (DependencyViolation); held by ")
        for line in told
    )
    assert any("vpc/main" in address for address in result.outcome.skipped)

    ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    ec2.revoke_security_group_ingress(
        GroupId=theirs,
        IpPermissions=ec2.describe_security_groups(GroupIds=[theirs])["SecurityGroups"][0]["IpPermissions"],
    )
    result = destroy(simulator)
    (text,) = map(str, result.outcome.failed.values())
    assert f"held by security group {theirs} (theirs) of no stack." in text
    ec2.delete_security_group(GroupId=theirs)
    finished(destroy(simulator))
