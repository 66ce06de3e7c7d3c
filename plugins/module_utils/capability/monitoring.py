# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

"""Monitoring: topic, alarms, metrics from logs, deployment events, dashboard and budget."""

import dataclasses
import re

from ..aws.account import Account, account_id
from ..aws.budgets import Budget
from ..aws.cloudwatch import Alarm, Dashboard
from ..aws.ecs_cluster import EcsCluster
from ..aws.ecs_service import EcsService
from ..aws.events import EventRule
from ..aws.kms import KmsKey
from ..aws.load_balancer import LoadBalancer
from ..aws.logs import LogGroup
from ..aws.metric_filter import MetricFilter, namespace
from ..aws.rds_instance import DbInstance
from ..aws.sns import SnsSubscription, SnsTopic
from ..aws.target_group import TargetGroup
from ..engine.declaring import Declaration
from ..engine.references import is_known
from .monitoring_options import OPTIONS
from .monitoring_standard import laid_out, standard_alarms, widgets

KINDS = (SnsTopic, SnsSubscription, Alarm, MetricFilter, EventRule, Dashboard, Budget, Account)
NEIGHBOURS = (EcsCluster, EcsService, LoadBalancer, TargetGroup, DbInstance, KmsKey, LogGroup)
SPEC = {
    "short_description": "Alarms, dashboard and budget of a stack",
    "description": [
        "Makes an encrypted SNS topic with subscriptions, and tells it of alarms on services, load balancer and database, of "
        "deployments, and of costs.",
        "Standard alarms are C(service-<name>-cpu), C(service-<name>-memory) and C(service-<name>-unhealthy) for each of "
        "O(services), C(load-balancer-5xx), C(load-balancer-target-5xx), C(load-balancer-response-time), C(database-cpu), "
        "C(database-storage) and C(database-connections).",
    ],
    "options": OPTIONS,
    "outputs": {
        "topic_arn": {
            "type": "str",
            "description": "ARN of the topic.",
            "sample": "arn:aws:sns:us-east-1:123456789012:inflight-ordering-alerts",
        },
        "alarm_names": {
            "type": "list",
            "description": "Names of all alarms.",
            "sample": ["inflight-ordering-prod-database-cpu"],
        },
        "dashboard_name": {
            "type": "str",
            "description": "Name of the dashboard, or none.",
            "sample": "inflight-ordering-prod-us-east-1",
        },
    },
    "examples": """
- name: Standard alarms, one of them stricter, and one on a log
  slipway.aws.monitoring:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    topic_name: inflight-ordering-alerts
    emails: [operations@example.com]
    services: [{name: api}]
    log_metrics:
      - {name: errors, service: api, pattern: ERROR}
    alarms:
      - {name: service-api-cpu, alarm_name: High-CPU-Utilization, threshold: 80}
      - {name: errors, log_metric: errors, statistic: Sum, threshold: 10, treat_missing_data: notBreaching}
    budget: {amount: 500}
""",
}
# What decides which metric an alarm watches, and which of them it replaces.
WATCHED = ("namespace", "metric_name", "dimensions", "log_metric", "metrics")
PLAIN = (
    "description",
    "namespace",
    "metric_name",
    "statistic",
    "percentile",
    "unit",
    "metrics",
    "threshold",
    "comparison_operator",
    "treat_missing_data",
    "period",
    "evaluation_periods",
    "datapoints_to_alarm",
)
MEMBERS = {
    "description": "AlarmDescription",
    "namespace": "Namespace",
    "metric_name": "MetricName",
    "statistic": "Statistic",
    "percentile": "ExtendedStatistic",
    "unit": "Unit",
    "metrics": "Metrics",
    "threshold": "Threshold",
    "comparison_operator": "ComparisonOperator",
    "treat_missing_data": "TreatMissingData",
    "period": "Period",
    "evaluation_periods": "EvaluationPeriods",
    "datapoints_to_alarm": "DatapointsToAlarm",
}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
PERCENTILE = re.compile(r"p(\d{1,2}(\.\d{1,10})?|100)|(tm|wm|tc|ts|pr|PR|TM|WM|TC|TS).*|IQM")


@dataclasses.dataclass
class Targets:
    """The dimensions of what is watched: service name -> dimensions, and those of load balancer and database, or None."""

    services: dict
    groups: dict
    load_balancer: dict | None
    database: dict | None


def declare(options, stack, instance="main"):
    """Everything that watches the stack."""
    declaration = Declaration("monitoring", stack, instance)
    targets = _targets(declaration, options)
    topic = options["topic_arn"] or _topic(declaration, options, stack, instance)
    metrics = _log_metrics(declaration, options, stack)
    alarms = _alarms(declaration, options, stack, targets, topic, metrics)
    if options["deployment_events"]:
        _deployments(declaration, options, stack, topic)
    if options["budget"]:
        _budget(declaration, options["budget"], stack, instance, topic)
    name = None
    if options["dashboard"]:
        name = options["dashboard_name"] or stack.name("" if instance == "main" else instance, regional=True)
        declaration.check(
            re.fullmatch(r"[A-Za-z0-9_-]{1,255}", name),
            "dashboard_name",
            name,
            "1 to 255 letters, digits, hyphens and underscores are allowed",
        )
        body = laid_out(
            widgets(targets, stack.region, [alarm["AlarmArn"] for alarm in alarms]), options["dashboard_widgets"]
        )
        declaration.add(Dashboard, "main", {"DashboardName": name, "DashboardBody": {"widgets": body}})
    declaration.outputs = {
        "topic_arn": topic,
        "alarm_names": [alarm["AlarmName"] for alarm in alarms],
        "dashboard_name": name,
    }
    return declaration


def _targets(declaration, options):
    names = [item["name"] for item in options["services"]]
    declaration.check(len(set(names)) == len(names), "services", names, "each service once is allowed")
    cluster = declaration.neighbour("cluster", "name", options["cluster_name"])
    services = {
        name: {
            "ClusterName": cluster,
            "ServiceName": declaration.neighbour_node("service", EcsService, name, "serviceName"),
        }
        for name in names
    }
    balancer = {"LoadBalancer": declaration.neighbour("load_balancer", "full_name", options["load_balancer_full_name"])}
    groups = {
        item["name"]: {
            "TargetGroup": declaration.neighbour_node("service", TargetGroup, item["name"], "FullName"),
            **balancer,
        }
        for item in options["services"]
        if item["load_balanced"] and options["load_balancer"]
    }
    database = {"DBInstanceIdentifier": declaration.neighbour("database", "identifier", options["database_identifier"])}
    return Targets(
        services, groups, balancer if options["load_balancer"] else None, database if options["database"] else None
    )


# -- topic -----------------------------------------------------------------------------------------------------------------


def _topic(declaration, options, stack, instance):
    name = options["topic_name"] or stack.name("alerts" if instance == "main" else "%s-alerts" % instance)
    declaration.check(
        re.fullmatch(r"[A-Za-z0-9_-]{1,256}", name),
        "topic_name",
        name,
        "1 to 256 letters, digits, hyphens and underscores are allowed",
    )
    mine = {"StringEquals": {"aws:SourceAccount": account_id(declaration)}}
    statements = [
        {"Sid": "Alarms", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Condition": mine},
        {"Sid": "Budgets", "Principal": {"Service": "budgets.amazonaws.com"}, "Condition": mine},
        # The documented statement for EventBridge has no condition (EventBridge User Guide, Amazon SNS permissions).
        {"Sid": "Events", "Principal": {"Service": "events.amazonaws.com"}},
    ]
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sns:Publish", **item} for item in statements]
        + [
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "sns:Publish",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }
    want = {"Name": name, "DisplayName": stack.prefix[:100], "Policy": document}
    if options["encryption"] == "customer":
        want["KmsMasterKeyId"] = declaration.neighbour("encryption", "key_arn", options["kms_key_id"])
    topic = declaration.add(SnsTopic, "alerts", want)
    given = [{"protocol": "email", "endpoint": address} for address in options["emails"]] + options["subscriptions"]
    for item in given:
        option = "emails" if item["endpoint"] in options["emails"] else "subscriptions"
        if item["protocol"].startswith("email"):
            declaration.check(
                EMAIL.fullmatch(item["endpoint"]), option, item["endpoint"], "an e-mail address is allowed"
            )
        elif item["protocol"] == "https":
            declaration.check(
                item["endpoint"].startswith("https://"), option, item["endpoint"], "a URL with https:// is allowed"
            )
        else:
            declaration.check(
                re.match(r"arn:[^:]+:%s:" % item["protocol"], item["endpoint"]),
                option,
                item["endpoint"],
                "the ARN of a %s resource is allowed" % item["protocol"],
            )
        declaration.add(
            SnsSubscription,
            _node_name("%s-%s" % (item["protocol"], item["endpoint"])),
            {"TopicArn": topic["TopicArn"], "Protocol": item["protocol"], "Endpoint": item["endpoint"]},
        )
    return topic["TopicArn"]


def _node_name(text):
    return re.sub(r"[^A-Za-z0-9_.:*@+-]+", "-", text)


# -- alarms ----------------------------------------------------------------------------------------------------------------


def _log_metrics(declaration, options, stack):
    """The names of the metrics that log groups give."""
    names = set()
    for item in options["log_metrics"]:
        declaration.check(item["name"] not in names, "log_metrics", item["name"], "each name once is allowed")
        declaration.check(
            bool(item["log_group"]) != bool(item["service"]),
            "log_metrics",
            item["name"],
            "either a log_group or a service is needed",
        )
        declaration.check(
            len(item["pattern"]) <= 1024, "log_metrics", item["name"], "a pattern of at most 1024 characters is allowed"
        )
        names.add(item["name"])
        group = item["log_group"] or declaration.neighbour_node("service", LogGroup, item["service"], "logGroupName")
        # A default value cannot go with a value taken from the event's fields where dimensions are used; none are.
        declaration.add(
            MetricFilter,
            _node_name(item["name"]),
            {
                "logGroupName": group,
                "filterPattern": item["pattern"],
                "metricName": item["name"],
                "metricValue": item["value"],
                "defaultValue": item["default_value"],
                "unit": item["unit"],
            },
        )
    return names


def _alarms(declaration, options, stack, targets, topic, metrics):
    wishes = standard_alarms(options, targets)
    known = set(wishes)
    seen = set()
    for item in options["alarms"]:
        name = item["name"]
        declaration.check(name not in seen, "alarms", name, "each name once is allowed")
        seen.add(name)
        given = {key: value for key, value in item.items() if value is not None}
        wish = wishes.setdefault(name, {})
        if name not in known:
            declaration.check(
                any(given.get(key) for key in ("metric_name", "log_metric", "metrics")),
                "alarms",
                name,
                "a new alarm needs metric_name, log_metric or metrics; standard alarms are %s"
                % (", ".join(sorted(known)) or "none"),
            )
            declaration.check("threshold" in given, "alarms", name, "a new alarm needs a threshold")
        if any(given.get(key) for key in ("log_metric", "metrics", "metric_name")):
            for key in WATCHED:
                wish.pop(key, None)
        if given.get("percentile"):
            wish.pop("statistic", None)
        elif given.get("statistic"):
            wish.pop("percentile", None)
        wish.update(given)
    result = []
    for name, wish in wishes.items():
        if wish.get("enabled", True):
            result.append(_alarm(declaration, options, stack, name, wish, topic, metrics))
    return result


def _alarm(declaration, options, stack, name, wish, topic, metrics):
    if wish.get("log_metric"):
        declaration.check(
            wish["log_metric"] in metrics,
            "alarms",
            wish["log_metric"],
            "one of monitoring_log_metrics is allowed: %s" % (", ".join(sorted(metrics)) or "none is declared"),
        )
        wish = {**wish, "namespace": namespace(stack.identity), "metric_name": wish["log_metric"]}
    physical = wish.get("alarm_name") or stack.name(name, Alarm.name_limit)
    declaration.check(
        1 <= len(physical) <= 255 and physical.isprintable(),
        "alarms",
        physical,
        "a name of 1 to 255 characters is allowed",
    )
    want = {MEMBERS[key]: wish[key] for key in PLAIN if wish.get(key) is not None}
    want["AlarmName"] = physical
    want.setdefault("EvaluationPeriods", options["evaluation_periods"])
    want.setdefault("DatapointsToAlarm", want["EvaluationPeriods"])
    want.setdefault("ComparisonOperator", "GreaterThanThreshold")
    if not want.get("Metrics"):
        want.setdefault("Period", options["period"])
        want.setdefault("Namespace", None)
        if "ExtendedStatistic" not in want:
            want.setdefault("Statistic", "Average")
        want["Dimensions"] = [
            {"Name": key, "Value": value} for key, value in sorted((wish.get("dimensions") or {}).items())
        ]
        declaration.check(want["Namespace"], "alarms", name, "an alarm with metric_name needs a namespace")
    if "ExtendedStatistic" in want:
        declaration.check(
            PERCENTILE.fullmatch(want["ExtendedStatistic"]),
            "alarms",
            want["ExtendedStatistic"],
            "a percentile such as p95 is allowed",
        )
    if is_known(want):
        problems = Alarm.validate({**{key: None for key in Alarm.fields}, **want})
        declaration.check(not problems, "alarms", name, "; ".join(problems))
    if wish.get("notify", True):
        want["AlarmActions"] = [topic]
    if wish.get("notify_ok", True):
        want["OKActions"] = [topic]
    return declaration.add(Alarm, _node_name(name), want)


# -- events and costs ------------------------------------------------------------------------------------------------------


def _deployments(declaration, options, stack, topic):
    """ECS Developer Guide, service deployment state change events: ``resources`` holds the service's ARN."""
    cluster = declaration.neighbour("cluster", "name", options["cluster_name"])
    services = "arn:%s:ecs:%s:%s:service/%s/" % (stack.partition, stack.region, account_id(declaration), cluster)
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
                "resources": [{"prefix": services}],
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


def _budget(declaration, options, stack, instance, topic):
    declaration.check(options["amount"] > 0, "budget.amount", options["amount"], "more than 0 is allowed")
    name = options["name"] or stack.name(
        "budget" if instance == "main" else "%s-budget" % instance, Budget.name_limit, regional=True
    )
    declaration.check(
        len(name) <= 100 and not re.search(r"[:\\]", name),
        "budget.name",
        name,
        "at most 100 characters without colon and backslash are allowed",
    )
    given = options["notifications"]
    if given is None:
        given = [
            {"type": kind, "threshold": level, "threshold_type": "PERCENTAGE", "topic": True, "emails": []}
            for kind, level in (("ACTUAL", 80.0), ("FORECASTED", 100.0))
        ]
    declaration.check(len(given) <= 5, "budget.notifications", "%d notifications" % len(given), "at most 5 are allowed")
    notifications = []
    for item in given:
        for address in item["emails"]:
            declaration.check(EMAIL.fullmatch(address), "budget.notifications", address, "an e-mail address is allowed")
        declaration.check(
            len(item["emails"]) <= 10, "budget.notifications", item["emails"], "at most 10 addresses are allowed"
        )
        subscribers = [{"SubscriptionType": "EMAIL", "Address": address} for address in item["emails"]]
        subscribers += [{"SubscriptionType": "SNS", "Address": topic}] if item["topic"] else []
        declaration.check(
            subscribers, "budget.notifications", item["threshold"], "a notification needs the topic or an address"
        )
        notifications.append(
            {
                "Subscribers": subscribers,
                "Notification": {
                    "NotificationType": item["type"],
                    "ComparisonOperator": "GREATER_THAN",
                    "Threshold": item["threshold"],
                    "ThresholdType": item["threshold_type"],
                },
            }
        )
    keys = [tuple(sorted(item["Notification"].items())) for item in notifications]
    declaration.check(
        len(set(keys)) == len(keys),
        "budget.notifications",
        "%d notifications" % len(given),
        "each type and threshold once is allowed",
    )
    declaration.add(
        Budget,
        "main",
        {
            "BudgetName": name,
            "TimeUnit": options["time_unit"],
            "BudgetLimit": {"Amount": options["amount"], "Unit": options["currency"]},
            "CostFilters": options["cost_filters"],
            "NotificationsWithSubscribers": notifications,
        },
    )
