"""A whole environment: planned, deployed, put right, changed, pruned, each run on a simulator that behaves like AWS. What a run
changed is read off AWS and its log."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support import stacks
from tests.support.account import client, differences, picture
from tests.support.environments import environment, finished, like_aws, moves, service
from tools.simulator_process import SimulatorProcess

IDENTITY = "shop/test/us-east-1"
SEEDS = itertools.count()


def converge(simulator: SimulatorProcess, *arguments: Any, **options: Any) -> Any:
    """Run the engine while AWS takes its time, lags, refuses, and loses answers; each run meets other faults."""
    with like_aws(simulator, seed=next(SEEDS)):
        return stacks.converge(simulator, *arguments, **options)


def changing(simulator: SimulatorProcess) -> list[str]:
    """Return the changing calls that AWS carried out, sorted: service.Operation. A lost answer's counts once, as it is sent again."""
    return sorted(f"{row['service']}.{row['operation']}" for row in simulator.calls(changing=True) if not row["error"])


@pytest.fixture(scope="module")
def deployed() -> Iterator[SimulatorProcess]:
    """A simulator of this module's own, with the environment; each test leaves it as environment() declares it."""
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        planned = converge(simulator, environment(), check=True)
        assert not simulator.calls(changing=True)
        result = finished(converge(simulator, environment()))
        assert moves(result) == moves(planned)
        assert {line.verb for line in planned.plan.moves} == {"create", "run"}
        yield simulator


def test_every_capability_is_in_the_plan_and_stands(deployed: SimulatorProcess) -> None:
    deployed.clear()
    result = converge(deployed, environment())
    assert not result.plan.moves
    assert not deployed.calls(changing=True)
    assert {line.address.split("/")[0] for line in result.plan.lines} == set(environment())


# -- drift -------------------------------------------------------------------------------------------------------------


class Hand:
    """A person who changes things by hand: clients by name, and ids of live objects by address."""

    def __init__(self, simulator: SimulatorProcess, snapshot: Any) -> None:
        self._simulator, self._snapshot = simulator, snapshot

    def __getattr__(self, service_name: str) -> Any:
        return client(self._simulator.url, service_name.replace("_", "-"), "us-east-1")

    def live(self, address: str) -> Any:
        return self._snapshot.at(address)[0]

    def id(self, address: str) -> str:
        return self.live(address).id


def _distribution(hand: Hand) -> None:
    identifier = hand.id("cdn/main/distribution/main")
    answer = hand.cloudfront.get_distribution_config(Id=identifier)
    hand.cloudfront.update_distribution(
        Id=identifier,
        IfMatch=answer["ETag"],
        DistributionConfig={**answer["DistributionConfig"], "PriceClass": "PriceClass_100"},
    )


def _web_acl(hand: Hand) -> None:
    found = next(row for row in hand.wafv2.list_web_acls(Scope="CLOUDFRONT")["WebACLs"])
    named = {"Name": found["Name"], "Id": found["Id"], "Scope": "CLOUDFRONT"}
    answer = hand.wafv2.get_web_acl(**named)
    kept = {name: answer["WebACL"][name] for name in ("Rules", "VisibilityConfig")}
    hand.wafv2.update_web_acl(**named, **kept, LockToken=answer["LockToken"], DefaultAction={"Block": {}})


def _record(hand: Hand) -> None:
    zone = hand.route53.list_hosted_zones()["HostedZones"][0]["Id"]
    row = next(
        row
        for row in hand.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        if (row["Name"], row["Type"]) == ("api.test.shop.example.com.", "A")
    )
    changed = {"Name": row["Name"], "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    hand.route53.change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": changed}]}
    )


def _alarm(hand: Hand) -> None:
    row = hand.cloudwatch.describe_alarms(AlarmNames=[hand.id("monitoring/main/alarm/database-cpu")])["MetricAlarms"][0]
    kept = (
        "AlarmName",
        "AlarmActions",
        "Namespace",
        "MetricName",
        "Dimensions",
        "Statistic",
        "Period",
        "EvaluationPeriods",
        "ComparisonOperator",
        "TreatMissingData",
    )
    hand.cloudwatch.put_metric_alarm(**{name: row[name] for name in kept if name in row}, Threshold=99.0)


def _secret(hand: Hand) -> None:
    hand.secretsmanager.put_secret_value(
        SecretId=hand.id("secret/main/secret/database"),
        SecretString=json.dumps({"username": "x", "password": "x", "host": "x"}),
    )


def _bucket(hand: Hand) -> str:
    return hand.live("site/main/s3_bucket/site").fields["Bucket"]


# address -> (what a person did, the verb that puts it right)
DRIFT: dict[str, tuple[Callable[[Hand], Any], str]] = {
    "network/main/subnet/public-a": (
        lambda hand: hand.ec2.modify_subnet_attribute(
            SubnetId=hand.id("network/main/subnet/public-a"), MapPublicIpOnLaunch={"Value": True}
        ),
        "update",
    ),
    "network/main/route/private-a-default": (
        lambda hand: hand.ec2.delete_route(
            RouteTableId=hand.id("network/main/route_table/private-a"), DestinationCidrBlock="0.0.0.0/0"
        ),
        "create",
    ),
    "encryption/main/kms_key/main": (
        lambda hand: hand.kms.disable_key_rotation(KeyId=hand.id("encryption/main/kms_key/main")),
        "update",
    ),
    "dns/main/record/api.test.shop.example.com-A": (_record, "update"),
    "certificate/main/certificate/main": (
        lambda hand: hand.acm.remove_tags_from_certificate(
            CertificateArn=hand.id("certificate/main/certificate/main"), Tags=[{"Key": "Name"}]
        ),
        "update",
    ),
    "registry/main/ecr_repository/app": (
        lambda hand: hand.ecr.put_image_scanning_configuration(
            repositoryName="shop-test-app", imageScanningConfiguration={"scanOnPush": False}
        ),
        "update",
    ),
    "database/main/db_instance/main": (
        lambda hand: hand.rds.modify_db_instance(
            DBInstanceIdentifier="shop-test-db", BackupRetentionPeriod=3, ApplyImmediately=True
        ),
        "update",
    ),
    "secret/main/secret/database": (_secret, "update"),
    "load_balancer/main/load_balancer/main": (
        lambda hand: hand.elbv2.modify_load_balancer_attributes(
            LoadBalancerArn=hand.id("load_balancer/main/load_balancer/main"),
            Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "120"}],
        ),
        "update",
    ),
    "load_balancer/main/listener/https": (
        lambda hand: hand.elbv2.modify_listener(
            ListenerArn=hand.id("load_balancer/main/listener/https"), SslPolicy="ELBSecurityPolicy-2016-08"
        ),
        "update",
    ),
    "cluster/main/ecs_cluster/main": (
        lambda hand: hand.ecs.update_cluster_settings(
            cluster="shop-test-cluster", settings=[{"name": "containerInsights", "value": "disabled"}]
        ),
        "update",
    ),
    "service/main/ecs_service/api": (
        lambda hand: hand.ecs.update_service(
            cluster="shop-test-cluster", service="shop-test-api", enableExecuteCommand=True
        ),
        "update",
    ),
    "service/main/role/api-task": (
        lambda hand: hand.iam.put_role_policy(
            RoleName="shop-test-us-east-1-api-task",
            PolicyName="mine",
            PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
            ),
        ),
        "update",
    ),
    "service/main/log_group/api": (
        lambda hand: hand.logs.put_retention_policy(logGroupName="/ecs/shop-test/api", retentionInDays=1),
        "update",
    ),
    "site/main/s3_bucket/site": (
        lambda hand: hand.s3.put_bucket_versioning(
            Bucket=_bucket(hand), VersioningConfiguration={"Status": "Suspended"}
        ),
        "update",
    ),
    "site/main/site_content/site": (
        lambda hand: hand.s3.put_object(Bucket=_bucket(hand), Key="index.html", Body=b"mine"),
        "run",
    ),
    "cdn/main/distribution/main": (_distribution, "update"),
    "firewall/main/web_acl/cdn": (_web_acl, "update"),
    "monitoring/main/alarm/database-cpu": (_alarm, "update"),
}
# A changed site is fetched anew by the CDN.
FOLLOWS = {"cdn/main/invalidation/main": "run"}


def test_drift_by_hand_is_put_right_and_nothing_else_moves(deployed: SimulatorProcess) -> None:
    before = picture(deployed)
    hand = Hand(deployed, converge(deployed, environment(), check=True).snapshot)
    for change, _verb in DRIFT.values():
        change(hand)
    assert differences(before, picture(deployed))
    seen = converge(deployed, environment(), drift=True, check=True, sweep=True)
    expected = {address: verb for address, (_change, verb) in DRIFT.items()}
    assert moves(seen) == {**expected, **FOLLOWS}

    mended = finished(converge(deployed, environment()))
    assert moves(mended) == {**expected, **FOLLOWS}
    assert not converge(deployed, environment()).plan.moves


# -- one option --------------------------------------------------------------------------------------------------------

OPTIONS: list[tuple[dict[str, Any], dict[str, str], list[str]]] = [
    (
        {"network": {"map_public_ip_on_launch": True}},
        {"network/main/subnet/public-a": "update", "network/main/subnet/public-b": "update"},
        ["ec2.ModifySubnetAttribute"] * 2,
    ),
    ({"encryption": {"rotation_days": 180}}, {"encryption/main/kms_key/main": "update"}, ["kms.EnableKeyRotation"]),
    ({"registry": {"keep_images": 20}}, {"registry/main/ecr_repository/app": "update"}, ["ecr.PutLifecyclePolicy"]),
    (
        {"database": {"backup_retention_days": 14}},
        {"database/main/db_instance/main": "update"},
        ["rds.ModifyDBInstance"],
    ),
    (
        {"load_balancer": {"idle_timeout": 90}},
        {"load_balancer/main/load_balancer/main": "update"},
        ["elbv2.ModifyLoadBalancerAttributes"],
    ),
    (
        {"cluster": {"container_insights": "enhanced"}},
        {"cluster/main/ecs_cluster/main": "update"},
        ["ecs.UpdateCluster"],
    ),
    (
        {"service": {"policy": {"api": {"log_retention_days": 7}}}},
        {"service/main/log_group/api": "update"},
        ["logs.PutRetentionPolicy"],
    ),
    (
        {"service": {"policy": {"api": {"log_retention_days": 7, "cpu": 1024, "memory": 2048}}}},
        {"service/main/task_definition/api": "revise", "service/main/ecs_service/api": "update"},
        ["ecs.RegisterTaskDefinition", "ecs.UpdateService"],
    ),
    (
        {"cdn": {"price_class": "PriceClass_100"}},
        {"cdn/main/distribution/main": "update"},
        ["cloudfront.UpdateDistribution"],
    ),
    (
        {"firewall": {"rate_limit": {"limit": 1000}}},
        {"firewall/main/web_acl/cdn": "update", "firewall/main/web_acl/load_balancer": "update"},
        ["wafv2.UpdateWebACL"] * 2,
    ),
    (
        {"monitoring": {"database_cpu_threshold": 70.0}},
        {"monitoring/main/alarm/database-cpu": "update"},
        ["cloudwatch.PutMetricAlarm"],
    ),
]


def test_one_option_changed_changes_only_that(deployed: SimulatorProcess) -> None:
    options: dict[str, dict[str, Any]] = {}
    for changed, expected, calls in OPTIONS:
        for capability, given in changed.items():
            options[capability] = {**options.get(capability, {}), **given}
        deployed.clear()
        result = finished(converge(deployed, environment(**options)))
        assert moves(result) == expected
        assert changing(deployed) == sorted(calls), changed
    # Removing the lines resets what they said; the service goes back to its first revision, which is still there.
    back = moves(finished(converge(deployed, environment())))
    changed = {address for _changed, expected, _calls in OPTIONS for address in expected}
    assert set(back) == changed - {"service/main/task_definition/api"}
    assert not converge(deployed, environment()).plan.moves


# -- prune -------------------------------------------------------------------------------------------------------------


# They go with the service, or with the scalable target.
PARTS = ("scalable_target", "scaling_policy", "image_record")


def test_a_removed_service_is_pruned_and_the_other_one_stays(deployed: SimulatorProcess) -> None:
    before = picture(deployed)
    two = environment()
    two["service"] = {
        "services": {
            **two["service"]["services"],
            "worker": service(load_balancer=None, egress=[{"cidr": "192.0.2.9/32", "port": 25}]),
        }
    }
    two["monitoring"] = {
        **two["monitoring"],
        "services": [{"name": "api", "load_balanced": True}, {"name": "worker", "load_balanced": False}],
    }
    made = finished(converge(deployed, two))
    added = {address for address, verb in moves(made).items() if verb == "create"}
    assert {address.split("/")[2] for address in added} >= {
        "ecs_service",
        "task_definition",
        "log_group",
        "role",
        "alarm",
        "scalable_target",
        "scaling_policy",
        "security_group_rule",
    }

    left = converge(deployed, environment(), check=True, sweep=True)
    assert {line.address for line in left.plan.lines if line.verb == "left"} <= added
    assert "stack_prune" in next(line.reason for line in left.plan.lines if line.verb == "left")
    pruned = finished(converge(deployed, environment(), {"prune": True}))
    gone = {line.address for line in pruned.outcome.deleted}
    assert {address for address in added if address.split("/")[2] not in PARTS} <= gone
    after = picture(deployed)
    still = {key for key in after.keys() - before.keys() if "worker" in str(key)}
    assert not still
    # The dashboard lost a row; all else of the first service is as it was.
    assert {key[1] for key in differences(before, after)} <= {"dashboard", "ecs_cluster", "security_group"}
    assert not converge(deployed, environment()).plan.moves
