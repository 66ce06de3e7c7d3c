# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import re

from ...aws.ce.cost_allocation_tag import CostAllocationTag
from ...aws.cloudwatch.dashboard import Dashboard
from ...aws.ecs.service import EcsService
from ...aws.elbv2.target_group import TargetGroup
from ...aws.events.rule import EventRule
from ...aws.sts.account import account_id
from ...engine.declaring import Declaration
from ..shared.handed import handed
from .alarms import alarms_of, log_metrics
from .budget.declare import budget_of
from .composites import composites
from .dashboard import check_widget, laid_out, widgets
from .database import watched
from .graphs import costs, graphs
from .options import OPTIONS
from .queries import saved_queries
from .standard import Targets, node_name
from .topic import topic_of
from .watching import things


def declare(options, stack, instance="main"):
    """Everything that watches the stack."""
    declaration = Declaration("monitoring", stack, instance)
    targets = _targets(declaration, options)
    topic = options["topic_arn"] or topic_of(declaration, options, stack, instance)
    metrics = log_metrics(declaration, options, stack)
    alarms = alarms_of(declaration, options, stack, targets, topic, metrics)
    together = composites(declaration, options, stack, alarms, topic)
    saved_queries(declaration, options, stack)
    if options["deployment_events"]:
        _deployments(declaration, options, stack, topic, targets)
    if options["budget"]:
        budget_of(declaration, options["budget"], stack, instance, topic)
    for key in dict.fromkeys(options["cost_allocation_tags"]):
        declaration.add(CostAllocationTag, node_name(key), {"TagKey": key})
    name = None
    if options["dashboard"]:
        name = options["dashboard_name"] or stack.name("" if instance == "main" else instance, regional=True)
        declaration.check(
            re.fullmatch(r"[A-Za-z0-9_-]{1,255}", name),
            "dashboard_name",
            name,
            "1 to 255 letters, digits, hyphens and underscores are allowed",
        )
        for index, widget in enumerate(options["dashboard_widgets"]):
            check_widget(declaration, "dashboard_widgets[%d]" % index, widget)
        shown = widgets(targets, stack.region, [alarm["AlarmArn"] for alarm in [*together, *alarms]])
        shown += graphs(declaration, options, stack, metrics) + ([costs()] if options["dashboard_costs"] else [])
        body = laid_out(shown, options["dashboard_widgets"])
        declaration.add(
            Dashboard,
            "main",
            {**handed({**options, "dashboard_name": name}, OPTIONS, Dashboard), "DashboardBody": {"widgets": body}},
        )
    declaration.outputs = {
        "topic_arn": topic,
        "alarm_names": [alarm["AlarmName"] for alarm in alarms],
        "dashboard_name": name,
    }
    return declaration


def _targets(declaration, options):
    names = [item["name"] for item in options["services"]]
    declaration.check(len(set(names)) == len(names), "services", names, "each service once is allowed")
    cluster = declaration.neighbour("cluster", "name", options["cluster_name"], option="cluster_name")
    services = {
        name: {
            "ClusterName": cluster,
            "ServiceName": declaration.asks(
                declaration.neighbour_node("service", EcsService, name, "serviceName"), "services", name
            ),
        }
        for name in names
    }
    balancer = {
        "LoadBalancer": declaration.neighbour(
            "load_balancer", "full_name", options["load_balancer_full_name"], option="load_balancer_full_name"
        )
    }
    groups = {
        item["name"]: {
            "TargetGroup": declaration.asks(
                declaration.neighbour_node("service", TargetGroup, item["name"], "FullName"),
                "services.%s.load_balanced" % item["name"],
                True,
            ),
            **balancer,
        }
        for item in options["services"]
        if item["load_balanced"] and options["load_balancer"]
    }
    namespace, database = watched(
        options,
        declaration.neighbour("database", "identifier", options["database_identifier"], option="database_identifier"),
    )
    return Targets(
        services,
        groups,
        balancer if options["load_balancer"] else None,
        database if options["database"] else None,
        namespace,
        things(declaration, options),
    )


def _deployments(declaration, options, stack, topic, targets):
    """ECS Developer Guide, service deployment state change events: ``resources`` holds the service's ARN.

    In somebody else's cluster the watched services are named: other stacks' run there too. In the stack's own all count, and
    the rule need not wait for them.
    """
    cluster = declaration.neighbour("cluster", "name", options["cluster_name"], option="cluster_name")
    prefix = "arn:%s:ecs:%s:%s:service/%s/" % (stack.partition, stack.region, account_id(declaration), cluster)
    services = [
        prefix + dimensions["ServiceName"]
        for dummy_name, dimensions in sorted(targets.services.items())
        if options["cluster_name"] or "cluster" in stack.from_stack
    ]
    declaration.add(
        EventRule,
        "deployments",
        {
            "Name": stack.name(
                "deployments" if declaration.instance == "main" else "%s-deployments" % declaration.instance,
                EventRule.name_limit,
            ),
            "Description": "Deployments of %s, to the topic" % stack.prefix,
            "EventPattern": {
                "source": ["aws.ecs"],
                "detail-type": ["ECS Deployment State Change"],
                "detail": {"eventName": sorted(options["deployment_events"])},
                "resources": services or [{"prefix": prefix}],
            },
            "Targets": [
                {
                    "Id": "topic",
                    "Arn": topic,
                    "InputTransformer": {
                        "InputPathsMap": {
                            "event": "$.detail.eventName",
                            "reason": "$.detail.reason",
                            "service": "$.resources[0]",
                            "time": "$.time",
                        },
                        "InputTemplate": '"<event> at <time>: <service>. <reason>"',
                    },
                }
            ],
        },
    )
