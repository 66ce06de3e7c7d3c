# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Jobs: one-off tasks of a service's task definition, once per revision before it is deployed, or on a schedule."""

from __future__ import annotations

from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.subnet import Subnet
from ...aws.ec2.vpc import Vpc
from ...aws.ecs.cluster import EcsCluster
from ...aws.ecs.service import EcsService
from ...aws.ecs.task_definition import TaskDefinition
from ...aws.iam.managed_policy import ManagedPolicy
from ...aws.iam.role import Role
from ...aws.scheduler.schedule import Schedule
from ...aws.scheduler.schedule_group import ScheduleGroup
from ...aws.sts.account import Account
from ...steps.job.task import Task
from .declare import declare
from .options import SPEC

KINDS = (Task, ScheduleGroup, Schedule, ManagedPolicy, Role, Account)
NEIGHBOURS = (Vpc, Subnet, SecurityGroup, EcsCluster, EcsService, TaskDefinition)
EXPORTS = {}
# The capability after which a person reads this one in a plan.
AFTER = "service"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
