"""CloudWatch: states and defaults of alarms, composite alarms, pages, dashboards."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.simulator.refusal import code


@pytest.fixture
def cloudwatch(client):
    return client("cloudwatch")


def alarm(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "Namespace": "AWS/ECS",
        "MetricName": "CPUUtilization",
        "Dimensions": [{"Name": "ClusterName", "Value": "c"}],
        "Statistic": "Average",
        "Period": 300,
        "EvaluationPeriods": 2,
        "Threshold": 80,
        "ComparisonOperator": "GreaterThanThreshold",
        **changes,
    }


def read(cloudwatch, name: str) -> dict[str, Any]:
    (found,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return found


@pytest.mark.behaviour("G10")
def test_a_new_alarm_has_no_state_and_the_defaults(cloudwatch):
    given = alarm("cpu", AlarmDescription="d", AlarmActions=["arn:aws:sns:us-east-1:123456789012:t"])
    cloudwatch.put_metric_alarm(**given)
    shown = read(cloudwatch, "cpu")
    assert {key: shown[key] for key in given} == given
    assert shown["StateValue"] == "INSUFFICIENT_DATA"
    assert (shown["TreatMissingData"], shown["ActionsEnabled"], shown["OKActions"]) == ("missing", True, [])


@pytest.mark.behaviour("G9")
def test_a_changed_alarm_keeps_state_and_tags(cloudwatch):
    tags = [{"Key": "a", "Value": "b"}]
    cloudwatch.put_metric_alarm(**alarm("cpu", Tags=tags, AlarmDescription="old"))
    cloudwatch.set_alarm_state(AlarmName="cpu", StateValue="ALARM", StateReason="hot")
    cloudwatch.put_metric_alarm(**alarm("cpu", Threshold=70, Tags=[{"Key": "a", "Value": "c"}]))
    shown = read(cloudwatch, "cpu")
    assert (shown["StateValue"], shown["StateReason"], shown["Threshold"]) == ("ALARM", "hot", 70)
    assert "AlarmDescription" not in shown
    assert cloudwatch.list_tags_for_resource(ResourceARN=shown["AlarmArn"])["Tags"] == tags


def test_metric_math_is_kept(cloudwatch):
    stat = {"Metric": {"Namespace": "N", "MetricName": "M", "Dimensions": []}, "Period": 60, "Stat": "p99"}
    queries = [
        {"Id": "rate", "Expression": "m1 * 2", "Label": "double", "ReturnData": True},
        {"Id": "m1", "MetricStat": stat, "ReturnData": False},
    ]
    given = {"EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"}
    cloudwatch.put_metric_alarm(AlarmName="math", Metrics=queries, **given)
    assert read(cloudwatch, "math")["Metrics"] == queries


@pytest.mark.parametrize(
    "changes",
    [
        {"Period": 77},
        {"Statistic": "Median"},
        {"TreatMissingData": "panic"},
        {"ComparisonOperator": "Above"},
        {"DatapointsToAlarm": 3},
        {"ExtendedStatistic": "p90"},
    ],
)
def test_refused_alarms(cloudwatch, changes):
    assert code(cloudwatch.put_metric_alarm, **alarm("bad", **changes)) == "ValidationError"


def test_pages_and_prefixes(cloudwatch):
    for index in range(7):
        cloudwatch.put_metric_alarm(**alarm(f"app-{index}"))
    cloudwatch.put_metric_alarm(**alarm("other"))
    pages = cloudwatch.get_paginator("describe_alarms").paginate(
        AlarmNamePrefix="app-", PaginationConfig={"PageSize": 3}
    )
    assert [len(page["MetricAlarms"]) for page in pages] == [3, 3, 1]
    assert len(cloudwatch.describe_alarms(StateValue="INSUFFICIENT_DATA")["MetricAlarms"]) == 8


@pytest.mark.behaviour("G11")
def test_a_composite_alarm_holds_its_children(cloudwatch):
    for name in ("cpu", "memory"):
        cloudwatch.put_metric_alarm(**alarm(name))
    rule = 'ALARM("cpu") AND (NOT OK(memory) OR FALSE)'
    cloudwatch.put_composite_alarm(AlarmName="both", AlarmRule=rule, AlarmDescription="d")
    (shown,) = cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert (shown["AlarmName"], shown["AlarmRule"], shown["StateValue"]) == ("both", rule, "INSUFFICIENT_DATA")
    assert cloudwatch.describe_alarms()["CompositeAlarms"] == []
    children = cloudwatch.describe_alarms(ChildrenOfAlarmName="both")["MetricAlarms"]
    assert [child["AlarmName"] for child in children] == ["cpu", "memory"]
    parents = cloudwatch.describe_alarms(ParentsOfAlarmName="cpu")["CompositeAlarms"]
    assert [parent["AlarmName"] for parent in parents] == ["both"]
    assert code(cloudwatch.delete_alarms, AlarmNames=["cpu"]) == "ValidationError"
    cloudwatch.put_composite_alarm(AlarmName="both", AlarmRule='ALARM("memory")')
    cloudwatch.delete_alarms(AlarmNames=["cpu"])
    cloudwatch.delete_alarms(AlarmNames=["both", "memory"])
    assert cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm", "MetricAlarm"])["MetricAlarms"] == []


@pytest.mark.parametrize("rule", ["", 'ALARM("none")', "ALARM(cpu) AND", "(ALARM(cpu)", "ALARM(cpu) OK(cpu)", "hot"])
def test_refused_rules(cloudwatch, rule):
    cloudwatch.put_metric_alarm(**alarm("cpu"))
    parameters = {"AlarmName": "bad", "AlarmRule": rule or " "}
    assert code(cloudwatch.put_composite_alarm, **parameters) == "ValidationError"


def test_a_deleted_alarm_leaves_no_tags(cloudwatch):
    cloudwatch.put_metric_alarm(**alarm("cpu", Tags=[{"Key": "a", "Value": "b"}]))
    arn = read(cloudwatch, "cpu")["AlarmArn"]
    cloudwatch.delete_alarms(AlarmNames=["cpu"])
    cloudwatch.put_metric_alarm(**alarm("cpu"))
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == []


@pytest.mark.behaviour("G12")
def test_dashboards(cloudwatch):
    body = {"widgets": [{"type": "metric", "width": 6, "height": 6, "properties": {"metrics": [["N", "M"]]}}]}
    cloudwatch.put_dashboard(DashboardName="app", DashboardBody=json.dumps(body))
    assert json.loads(cloudwatch.get_dashboard(DashboardName="app")["DashboardBody"]) == body
    for bad in ("x", "{}", '{"widgets": [{"type": "clock", "properties": {}}]}', '{"widgets": [{"type": "text"}]}'):
        assert code(cloudwatch.put_dashboard, DashboardName="app", DashboardBody=bad) == "InvalidParameterInput"
    cloudwatch.delete_dashboards(DashboardNames=["app"])
    assert code(cloudwatch.get_dashboard, DashboardName="app") == "ResourceNotFound"
