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


def test_deleted_service_takes_its_target_along(client, scaling):
    everything(scaling)
    client("ecs").delete_service(cluster="main", service="app", force=True)
    assert left(scaling) == alarms(client) == []


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
