"""What moves the desired count of a service (behaviour D23): the alarm of a scaling policy goes off.

Nothing is measured here: SetAlarmState sets an alarm off. A tracking policy then asks for one task more or less, a step
policy for what its step at the alarm's threshold says.
"""

from __future__ import annotations

import math
import uuid
from typing import Any

from simulator.core.handlers import Call, operation
from simulator.core.lists import page

from ..ecs import deployments
from .rows import SERVICE, moment, rows_of


def _wanted(policy: dict[str, Any], above: bool, count: int) -> int:
    """The count that a policy asks for when its alarm for values above or below the threshold goes off."""
    steps = policy.get("StepScalingPolicyConfiguration")
    if steps is None:
        down = policy["TargetTrackingScalingPolicyConfiguration"]["DisableScaleIn"]
        return count + 1 if above else count if down else count - 1
    for step in steps["StepAdjustments"]:
        low = step.get("MetricIntervalLowerBound", -math.inf)
        high = step.get("MetricIntervalUpperBound", math.inf)
        if low <= 0 < high if above else low < 0 <= high:
            change = step["ScalingAdjustment"]
            if steps["AdjustmentType"] == "ExactCapacity":
                return change
            if steps["AdjustmentType"] == "PercentChangeInCapacity":
                change = math.trunc(count * change / 100) or (change > 0) - (change < 0)
            return count + change
    return count


def _scale(call: Call, policy: dict[str, Any], alarm: dict[str, Any]) -> None:
    key = tuple(policy[name] for name in ("ServiceNamespace", "ResourceId", "ScalableDimension"))
    target = rows_of(call, "targets")[key]
    above = alarm["ComparisonOperator"].startswith("Greater")
    suspended = target["SuspendedState"][f"DynamicScaling{'Out' if above else 'In'}Suspended"]
    if key[0] != "ecs" or suspended:
        return
    _kind, cluster, service = key[1].split("/")
    count = deployments.desired(call, cluster, service)
    wanted = min(max(_wanted(policy, above, count), target["MinCapacity"]), target["MaxCapacity"])
    if wanted == count:
        return
    deployments.scale(call, cluster, service, wanted, wanted)
    identity = str(uuid.uuid4())
    rows_of(call, "activities")[(identity,)] = {
        "ActivityId": identity,
        **dict(zip(("ServiceNamespace", "ResourceId", "ScalableDimension"), key, strict=True)),
        "Description": f"Setting desired count to {wanted}.",
        "Cause": f"monitor alarm {alarm['AlarmName']} in state ALARM triggered policy {policy['PolicyName']}",
        "StartTime": moment(),
        "EndTime": moment(),
        "StatusCode": "Successful",
        "StatusMessage": f"Successfully set desired count to {wanted}. Change successfully fulfilled by ecs.",
    }


@operation("cloudwatch", "SetAlarmState")
def set_alarm_state(call: Call) -> dict[str, Any]:
    answer = call.forward()
    if call.params["StateValue"] != "ALARM":
        return answer
    found = call.invoke("cloudwatch", "DescribeAlarms", {"AlarmNames": [call.params["AlarmName"]]})["MetricAlarms"]
    for alarm in found:
        for policy in list(rows_of(call, "policies").values()):
            if alarm["ActionsEnabled"] and policy["PolicyARN"] in alarm.get("AlarmActions", ()):
                _scale(call, policy, alarm)
    return answer


@operation(SERVICE, "DescribeScalingActivities")
def describe_scaling_activities(call: Call) -> dict[str, Any]:
    params = call.params
    rows = [
        row
        for row in reversed(rows_of(call, "activities").values())
        if row["ServiceNamespace"] == params["ServiceNamespace"]
        and params.get("ResourceId") in (None, row["ResourceId"])
        and params.get("ScalableDimension") in (None, row["ScalableDimension"])
    ]
    rows, token = page(rows, params.get("NextToken"), params.get("MaxResults"), 50)
    return {"ScalingActivities": rows, "NextToken": token}
