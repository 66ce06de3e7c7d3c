"""Metric alarms: what PutMetricAlarm refuses, descriptions by page, guarded deletion."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, page

from .rules import names_in

STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
MISSING = ("breaching", "notBreaching", "ignore", "missing")
OPERATORS = (
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
)
MEMBERS = {
    "AlarmName": "name",
    "AlarmArn": "alarm_arn",
    "AlarmDescription": "description",
    "AlarmConfigurationUpdatedTimestamp": "configuration_updated_timestamp",
    "ActionsEnabled": "actions_enabled",
    "OKActions": "ok_actions",
    "AlarmActions": "alarm_actions",
    "InsufficientDataActions": "insufficient_data_actions",
    "StateValue": "state_value",
    "StateReason": "state_reason",
    "StateReasonData": "state_reason_data",
    "StateUpdatedTimestamp": "state_updated_timestamp",
    "StateTransitionedTimestamp": "state_updated_timestamp",
}
METRIC_MEMBERS = {
    "MetricName": "metric_name",
    "Namespace": "namespace",
    "Statistic": "statistic",
    "ExtendedStatistic": "extended_statistic",
    "Period": "period",
    "Unit": "unit",
    "EvaluationPeriods": "evaluation_periods",
    "DatapointsToAlarm": "datapoints_to_alarm",
    "Threshold": "threshold",
    "ComparisonOperator": "comparison_operator",
    "TreatMissingData": "treat_missing_data",
    "EvaluateLowSampleCountPercentile": "evaluate_low_sample_count_percentile",
    "ThresholdMetricId": "threshold_metric_id",
}
COMPOSITE_MEMBERS = {
    "AlarmRule": "rule",
    "ActionsSuppressor": "actions_suppressor",
    "ActionsSuppressorWaitPeriod": "actions_suppressor_wait_period",
    "ActionsSuppressorExtensionPeriod": "actions_suppressor_extension_period",
}


def alarms_of(call: Call) -> dict[str, Any]:
    """moto's alarms of the caller's account and region by name, composite ones included."""
    return backend("cloudwatch", call.account, call.region).alarms


def refuse(message: str) -> AwsError:
    return AwsError("ValidationError", message)


def _check_compared(given: dict[str, Any]) -> None:
    """A threshold goes with static operators, a band with those for anomalies (ComparisonOperator, ThresholdMetricId)."""
    operator, band = given["ComparisonOperator"], given.get("ThresholdMetricId")
    bands = [
        item["Id"] for item in given.get("Metrics") or () if "ANOMALY_DETECTION_BAND" in item.get("Expression", "")
    ]
    if operator in OPERATORS[:4]:
        if band or given.get("Threshold") is None:
            raise refuse(f"Comparison operator {operator} requires Threshold, and does not take ThresholdMetricId.")
    elif "Threshold" in given or band not in bands:
        raise refuse(f"Comparison operator {operator} requires ThresholdMetricId, the Id of an anomaly detection band.")


@operation("cloudwatch", "PutMetricAlarm")
def put(call: Call) -> dict[str, Any]:
    given = call.params
    if not given.get("Metrics"):
        absent = [name for name in ("MetricName", "Namespace", "Period", "ComparisonOperator") if not given.get(name)]
        if absent:
            raise refuse(f"The parameter {absent[0]} is required.")
        if bool(given.get("Statistic")) == bool(given.get("ExtendedStatistic")):
            raise refuse("Exactly one of Statistic and ExtendedStatistic is required.")
        if given["Period"] not in (10, 20, 30) and (given["Period"] % 60 or given["Period"] < 60):
            raise refuse("Period must be 10, 20, 30 or a multiple of 60.")
        if given.get("Statistic", "Sum") not in STATISTICS:
            raise refuse(f"Statistic {given['Statistic']} is not valid.")
    elif given.get("MetricName"):
        raise refuse("The parameters Metrics and MetricName are mutually exclusive.")
    if given.get("ComparisonOperator") not in OPERATORS:
        raise refuse(f"ComparisonOperator {given.get('ComparisonOperator')} is not valid.")
    _check_compared(given)
    if (given.get("TreatMissingData") or "missing") not in MISSING:
        raise refuse(f"Option {given['TreatMissingData']} is not supported for parameter TreatMissingData.")
    periods, points = given.get("EvaluationPeriods", 1), given.get("DatapointsToAlarm")
    if points is not None and not 1 <= points <= periods:
        raise refuse("The DatapointsToAlarm value must be less than or equal to EvaluationPeriods.")
    existing = alarms_of(call).get(given["AlarmName"])
    if existing is not None and existing.rule is not None:
        raise refuse(f"{given['AlarmName']} is a composite alarm.")
    return call.forward()


def shown(alarm: Any) -> dict[str, Any]:
    """An alarm as DescribeAlarms shows it."""
    table = MEMBERS | (METRIC_MEMBERS if alarm.rule is None else COMPOSITE_MEMBERS)
    found = {member: getattr(alarm, attribute, None) for member, attribute in table.items()}
    found = {member: value for member, value in found.items() if value not in (None, "")}
    if alarm.rule is None:
        found["Dimensions"] = [{"Name": entry.name, "Value": entry.value} for entry in alarm.dimensions]
        if alarm.metric_data_queries:
            found["Metrics"] = [_query(query) for query in alarm.metric_data_queries]
            found.pop("Period", None)
    return found


def _query(query: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"Id": query.id, "ReturnData": True if query.return_data is None else query.return_data}
    for member, value in (("Label", query.label), ("Period", query.period), ("Expression", query.expression)):
        if value is not None:
            found[member] = value
    if query.metric_stat is not None:
        metric = query.metric_stat.metric
        dimensions = [{"Name": entry.name, "Value": entry.value} for entry in metric.dimensions]
        found["MetricStat"] = {
            "Metric": {"Namespace": metric.namespace, "MetricName": metric.metric_name, "Dimensions": dimensions},
            "Period": query.metric_stat.period,
            "Stat": query.metric_stat.stat,
        }
        if query.metric_stat.unit:
            found["MetricStat"]["Unit"] = query.metric_stat.unit
    return found


@operation("cloudwatch", "DescribeAlarms")
def describe(call: Call) -> dict[str, Any]:
    given = call.params
    known = alarms_of(call)
    if given.get("ChildrenOfAlarmName") or given.get("ParentsOfAlarmName"):
        found = _related(given, known)
    else:
        kinds = given.get("AlarmTypes") or ["MetricAlarm"]
        found = [alarm for alarm in known.values() if _is_wanted(alarm, given, kinds)]
    found.sort(key=lambda alarm: alarm.name)
    part, following = page(found, given.get("NextToken"), given.get("MaxRecords"))
    return {
        "MetricAlarms": [shown(alarm) for alarm in part if alarm.rule is None],
        "CompositeAlarms": [shown(alarm) for alarm in part if alarm.rule is not None],
        "NextToken": following,
    }


def _is_wanted(alarm: Any, given: dict[str, Any], kinds: list[str]) -> bool:
    names, prefix = given.get("AlarmNames"), given.get("AlarmNamePrefix")
    actions = [*alarm.alarm_actions, *alarm.ok_actions, *alarm.insufficient_data_actions]
    return (
        ("MetricAlarm" if alarm.rule is None else "CompositeAlarm") in kinds
        and (not names or alarm.name in names)
        and (not prefix or alarm.name.startswith(prefix))
        and given.get("StateValue") in (None, alarm.state_value)
        and (not given.get("ActionPrefix") or any(action.startswith(given["ActionPrefix"]) for action in actions))
    )


def _related(given: dict[str, Any], known: dict[str, Any]) -> list[Any]:
    parent, child = given.get("ChildrenOfAlarmName"), given.get("ParentsOfAlarmName")
    if parent:
        names = names_in(known[parent].rule or "") if parent in known else set()
        return [alarm for alarm in known.values() if alarm.name in names or alarm.alarm_arn in names]
    return [alarm for alarm in known.values() if child in names_in(alarm.rule or "")]


@operation("cloudwatch", "DeleteAlarms")
def delete(call: Call) -> None:  # G11
    known = alarms_of(call)
    wanted = set(call.params["AlarmNames"])
    if sum(known[name].rule is not None for name in wanted if name in known) > 1:
        raise refuse("Only one composite alarm can be deleted in one call.")
    for alarm in known.values():
        held = {name for name in wanted if name in known} & names_in(alarm.rule or "")
        if alarm.name not in wanted and held:
            raise refuse(f"{min(held)} cannot be deleted as there are composite alarms depending on it")
    tagger = backend("cloudwatch", call.account, call.region).tagger
    for name in wanted & set(known):
        tagger.delete_all_tags_for_resource(known.pop(name).alarm_arn)
