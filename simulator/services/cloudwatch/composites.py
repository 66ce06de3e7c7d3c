"""Composite alarms, among moto's alarms."""

from __future__ import annotations

from simulator.core.handlers import Call, operation
from simulator.core.lists import backend

from .alarms import COMPOSITE_MEMBERS, alarms_of, refuse
from .rules import names_in, tokens


@operation("cloudwatch", "PutCompositeAlarm")
def put(call: Call) -> None:
    given = call.params
    rule, known = given["AlarmRule"], alarms_of(call)
    if tokens(rule) is None:
        raise refuse("AlarmRule is not a valid expression.")
    if given["AlarmName"] in names_in(rule):
        raise refuse("AlarmRule must not refer to the alarm itself.")
    absent = sorted(names_in(rule) - set(known))
    if absent:
        raise refuse(f"AlarmRule refers to alarms that do not exist: {', '.join(absent)}")
    existing = known.get(given["AlarmName"])
    if existing is not None and existing.rule is None:
        raise refuse(f"{given['AlarmName']} is a metric alarm.")
    alarm = backend("cloudwatch", call.account, call.region).put_metric_alarm(
        name=given["AlarmName"],
        namespace=None,
        metric_name=None,
        comparison_operator=None,
        evaluation_periods=None,
        period=None,
        threshold=None,
        statistic=None,
        description=given.get("AlarmDescription"),
        dimensions=[],
        alarm_actions=given.get("AlarmActions") or [],
        ok_actions=given.get("OKActions"),
        insufficient_data_actions=given.get("InsufficientDataActions"),
        actions_enabled=given.get("ActionsEnabled", True),
        rule=rule,
        tags=given.get("Tags"),
    )
    for member, attribute in COMPOSITE_MEMBERS.items():
        setattr(alarm, attribute, given.get(member))
