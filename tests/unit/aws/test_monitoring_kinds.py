"""Topics, alarms, dashboards, rules, filters, budgets: repeats, foreign objects and forms that AWS gives back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.budgets.budget import Budget, limit, notifications
from ansible_collections.slipway.aws.plugins.module_utils.aws.cloudwatch.alarm import Alarm, queries
from ansible_collections.slipway.aws.plugins.module_utils.aws.cloudwatch.dashboard import Dashboard
from ansible_collections.slipway.aws.plugins.module_utils.aws.events.rule import EventRule
from ansible_collections.slipway.aws.plugins.module_utils.aws.logs.metric_filter import MetricFilter
from ansible_collections.slipway.aws.plugins.module_utils.aws.sns.subscription import SnsSubscription
from ansible_collections.slipway.aws.plugins.module_utils.aws.sns.topic import SnsTopic
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Scope
from ansible_collections.slipway.aws.plugins.module_utils.engine.ownership import ADDRESS, STACK
from tests.support.api import Api

TAGS = {STACK: "shop/test/us-east-1", ADDRESS: "monitoring/main/dashboard/main"}
TOPIC = "arn:aws:sns:us-east-1:123456789012:shop-test-alerts"


def scope(wants: list[dict[str, Any]], full: bool = False, **neighbours: list[Live]) -> Scope:
    return Scope(["shop/test/us-east-1"], "shop-test", wants, full, neighbours)


def subscription(endpoint: str, arn: str = "PendingConfirmation") -> dict[str, Any]:
    return {"TopicArn": TOPIC, "Protocol": "email", "Endpoint": endpoint, "SubscriptionArn": arn}


@pytest.mark.behaviour("G13")
def test_a_pending_subscription_is_there_and_not_asked_again() -> None:
    want = {"TopicArn": TOPIC, "Protocol": "email", "Endpoint": "a@example.com"}
    api = Api(
        list_subscriptions_by_topic={"Subscriptions": [subscription("a@example.com"), subscription("b@example.com")]}
    )

    (live,) = SnsSubscription.observe(api, scope([want]))

    assert compare(want, live.fields, SnsSubscription.fields) == []
    assert SnsSubscription.key(want) == SnsSubscription.key(live.fields)
    assert "not confirmed yet" in live.note


@pytest.mark.parametrize(("arn", "calls"), [("PendingConfirmation", []), (TOPIC + ":1", ["unsubscribe"])])
def test_only_a_confirmed_subscription_can_be_removed(arn: str, calls: list[str]) -> None:
    api = Api(unsubscribe={})

    SnsSubscription.delete(api, SnsSubscription._live(subscription("a@example.com", arn)))

    assert api.operations() == calls


def test_a_statement_without_resource_means_the_topic() -> None:
    want = {
        "Name": "shop-test-alerts",
        "DisplayName": "",
        "KmsMasterKeyId": "",
        "Policy": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish"}
            ],
        },
    }
    api = Api(create_topic={"TopicArn": TOPIC})

    live = SnsTopic.create(api, want, TAGS)

    sent = json.loads(api.calls[0][1]["Attributes"]["Policy"])
    assert sent["Statement"][0]["Resource"] == TOPIC
    assert compare(want, live.fields, SnsTopic.fields) == []


ALARM = {
    "AlarmName": "shop-test-cpu",
    "Namespace": "AWS/ECS",
    "MetricName": "CPUUtilization",
    "Statistic": "Average",
    "Period": 300,
    "EvaluationPeriods": 2,
    "Threshold": 80,
    "ComparisonOperator": "GreaterThanThreshold",
    "Dimensions": [{"Name": "ServiceName", "Value": "api"}, {"Name": "ClusterName", "Value": "shop"}],
}


@pytest.mark.behaviour("G10")
def test_an_alarm_reads_back_as_declared() -> None:
    answered = {
        **ALARM,
        "AlarmArn": "arn",
        "Threshold": 80.0,
        "Dimensions": ALARM["Dimensions"][::-1],
        "ActionsEnabled": True,
        "AlarmActions": [],
        "OKActions": [],
        "InsufficientDataActions": [],
        "StateValue": "OK",
    }

    assert compare(ALARM, Alarm._live(answered).fields, Alarm.fields) == []


def test_an_expression_in_place_of_a_metric_is_a_change() -> None:
    want = {
        key: value
        for key, value in ALARM.items()
        if key not in ("Namespace", "MetricName", "Dimensions", "Statistic", "Period")
    }
    changes = compare({**want, "Metrics": [{"Id": "e", "Expression": "1"}]}, {**ALARM, "AlarmArn": "arn"}, Alarm.fields)

    assert {change.path for change in changes} >= {"MetricName", "Namespace", "Statistic", "Period", "Metrics"}


def test_metric_math_is_compared_with_its_defaults() -> None:
    stat = {"Id": "m", "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "M"}, "Period": 60, "Stat": "Sum"}}
    expression = {"Id": "a", "Expression": "m*2", "ReturnData": True}
    answered = [
        {
            **stat,
            "MetricStat": {**stat["MetricStat"], "Metric": {**stat["MetricStat"]["Metric"], "Dimensions": []}},
            "ReturnData": True,
        },
        {"Id": "a", "Expression": "m*2"},
    ]

    assert queries([stat, expression]) == queries(answered)


def test_alarms_of_a_stack_are_one_call_whatever_their_names() -> None:
    api = Api(describe_alarms={"MetricAlarms": [{**ALARM, "AlarmArn": "a"}]})

    lives = Alarm.observe(api, scope([ALARM, {**ALARM, "AlarmName": "High-CPU-Utilization"}]))

    assert [live.tags for live in lives] == [None]
    assert [arguments["AlarmNames"] for _unused, arguments in api.calls] == [
        sorted([ALARM["AlarmName"], "High-CPU-Utilization"])
    ]


@pytest.mark.behaviour("G9")
def test_an_update_of_an_alarm_sends_everything_but_tags() -> None:
    api = Api(put_metric_alarm={})
    want = {
        **ALARM,
        "AlarmArn": None,
        "AlarmDescription": "",
        "TreatMissingData": "missing",
        "AlarmActions": [],
        "Unit": None,
    }

    Alarm.update(api, Alarm._live({**ALARM, "AlarmArn": "a"}), want, None)

    assert api.calls == [("put_metric_alarm", {**ALARM, "TreatMissingData": "missing"})]


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({"MetricName": None}, "either one metric"),
        ({"Statistic": None}, "either a Statistic or an ExtendedStatistic"),
        ({"ExtendedStatistic": "p95"}, "either a Statistic or an ExtendedStatistic"),
        ({"Period": 45}, "10, 20, 30 or a multiple of 60"),
        ({"EvaluationPeriods": 300}, "at most one day"),
        ({"Period": 3600, "EvaluationPeriods": 169}, "seven days with a Period of an hour or more"),
        ({"DatapointsToAlarm": 3}, "at most EvaluationPeriods (2)"),
    ],
)
def test_alarms_that_aws_would_refuse(change: dict[str, Any], allowed: str) -> None:
    (problem,) = Alarm.validate({**ALARM, **change})

    assert allowed in problem


def test_long_periods_may_look_back_a_week() -> None:
    assert Alarm.validate({**ALARM, "Period": 3600, "EvaluationPeriods": 168}) == []


@pytest.mark.behaviour("G12")
def test_a_dashboard_carries_its_owner_and_reads_back_without() -> None:
    want = {
        "DashboardName": "shop",
        "DashboardBody": {
            "widgets": [
                {"type": "text", "x": 0, "y": 0, "width": 24, "height": 2, "properties": {"markdown": "# Shop"}}
            ]
        },
    }
    api = Api(put_dashboard={})
    Dashboard.create(api, want, TAGS)
    body = api.calls[0][1]["DashboardBody"]

    live = Dashboard._read(Api(get_dashboard={"DashboardBody": body}), "shop")

    assert live.tags == TAGS
    assert compare(want, live.fields, Dashboard.fields) == []
    assert json.loads(body)["widgets"][-1]["y"] == 2


def test_a_dashboard_of_somebody_else_has_no_owner() -> None:
    live = Dashboard._read(
        Api(get_dashboard={"DashboardBody": '{"widgets": [{"type": "text", "properties": {}}]}'}), "shop"
    )

    assert live.tags == {}


def test_a_filter_is_proven_by_its_name_and_namespace() -> None:
    want = {
        "logGroupName": "/ecs/shop",
        "filterPattern": "ERROR",
        "metricName": "errors",
        "metricValue": "1",
        "defaultValue": 0,
        "unit": "Count",
    }
    tags = {STACK: "shop/test/us-east-1", ADDRESS: "monitoring/main/log_metric_filter/errors"}
    api = Api(put_metric_filter={})
    MetricFilter.create(api, want, tags)
    mine = api.calls[0][1]
    theirs = {
        **mine,
        "filterName": "theirs",
        "metricTransformations": [{**mine["metricTransformations"][0], "metricNamespace": "App"}],
    }

    (live,) = MetricFilter.observe(Api(describe_metric_filters={"metricFilters": [mine, theirs]}), scope([want]))

    assert live.tags == tags
    assert compare(want, live.fields, MetricFilter.fields) == []


RULE = {
    "Name": "shop-test-deployments",
    "EventPattern": {"source": ["aws.ecs"]},
    "State": "ENABLED",
    "Targets": [{"Id": "topic", "Arn": TOPIC}],
}


def test_a_rule_reads_back_as_declared_whatever_its_text() -> None:
    answered = {"Name": RULE["Name"], "Arn": "arn", "EventPattern": '{ "source" : ["aws.ecs"] }', "State": "ENABLED"}

    assert compare(RULE, EventRule._live(answered, RULE["Targets"]).fields, EventRule.fields) == []


@pytest.mark.behaviour("G17")
def test_targets_that_are_gone_are_removed_before_new_ones_are_put() -> None:
    api = Api(remove_targets={}, put_targets={})
    live = EventRule._live({"Name": "r", "Arn": "arn"}, [{"Id": "old", "Arn": "a"}, {"Id": "topic", "Arn": "b"}])

    EventRule._put_targets(api, live, RULE["Targets"])

    assert [(operation, arguments.get("Ids")) for operation, arguments in api.calls] == [
        ("remove_targets", ["old"]),
        ("put_targets", None),
    ]


def test_a_target_that_is_refused_is_an_error() -> None:
    answer = {
        "FailedEntryCount": 1,
        "FailedEntries": [{"TargetId": "topic", "ErrorCode": "Denied", "ErrorMessage": "no"}],
    }

    with pytest.raises(AwsError, match="Denied: no"):
        EventRule._put_targets(
            Api(put_targets=answer), EventRule._live({"Name": "r", "Arn": "arn"}, []), RULE["Targets"]
        )


@pytest.mark.parametrize("answered", ["500", "500.0", 500, 500.0, "500.00"])
@pytest.mark.behaviour("G20")
def test_amounts_are_numbers(answered: object) -> None:
    assert limit({"Amount": answered, "Unit": "USD"}) == limit({"Amount": 500.0, "Unit": "USD"})


def notification(threshold: float, *addresses: str) -> dict[str, Any]:
    return {
        "Notification": {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": threshold},
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": address} for address in addresses],
    }


def test_only_notifications_that_differ_are_made_again() -> None:
    api = Api(delete_notification={}, create_notification={})
    was = [notification(50, "a@example.com"), notification(80, "a@example.com"), notification(90, "a@example.com")]
    wanted = [notification(50, "a@example.com"), notification(80, "b@example.com"), notification(100, "a@example.com")]
    live = Live("budget", {"NotificationsWithSubscribers": was})

    Budget._renotify(api, live, {"NotificationsWithSubscribers": wanted})

    assert [(operation, arguments["Notification"]["Threshold"]) for operation, arguments in api.calls] == [
        ("delete_notification", 80.0),
        ("delete_notification", 90.0),
        ("create_notification", 100.0),
        ("create_notification", 80.0),
    ]


def test_notifications_are_compared_without_order_and_state() -> None:
    given = [notification(80, "a@example.com", "b@example.com"), notification(50, "a@example.com")]
    answered = [notification(50.0, "a@example.com"), notification(80.0, "b@example.com", "a@example.com")]
    for item in answered:
        item["Notification"] |= {"ThresholdType": "PERCENTAGE", "NotificationState": "OK"}

    assert notifications(given) == notifications(answered)
