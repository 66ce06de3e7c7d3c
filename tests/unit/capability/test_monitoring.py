"""The monitoring capability: what it wishes for."""

from __future__ import annotations

from typing import Any

from tests.support.stacks import declare


def nodes(options: dict[str, Any], **identity: object) -> dict[str, Any]:
    """Return the nodes by the last two parts of their addresses."""
    _unused, (declaration,) = declare({"monitoring": options}, **identity)
    return {node.address.removeprefix("monitoring/main/"): node for node in declaration.nodes}


SERVICES = {"services": [{"name": "api"}, {"name": "worker", "load_balanced": False}]}


def alarm(name: str, options: dict[str, Any]) -> dict[str, Any]:
    return nodes(options)[f"alarm/{name}"].want


def test_standard_alarms_cover_services_load_balancer_and_database() -> None:
    found = [name.removeprefix("alarm/") for name in nodes(SERVICES) if name.startswith("alarm/")]

    assert found == [
        "service-api-cpu",
        "service-api-memory",
        "service-worker-cpu",
        "service-worker-memory",
        "service-api-unhealthy",
        "load-balancer-5xx",
        "load-balancer-target-5xx",
        "load-balancer-response-time",
        "database-cpu",
        "database-storage",
        "database-connections",
    ]


def test_cpu_alarm_has_the_guides_figures_and_both_dimensions() -> None:
    assert alarm("service-api-cpu", SERVICES) == {
        "AlarmName": "shop-test-service-api-cpu",
        "AlarmDescription": "CPU of the service api",
        "Namespace": "AWS/ECS",
        "MetricName": "CPUUtilization",
        "Dimensions": [
            {"Name": "ClusterName", "Value": "(known after apply: cluster/main.name)"},
            {"Name": "ServiceName", "Value": "(known after apply: service/main/ecs_service/api.serviceName)"},
        ],
        "Statistic": "Average",
        "Period": 300,
        "EvaluationPeriods": 2,
        "DatapointsToAlarm": 2,
        "Threshold": 80.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "AlarmActions": ["(known after apply: monitoring/main/sns_topic/alerts.TopicArn)"],
        "OKActions": ["(known after apply: monitoring/main/sns_topic/alerts.TopicArn)"],
    }


def test_free_storage_is_given_in_gibibytes() -> None:
    want = alarm("database-storage", {"database_free_storage_gib": 10})

    assert want["Threshold"] == 10 * 1024**3
    assert want["ComparisonOperator"] == "LessThanThreshold"


def test_a_standard_alarm_is_changed_by_its_name() -> None:
    changes = {
        "name": "service-api-cpu",
        "alarm_name": "High-CPU-Utilization",
        "threshold": 70,
        "percentile": "p90",
        "notify_ok": False,
    }
    want = alarm("service-api-cpu", {**SERVICES, "alarms": [changes]})

    assert (want["AlarmName"], want["Threshold"], want["ExtendedStatistic"]) == ("High-CPU-Utilization", 70, "p90")
    assert "Statistic" not in want
    assert "OKActions" not in want
    assert want["MetricName"] == "CPUUtilization"


def test_a_standard_alarm_can_be_left_out() -> None:
    assert "alarm/database-cpu" not in nodes({"alarms": [{"name": "database-cpu", "enabled": False}]})


def test_what_is_not_there_is_not_watched() -> None:
    assert not [name for name in nodes({"load_balancer": False, "database": False}) if name.startswith("alarm/")]


def test_an_alarm_on_a_log() -> None:
    found = nodes(
        {
            "log_metrics": [{"name": "errors", "service": "api", "pattern": "ERROR"}],
            "alarms": [{"name": "errors", "log_metric": "errors", "statistic": "Sum", "threshold": 5}],
        }
    )
    metric, want = found["log_metric_filter/errors"].want, found["alarm/errors"].want

    assert metric["logGroupName"] == "(known after apply: service/main/log_group/api.logGroupName)"
    assert (want["Namespace"], want["MetricName"]) == ("Slipway/shop/test/us-east-1", "errors")
    assert want["Dimensions"] == []


def test_an_alarm_on_an_expression_has_no_metric_of_its_own() -> None:
    metrics = [{"Id": "e", "Expression": "100*a/b", "Label": "rate"}]
    want = alarm("load-balancer-5xx", {"alarms": [{"name": "load-balancer-5xx", "metrics": metrics, "threshold": 5}]})

    assert want["Metrics"] == metrics
    assert not {"Namespace", "MetricName", "Dimensions", "Period"} & set(want)


def test_topic_lets_alarms_budgets_and_events_in_and_nobody_without_tls() -> None:
    want = nodes({})["sns_topic/alerts"].want
    statements = {item["Sid"]: item for item in want["Policy"]["Statement"]}

    assert want["KmsMasterKeyId"] == "(known after apply: encryption/main.key_arn)"
    assert sorted(statements) == ["Alarms", "Budgets", "Events", "TlsOnly"]
    assert statements["Alarms"]["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    assert statements["TlsOnly"]["Effect"] == "Deny"


def test_an_existing_topic_is_only_told() -> None:
    arn = "arn:aws:sns:us-east-1:123456789012:operations"
    found = nodes({"topic_arn": arn})

    assert not [name for name in found if name.startswith("sns_")]
    assert found["alarm/database-cpu"].want["AlarmActions"] == [arn]


def test_deployments_of_the_cluster_are_told() -> None:
    want = nodes({"cluster_name": "shop"})["event_rule/deployments"].want

    assert want["EventPattern"]["resources"] == [{"prefix": "arn:aws:ecs:us-east-1:123456789012:service/shop/"}]
    assert want["EventPattern"]["detail"] == {
        "eventName": ["SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_DEPLOYMENT_FAILED"]
    }


def test_budget_tells_the_topic_at_80_spent_and_100_forecast() -> None:
    want = nodes({"budget": {"amount": 500}})["budget/main"].want

    assert want["BudgetName"] == "shop-test-us-east-1-budget"
    assert [
        (item["Notification"]["NotificationType"], item["Notification"]["Threshold"])
        for item in want["NotificationsWithSubscribers"]
    ] == [("ACTUAL", 80.0), ("FORECASTED", 100.0)]


def test_dashboard_places_widgets_without_overlap() -> None:
    widgets = nodes({**SERVICES, "dashboard_widgets": [{"type": "text", "properties": {"markdown": "hello"}}]})[
        "dashboard/main"
    ].want["DashboardBody"]["widgets"]
    cells = [
        (x, y)
        for item in widgets
        for x in range(item["x"], item["x"] + item["width"])
        for y in range(item["y"], item["y"] + item["height"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _unused in cells) == 23
    assert widgets[-1]["properties"] == {"markdown": "hello"}


def test_a_stack_that_wants_nothing_more_than_the_topic() -> None:
    found = nodes({"load_balancer": False, "database": False, "dashboard": False, "deployment_events": []})

    assert list(found) == ["sns_topic/alerts"]
