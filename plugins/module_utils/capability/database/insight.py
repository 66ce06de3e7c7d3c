# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a database tells of itself: logs, Enhanced Monitoring, Performance Insights."""

from __future__ import annotations

from ...aws.iam.role import Role
from ...aws.logs.log_group import LogGroup
from ...aws.sts.account import account_id
from ..shared import roles
from ..shared.handed import handed
from ..shared.option import Option
from ..shared.retention import retention_option
from .engines import CLUSTERS, DOCUMENTDB

EXPORTED = {
    "postgres": ["postgresql", "upgrade"],
    "mysql": ["error", "slowquery"],
    "mariadb": ["error", "slowquery"],
    "aurora-postgresql": ["postgresql"],
    "aurora-mysql": ["error", "slowquery"],
    DOCUMENTDB: ["audit", "profiler"],
}
LOG_TYPES = {
    "postgres": ("postgresql", "upgrade", "iam-db-auth-error"),
    "mysql": ("audit", "error", "general", "slowquery", "iam-db-auth-error"),
    "mariadb": ("audit", "error", "general", "slowquery", "iam-db-auth-error"),
    "aurora-postgresql": ("postgresql", "instance", "iam-db-auth-error"),
    "aurora-mysql": ("audit", "error", "general", "instance", "slowquery", "iam-db-auth-error"),
    DOCUMENTDB: ("audit", "profiler"),
}
# What the name of a log's group is: RDS and Aurora User Guides, publishing to CloudWatch Logs; DocumentDB Developer Guide.
PLACES = {
    **dict.fromkeys(CLUSTERS, "/aws/rds/cluster/%s/%s"),
    DOCUMENTDB: "/aws/docdb/%s/%s",
}
# RDS User Guide, pricing and data retention for Performance Insights.
INSIGHTS_DAYS = (7, *(month * 31 for month in range(1, 24)), 731)
# Amazon CloudWatch User Guide, changing the mode of Database Insights: fifteen months.
ADVANCED_DAYS = 465

INSIGHT = {
    "log_exports": Option(
        "list",
        [
            "Logs that go to CloudWatch Logs. The default is V(postgresql) and V(upgrade), or V(error) and V(slowquery).",
            "That of Aurora PostgreSQL is V(postgresql).",
            "That of V(docdb) is V(audit) and V(profiler), whose parameters are then set to C(enabled), where O(parameters) does not.",
            "A log group of the instance that RDS has made by itself, without tags, retention and key, is taken over.",
            "Any other that is not the stack's blocks.",
        ],
        elements="str",
        field="db_instance.EnableCloudwatchLogsExports db_cluster.EnableCloudwatchLogsExports",
    ),
    "log_retention_days": retention_option("Days that CloudWatch Logs keeps them.", 30),
    "monitoring_interval": Option(
        "int",
        "Seconds between two points of Enhanced Monitoring. V(0) switches it off.",
        default=60,
        choices=[0, 1, 5, 10, 15, 30, 60],
        field="db_instance.MonitoringInterval db_cluster.MonitoringInterval",
    ),
    "performance_insights": Option(
        "bool",
        ["Whether Performance Insights collects what the database waits for. Some small classes do not have it."],
        default=True,
        field="db_instance.EnablePerformanceInsights db_cluster.EnablePerformanceInsights",
    ),
    "performance_insights_retention_days": Option(
        "int",
        "Days that it is kept. Only V(7) is free of charge.",
        default=7,
        aws="7, 731, or a multiple of 31.",
        field="db_instance.PerformanceInsightsRetentionPeriod db_cluster.PerformanceInsightsRetentionPeriod",
    ),
    "database_insights": Option(
        "str",
        "Mode of CloudWatch Database Insights. V(advanced) keeps 15 months, and is billed for each vCPU and hour.",
        default="standard",
        choices=["standard", "advanced"],
        aws="V(advanced) needs O(performance_insights) and at least V(465) for O(performance_insights_retention_days).",
        field="db_instance.DatabaseInsightsMode db_cluster.DatabaseInsightsMode",
    ),
}


def check(declaration, options):
    """Refuse logs that the engine does not have, and days that RDS would refuse."""
    unknown = sorted(set(options["log_exports"]) - set(LOG_TYPES[options["engine"]]))
    declaration.check(
        not unknown,
        "log_exports",
        unknown,
        "%s are allowed for %s" % (", ".join(LOG_TYPES[options["engine"]]), options["engine"]),
    )
    days = options["performance_insights_retention_days"]
    declaration.check(
        days in INSIGHTS_DAYS,
        "performance_insights_retention_days",
        days,
        "7, 731 and the multiples of 31 up to 713 are allowed",
    )
    if options["database_insights"] == "advanced":
        declaration.check(
            options["performance_insights"],
            "database_insights",
            "advanced",
            "it needs database_performance_insights: true",
        )
        declaration.check(
            days >= ADVANCED_DAYS,
            "performance_insights_retention_days",
            days,
            "with database_insights: advanced at least 465 are allowed",
        )


def log_groups(declaration, options, key):
    """The nodes of the log groups of the instance, one for each log that is exported."""
    return [log_group(declaration, options, kind, options["identifier"], kind, key) for kind in options["log_exports"]]


def log_group(declaration, options, name, identifier, kind, key):
    """The node of the group that RDS writes one log of an instance to."""
    return declaration.add(
        LogGroup,
        name,
        {
            "logGroupName": PLACES.get(options["engine"], "/aws/rds/instance/%s/%s") % (identifier.lower(), kind),
            **handed(options, INSIGHT, LogGroup),
            **({"kmsKeyId": key} if key else {}),
        },
    )


def monitoring_role(declaration, stack, suffix, identifiers):
    """The role of Enhanced Monitoring, for these instances only (RDS User Guide, preventing the confused deputy)."""
    place = "arn:%s:rds:%s:%s:db:" % (stack.partition, stack.region, account_id(declaration))
    arns = [place + name.lower() for name in identifiers]
    arn = arns if len(arns) > 1 else arns[0]
    return declaration.add(
        Role,
        "monitoring",
        {
            "RoleName": stack.name(suffix + "-monitoring", 64, regional=True),
            "Path": roles.path(stack),
            "AssumeRolePolicyDocument": roles.trust(declaration, "monitoring.rds.amazonaws.com", arn=arn),
            "ManagedPolicyArns": [
                "arn:%s:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole" % stack.partition
            ],
        },
    )
