# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Services: containers on Fargate, each with its task definition, roles, log group, target group, rule and autoscaling."""

from __future__ import annotations

from ...aws.application_autoscaling.scalable_target import ScalableTarget
from ...aws.application_autoscaling.scaling_policy import ScalingPolicy
from ...aws.application_autoscaling.scheduled_action import ScheduledAction
from ...aws.cloudwatch.alarm import Alarm
from ...aws.ec2.security_groups.prefix_list import PrefixList
from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.ec2.subnet import Subnet
from ...aws.ec2.vpc import Vpc
from ...aws.ecr.repository import EcrRepository
from ...aws.ecs.cluster import EcsCluster
from ...aws.ecs.service import EcsService
from ...aws.ecs.task_definition import TaskDefinition
from ...aws.efs.access_point import AccessPoint
from ...aws.efs.file_system import FileSystem
from ...aws.elbv2.listener import Listener
from ...aws.elbv2.listener_rule import ListenerRule
from ...aws.elbv2.load_balancer import LoadBalancer
from ...aws.elbv2.target_group import TargetGroup
from ...aws.iam.managed_policy import ManagedPolicy
from ...aws.iam.role import Role
from ...aws.kms.key import KmsKey
from ...aws.logs.log_group import LogGroup
from ...aws.s3.bucket import Bucket
from ...aws.secretsmanager.secret import Secret
from ...aws.servicediscovery.namespace import Namespace
from ...aws.sesv2.configuration_set import ConfigurationSet
from ...aws.sesv2.email_identity import EmailIdentity
from ...aws.sqs.queue import SqsQueue
from ...aws.ssm.parameter import Parameter
from ...aws.sts.account import Account
from ...engine.declaring import Export
from ...steps.release.image_copy import ImageCopy
from ...steps.release.image_record import ImageRecord
from ...steps.release.promotion import Promotion
from ...steps.release.service_image import ServiceImage
from . import containers
from .declare import REACHABLE, declare
from .options import SPEC
from .scaling import SCHEDULE

KINDS = (
    LogGroup,
    ManagedPolicy,
    Role,
    ServiceImage,
    ImageRecord,
    TaskDefinition,
    TargetGroup,
    ListenerRule,
    PrefixList,
    SecurityGroupRule,
    EcsService,
    ScalableTarget,
    ScalingPolicy,
    ScheduledAction,
    Alarm,
    Account,
)
# The last two are declared by a release: see releasing.py.
NEIGHBOURS = (
    Vpc,
    Subnet,
    SecurityGroup,
    KmsKey,
    LoadBalancer,
    Listener,
    EcsCluster,
    EcrRepository,
    Secret,
    Parameter,
    Namespace,
    FileSystem,
    AccessPoint,
    Promotion,
    ImageCopy,
    SqsQueue,
    Bucket,
    EmailIdentity,
    ConfigurationSet,
)
EXPORTS = {
    "service_names": Export("ecs_service", "*", "serviceName", many=True),
    "target_group_full_names": Export("target_group", "*", "FullName", many=True),
    "services": Export("ecs_service", "*", "serviceName", many=True),
    "task_definitions": Export("task_definition", "*", "taskDefinitionArn", many=True),
    "log_groups": Export("log_group", "*", "logGroupName", many=True),
    "target_group_arns": Export("target_group", "*", "TargetGroupArn", many=True),
}
# The capability after which a person reads this one in a plan.
AFTER = "discovery"

__all__ = [
    "AFTER",
    "EXPORTS",
    "KINDS",
    "NEIGHBOURS",
    "REACHABLE",
    "SCHEDULE",
    "SPEC",
    "containers",
    "declare",
]
