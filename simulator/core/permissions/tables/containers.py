"""ECS and what stands around it: images, scaling, discovery, schedules, functions."""

from __future__ import annotations

from simulator.core.permissions.tables.table import More, Table

_TASKS = "ecs-tasks.amazonaws.com"
_CLUSTER = "cluster clusterName clusters"
_SERVICE_ROLES = (
    ("role", "ecs.amazonaws.com"),
    ("loadBalancers.advancedConfiguration.roleArn", "ecs.amazonaws.com"),
    ("volumeConfigurations.managedEBSVolume.roleArn", "ecs.amazonaws.com"),
    ("serviceConnectConfiguration.services.tls.roleArn", "ecs.amazonaws.com"),
)
_EVERY_SERVICE = "arn:{Partition}:ecs:{Region}:{Account}:service/*"
_ITS_ALARMS = "arn:{Partition}:cloudwatch:{Region}:{Account}:alarm:TargetTracking-*"
_TARGET = "arn:{Partition}:ecs:{Region}:{Account}:{ResourceId}"

ECS = Table(
    prefix="ecs",
    found={
        "cluster": (f"{_CLUSTER} resourceArn",),
        "service": (_CLUSTER, "service services serviceName resourceArn"),
        "task": (_CLUSTER, "task tasks resourceArn"),
        "task-definition": ("family", "#task_definitions resourceArn"),
        "service-deployment": ("", "", "serviceDeploymentArn serviceDeploymentArns"),
        "service-revision": ("", "", "serviceRevisionArns"),
        "capacity-provider": ("capacityProvider name resourceArn",),
    },
    # The reference has a container instance for it, which Fargate has none of.
    kinds={
        "ListTasks": "",
        "DescribeServiceRevisions": "service-revision",
        "StopServiceDeployment": "service-deployment",
    },
    tagging="TagResource",
    passes={
        "RegisterTaskDefinition": (("executionRoleArn", _TASKS), ("taskRoleArn", _TASKS)),
        # Whoever starts a task passes the roles of its task definition.
        "RunTask": (("#roles", _TASKS), ("overrides.executionRoleArn", _TASKS), ("overrides.taskRoleArn", _TASKS)),
        "CreateService": _SERVICE_ROLES,
        "UpdateService": _SERVICE_ROLES,
    },
    linked={"CreateCluster": "ecs.amazonaws.com", "CreateService": "ecs.amazonaws.com"},
)

ECR = Table(
    prefix="ecr",
    found={"repository": ("repositoryName repositoryNames resourceArn",)},
    tagging="TagResource",
    # The caller's permission makes the grant that ECR uses the key with (ECR, encryption at rest).
    more={
        "CreateRepository": (
            More("kms:CreateGrant", "encryptionConfiguration.kmsKey", via="ecr"),
            More("kms:DescribeKey", "encryptionConfiguration.kmsKey", via="ecr"),
        ),
        "DeleteRepository": (More("kms:RetireGrant", "#repository_key", via="ecr"),),
    },
)

# ECS: IAM permissions required for service auto scaling.
_SCALED = (More("ecs:DescribeServices", arn=_TARGET), More("ecs:UpdateService", arn=_TARGET))
AUTOSCALING = Table(
    prefix="application-autoscaling",
    kinds={
        name: "ScalableTarget"
        for name in ("PutScalingPolicy", "PutScheduledAction", "RegisterScalableTarget", "DeregisterScalableTarget")
    },
    tagging="TagResource",
    passes={"RegisterScalableTarget": (("RoleARN", "application-autoscaling.amazonaws.com"),)},
    linked={"RegisterScalableTarget": "ecs.application-autoscaling.amazonaws.com"},
    more={
        "RegisterScalableTarget": _SCALED,
        "PutScalingPolicy": (
            More("cloudwatch:DescribeAlarms", arn="*", when="TargetTrackingScalingPolicyConfiguration"),
            More("cloudwatch:PutMetricAlarm", arn=_ITS_ALARMS, when="TargetTrackingScalingPolicyConfiguration"),
        ),
        "DeleteScalingPolicy": (More("cloudwatch:DeleteAlarms", arn=_ITS_ALARMS),),
        "DeregisterScalableTarget": (More("cloudwatch:DeleteAlarms", arn=_ITS_ALARMS),),
    },
)

DISCOVERY = Table(
    prefix="servicediscovery",
    found={"namespace": ("Id NamespaceId",), "service": ("Id ServiceId",)},
    starts={"namespace": "ns-", "service": "srv-"},
    kinds={"GetOperation": ""},
    tagging="TagResource",
    # Cloud Map makes the hosted zone with the caller's permission.
    more={
        "CreatePrivateDnsNamespace": (
            More("route53:CreateHostedZone", arn="*"),
            More("ec2:DescribeVpcs", arn="*"),
            More("ec2:DescribeRegions", arn="*"),
        ),
    },
)

SCHEDULER = Table(
    prefix="scheduler",
    found={"schedule": ("GroupName", "Name"), "schedule-group": ("Name ResourceArn",)},
    tagging="TagResource",
    passes={name: (("Target.RoleArn", "scheduler.amazonaws.com"),) for name in ("CreateSchedule", "UpdateSchedule")},
)

LAMBDA = Table(
    prefix="lambda",
    found={"function": ("FunctionName Resource",)},
    tagging="TagResource",
    passes={name: (("Role", "lambda.amazonaws.com"),) for name in ("CreateFunction", "UpdateFunctionConfiguration")},
)

TABLES = {
    "ecs": ECS,
    "ecr": ECR,
    "application-autoscaling": AUTOSCALING,
    "servicediscovery": DISCOVERY,
    "scheduler": SCHEDULER,
    "lambda": LAMBDA,
}
