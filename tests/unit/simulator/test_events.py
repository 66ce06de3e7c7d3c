"""EventBridge: rules, targets, roles, guards."""

from __future__ import annotations

import json

import pytest

from tests.unit.simulator.refusal import code

AUTOMATION = "arn:aws:ssm:us-east-1:123456789012:automation-definition/deploy:$DEFAULT"
TOPIC = "arn:aws:sns:us-east-1:123456789012:t"
PATTERN = json.dumps({"source": ["aws.secretsmanager"]})


@pytest.fixture
def events(client):
    return client("events")


def role(client, service: str) -> str:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    name = service.split(".")[0]
    return client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]


def test_tags_of_an_existing_rule_stay(events):
    tags = [{"Key": "a", "Value": "b"}]
    arn = events.put_rule(Name="r", EventPattern=PATTERN, Tags=tags)["RuleArn"]
    events.put_rule(Name="r", EventPattern=PATTERN, Description="new", Tags=[{"Key": "a", "Value": "c"}])
    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == tags
    shown = events.describe_rule(Name="r")
    assert (shown["Description"], shown["State"], shown["EventBusName"]) == ("new", "ENABLED", "default")


def test_targets_keep_their_members(client, events):
    events.put_rule(Name="r", EventPattern=PATTERN)
    transformer = {"InputPathsMap": {"id": "$.id"}, "InputTemplate": '"<id>"'}
    targets = [
        {"Id": "deploy", "Arn": AUTOMATION, "RoleArn": role(client, "events.amazonaws.com"), "Input": "{}"},
        {"Id": "topic", "Arn": TOPIC, "InputTransformer": transformer},
    ]
    assert events.put_targets(Rule="r", Targets=targets)["FailedEntryCount"] == 0
    assert events.list_targets_by_rule(Rule="r")["Targets"] == targets
    assert code(events.delete_rule, Name="r") == "ValidationException"
    events.remove_targets(Rule="r", Ids=["deploy", "topic"])
    events.delete_rule(Name="r")
    assert code(events.describe_rule, Name="r") == "ResourceNotFoundException"


def test_roles_are_checked(client, events):
    events.put_rule(Name="r", EventPattern=PATTERN)
    other = role(client, "ecs-tasks.amazonaws.com")
    for target in (
        {"Id": "x", "Arn": AUTOMATION},
        {"Id": "x", "Arn": AUTOMATION, "RoleArn": "arn:aws:iam::123456789012:role/none"},
        {"Id": "x", "Arn": AUTOMATION, "RoleArn": other},
    ):
        assert code(events.put_targets, Rule="r", Targets=[target]) == "ValidationException"


def test_limits_and_bad_input(events):
    targets = [{"Id": str(index), "Arn": TOPIC} for index in range(6)]
    assert code(events.put_targets, Rule="none", Targets=targets[:1]) == "ResourceNotFoundException"
    events.put_rule(Name="r", ScheduleExpression="rate(1 day)")
    assert code(events.put_targets, Rule="r", Targets=targets) == "LimitExceededException"
    assert code(events.put_rule, Name="x", EventPattern="{") == "InvalidEventPatternException"
    assert code(events.put_rule, Name="x", ScheduleExpression="sometimes") == "ValidationException"


@pytest.mark.behaviour("G17")
def test_a_rule_with_targets_stays_and_two_changes_at_a_time_are_refused(profile, events):
    events.put_rule(Name="r", ScheduleExpression="rate(1 day)")
    events.put_targets(Rule="r", Targets=[{"Id": "a", "Arn": TOPIC}])
    assert code(events.delete_rule, Name="r") == "ValidationException"
    events.remove_targets(Rule="r", Ids=["a"])
    events.delete_rule(Name="r")
    profile("calm", rates={"busy": 1})
    assert code(events.put_rule, Name="r", ScheduleExpression="rate(1 day)") == "ConcurrentModificationException"
