# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The documented options of monitoring."""

from __future__ import annotations

from ...aws.sns.subscription import PROTOCOLS
from ..shared import forms, policy
from ..shared.option import Form, Option
from . import composites, database, graphs
from .budget.options import BUDGET
from .one_alarm import ALARM, UNITS
from .watching import sentences

EVENTS = ("SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_DEPLOYMENT_FAILED")


def threshold(default, text):
    """The documented option of one standard alarm's threshold."""
    return Option("float", text, default=default)


OPTIONS = {
    "topic_name": Option(
        "str",
        "Name of the topic. The default is C(<application>-<environment>-alerts).",
        sample="inflight-ordering-alerts",
        aws="At most 256 letters, digits, hyphens and underscores.",
        length=(None, 256),
        field="sns_topic.Name",
    ),
    "topic_display_name": Option(
        "str",
        "Name that e-mails of the topic come from. The default is C(<application>-<environment>).",
        sample="Inflight Ordering Alerts",
        aws="At most 100 characters.",
        length=(1, 100),
        field="sns_topic.DisplayName",
    ),
    "topic_arn": Option(
        "str",
        "An existing topic to notify. Then no topic is made, and its subscriptions and policy are somebody else's.",
        form=forms.TOPIC_ARN,
    ),
    "encryption": Option(
        "str",
        [
            "Whether the topic is encrypted with a customer-managed key.",
            "The key that AWS manages for SNS cannot be used: alarms, events and budgets have no access to it.",
        ],
        default="customer",
        choices=["customer", "none"],
    ),
    "kms_key_id": Option(
        "str",
        "Key of the topic. The default is that of M(slipway.aws.encryption), whose policy lets the "
        "notifying services in.",
        form=forms.KEY_ARN,
    ),
    "emails": Option(
        "list",
        "E-mail addresses that are told. Each gets a mail once with a link to confirm.",
        default=[],
        elements="str",
    ),
    "subscriptions": Option(
        "list",
        "Further subscriptions of the topic.",
        default=[],
        elements="dict",
        key=("endpoint",),
        options={
            "protocol": Option("str", "Protocol.", required=True, choices=list(PROTOCOLS)),
            "endpoint": Option("str", "Address, URL or ARN.", required=True),
        },
    ),
    "services": Option(
        "list",
        "Services of M(slipway.aws.service) that are watched.",
        default=[],
        elements="dict",
        key=("name",),
        options={
            "name": Option("str", "Name of the service within the stack.", required=True),
            "load_balanced": Option("bool", "Whether the service has a target group.", default=True),
        },
    ),
    "load_balancer": Option("bool", "Whether the load balancer is watched.", default=True),
    "load_balancer_full_name": Option(
        "str",
        "Value of the dimension LoadBalancer. The default is that of M(slipway.aws.load_balancer).",
        form=forms.BALANCER_NAME,
    ),
    "database": Option("bool", "Whether the database is watched.", default=True),
    "database_identifier": Option(
        "str", "Identifier of the database instance or cluster. The default is that of M(slipway.aws.database)."
    ),
    "watched": Option(
        "dict",
        [
            "What further is watched, sort of object to their names. Each gets standard alarms, and graphs on the dashboard.",
            *sentences(),
        ],
        default={},
        of="list",
        sample={"queue": ["mail"]},
    ),
    "cluster_name": Option(
        "str",
        "Cluster of the services. The default is that of M(slipway.aws.cluster).",
        role_default="{{ service_cluster | default('', true) | basename }}",
    ),
    "period": Option(
        "int",
        "Seconds of one data point of all alarms that say nothing else.",
        default=300,
        aws="10, 20, 30, or a multiple of 60.",
        between=(10, 604800),
    ),
    "evaluation_periods": Option(
        "int", "Data points over the threshold after which these alarms go off.", default=2, between=(1, None)
    ),
    "service_cpu_threshold": threshold(80.0, "Per cent of CPU at which the alarm C(service-<name>-cpu) goes off."),
    "service_memory_threshold": threshold(
        80.0, "Per cent of memory at which the alarm C(service-<name>-memory) goes off."
    ),
    "unhealthy_targets_threshold": threshold(
        0.0, "Unhealthy targets over which the alarm C(service-<name>-unhealthy) goes off."
    ),
    "load_balancer_5xx_threshold": threshold(
        10.0,
        "Responses with status 5xx of the load balancer itself, in one period, over which C(load-balancer-5xx) goes "
        "off.",
    ),
    "target_5xx_threshold": threshold(
        10.0,
        "Responses with status 5xx of the targets, in one period, over which C(load-balancer-target-5xx) goes off.",
    ),
    "error_rate_threshold": Option(
        "float",
        "Responses with status 5xx of the targets in per cent of all requests, over which C(load-balancer-error-rate) goes off. "
        "There is no such alarm when omitted.",
        between=(0, 100),
        sample=5,
    ),
    "response_time_threshold": threshold(
        2.0, "Seconds over which the 95th percentile of the response time sets off C(load-balancer-response-time)."
    ),
    "database_cpu_threshold": threshold(80.0, "Per cent of CPU over which C(database-cpu) goes off."),
    "database_free_storage_gib": threshold(20.0, "GiB of free storage under which C(database-storage) goes off."),
    "database_connections_threshold": threshold(
        300.0, "Connections over which C(database-connections) goes off. PostgreSQL on db.t3.medium allows about 400."
    ),
    **database.OPTIONS,
    "alarms": Option(
        "list",
        "Changes of standard alarms, by their names, and further alarms.",
        default=[],
        elements="dict",
        key=("name",),
        standard={"enabled": False},
        options=ALARM,
    ),
    "composite_alarms": composites.OPTION,
    "queries": Option(
        "list",
        "Queries of CloudWatch Logs Insights, saved in a folder of the stack's name.",
        default=[],
        elements="dict",
        key=("name",),
        options={
            "name": Option("str", "Name of the query in the folder.", required=True),
            "query": Option(
                "str",
                "The query, in the language of Logs Insights.",
                required=True,
                lines=True,
                sample="fields @timestamp, @message | filter @message like /ERROR/ | sort @timestamp desc | limit 100",
                aws="At most 9500 characters, as the stack's mark is added.",
                length=(None, 9500),
                field="query_definition.queryString",
                sent=str.strip,
            ),
            "services": Option(
                "list", "Services of the stack whose log groups are queried.", default=[], elements="str"
            ),
            "log_groups": Option("list", "Further log groups.", default=[], elements="str", form=forms.LOG_GROUP_NAME),
        },
    ),
    "log_metrics": Option(
        "list",
        "Metrics that count what is written into log groups, for alarms and dashboards.",
        default=[],
        elements="dict",
        key=("name",),
        options={
            "name": Option(
                "str",
                "Name of the metric. Its namespace is C(Slipway/<application>/<environment>/<region>).",
                required=True,
                form=Form("a name of at most 255 characters without : * and $ is allowed", r"[^:*$]{1,255}"),
                field="log_metric_filter.metricName",
            ),
            "log_group": Option("str", "Log group.", sample="/ecs/inflight-ordering", form=forms.LOG_GROUP_NAME),
            "service": Option("str", "Service of the stack, instead of a log group.", form=forms.KEY),
            "pattern": Option(
                "str",
                "Filter pattern. An empty one matches everything.",
                required=True,
                sample="?ERROR ?Exception",
                aws="At most 1024 characters.",
                empty=True,
                length=(None, 1024),
                field="log_metric_filter.filterPattern",
            ),
            "value": Option(
                "str",
                "What is added for each match: a number, or a field of the log event such as V($.latency).",
                default="1",
                length=(1, 100),
                field="log_metric_filter.metricValue",
            ),
            "unit": Option(
                "str",
                "Unit of the metric.",
                default="Count",
                choices=list(UNITS),
                field="log_metric_filter.unit",
            ),
            "default_value": Option(
                "float",
                "Value of a minute in which something was written and nothing matched.",
                default=0.0,
                field="log_metric_filter.defaultValue",
            ),
        },
    ),
    "deployment_events": Option(
        "list",
        "Events of deployments that the topic is told. An empty list makes no rule.",
        default=["SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_DEPLOYMENT_FAILED"],
        elements="str",
        choices=list(EVENTS),
    ),
    "dashboard": Option(
        "bool", "Whether there is a dashboard of services, load balancer, database and alarms.", default=True
    ),
    "dashboard_name": Option(
        "str",
        "Name of the dashboard. The default is C(<application>-<environment>-<region>).",
        aws="At most 255 letters, digits, hyphens and underscores. Unique in the account.",
        length=(None, 255),
        field="dashboard.DashboardName",
    ),
    "dashboard_widgets": Option(
        "list",
        "Further widgets in CloudWatch's form, below the others; C(x) and C(y) are set here unless they say them.",
        default=[],
        elements="dict",
    ),
    "dashboard_graphs": graphs.OPTION,
    "dashboard_costs": Option(
        "bool",
        "Whether the dashboard shows what AWS bills this month, for the whole account.",
        default=False,
        aws="A person switches billing alerts on once, in the account's billing preferences; there is no call for it.",
    ),
    "cost_allocation_tags": Option(
        "list",
        [
            "Tag keys by which costs are told apart, for O(budget.tags) and Cost Explorer: each is activated, and stays so.",
            "A key that AWS has not seen yet waits for a later run, and nothing else does.",
        ],
        default=[],
        elements="str",
        sample=["Environment", "Project"],
        aws="Only the account that pays for an organisation can activate keys. Each run asks Cost Explorer, for 0.01 USD.",
    ),
    "budget": Option("dict", "A budget with notifications. None is made when omitted.", options=BUDGET),
}

SPEC = {
    "short_description": "Alarms, dashboard and budget of a stack",
    "description": [
        (
            "Makes an encrypted SNS topic with subscriptions, and tells it of alarms on services, load balancer and "
            "database, of deployments, and of costs."
        ),
        (
            "Standard alarms are C(service-<name>-cpu), C(service-<name>-memory) and C(service-<name>-unhealthy) for "
            "each of O(services), C(load-balancer-5xx), C(load-balancer-target-5xx), C(load-balancer-error-rate), "
            "C(load-balancer-response-time), C(database-cpu), C(database-storage), C(database-connections) and "
            "C(database-memory)."
        ),
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

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
