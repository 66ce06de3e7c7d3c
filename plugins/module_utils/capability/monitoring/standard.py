# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The standard alarms, as data, and what they watch."""

from __future__ import annotations

import dataclasses
import re

from .watching import alarms_on

GIB = 1024**3
ECS, ALB, RDS = "AWS/ECS", "AWS/ApplicationELB", "AWS/RDS"
# Without traffic these metrics have no data points, which is no fault.
QUIET = {"treat_missing_data": "notBreaching"}
# What is watched (a member of Targets) -> (name, description, namespace, metric, option of the threshold, more).
# %s is the name of the service.
STANDARD = {
    "services": (
        ("service-%s-cpu", "CPU of the service %s", ECS, "CPUUtilization", "service_cpu_threshold", {}),
        ("service-%s-memory", "Memory of the service %s", ECS, "MemoryUtilization", "service_memory_threshold", {}),
    ),
    "groups": (
        (
            "service-%s-unhealthy",
            "Unhealthy targets of the service %s",
            ALB,
            "UnHealthyHostCount",
            "unhealthy_targets_threshold",
            {"statistic": "Maximum"},
        ),
    ),
    "load_balancer": (
        (
            "load-balancer-5xx",
            "Responses 5xx of the load balancer itself",
            ALB,
            "HTTPCode_ELB_5XX_Count",
            "load_balancer_5xx_threshold",
            {"statistic": "Sum", **QUIET},
        ),
        (
            "load-balancer-target-5xx",
            "Responses 5xx of the targets",
            ALB,
            "HTTPCode_Target_5XX_Count",
            "target_5xx_threshold",
            {"statistic": "Sum", **QUIET},
        ),
        (
            "load-balancer-error-rate",
            "Responses 5xx of the targets in per cent of all requests",
            ALB,
            "HTTPCode_Target_5XX_Count",
            "error_rate_threshold",
            {"statistic": "Sum", "percent_of": "RequestCount", **QUIET},
        ),
        (
            "load-balancer-response-time",
            "Response time of the targets, 95th percentile",
            ALB,
            "TargetResponseTime",
            "response_time_threshold",
            {"percentile": "p95", **QUIET},
        ),
    ),
    "database": (
        ("database-cpu", "CPU of the database", RDS, "CPUUtilization", "database_cpu_threshold", {}),
        (
            "database-storage",
            "Free storage of the database",
            RDS,
            "FreeStorageSpace",
            "database_free_storage_gib",
            {"statistic": "Minimum", "comparison_operator": "LessThanThreshold"},
        ),
        (
            "database-connections",
            "Connections to the database",
            RDS,
            "DatabaseConnections",
            "database_connections_threshold",
            {},
        ),
    ),
}
# Options whose unit is not that of the metric.
FACTORS = {"database_free_storage_gib": GIB}


def node_name(text):
    """Text as the last part of an address."""
    return re.sub(r"[^A-Za-z0-9_.:*@+-]+", "-", text)


@dataclasses.dataclass
class Targets:
    """The dimensions of what is watched.

    :param services: service name -> dimensions
    :param groups: service name -> dimensions of its target group
    :param load_balancer: dimensions, or None
    :param database: dimensions, or None
    :param database_namespace: of the database's metrics
    :param things: watching.Thing of each object of other capabilities
    """

    services: dict
    groups: dict
    load_balancer: dict | None
    database: dict | None
    database_namespace: str
    things: list


def standard_alarms(options, targets):
    """name -> alarm, in the words of the option ``alarms``."""
    alarms = {}
    for member, rows in STANDARD.items():
        watched = getattr(targets, member)
        if not watched:
            continue
        for service, dimensions in watched.items() if member in ("services", "groups") else ((None, watched),):
            for name, description, namespace, metric, option, more in rows:
                if options[option] is None or metric == "FreeStorageSpace" and "DBClusterIdentifier" in watched:
                    continue
                alarms[name.replace("%s", service or "")] = {
                    "description": description.replace("%s", service or ""),
                    "namespace": targets.database_namespace if member == "database" else namespace,
                    "metric_name": metric,
                    "dimensions": dimensions,
                    "threshold": options[option] * FACTORS.get(option, 1),
                    "comparison_operator": "GreaterThanThreshold",
                    **({} if "percentile" in more else {"statistic": "Average"}),
                    **more,
                }
    return {**alarms, **alarms_on(targets.things)}
