# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Monitoring: topic, alarms, metrics from logs, deployment events, dashboard and budget."""

from __future__ import annotations

from ...aws.budgets.action import BudgetAction
from ...aws.budgets.budget import Budget
from ...aws.ce.cost_allocation_tag import CostAllocationTag
from ...aws.cloudwatch.alarm import Alarm
from ...aws.cloudwatch.composite_alarm import CompositeAlarm
from ...aws.cloudwatch.dashboard import Dashboard
from ...aws.ecs.cluster import EcsCluster
from ...aws.ecs.service import EcsService
from ...aws.elbv2.load_balancer import LoadBalancer
from ...aws.elbv2.target_group import TargetGroup
from ...aws.events.rule import EventRule
from ...aws.iam.managed_policy import ManagedPolicy
from ...aws.iam.role import Role
from ...aws.kms.key import KmsKey
from ...aws.logs.log_group import LogGroup
from ...aws.logs.metric_filter import MetricFilter
from ...aws.logs.query_definition import QueryDefinition
from ...aws.rds.db_instance import DbInstance
from ...aws.sns.subscription import SnsSubscription
from ...aws.sns.topic import SnsTopic
from ...aws.sts.account import Account
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC
from .topic import subscribe
from .watched import KINDS as WATCHED_KINDS

KINDS = (
    SnsTopic,
    SnsSubscription,
    Alarm,
    CompositeAlarm,
    MetricFilter,
    QueryDefinition,
    EventRule,
    Dashboard,
    Budget,
    BudgetAction,
    CostAllocationTag,
    ManagedPolicy,
    Role,
    Account,
)
_KNOWN = (EcsCluster, EcsService, LoadBalancer, TargetGroup, DbInstance, KmsKey, LogGroup)
NEIGHBOURS = (*_KNOWN, *(kind for kind in WATCHED_KINDS if kind not in (*KINDS, *_KNOWN)))
EXPORTS = {
    "topic_arn": Export("sns_topic", "alerts", "TopicArn"),
    "alarm_names": Export("alarm", "*", "AlarmName", many=True),
    "dashboard_name": Export("dashboard", "main", "DashboardName"),
}
# The capability after which a person reads this one in a plan.
AFTER = "cdn"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare", "subscribe"]
