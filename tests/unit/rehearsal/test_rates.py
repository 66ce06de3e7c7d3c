"""Calls against AWS's limits, and the faults in words."""

from __future__ import annotations

import pytest

from tools.rehearsal import faults, rates
from tools.rehearsal.limits import LIMITS

from .runs_of import row


def used(*rows):
    return {usage.name: (usage.peak, round(usage.lowest, 2)) for usage in rates.usages([("run", list(rows))])}


def test_a_bucket_is_emptied_by_calls_and_filled_by_time():
    # Five at once, five a second (Route 53): three seconds later the bucket is full again, and not fuller.
    at_once = [row("route53", "GetChange", 10.0) for _number in range(4)]
    assert used(*at_once) == {"all operations": (4, 1)}
    assert used(*at_once, *[row("route53", "ListHostedZones", 13.0) for _number in range(3)]) == {
        "all operations": (4, 1)
    }
    assert used(*at_once, *[row("route53", "GetChange", 10.2) for _number in range(3)]) == {"all operations": (7, -1)}


def test_operations_share_a_bucket_or_have_their_own():
    calls = [
        row("ec2", "CreateVpc"),
        row("ec2", "CreateSubnet"),
        row("ec2", "CreateVpcEndpoint"),
        row("elbv2", "CreateRule"),
        row("elbv2", "CreateListener"),
    ]
    assert used(*calls) == {
        "CreateVpc": (1, 49),
        "CreateSubnet": (1, 49),
        "CreateVpcEndpoint": (1, 3),
        "changing": (2, 18),
    }


def test_of_several_runs_the_one_that_used_most_counts():
    one, two = [row("kms", "CreateKey")], [row("kms", "CreateKey"), row("kms", "CreateKey")]
    assert [(usage.step, usage.calls) for usage in rates.usages([("one", one), ("two", two), ("three", one)])] == [
        ("two", 2)
    ]


def test_services_without_published_limits_are_counted():
    counted = rates.by_service(
        [
            row("iam", "CreateRole", 1.0, True),
            row("iam", "GetRole", 1.5),
            row("iam", "GetRole", 2.2),
            row("ecs", "ListClusters"),
        ]
    )
    assert counted == [("iam", 3, 1, 2, False), ("ecs", 1, 0, 1, True)]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit.service} {limit.name}")
def test_limits_name_operations_that_exist_and_their_page(limit, operations):
    for name in limit.operations:
        assert name == "*" or any(
            known.startswith(name.rstrip("*")) if "*" in name else known == name for known in operations(limit.service)
        )
    assert limit.source.startswith("https://docs.aws.amazon.com/")
    assert 0 < limit.refill <= limit.capacity


@pytest.fixture(scope="module")
def operations():
    import botocore.session

    session = botocore.session.Session()
    return lambda service: session.get_service_model(service).operation_names


def test_faults_are_counted_by_kind():
    drawn = [{"service": "ec2", "operation": "CreateVpc", "kind": "throttled", "code": "RequestLimitExceeded"}] * 2
    drawn.append({"service": "s3", "operation": "PutObject", "kind": "slow", "code": None})
    assert [(item.words, item.count, item.examples) for item in faults.summary(drawn)] == [
        ("too many requests", 2, ("ec2:CreateVpc (RequestLimitExceeded)",)),
        ("a slow answer", 1, ("s3:PutObject (no answer)",)),
    ]
