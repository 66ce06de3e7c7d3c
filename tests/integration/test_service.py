"""What a service does that cannot be told as data: waiting for an image, a rollback, retired revisions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

SERVICE, TASK = "service/main/ecs_service/api", "service/main/task_definition/api"
NETWORK = {"nat_gateways": "none", "flow_logs": False, "gateway_endpoints": [], "check_quotas": False}
MANIFEST = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
    "config": {
        "mediaType": "application/vnd.docker.container.image.v1+json",
        "size": 1,
        "digest": "sha256:" + "a" * 64,
    },
    "layers": [],
}


def declared(**api: Any) -> dict[str, Any]:
    return {
        "network": NETWORK,
        "cluster": {"encryption": "aws"},
        "registry": {"encryption": "aws", "repositories": {"api": {}}},
        "service": {"encryption": "aws", "retained_revisions": 2, "services": {"api": {"desired_count": 1, **api}}},
    }


def verbs(result: Any) -> dict[str, str]:
    return {line.address: line.verb for line in result.plan.lines}


@pytest.mark.behaviour("D4")
def test_only_the_service_waits_for_an_image_that_is_not_pushed(simulator: SimulatorProcess) -> None:
    first = converge(simulator, declared(tag="1.0"))

    assert verbs(first)[TASK] == "wait"
    assert first.outcome.failed == {}
    assert SERVICE in first.outcome.skipped
    assert "service/main/role/api-task" in first.outcome.done

    second = converge(simulator, declared(tag="1.0"), check=True)
    reason = next(line.reason for line in second.plan.lines if line.address == TASK)
    assert "docker push 123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-test-api:1.0" in reason

    simulator.client("ecr").put_image(
        repositoryName="shop-test-api", imageTag="1.0", imageManifest=json.dumps(MANIFEST)
    )
    third = converge(simulator, declared(tag="1.0"))
    assert (verbs(third)[TASK], verbs(third)[SERVICE]) == ("create", "create")
    assert third.outcome.failed == third.outcome.skipped == {}


def test_tasks_reach_aws_by_the_networks_own_endpoints_alone(simulator: SimulatorProcess) -> None:
    wanted = declared(image="public.ecr.aws/nginx/nginx:1.27")
    wanted["network"] = {**NETWORK, "gateway_endpoints": ["s3"], "interface_endpoints": ["ecr.api", "ecr.dkr", "logs"]}
    wanted["service"]["aws_egress"] = "vpc"
    assert not converge(simulator, wanted).outcome.failed

    ec2 = simulator.client("ec2")
    (group,) = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["shop-test-service"]}])[
        "SecurityGroups"
    ]
    ways = group["IpPermissionsEgress"]
    assert {(rule["FromPort"], rule["ToPort"]) for rule in ways} == {(443, 443)}
    assert [item["CidrIp"] for rule in ways for item in rule["IpRanges"]] == ["10.0.0.0/16"]
    assert sum(len(rule["PrefixListIds"]) for rule in ways) == 1
    assert not converge(simulator, wanted).plan.moves


def test_what_was_rolled_back_is_reported_and_not_deployed_again(simulator: SimulatorProcess) -> None:
    good, broken = "public.ecr.aws/nginx/nginx:1.27", "public.ecr.aws/nginx/nginx:broken"
    converge(simulator, declared(image=good))

    failed = converge(simulator, declared(image=broken))
    assert "it runs shop-test-api:1" in str(failed.outcome.failed[SERVICE])

    simulator.clear()
    again = converge(simulator, declared(image=broken))
    assert verbs(again)[SERVICE] == "wait"
    assert not simulator.calls(changing=True)

    meant = converge(simulator, declared(image=broken, redeploy="the cause is mended"))
    assert (verbs(meant)[TASK], verbs(meant)[SERVICE]) == ("revise", "update")

    mended = converge(simulator, declared(image=good))
    assert mended.outcome.failed == {}


@pytest.mark.behaviour("D5")
def test_revisions_beyond_the_retained_ones_are_retired(simulator: SimulatorProcess) -> None:
    for number in range(1, 5):
        converge(simulator, declared(image=f"public.ecr.aws/nginx/nginx:1.{number}"))

    active = simulator.client("ecs").list_task_definitions(familyPrefix="shop-test-api", status="ACTIVE")[
        "taskDefinitionArns"
    ]
    assert [arn.rsplit(":", 1)[1] for arn in active] == ["3", "4"]
