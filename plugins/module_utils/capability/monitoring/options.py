# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The documented options of monitoring."""

from __future__ import annotations

from ...aws.sns.subscription import PROTOCOLS
from .one_alarm import ALARM, NOTIFICATION

EVENTS = ("SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_DEPLOYMENT_FAILED")


def threshold(default, text):
    """The documented option of one standard alarm's threshold."""
    return {"type": "float", "default": default, "class": "managed", "description": text}


OPTIONS = {
    "topic_name": {
        "type": "str",
        "class": "managed",
        "sample": "inflight-ordering-alerts",
        "aws": "At most 256 letters, digits, hyphens and underscores.",
        "description": "Name of the topic. The default is C(<application>-<environment>-alerts).",
    },
    "topic_arn": {
        "type": "str",
        "class": "managed",
        "description": "An existing topic to notify. Then no topic is made, and its subscriptions and policy are "
        "somebody else's.",
    },
    "encryption": {
        "type": "str",
        "choices": ["customer", "none"],
        "default": "customer",
        "class": "managed",
        "description": [
            "Whether the topic is encrypted with a customer-managed key.",
            "The key that AWS manages for SNS cannot be used: alarms, events and budgets have no access to it.",
        ],
    },
    "kms_key_id": {
        "type": "str",
        "class": "managed",
        "description": "Key of the topic. The default is that of M(slipway.aws.encryption), whose policy lets the "
        "notifying services in.",
    },
    "emails": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "managed",
        "description": "E-mail addresses that are told. Each gets a mail once with a link to confirm.",
    },
    "subscriptions": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "class": "managed",
        "description": "Further subscriptions of the topic.",
        "options": {
            "protocol": {
                "type": "str",
                "required": True,
                "choices": list(PROTOCOLS),
                "class": "managed",
                "description": "Protocol.",
            },
            "endpoint": {"type": "str", "required": True, "class": "managed", "description": "Address, URL or ARN."},
        },
    },
    "services": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "class": "managed",
        "description": "Services of M(slipway.aws.service) that are watched.",
        "options": {
            "name": {
                "type": "str",
                "required": True,
                "class": "managed",
                "description": "Name of the service within the stack.",
            },
            "load_balanced": {
                "type": "bool",
                "default": True,
                "class": "managed",
                "description": "Whether the service has a target group.",
            },
        },
    },
    "load_balancer": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether the load balancer is watched.",
    },
    "load_balancer_full_name": {
        "type": "str",
        "class": "managed",
        "description": "Value of the dimension LoadBalancer. The default is that of M(slipway.aws.load_balancer).",
    },
    "database": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether the database is watched.",
    },
    "database_identifier": {
        "type": "str",
        "class": "managed",
        "description": "Identifier of the database instance. The default is that of M(slipway.aws.database).",
    },
    "cluster_name": {
        "type": "str",
        "class": "managed",
        "role_default": "{{ service_cluster | default('', true) | basename }}",
        "description": "Cluster of the services. The default is that of M(slipway.aws.cluster).",
    },
    "period": {
        "type": "int",
        "default": 300,
        "class": "managed",
        "aws": "10, 20, 30, or a multiple of 60.",
        "description": "Seconds of one data point of all alarms that say nothing else.",
    },
    "evaluation_periods": {
        "type": "int",
        "default": 2,
        "class": "managed",
        "description": "Data points over the threshold after which these alarms go off.",
    },
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
    "response_time_threshold": threshold(
        2.0, "Seconds over which the 95th percentile of the response time sets off C(load-balancer-response-time)."
    ),
    "database_cpu_threshold": threshold(80.0, "Per cent of CPU over which C(database-cpu) goes off."),
    "database_free_storage_gib": threshold(20.0, "GiB of free storage under which C(database-storage) goes off."),
    "database_connections_threshold": threshold(
        300.0, "Connections over which C(database-connections) goes off. PostgreSQL on db.t3.medium allows about 400."
    ),
    "alarms": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "class": "managed",
        "description": "Changes of standard alarms, by their names, and further alarms.",
        "options": ALARM,
    },
    "queries": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "class": "managed",
        "description": "Queries of CloudWatch Logs Insights, saved in a folder of the stack's name.",
        "options": {
            "name": {
                "type": "str",
                "required": True,
                "class": "managed",
                "description": "Name of the query in the folder.",
            },
            "query": {
                "type": "str",
                "required": True,
                "class": "managed",
                "sample": "fields @timestamp, @message | filter @message like /ERROR/ | sort @timestamp desc | limit 100",
                "aws": "At most 9500 characters, as the stack's mark is added.",
                "description": "The query, in the language of Logs Insights.",
            },
            "services": {
                "type": "list",
                "elements": "str",
                "default": [],
                "class": "managed",
                "description": "Services of the stack whose log groups are queried.",
            },
            "log_groups": {
                "type": "list",
                "elements": "str",
                "default": [],
                "class": "managed",
                "description": "Further log groups.",
            },
        },
    },
    "log_metrics": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "class": "managed",
        "description": "Metrics that count what is written into log groups, for alarms and dashboards.",
        "options": {
            "name": {
                "type": "str",
                "required": True,
                "class": "managed",
                "description": "Name of the metric. Its namespace is C(Slipway/<application>/<environment>/<region>).",
            },
            "log_group": {
                "type": "str",
                "class": "managed",
                "sample": "/ecs/inflight-ordering",
                "description": "Log group.",
            },
            "service": {
                "type": "str",
                "class": "managed",
                "description": "Service of the stack, instead of a log group.",
            },
            "pattern": {
                "type": "str",
                "required": True,
                "class": "managed",
                "sample": "?ERROR ?Exception",
                "aws": "At most 1024 characters.",
                "description": "Filter pattern. An empty one matches everything.",
            },
            "value": {
                "type": "str",
                "default": "1",
                "class": "managed",
                "description": "What is added for each match: a number, or a field of the log event such as "
                "V($.latency).",
            },
            "unit": {"type": "str", "default": "Count", "class": "managed", "description": "Unit of the metric."},
            "default_value": {
                "type": "float",
                "default": 0.0,
                "class": "managed",
                "description": "Value of a minute in which something was written and nothing matched.",
            },
        },
    },
    "deployment_events": {
        "type": "list",
        "elements": "str",
        "choices": list(EVENTS),
        "class": "managed",
        "default": ["SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_DEPLOYMENT_FAILED"],
        "description": "Events of deployments that the topic is told. An empty list makes no rule.",
    },
    "dashboard": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether there is a dashboard of services, load balancer, database and alarms.",
    },
    "dashboard_name": {
        "type": "str",
        "class": "managed",
        "aws": "At most 255 letters, digits, hyphens and underscores. Unique in the account.",
        "description": "Name of the dashboard. The default is C(<application>-<environment>-<region>).",
    },
    "dashboard_widgets": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "class": "managed",
        "description": "Further widgets in CloudWatch's form, below the others; C(x) and C(y) are set here unless "
        "they say them.",
    },
    "budget": {
        "type": "dict",
        "class": "managed",
        "description": "A budget with notifications. None is made when omitted.",
        "options": {
            "amount": {
                "type": "float",
                "required": True,
                "class": "managed",
                "description": "Amount in one period of time.",
            },
            "currency": {
                "type": "str",
                "default": "USD",
                "class": "managed",
                "description": "Currency of the account's bills.",
            },
            "time_unit": {
                "type": "str",
                "choices": ["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY"],
                "default": "MONTHLY",
                "class": "managed",
                "description": "The period of time.",
            },
            "name": {
                "type": "str",
                "class": "managed",
                "aws": "At most 100 characters, without colon and backslash.",
                "description": "Name of the budget. The default holds application, environment and Region.",
            },
            "cost_filters": {
                "type": "dict",
                "default": {},
                "class": "managed",
                "sample": {"TagKeyValue": ["user:team$ordering"]},
                "description": "What is counted, in the form of the API's C(CostFilters). The default is the whole "
                "account.",
            },
            "notifications": {
                "type": "list",
                "elements": "dict",
                "class": "managed",
                "options": NOTIFICATION,
                "aws": "At most 5.",
                "description": "When somebody is told. The default is at 80 % spent and at 100 % forecast.",
            },
        },
    },
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
            "each of O(services), C(load-balancer-5xx), C(load-balancer-target-5xx), C(load-balancer-response-time), "
            "C(database-cpu), C(database-storage) and C(database-connections)."
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
