# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Schedules of jobs: their group, and the role that EventBridge Scheduler starts tasks with."""

from __future__ import annotations

from ...aws.ecs.service import EcsService
from ...aws.scheduler.schedule import Schedule
from ...aws.scheduler.schedule_group import ScheduleGroup
from ..shared import roles
from ..shared.handed import handed
from . import tasks
from .options import JOB


def add(declaration, jobs):
    stack, instance = declaration.stack, declaration.instance
    group = declaration.add(
        ScheduleGroup, "main", {"Name": stack.name("" if instance == "main" else instance, limit=64)}
    )
    cluster = tasks.cluster_arn(jobs[0])
    role = _role(declaration, jobs, group, cluster)
    for job in jobs:
        options, (subnets, groups, public) = job.options, tasks.network(job)
        wish = handed(options, JOB, Schedule)
        node = declaration.add(
            Schedule,
            job.name,
            {
                "GroupName": group["Name"],
                "Name": job.name,
                **wish,
                "Target": {
                    "Arn": cluster,
                    "RoleArn": role["Arn"],
                    "Input": tasks.overrides(job),
                    "DeadLetterConfig": None,
                    **wish["Target"],
                    "EcsParameters": {
                        "TaskDefinitionArn": tasks.definition(job, "taskDefinitionArn"),
                        "TaskCount": 1,
                        "LaunchType": "FARGATE",
                        "Group": "job:" + tasks.label(job),
                        "PropagateTags": "TASK_DEFINITION",
                        "EnableECSManagedTags": True,
                        "NetworkConfiguration": {
                            "awsvpcConfiguration": {
                                "Subnets": subnets,
                                "SecurityGroups": groups,
                                "AssignPublicIp": public,
                            }
                        },
                    },
                },
            },
            # What is not deployed, or was rolled back, is not started by the clock either.
            after=[*tasks.STARTS_AFTER, ("service/main/%s/%s" % (EcsService.kind, options["service"]), "ready")],
        )
        declaration.outputs["schedules"][job.name] = node["Arn"]


def _role(declaration, jobs, group, cluster):
    """The role that EventBridge Scheduler starts tasks with: of these task definitions, in this cluster only."""
    stack, instance = declaration.stack, declaration.instance
    place = "arn:%s:ecs:%s:%s" % (stack.partition, stack.region, stack.account_id or "*")
    families = _unique("%s:task-definition/%s:*" % (place, tasks.definition(job, "family")) for job in jobs)
    passed = _unique(tasks.definition(job, field) for job in jobs for field in ("executionRoleArn", "taskRoleArn"))
    queues = _unique(job.options["dead_letter_queue_arn"] for job in jobs if job.options["dead_letter_queue_arn"])
    statements = [
        {
            "Sid": "Run",
            "Effect": "Allow",
            "Action": ["ecs:RunTask"],
            "Resource": families,
            "Condition": {"ArnEquals": {"ecs:cluster": cluster}},
        },
        {
            "Sid": "Tag",
            "Effect": "Allow",
            "Action": ["ecs:TagResource"],
            "Resource": ["%s:task/*" % place],
            "Condition": {"StringEquals": {"ecs:CreateAction": "RunTask"}},
        },
        {
            "Sid": "Pass",
            "Effect": "Allow",
            "Action": ["iam:PassRole"],
            "Resource": passed,
            "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        },
    ]
    if queues:
        statements.append({"Sid": "GivenUp", "Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": queues})
    want = {
        "RoleName": stack.name("jobs" if instance == "main" else "jobs-" + instance, limit=64, regional=True),
        "Path": roles.path(stack),
        # The user guide's protection against a confused deputy: the group's ARN, since a schedule is not there yet.
        "AssumeRolePolicyDocument": roles.trust(declaration, "scheduler.amazonaws.com", arn=group["Arn"]),
    }
    if jobs[0].common["permissions_boundary"] is not None:
        want["PermissionsBoundary"] = jobs[0].common["permissions_boundary"] or None
    return roles.grant(declaration, "schedules", want, statements, "jobs")


def _unique(items):
    return list(dict.fromkeys(items))
