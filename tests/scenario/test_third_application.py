"""An application that nobody has thought of, with other figures than the examples, described in a few lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.images import push
from tests.support.playbook import Playbook, Result
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario
REGION = "eu-central-1"
PREFIX = "customer-loyalty-service-production-eu"
DESCRIPTION = """
stack_application: customer-loyalty-service
stack_environment: production-eu
stack_region: eu-central-1
stack_account_id: "123456789012"
stack_capabilities: [network, encryption, dns, certificate, registry, secret, load_balancer, cluster, service]

# No way to the internet: what tasks need of AWS they reach by endpoints, to which the network opens the way.
network_zone_count: 3
network_nat_gateways: none
network_interface_endpoints: [ecr.api, ecr.dkr, logs, secretsmanager]
network_security_groups: [load_balancer, service]
service_aws_egress: none

dns_hosted_zone: example.com
dns_load_balancer_names: [loyalty.example.com]
certificate_domain: loyalty.example.com
certificate_hosted_zone: example.com
certificate_cdn: never

registry_repositories: {api: {}, worker: {}}
secret_secrets:
  api: {keys: {token_key: {generate: {length: 48}}}}

service_services:
  api:
    tag: "2.0"
    secrets: {TOKEN_KEY: {secret: api, key: token_key}}
    load_balancer: {}
    autoscaling: {min: 3, max: 12, memory: 70}
  worker:
    tag: "2.0"
    port: null
    command: [python, -m, loyalty.worker]
    desired_count: 3
"""


class Deployment:
    """The simulator, and the last two of three runs: one that finishes, and one with nothing to do."""

    def __init__(self, simulator: SimulatorProcess, playbook: Playbook, inventory: Path) -> None:
        self.simulator = simulator
        site = ("site.yml", "-i", str(inventory))
        self.waiting: Result = playbook(*site)
        assert self.ecr.describe_repositories()["repositories"], self.waiting
        for name in ("api", "worker"):
            push(simulator, f"{PREFIX}-{name}", "2.0", REGION)
        self.finished: Result = playbook(*site)
        simulator.clear()
        self.again: Result = playbook(*site)
        self.again_calls = simulator.calls(changing=True)

    def __getattr__(self, service: str) -> Any:
        return self.simulator.client(service, REGION)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployed application."""
    home = tmp_path_factory.mktemp("home")
    (home / "host_vars").mkdir()
    (home / "host_vars" / "loyalty.yml").write_text(DESCRIPTION)
    inventory = home / "hosts.yml"
    inventory.write_text(json.dumps({"all": {"hosts": {"loyalty": {}}}}))
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        env = {
            **simulator.env(),
            "HOME": str(home),
            "ANSIBLE_REMOTE_TMP": str(home / "tmp"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_NOCOLOR": "1",
        }
        yield Deployment(simulator, Playbook(env), inventory)


def test_the_description_is_short() -> None:
    assert len(DESCRIPTION.strip().splitlines()) < 40


def test_it_deploys_and_then_has_nothing_to_do(aws: Deployment) -> None:
    assert f"{PREFIX}-worker:2.0" in aws.waiting.out
    assert aws.finished.rc == 0, aws.finished
    assert aws.again.rc == 0, aws.again
    assert not aws.again_calls


def test_three_zones_without_a_way_out(aws: Deployment) -> None:
    subnets = aws.ec2.describe_subnets(Filters=[{"Name": "tag:slipway:stack", "Values": ["*"]}])["Subnets"]
    assert len(subnets) == 6
    assert {row["AvailabilityZone"] for row in subnets} == {"eu-central-1a", "eu-central-1b", "eu-central-1c"}
    assert not aws.ec2.describe_nat_gateways()["NatGateways"]
    endpoints = {
        row["ServiceName"].partition(f"{REGION}.")[2]: row for row in aws.ec2.describe_vpc_endpoints()["VpcEndpoints"]
    }
    assert set(endpoints) == {"s3", "ecr.api", "ecr.dkr", "logs", "secretsmanager"}
    assert {len(row["SubnetIds"]) for name, row in endpoints.items() if name != "s3"} == {3}
    private = {row["SubnetId"] for row in subnets if row["CidrBlock"].split(".")[2] in ("11", "12", "13")}
    ways = [
        route
        for table in aws.ec2.describe_route_tables()["RouteTables"]
        if {row.get("SubnetId") for row in table["Associations"]} & private
        for route in table["Routes"]
        if route.get("DestinationCidrBlock") == "0.0.0.0/0"
    ]
    assert not ways


def test_tasks_reach_the_endpoints_and_amazon_s3_only(aws: Deployment) -> None:
    groups = {row["GroupName"]: row["GroupId"] for row in aws.ec2.describe_security_groups()["SecurityGroups"]}
    filters = [{"Name": "group-id", "Values": [groups[f"{PREFIX}-service"]]}]
    rows = aws.ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]
    out = {
        (row["FromPort"], row["PrefixListId"][:3] if "PrefixListId" in row else row["ReferencedGroupInfo"]["GroupId"])
        for row in rows
        if row["IsEgress"]
    }
    assert out == {(443, groups[f"{PREFIX}-endpoints"]), (443, "pl-")}


def test_only_the_api_is_behind_the_load_balancer(aws: Deployment) -> None:
    cluster = aws.ecs.list_clusters()["clusterArns"][0]
    rows = aws.ecs.describe_services(cluster=cluster, services=[f"{PREFIX}-api", f"{PREFIX}-worker"])["services"]
    assert [(row["runningCount"], len(row["loadBalancers"])) for row in rows] == [(3, 1), (3, 0)]
    worker = aws.ecs.describe_task_definition(taskDefinition=rows[1]["taskDefinition"])["taskDefinition"][
        "containerDefinitions"
    ][0]
    assert (worker["portMappings"], worker["command"]) == ([], ["python", "-m", "loyalty.worker"])


def test_names_fit_and_stay_apart(aws: Deployment) -> None:
    balancer = aws.elbv2.describe_load_balancers()["LoadBalancers"][0]
    group = aws.elbv2.describe_target_groups()["TargetGroups"][0]
    assert max(len(balancer["LoadBalancerName"]), len(group["TargetGroupName"])) <= 32
    assert balancer["LoadBalancerName"] != group["TargetGroupName"]
