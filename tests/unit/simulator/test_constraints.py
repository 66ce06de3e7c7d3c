"""Values that break what the service models say, and tags: refused by every service, each with its own code."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from simulator.core.constraints import matches

from . import stack
from .refusal import code

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
MANY = {f"key-{number}": "x" for number in range(51)}
TAG_VALUE = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"


def tags(given: dict[str, str], *names: str) -> list[dict[str, str]]:
    key, value = names or ("Key", "Value")
    return [{key: name, value: text} for name, text in given.items()]


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        (TAG_VALUE, "Grüße 1/2 @ home", True),
        (TAG_VALUE, "a & b", False),
        (TAG_VALUE, "", True),
        (r"[\w+=,.@-]+", "a b", False),
        (r"^arn:[a-z]+$", "arn:aws", True),
        (r"(?<broken", "anything", True),
    ],
)
def test_patterns_are_those_of_java(pattern, value, expected):
    assert matches(pattern, value) is expected


@pytest.mark.parametrize(
    ("service", "method", "arguments", "expected"),
    [
        ("iam", "create_role", {"RoleName": "a b", "AssumeRolePolicyDocument": TRUST}, "ValidationError"),
        (
            "iam",
            "create_role",
            {"RoleName": "a", "AssumeRolePolicyDocument": TRUST, "Tags": tags({"team": "a & b"})},
            "ValidationError",
        ),
        ("ecs", "create_cluster", {"clusterName": "a", "tags": tags({"team": "a & b"}, "key", "value")}, None),
        ("logs", "create_log_group", {"logGroupName": "a b"}, None),
        ("ecr", "create_repository", {"repositoryName": "Upper"}, None),
        ("kms", "create_alias", {"AliasName": "alias/a b", "TargetKeyId": "x"}, "ValidationException"),
        ("secretsmanager", "create_secret", {"Name": "a", "Description": "x" * 2049}, "ValidationException"),
    ],
)
def test_each_service_refuses_in_its_own_words(client, service, method, arguments, expected):
    assert code(getattr(client(service), method), **arguments) == (expected or "InvalidParameterException")


def test_a_refusal_says_where_and_why(client):
    with pytest.raises(ClientError) as caught:
        client("iam").create_role(RoleName="a", AssumeRolePolicyDocument=TRUST, Tags=tags({"team": "a & b"}))
    assert caught.value.response["Error"]["Message"] == (
        "1 validation error detected: Value 'a & b' at 'tags.1.member.value' failed to satisfy constraint: Member must "
        "satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*"
    )


@pytest.mark.parametrize(
    ("service", "method", "arguments", "expected"),
    [
        ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16"}, "TagLimitExceeded"),
        ("sns", "create_topic", {"Name": "a"}, "TagLimitExceeded"),
        ("kms", "create_key", {}, "LimitExceededException"),
        ("secretsmanager", "create_secret", {"Name": "a", "SecretString": "x"}, "LimitExceededException"),
        ("ssm", "put_parameter", {"Name": "a", "Value": "x", "Type": "String"}, "TooManyTagsError"),
        ("events", "put_rule", {"Name": "a", "ScheduleExpression": "rate(1 day)"}, "LimitExceededException"),
        ("ecr", "create_repository", {"repositoryName": "app"}, "TooManyTagsException"),
    ],
)
def test_an_object_has_fifty_tags(client, service, method, arguments, expected):
    given = {"tags" if service == "ecr" else "Tags": tags(MANY)}
    if service == "kms":
        given = {"Tags": tags(MANY, "TagKey", "TagValue")}
    if service == "ec2":
        given = {"TagSpecifications": [{"ResourceType": "vpc", **given}]}
    assert code(getattr(client(service), method), **arguments, **given) == expected


LONG = json.dumps({"a": "x" * 300_000})
MANY_WIDGETS = {"widgets": [{"type": "text", "properties": {"markdown": "x"}}] * 501}
MANY_METRICS = {"widgets": [{"type": "metric", "properties": {"metrics": [["A", "B"]] * 501}}]}


@pytest.mark.parametrize(
    ("service", "method", "arguments", "expected"),
    [
        (
            "events",
            "put_rule",
            {"Name": "a", "EventPattern": json.dumps({"a": ["x" * 2040]})},
            "InvalidEventPatternException",
        ),
        ("sns", "create_topic", {"Name": "a", "Attributes": {"Policy": LONG}}, "InvalidParameter"),
        ("sqs", "create_queue", {"QueueName": "a", "Attributes": {"Policy": LONG[:8193]}}, "InvalidAttributeValue"),
        (
            "cloudwatch",
            "put_dashboard",
            {"DashboardName": "a", "DashboardBody": json.dumps(MANY_WIDGETS)},
            "InvalidParameterInput",
        ),
        (
            "cloudwatch",
            "put_dashboard",
            {"DashboardName": "a", "DashboardBody": json.dumps(MANY_METRICS)},
            "InvalidParameterInput",
        ),
        (
            "scheduler",
            "create_schedule",
            {
                "Name": "a",
                "ScheduleExpression": "rate(1 day)",
                "FlexibleTimeWindow": {"Mode": "OFF"},
                "Target": {
                    "Arn": "arn:aws:sqs:us-east-1:1:a",
                    "RoleArn": "arn:aws:iam::123456789012:role/a",
                    "Input": LONG,
                },
            },
            "ValidationException",
        ),
    ],
)
def test_documents_are_no_longer_than_aws_takes_them(client, service, method, arguments, expected):
    with pytest.raises(ClientError) as caught:
        getattr(client(service), method)(**arguments)
    assert caught.value.response["Error"]["Code"] == expected
    assert any(word in str(caught.value) for word in ("too long", "too large", "more than", "parameter Policy"))


def test_roles_have_one_tag_whatever_its_capitals(client):
    iam = client("iam")
    twice = {"environment": "a", "Environment": "b"}
    role = {"RoleName": "app", "AssumeRolePolicyDocument": TRUST}
    assert code(iam.create_role, **role, Tags=tags(twice)) == "InvalidInput"
    stack.role(client)
    assert code(iam.tag_role, RoleName=stack.EXECUTION_ROLE, Tags=tags(twice)) == "InvalidInput"
    first, rest = dict(list(MANY.items())[:30]), dict(list(MANY.items())[30:])
    iam.tag_role(RoleName=stack.EXECUTION_ROLE, Tags=tags(first))
    assert code(iam.tag_role, RoleName=stack.EXECUTION_ROLE, Tags=tags(rest)) == "LimitExceeded"
    iam.tag_role(RoleName=stack.EXECUTION_ROLE, Tags=tags(first))
