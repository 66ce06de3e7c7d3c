"""The server itself: call log, faults, durations, reset, accounts, command line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from simulator.core.calls import is_changing
from tools.checkout import ROOT

from .refusal import code


def test_log_names_the_operation_of_every_protocol(simulator, client):
    client("ec2").describe_vpcs()
    client("ecs").list_clusters()
    client("iam").list_roles()
    client("cloudfront").list_distributions()
    client("s3").create_bucket(Bucket="bucket-1")
    client("s3").put_object(Bucket="bucket-1", Key="a/b c", Body=b"x")
    client("elbv2").describe_load_balancers()
    client("logs", "eu-west-1").describe_log_groups()
    rows = simulator.calls()
    assert [(row["service"], row["operation"], row["changing"]) for row in rows] == [
        ("ec2", "DescribeVpcs", False),
        ("ecs", "ListClusters", False),
        ("iam", "ListRoles", False),
        ("cloudfront", "ListDistributions", False),
        ("s3", "CreateBucket", True),
        ("s3", "PutObject", True),
        ("elbv2", "DescribeLoadBalancers", False),
        ("logs", "DescribeLogGroups", False),
    ]
    assert {row["status"] for row in rows} == {200}
    assert rows[-1]["region"] == "eu-west-1"
    assert rows[0]["access_key"] == "AKIAIOSFODNN7EXAMPLE"
    assert len({row["request_id"] for row in rows}) == len(rows)


def test_log_shows_errors_and_can_be_cleared(simulator, client):
    assert code(client("iam").get_role, RoleName="missing") == "NoSuchEntity"
    with pytest.raises(ClientError):
        client("s3").head_bucket(Bucket="missing-bucket")
    assert [row["error"] for row in simulator.calls()] == ["NoSuchEntity", "404"]
    simulator.request("DELETE", "calls")
    assert simulator.calls() == []


@pytest.mark.parametrize(
    ("service", "operation", "changing"),
    [
        ("sts", "AssumeRole", False),
        ("ecr", "GetAuthorizationToken", False),
        ("logs", "StartQuery", False),
        ("ssm", "PutParameter", True),
        ("elbv2", "RegisterTargets", True),
        ("dynamodb", "Query", False),
        ("iam", "SimulatePrincipalPolicy", False),
        ("ec2", "", True),
    ],
)
def test_which_operations_change(service, operation, changing):
    assert is_changing(service, operation) is changing


def test_fault_before_leaves_the_work_undone(simulator, client):
    simulator.fault(service="ec2", operation="CreateVpc", code="RequestLimitExceeded", message="slow", status=503)
    with pytest.raises(ClientError) as caught:
        client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert caught.value.response["Error"] == {"Code": "RequestLimitExceeded", "Message": "slow"}
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert len(client("ec2").describe_vpcs()["Vpcs"]) == 1
    client("ec2").create_vpc(CidrBlock="10.0.0.0/16")


@pytest.mark.behaviour("G6", "G22", "G25")
def test_fault_after_has_done_the_work(simulator, client):
    simulator.fault(service="ecs", operation="CreateCluster", code="ServerException", when="after", count=2)
    for name in ("one", "two"):
        assert code(client("ecs").create_cluster, clusterName=name) == "ServerException"
    assert len(client("ecs").list_clusters()["clusterArns"]) == 2
    client("ecs").create_cluster(clusterName="three")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", [{"service": "ec2"}]),
        ("faults", [{"service": "ec2", "operation": "X", "colour": "red"}]),
        ("faults", [{"service": "ec2", "operation": "X", "when": "during"}]),
        ("faults", [{"service": "ec2", "operation": "X", "count": 0}]),
        ("durations", {"ec2:nat_gateway": -1}),
        ("durations", {"ec2:nat_gateway": "long"}),
    ],
)
def test_bad_orders_are_refused(simulator, path, body):
    with pytest.raises(urllib.error.HTTPError) as caught:
        simulator.request("POST", path, body)
    assert caught.value.code == 400


def test_reset_empties_every_account_and_region(simulator, client):
    client("ec2", "eu-west-1").create_vpc(CidrBlock="10.0.0.0/16")
    client("s3").create_bucket(Bucket="bucket-1")
    simulator.durations(rds__db_instance=60)
    simulator.fault(service="*", operation="*")
    simulator.reset()
    assert len(client("ec2", "eu-west-1").describe_vpcs()["Vpcs"]) == 1
    assert client("s3").list_buckets()["Buckets"] == []
    assert len(simulator.calls()) == 2


def test_accounts_are_apart(simulator, client):
    client("ecs").create_cluster(clusterName="main")
    answer = client("sts").assume_role(RoleArn="arn:aws:iam::999999999999:role/deploy", RoleSessionName="test")
    keys = answer["Credentials"]
    other = simulator.client("sts", "us-east-1", keys["AccessKeyId"], keys["SessionToken"])
    assert other.get_caller_identity()["Account"] == "999999999999"
    ecs = simulator.client("ecs", "us-east-1", keys["AccessKeyId"], keys["SessionToken"])
    assert ecs.list_clusters()["clusterArns"] == []
    assert simulator.calls()[-1]["account"] == "999999999999"


def test_chinese_partition_in_arns(client):
    cluster = client("ecs", "cn-north-1").create_cluster(clusterName="main")["cluster"]
    assert cluster["clusterArn"].startswith("arn:aws-cn:ecs:cn-north-1:123456789012:")


def test_what_is_not_simulated_says_so(client):
    with pytest.raises(ClientError) as caught:
        client("grafana").list_workspaces()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


@pytest.mark.parametrize(
    ("signing", "headers"),
    [
        ("nosuchservice", {}),
        ("nosuchservice", {"X-Amz-Target": "NoSuch.DoIt", "Content-Type": "application/x-amz-json-1.1"}),
        ("ecs", {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.NoSuch", "Content-Type": "application/json"}),
        ("ec2", {"Content-Type": "application/x-www-form-urlencoded"}),
    ],
)
def test_unknown_services_and_operations_get_an_answer(simulator, signing, headers):
    scope = f"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20300101/us-east-1/{signing}/aws4_request, Signature=0"
    body = b"Action=NoSuch&Version=2016-11-15" if "form" in headers.get("Content-Type", "") else b"{}"
    request = urllib.request.Request(simulator.url, data=body, headers={"Authorization": scope, **headers})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    assert caught.value.code in (400, 404, 501)
    assert simulator.calls()[-1]["service"] == signing


def test_parallel_creations_of_one_name_make_one(client):
    ssm = client("ecs")

    def make(_number):
        return ssm.create_cluster(clusterName="main")["cluster"]["clusterArn"]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(make, range(16)))) == 1


def test_object_metadata_keeps_underscores(client):
    s3 = client("s3")
    s3.create_bucket(Bucket="bucket-1")
    s3.put_object(Bucket="bucket-1", Key="folder/ä.txt", Body=b"x" * 1000, Metadata={"my_key": "v"})
    head = s3.head_object(Bucket="bucket-1", Key="folder/ä.txt")
    assert head["ContentLength"] == 1000
    assert head["Metadata"] == {"my_key": "v"}
    assert s3.get_object(Bucket="bucket-1", Key="folder/ä.txt")["Body"].read() == b"x" * 1000


def test_command_line(tmp_path):
    log = tmp_path / "calls.jsonl"
    command = [sys.executable, "-m", "simulator", "--log", str(log), "--hosted-zone", "example.com"]
    process = subprocess.Popen([*command, "--account", "111122223333"], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        assert line.startswith("simulator listening on http://127.0.0.1:")
        url = line.split()[-1]

        def make(service):
            return boto3.client(
                service,
                region_name="us-east-1",
                endpoint_url=url,
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(retries={"total_max_attempts": 1}),
            )

        assert make("sts").get_caller_identity()["Account"] == "111122223333"
        names = [zone["Name"] for zone in make("route53").list_hosted_zones()["HostedZones"]]
        urllib.request.urlopen(urllib.request.Request(f"{url}/simulator/reset", method="POST")).close()
        again = [zone["Name"] for zone in make("route53").list_hosted_zones()["HostedZones"]]
        assert names == again == ["example.com."]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        process.stdout.close()
    rows = [json.loads(row) for row in log.read_text().splitlines()]
    assert [row["operation"] for row in rows] == ["GetCallerIdentity", "ListHostedZones", "ListHostedZones"]


@pytest.mark.behaviour("G28")
def test_an_ordered_error_says_what_was_ordered(simulator, client):
    simulator.fault(service="ssm", operation="PutParameter", code="ValidationException", message="no: hunter2")
    with pytest.raises(ClientError, match="no: hunter2"):
        client("ssm").put_parameter(Name="a", Value="hunter2", Type="String")


def test_make_serves_on_the_port_that_is_asked_for():
    command = ["make", "--dry-run", "simulator", "PORT=4600"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "--port 4600" in shown
    assert "AWS_ENDPOINT_URL=http://127.0.0.1:4600" in shown
