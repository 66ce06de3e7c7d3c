"""Profiles: the clock, what each kind takes, faults by seed and in each service's words."""

from __future__ import annotations

import urllib.error

import botocore.session
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from simulator.core import discovery, profiles
from simulator.core.faults import Plan

from .refusal import code


def refused(call):
    try:
        call()
    except ClientError:
        return True
    return False


def database(client):
    return client("rds").describe_db_instances()["DBInstances"][0]["DBInstanceStatus"]


def test_calm_is_the_beginning(simulator):
    assert simulator.request("GET", "profile") == {"profile": "calm", "minute_ms": 0, "seed": 0, "rates": {}}


def test_a_minute_of_aws_lasts_as_long_as_told(profile, client, clock, place, subnet_group):
    from . import databases

    profile("aws", minute_ms=6000, rates={})
    client("rds").create_db_instance(**databases.arguments(place))
    seconds = discovery.durations()["rds:db_instance"] / 10
    clock(seconds - 5)
    assert database(client) == "creating"
    clock(6)
    assert database(client) == "backing-up"
    clock(discovery.durations()["rds:db_instance.backup"] / 10)
    assert database(client) == "available"


def test_a_duration_that_was_set_wins_over_the_profile(profile, simulator, client, place, subnet_group):
    from . import databases

    profile("aws", minute_ms=60_000, rates={})
    simulator.request("POST", "durations", {"rds:db_instance": 0, "rds:db_instance.backup": 0})
    client("rds").create_db_instance(**databases.arguments(place))
    assert database(client) == "available"


def test_a_profile_outlives_a_reset_and_its_faults_begin_anew(profile, simulator, client):
    profile("storm", minute_ms=0, seed=4, rates={"throttled": 0.5})
    first = [refused(client("sns").list_topics) for _unused in range(20)]
    drawn = simulator.request("GET", "faults")
    simulator.reset()
    assert simulator.request("GET", "profile")["seed"] == 4
    assert simulator.request("GET", "faults") == []
    assert [refused(client("sns").list_topics) for _unused in range(20)] == first
    assert simulator.request("GET", "faults") == drawn
    assert {row["code"] for row in drawn} == {"Throttled"}
    assert [number for number, found in enumerate(first, 1) if found] == [row["call"] for row in drawn]


def test_other_calls_in_between_do_not_move_the_faults():
    plan, other = Plan({"throttled": 0.3}, 1), Plan({"throttled": 0.3}, 1)
    alone = [plan.draw("ec2", "CreateVpc") is None for _unused in range(50)]
    mixed = []
    for _unused in range(50):
        other.draw("ec2", "DescribeVpcs")
        mixed.append(other.draw("ec2", "CreateVpc") is None)
    assert alone == mixed
    assert 5 < alone.count(False) < 25


def test_a_storm_hits_a_fifth_of_all_calls():
    assert sum(profiles.PROFILES["storm"].rates.values()) == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize(
    ("service", "call", "wanted"),
    [
        ("ec2", "describe_vpcs", "RequestLimitExceeded"),
        ("s3", "list_buckets", "SlowDown"),
        ("route53", "list_hosted_zones", "Throttling"),
        ("ecs", "list_clusters", "ThrottlingException"),
        ("sns", "list_topics", "Throttled"),
        ("service-quotas", "list_services", "TooManyRequestsException"),
        ("resourcegroupstaggingapi", "get_resources", "ThrottledException"),
    ],
)
@pytest.mark.behaviour("G21")
def test_each_service_has_its_own_words_for_too_many_calls(profile, client, service, call, wanted):
    profile("calm", rates={"throttled": 1})
    assert code(getattr(client(service), call)) == wanted


def test_the_words_are_those_of_botocores_models():
    session = botocore.session.get_session()
    for service in discovery.services().values():
        name, _unused, status = service.throttled
        model = session.get_service_model(service.name)
        codes = {}
        for shape in map(model.shape_for, model.shape_names):
            error = getattr(shape, "metadata", {}).get("error", {})
            if getattr(shape, "metadata", {}).get("exception"):
                codes[error.get("code", shape.name)] = error.get("httpStatusCode")
        if codes.get(name):
            assert status == codes[name], service.name


@pytest.mark.parametrize(
    ("kind", "left"), [("failed_before", 0), ("failed_after", 1), ("dropped_before", 0), ("dropped_after", 1)]
)
@pytest.mark.behaviour("G22")
def test_a_change_is_made_or_not_before_its_answer_is_lost(profile, client, kind, left):
    profile("calm", rates={kind: 1})
    with pytest.raises((ClientError, ConnectionClosedError)) as caught:
        client("ecs").create_cluster(clusterName="main")
    assert isinstance(caught.value, ConnectionClosedError) is kind.startswith("dropped")
    profile("calm")
    assert len(client("ecs").list_clusters()["clusterArns"]) == left


def test_a_dropped_connection_is_in_the_log_and_the_next_call_works(profile, simulator, client):
    profile("calm", rates={"dropped_before": 1})
    with pytest.raises(ConnectionClosedError):
        client("ec2").describe_vpcs()
    profile("calm")
    assert client("ec2").describe_vpcs()["Vpcs"]
    assert [row["error"] for row in simulator.calls()] == ["ConnectionReset", None]


def test_credentials_expire_once(profile, client):
    profile("calm", rates={"expired": 1})
    assert code(client("ec2").describe_vpcs) == "RequestExpired"
    assert client("iam").list_roles()["Roles"] == []


@pytest.mark.behaviour("F2", "F17")
def test_busy_is_only_said_where_a_service_says_it(profile, client):
    client("s3").create_bucket(Bucket="bucket-1")
    profile("calm", rates={"busy": 1})
    versioning = {"Bucket": "bucket-1", "VersioningConfiguration": {"Status": "Enabled"}}
    assert code(client("s3").put_bucket_versioning, **versioning) == "OperationAborted"
    batch = {"Changes": [{"Action": "DELETE", "ResourceRecordSet": {"Name": "a", "Type": "A"}}]}
    change = client("route53").change_resource_record_sets
    assert code(change, HostedZoneId="Z1", ChangeBatch=batch) == "PriorRequestNotComplete"
    assert client("ec2").describe_vpcs()["Vpcs"]


@pytest.mark.parametrize(
    "body",
    [
        {"profile": "gale"},
        {"profile": "aws", "minute_ms": -1},
        {"profile": "aws", "rates": {"throttled": 2}},
        {"profile": "aws", "rates": {"lost": 0.1}},
        {"profile": "aws", "colour": "red"},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(simulator, body):
    with pytest.raises(urllib.error.HTTPError) as caught:
        simulator.request("POST", "profile", body)
    assert caught.value.code == 400
    assert simulator.request("GET", "profile")["profile"] == "calm"


def test_a_slow_call_is_answered_later(profile, client, simulator):
    profile("storm", minute_ms=0, rates={"slow": 1})
    assert client("ec2").describe_vpcs()["Vpcs"]
    assert simulator.calls()[-1]["ms"] >= profiles.PROFILES["storm"].slow * 1000
