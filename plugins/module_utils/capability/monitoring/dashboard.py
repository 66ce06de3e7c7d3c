# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The dashboard: which widgets, and where they stand."""

from __future__ import annotations

from .standard import ALB, ECS


def widgets(targets, region, alarm_arns):
    """The widgets of the dashboard, laid out in two columns."""
    result = []
    if alarm_arns:
        result.append(
            {"type": "alarm", "properties": {"title": "Alarms", "alarms": alarm_arns}, "width": 24, "height": 4}
        )

    def graph(title, lines, stat="Average", **more):
        result.append(
            {
                "type": "metric",
                "width": 12,
                "height": 6,
                "properties": {
                    "title": title,
                    "region": region,
                    "view": "timeSeries",
                    "period": 300,
                    "stat": stat,
                    "metrics": lines,
                    **more,
                },
            }
        )

    def line(namespace, metric, dimensions, label=None, stat=None):
        options = {key: value for key, value in (("label", label), ("stat", stat)) if value}
        flat = [part for name in sorted(dimensions) for part in (name, dimensions[name])]
        return [namespace, metric, *flat, *([options] if options else [])]

    percent = {"yAxis": {"left": {"min": 0, "max": 100}}}
    for title, metric in (("Services: CPU", "CPUUtilization"), ("Services: memory", "MemoryUtilization")):
        if targets.services:
            graph(
                title, [line(ECS, metric, dimensions, name) for name, dimensions in targets.services.items()], **percent
            )
    if targets.groups:
        graph(
            "Services: healthy targets",
            [line(ALB, "HealthyHostCount", dimensions, name) for name, dimensions in targets.groups.items()],
            "Minimum",
        )
        graph(
            "Services: requests per target",
            [
                line(ALB, "RequestCountPerTarget", {"TargetGroup": dimensions["TargetGroup"]}, name)
                for name, dimensions in targets.groups.items()
            ],
            "Sum",
        )
    if targets.load_balancer:
        balancer = targets.load_balancer
        graph(
            "Load balancer: requests",
            [
                line(ALB, metric, balancer, stat="Sum")
                for metric in (
                    "RequestCount",
                    "HTTPCode_Target_4XX_Count",
                    "HTTPCode_Target_5XX_Count",
                    "HTTPCode_ELB_5XX_Count",
                )
            ],
            "Sum",
        )
        graph(
            "Load balancer: response time",
            [line(ALB, "TargetResponseTime", balancer, stat, stat) for stat in ("Average", "p50", "p95", "p99")],
        )
        graph(
            "Load balancer: connections",
            [line(ALB, metric, balancer, stat="Sum") for metric in ("ActiveConnectionCount", "NewConnectionCount")],
            "Sum",
        )
    if targets.database:
        namespace, storage = targets.database_namespace, "DBInstanceIdentifier" in targets.database
        graph("Database: CPU", [line(namespace, "CPUUtilization", targets.database)], **percent)
        free = [[*line(namespace, "FreeStorageSpace", targets.database), {"yAxis": "right"}]]
        graph(
            "Database: connections and free storage" if storage else "Database: connections",
            [line(namespace, "DatabaseConnections", targets.database), *(free if storage else [])],
        )
        graph("Database: free memory", [line(namespace, "FreeableMemory", targets.database)])
    for name, (row, lines) in _graphs(targets.things).items():
        graph(
            name,
            [line(thing.row.namespace, metric, thing.dimensions, thing.name) for thing, metric in lines],
            row.statistic,
            **(percent if row.percent else {}),
        )
    return result


def _graphs(things):
    """title -> (aws.cloudwatch.watched.Graph, its lines as pairs of a thing and a metric)."""
    found = {}
    for thing in things:
        for row in thing.row.graphs:
            found.setdefault(row.title, (row, []))[1].extend((thing, metric) for metric in row.metrics)
    return found


# Members of a widget's place on a dashboard, and their least and greatest values (CloudWatch API Reference, "Dashboard Body
# Structure and Syntax").
PLACE = {"x": (0, 23), "y": (0, 2147483647), "width": (1, 24), "height": (1, 1000)}


def check_widget(declaration, option, widget):
    """Refuse a widget whose place is none."""
    for name, (least, most) in PLACE.items():
        value = widget.get(name, least)
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        if not fits:  # what is known only later has no place yet
            allowed = "a whole number from %d to %d is allowed" % (least, most)
            declaration.fail("%s.%s" % (option, name), value, allowed)
    for name, kind in (("type", str), ("properties", dict)):
        allowed = "%s is needed" % {str: "text", dict: "a dictionary"}[kind]
        declaration.check(isinstance(widget.get(name), kind), "%s.%s" % (option, name), widget.get(name), allowed)


def laid_out(items, further):
    """Widgets with positions: rows filled from the left, 24 columns wide; ``further`` ones below unless they say
    where.
    """
    placed, x, y, row = [], 0, 0, 0
    for widget in [*items, *further]:
        width, height = widget.get("width", 12), widget.get("height", 6)
        if "x" in widget and "y" in widget:
            placed.append(widget)
            continue
        if x + width > 24:
            x, y, row = 0, y + row, 0
        placed.append({**widget, "x": x, "y": y, "width": width, "height": height})
        x, row = x + width, max(row, height)
    return placed
