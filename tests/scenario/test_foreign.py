"""Objects of other people: beside ours, around ours, and with names like ours. No run moves one of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from tests.support.account import client, differences, picture
from tests.support.environments import destroy, environment, finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
PASSWORD = "not-ours-at-all"
METRIC = {
    "Namespace": "AWS/ECS",
    "MetricName": "CPUUtilization",
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


class Stranger:
    """Makes untagged objects: a client for each service, and a function for each kind that people name."""

    def __init__(self, simulator: SimulatorProcess) -> None:
        self._url = simulator.url

    def __getattr__(self, service: str) -> Any:
        return client(self._url, service.replace("_", "-"), "us-east-1")

    def network(self) -> tuple[str, list[str]]:
        """Make a VPC with two public subnets, and return their ids."""
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            self.ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=f"us-east-1{zone}")[
                "Subnet"
            ]["SubnetId"]
            for index, zone in ((1, "a"), (2, "b"))
        ]
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        table = self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        self.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        for subnet in subnets:
            self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        return vpc, subnets

    def load_balancer(self, vpc: str, subnets: list[str], name: str = "theirs") -> None:
        """Make a load balancer with a listener and three rules."""
        balancer = self.elbv2.create_load_balancer(Name=name, Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
        group = self.elbv2.create_target_group(Name=f"{name}-tg", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][
            0
        ]["TargetGroupArn"]
        forward = [{"Type": "forward", "TargetGroupArn": group}]
        listener = self.elbv2.create_listener(
            LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=forward
        )
        for priority in (1, 2, 50):
            self.elbv2.create_rule(
                ListenerArn=listener["Listeners"][0]["ListenerArn"],
                Priority=priority,
                Actions=forward,
                Conditions=[{"Field": "path-pattern", "Values": [f"/{priority}/*"]}],
            )

    def records(self) -> None:
        """Fill the zone with fifty records, some of them at our names, some of the form of our registry records."""
        zone = self.route53.list_hosted_zones()["HostedZones"][0]["Id"]
        rows = [(f"host{number}.example.com", "A", "192.0.2.1") for number in range(40)]
        rows += [
            ("test.shop.example.com", "MX", "10 mail.example.com"),
            ("test.shop.example.com", "TXT", '"theirs"'),
            ("api.test.shop.example.com", "AAAA", "2001:db8::1"),
            ("api.test.shop.example.com", "TXT", '"theirs"'),
            ("www.test.shop.example.com", "A", "192.0.2.2"),
            ("shop.example.com", "A", "192.0.2.3"),
            ("_slipway-a.www.test.shop.example.com", "TXT", '"heritage=external-dns"'),
            (
                "_slipway-a.shop.example.com",
                "TXT",
                '"heritage=slipway slipway:stack=shop/prod/us-east-1 slipway:address=dns/main/record/x"',
            ),
            ("*.test.shop.example.com", "A", "192.0.2.4"),
            ("_acme-challenge.test.shop.example.com", "TXT", '"theirs"'),
        ]
        assert len(rows) == 50
        self.route53.change_resource_record_sets(
            HostedZoneId=zone,
            ChangeBatch={
                "Changes": [
                    {
                        "Action": "CREATE",
                        "ResourceRecordSet": {
                            "Name": name,
                            "Type": kind,
                            "TTL": 60,
                            "ResourceRecords": [{"Value": value}],
                        },
                    }
                    for name, kind, value in rows
                ]
            },
        )


# How a stranger makes an object of a kind with a given name.
MAKERS: dict[str, Callable[[Stranger, str], Any]] = {
    "role": lambda by, name: by.iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST),
    "log_group": lambda by, name: by.logs.create_log_group(logGroupName=name),
    "s3_bucket": lambda by, name: by.s3.create_bucket(Bucket=name),
    "alarm": lambda by, name: by.cloudwatch.put_metric_alarm(AlarmName=name, **METRIC),
    "ecr_repository": lambda by, name: by.ecr.create_repository(repositoryName=name),
    "ecs_cluster": lambda by, name: by.ecs.create_cluster(clusterName=name),
    "secret": lambda by, name: by.secretsmanager.create_secret(Name=name, SecretString=PASSWORD),
    "sns_topic": lambda by, name: by.sns.create_topic(Name=name),
    "dashboard": lambda by, name: by.cloudwatch.put_dashboard(
        DashboardName=name, DashboardBody=json.dumps({"widgets": []})
    ),
    "budget": lambda by, name: by.budgets.create_budget(
        AccountId="123456789012",
        Budget={
            "BudgetName": name,
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": "1", "Unit": "USD"},
        },
    ),
    "event_rule": lambda by, name: by.events.put_rule(Name=name, ScheduleExpression="rate(1 day)"),
    "origin_access_control": lambda by, name: by.cloudfront.create_origin_access_control(
        OriginAccessControlConfig={
            "Name": name,
            "SigningProtocol": "sigv4",
            "SigningBehavior": "always",
            "OriginAccessControlOriginType": "s3",
        }
    ),
    "ip_set": lambda by, name: by.wafv2.create_ip_set(
        Name=name, Scope="CLOUDFRONT", IPAddressVersion="IPV4", Addresses=["198.51.100.0/24"]
    ),
    "db_parameter_group": lambda by, name: by.rds.create_db_parameter_group(
        DBParameterGroupName=name, DBParameterGroupFamily="postgres17", Description="theirs"
    ),
    "task_definition": lambda by, name: by.ecs.register_task_definition(
        family=name, containerDefinitions=[{"name": "theirs", "image": "theirs", "memory": 128}]
    ),
}


def names(simulator: SimulatorProcess) -> dict[str, tuple[str, str]]:
    """Return {kind: (address, name)} of what the environment would make, one of each kind of MAKERS.

    The log groups of the database are left out: without tags they are what RDS itself has made, and not a stranger's (see
    test_a_log_group_of_our_database_blocks_where_it_is_somebody_elses).
    """
    found = {}
    for line in converge(simulator, environment(), check=True).plan.moves:
        kind = line.kind.kind
        if line.address.startswith("database/main/log_group/"):
            continue
        if kind in MAKERS and line.kind.name_field and (kind != "ip_set" or line.want["Scope"] == "CLOUDFRONT"):
            found.setdefault(kind, (line.address, line.want[line.kind.name_field]))
    assert found.keys() == MAKERS.keys()
    return found


def test_what_others_have_comes_out_of_deploy_prune_and_destroy_untouched(simulator: SimulatorProcess) -> None:
    stranger = Stranger(simulator)
    stranger.records()
    vpc, subnets = stranger.network()
    stranger.load_balancer(vpc, subnets)
    for kind, (_address, name) in names(simulator).items():
        MAKERS[kind](stranger, name + "s")
    before = picture(simulator)

    finished(converge(simulator, environment()))
    assert not differences(before, picture(simulator))

    fewer = environment(
        dns={"cdn_names": []}, monitoring={"budget": None, "dashboard": False}, firewall={"blocked_addresses": []}
    )
    pruned = finished(converge(simulator, fewer, {"prune": True}))
    assert {line.kind.kind for line in pruned.outcome.deleted} == {"record", "budget", "dashboard", "ip_set"}
    assert not differences(before, picture(simulator))

    data = [line.address for line in finished(destroy(simulator)).plan.lines if line.verb == "kept"]
    assert not differences(before, picture(simulator))
    finished(destroy(simulator, data=data))
    assert not differences(before, picture(simulator))


def test_a_lookalike_that_holds_a_name_blocks_and_nothing_is_changed(simulator: SimulatorProcess) -> None:
    wanted = names(simulator)
    for kind, (_address, name) in wanted.items():
        MAKERS[kind](Stranger(simulator), name)
    before = picture(simulator)
    simulator.clear()

    planned = converge(simulator, environment(), check=True)
    lines = {line.address: line for line in planned.plan.lines}
    for address, _name in wanted.values():
        assert lines[address].verb == "blocked", address
        assert "is not this stack's" in lines[address].reason
        assert f"stack_adopt: {{'{address}': '" in lines[address].reason
    with pytest.raises(Refused) as refused:
        converge(simulator, environment())
    for address, _name in wanted.values():
        assert address in str(refused.value)
    assert PASSWORD not in str(refused.value)
    assert not simulator.calls(changing=True)
    assert picture(simulator) == before


@pytest.mark.parametrize("theirs", ["tags", "retention", "database"])
def test_a_log_group_of_our_database_blocks_where_it_is_somebody_elses(
    simulator: SimulatorProcess, theirs: str
) -> None:
    """RDS brings back the group of a database that is gone, without tags: only such a one is taken over."""
    stranger, name = Stranger(simulator), "/aws/rds/instance/shop-test-db/postgresql"
    MAKERS["log_group"](stranger, name)
    declared = {"network": {}, "database": {**environment()["database"], "encryption": "aws"}}
    (line,) = [
        line for line in converge(simulator, declared, check=True).plan.lines if line.want.get("logGroupName") == name
    ]
    assert line.verb == "update"
    if theirs == "tags":
        stranger.logs.tag_log_group(logGroupName=name, tags={"owner": "theirs"})
    elif theirs == "retention":
        stranger.logs.put_retention_policy(logGroupName=name, retentionInDays=3)
    else:
        stranger.rds.create_db_instance(
            DBInstanceIdentifier="shop-test-db",
            DBInstanceClass="db.t4g.micro",
            Engine="postgres",
            AllocatedStorage=20,
            MasterUsername="theirs",
            MasterUserPassword=PASSWORD,
        )
    before = picture(simulator)
    simulator.clear()
    with pytest.raises(Refused, match=f"database/main/log_group/postgresql: {name} exists and is not this stack's"):
        converge(simulator, declared)
    assert not simulator.calls(changing=True)
    assert picture(simulator) == before


def test_a_record_that_others_made_blocks(simulator: SimulatorProcess) -> None:
    stranger = Stranger(simulator)
    zone = stranger.route53.list_hosted_zones()["HostedZones"][0]["Id"]
    stranger.route53.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={
            "Changes": [
                {
                    "Action": "CREATE",
                    "ResourceRecordSet": {
                        "Name": "api.test.shop.example.com",
                        "Type": "A",
                        "TTL": 60,
                        "ResourceRecords": [{"Value": "192.0.2.1"}],
                    },
                }
            ]
        },
    )
    simulator.clear()
    with pytest.raises(
        Refused,
        match="dns/main/record/api.test.shop.example.com-A: .* is not this stack's; take it over with stack_adopt",
    ):
        converge(simulator, environment())
    assert not simulator.calls(changing=True)
