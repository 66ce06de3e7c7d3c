"""Dashboards: one set for all regions; a body that is no dashboard is refused, unknown widgets are named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

# All dashboards of an account are global (PutDashboard's documentation).
HOME = "us-east-1"
# CloudWatch service quotas: widgets of a dashboard, metrics of a widget and of a dashboard.
MOST_WIDGETS, MOST_METRICS, ALL_METRICS = 500, 500, 2_500
WIDGETS = ("metric", "text", "log", "alarm", "explorer", "custom")


def _message(path: str, text: str) -> dict[str, str]:
    return {"DataPath": path, "Message": text}


def _problems(body: Any) -> list[dict[str, str]]:
    if not isinstance(body, dict):
        return [_message("/", "The body must be a JSON object")]
    widgets = body.get("widgets")
    if not isinstance(widgets, list):
        return [_message("/widgets", 'Should have required property "widgets"')]
    found = [_message("/widgets", text) for text in _too_many(widgets)]
    for index, widget in enumerate(widgets):
        path = f"/widgets/{index}"
        if not isinstance(widget, dict) or widget.get("type") not in WIDGETS:
            found.append(_message(f"{path}/type", f"Should be one of {', '.join(WIDGETS)}"))
        elif not isinstance(widget.get("properties"), dict):
            found.append(_message(path, 'Should have required property "properties"'))
        elif widget["type"] == "metric" and not {"metrics", "annotations"} & set(widget["properties"]):
            found.append(_message(f"{path}/properties", 'Should have required property "metrics"'))
    return found


def _too_many(widgets: list[Any]) -> Iterator[str]:
    properties = [widget.get("properties") for widget in widgets if isinstance(widget, dict)]
    metrics = [len(item.get("metrics") or ()) for item in properties if isinstance(item, dict)]
    if len(widgets) > MOST_WIDGETS:
        yield f"Should NOT have more than {MOST_WIDGETS} items"
    if max(metrics, default=0) > MOST_METRICS:
        yield f"Should NOT have more than {MOST_METRICS} metrics in a widget"
    if sum(metrics) > ALL_METRICS:
        yield f"Should NOT have more than {ALL_METRICS} metrics in a dashboard"


@operation("cloudwatch", "PutDashboard")
def put(call: Call) -> dict[str, Any]:  # G12
    try:
        problems = _problems(json.loads(call.params["DashboardBody"]))
    except ValueError:
        problems = [_message("/", "The body is not valid JSON")]
    if problems:
        said = "; ".join(f"{entry['DataPath']}: {entry['Message']}" for entry in problems)
        message = f"The field DashboardBody must be a valid JSON object: {said}"
        raise AwsError("InvalidParameterInput", message, dashboardValidationMessages=problems)
    _at_home(call)
    return {"DashboardValidationMessages": []}


@operation("cloudwatch", "GetDashboard")
@operation("cloudwatch", "ListDashboards")
@operation("cloudwatch", "DeleteDashboards")
def _at_home(call: Call) -> dict[str, Any]:
    if call.region == HOME:
        return call.forward()
    return call.invoke(call.service, call.operation, call.params, region=HOME)
