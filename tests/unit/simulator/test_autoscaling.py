"""Application Auto Scaling: targets, policies with alarms, scheduled actions, tags."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code

TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/main/app",
    "ScalableDimension": "ecs:service:DesiredCount",
}
CPU = {
    "TargetValue": 70.0,
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
}


@pytest.fixture
def scaling(client):
    stack.role(client)
    client("ecs").create_service(**stack.application(client).arguments)
    return client("application-autoscaling")


def policy(scaling, name="cpu", configuration=None, **more):
    return scaling.put_scaling_policy(
        **TARGET,
        PolicyName=name,
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=configuration or CPU,
        **more,
    )


def alarms(client):
    return client("cloudwatch").describe_alarms()["MetricAlarms"]


def test_registration_moves_the_desired_count_into_range(client, scaling):
    arn = scaling.register_scalable_target(**TARGET, MinCapacity=3, MaxCapacity=5)["ScalableTargetARN"]
    service = client("ecs").describe_services(cluster="main", services=["app"])["services"][0]
    assert service["desiredCount"] == service["runningCount"] == 3
    found = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]
    assert found["ScalableTargetARN"] == arn
    assert found["RoleARN"].endswith(
        "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
        "AWSServiceRoleForApplicationAutoScaling_ECSService"
    )
    assert found["SuspendedState"]["ScheduledScalingSuspended"] is False


def test_registration_merges(scaling):
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=5)
    scaling.register_scalable_target(**TARGET, MaxCapacity=9)
    found = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert [(item["MinCapacity"], item["MaxCapacity"]) for item in found] == [(1, 9)]


@pytest.mark.parametrize(
    "changes",
    [
        {"MinCapacity": 5, "MaxCapacity": 2},
        {"MinCapacity": 1},
        {"MinCapacity": 1, "MaxCapacity": 2, "ResourceId": "service/main/missing"},
        {"MinCapacity": 1, "MaxCapacity": 2, "ScalableDimension": "rds:cluster:ReadReplicaCount"},
    ],
)
def test_targets_that_are_refused(scaling, changes):
    assert code(scaling.register_scalable_target, **{**TARGET, **changes}) == "ValidationException"


@pytest.mark.behaviour("D25")
def test_policy_keeps_its_arn_and_its_alarms(client, scaling):
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=5)
    first = policy(scaling)
    second = policy(scaling, configuration={**CPU, "TargetValue": 50.0})
    assert first["PolicyARN"] == second["PolicyARN"]
    assert first["Alarms"] == second["Alarms"]
    found = alarms(client)
    assert sorted(item["AlarmName"] for item in found) == sorted(item["AlarmName"] for item in first["Alarms"])
    assert {item["Threshold"] for item in found} == {50.0, 45.0}
    shown = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert len(shown) == 1
    assert shown[0]["TargetTrackingScalingPolicyConfiguration"]["DisableScaleIn"] is False


def test_scale_in_can_be_switched_off(client, scaling):
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=5)
    policy(scaling)
    policy(scaling, configuration={**CPU, "DisableScaleIn": True})
    assert len(alarms(client)) == 1


def test_policies_that_are_refused(scaling):
    assert code(lambda: policy(scaling)) == "ObjectNotFoundException"
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=5)
    policy(scaling)
    assert code(lambda: policy(scaling, "second")) == "ValidationException"
    requests = {
        "TargetValue": 10.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": "app"},
    }
    assert code(lambda: policy(scaling, "requests", requests)) == "ValidationException"
    assert code(lambda: policy(scaling, "none", {"TargetValue": 1.0})) == "ValidationException"


@pytest.mark.parametrize(
    ("schedule", "good"),
    [
        ("cron(0 6 ? * MON-FRI *)", True),
        ("cron(0/15 8,20 * * ? 2030)", True),
        ("rate(5 minutes)", True),
        ("at(2030-01-01T00:00:00)", True),
        ("at(2030-13-01T00:00:00)", False),
        ("cron(0 25 * * ? *)", False),
        ("cron(0 6 * *)", False),
        ("rate(0 days)", False),
        ("every day", False),
    ],
)
def test_schedules(scaling, schedule, good):
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=5)
    action = {
        **TARGET,
        "ScheduledActionName": "night",
        "Schedule": schedule,
        "ScalableTargetAction": {"MinCapacity": 2},
    }
    if good:
        scaling.put_scheduled_action(**action)
        found = scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
        assert [item["Schedule"] for item in found] == [schedule]
    else:
        assert code(scaling.put_scheduled_action, **action) == "ValidationException"


def test_scheduled_action_needs_sound_capacities(scaling):
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=5)
    action = {**TARGET, "ScheduledActionName": "night", "Schedule": "rate(1 day)"}
    assert code(scaling.put_scheduled_action, **action) == "ValidationException"
    wrong = {"MinCapacity": 4, "MaxCapacity": 2}
    assert code(scaling.put_scheduled_action, **action, ScalableTargetAction=wrong) == "ValidationException"
    assert code(scaling.delete_scheduled_action, **TARGET, ScheduledActionName="night") == "ObjectNotFoundException"


def everything(scaling):
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=5)
    policy(scaling)
    scaling.put_scheduled_action(
        **TARGET,
        ScheduledActionName="night",
        Schedule="rate(1 day)",
        ScalableTargetAction={"MinCapacity": 2},
    )


def left(scaling):
    return [
        *scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"],
        *scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"],
        *scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"],
    ]


def test_deregistration_removes_everything(client, scaling):
    everything(scaling)
    assert len(left(scaling)) == 3
    scaling.deregister_scalable_target(**TARGET)
    assert left(scaling) == alarms(client) == []
    assert code(scaling.deregister_scalable_target, **TARGET) == "ObjectNotFoundException"


@pytest.mark.behaviour("D22")
def test_deleted_service_takes_its_target_along(client, scaling):
    everything(scaling)
    client("ecs").delete_service(cluster="main", service="app", force=True)
    assert left(scaling) == alarms(client) == []


@pytest.mark.behaviour("D24")
def test_tags(scaling):
    arn = scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=5, Tags={"a": "1"})["ScalableTargetARN"]
    assert (
        code(scaling.register_scalable_target, **TARGET, MinCapacity=1, MaxCapacity=5, Tags={"a": "2"})
        == "ValidationException"
    )
    scaling.tag_resource(ResourceARN=arn, Tags={"b": "2"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["a"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"b": "2"}
    assert code(scaling.list_tags_for_resource, ResourceARN=f"{arn}x") == "ResourceNotFoundException"


def count_of(client):
    return stack.service_of(client("ecs"))["desiredCount"]


@pytest.mark.behaviour("D23")
def test_an_alarm_that_goes_off_moves_the_desired_count_within_its_range(client, scaling):
    scaling.register_scalable_target(**TARGET, MinCapacity=2, MaxCapacity=3)
    high, low = [alarm["AlarmName"] for alarm in policy(scaling)["Alarms"]]

    def goes_off(name):
        client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="busy")
        return count_of(client)

    assert [goes_off(high), goes_off(high), goes_off(low), goes_off(low)] == [3, 3, 2, 2]
    activities = scaling.describe_scaling_activities(ServiceNamespace="ecs")["ScalingActivities"]
    assert [row["Description"] for row in activities] == ["Setting desired count to 2.", "Setting desired count to 3."]
    scaling.register_scalable_target(**TARGET, SuspendedState={"DynamicScalingOutSuspended": True})
    assert goes_off(high) == 2


@pytest.mark.parametrize(
    ("kind", "adjustments", "expected"),
    [
        ("ChangeInCapacity", [(0, 10, 2), (10, None, 5)], 4),
        ("ExactCapacity", [(0, None, 7)], 7),
        ("PercentChangeInCapacity", [(0, None, 10)], 3),
        ("ChangeInCapacity", [(5, None, 2)], 2),
    ],
)
@pytest.mark.behaviour("D23")
def test_a_step_policy_makes_the_step_at_its_threshold(client, scaling, kind, adjustments, expected):
    scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=9)
    names = ("MetricIntervalLowerBound", "MetricIntervalUpperBound", "ScalingAdjustment")
    rows = [dict(zip(names, row, strict=True)) for row in adjustments]
    steps = [{name: value for name, value in row.items() if value is not None} for row in rows]
    arn = scaling.put_scaling_policy(
        **TARGET,
        PolicyName="steps",
        PolicyType="StepScaling",
        StepScalingPolicyConfiguration={"AdjustmentType": kind, "StepAdjustments": steps},
    )["PolicyARN"]
    client("cloudwatch").put_metric_alarm(
        AlarmName="queue",
        Namespace="own",
        MetricName="waiting",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[arn],
    )
    client("cloudwatch").set_alarm_state(AlarmName="queue", StateValue="ALARM", StateReason="busy")
    assert count_of(client) == expected
