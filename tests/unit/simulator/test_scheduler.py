"""EventBridge Scheduler: roles, groups, what AWS fills in."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code

CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/main"


@pytest.fixture
def scheduler(client):
    return client("scheduler")


def arguments(role, **more):
    target = {
        "Arn": CLUSTER,
        "RoleArn": role,
        "EcsParameters": {"TaskDefinitionArn": "arn:aws:ecs:::task-definition/a:1"},
    }
    return {
        "Name": "clean",
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": target,
        **more,
    }


@pytest.fixture
def role(client):
    return stack.role(client, "jobs", "scheduler.amazonaws.com")


@pytest.mark.behaviour("G18")
def test_role_that_the_scheduler_cannot_assume_is_refused(client, scheduler):
    other = stack.role(client)
    for wrong in (other, "arn:aws:iam::123456789012:role/missing"):
        assert code(scheduler.create_schedule, **arguments(wrong)) == "ValidationException"


def test_what_is_not_said_is_filled_in(scheduler, role):
    scheduler.create_schedule(**arguments(role))
    found = scheduler.get_schedule(Name="clean")
    assert (found["GroupName"], found["State"], found["ScheduleExpressionTimezone"]) == ("default", "ENABLED", "UTC")
    assert found["Target"]["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}
    assert found["Target"]["EcsParameters"]["TaskCount"] == 1


def test_an_update_resets_what_it_is_not_told(scheduler, role):
    scheduler.create_schedule(**arguments(role, State="DISABLED", ScheduleExpressionTimezone="Europe/Vienna"))
    scheduler.update_schedule(**arguments(role))
    found = scheduler.get_schedule(Name="clean")
    assert (found["State"], found["ScheduleExpressionTimezone"]) == ("ENABLED", "UTC")


@pytest.mark.parametrize(
    "wrong",
    [
        {"ScheduleExpression": "daily"},
        {"ScheduleExpression": "cron(0 3 * * *)"},
        {"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}},
        {"Name": "a b"},
    ],
)
def test_schedules_that_are_refused(scheduler, role, wrong):
    assert code(scheduler.create_schedule, **arguments(role, **wrong)) == "ValidationException"


def test_names_are_taken_once(scheduler, role):
    scheduler.create_schedule_group(Name="shop")
    assert code(scheduler.create_schedule_group, Name="shop") == "ConflictException"
    scheduler.create_schedule(**arguments(role, GroupName="shop"))
    assert code(scheduler.create_schedule, **arguments(role, GroupName="shop")) == "ConflictException"
    assert code(scheduler.create_schedule, **arguments(role, GroupName="nope")) == "ResourceNotFoundException"
    assert code(scheduler.list_schedules, GroupName="nope") == "ResourceNotFoundException"


def test_a_group_takes_its_schedules_along_after_a_while(simulator, scheduler, role, clock):
    simulator.durations(scheduler__schedule_group=60)
    scheduler.create_schedule_group(Name="shop")
    scheduler.create_schedule(**arguments(role, GroupName="shop"))
    scheduler.delete_schedule_group(Name="shop")
    assert scheduler.get_schedule_group(Name="shop")["State"] == "DELETING"
    assert code(scheduler.create_schedule, **arguments(role, GroupName="shop", Name="b")) == "ConflictException"
    clock(61)
    assert code(scheduler.get_schedule, GroupName="shop", Name="clean") == "ResourceNotFoundException"
    assert code(scheduler.delete_schedule_group, Name="default") == "ValidationException"
