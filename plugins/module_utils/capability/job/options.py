# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of the job capability."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.option import Option


def window(minutes):
    """The window within which a schedule starts a task."""
    return {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes} if minutes else {"Mode": "OFF"}


JOB = {
    "service": Option(
        "str",
        "Key of the service whose task definition, with its image, roles and secrets, the task has.",
        required=True,
        sample="api",
    ),
    "command": Option(
        "list",
        [
            "The command, in place of the service's.",
            "A text is split as a shell does, and no shell runs it: for that say V(sh -c '...').",
        ],
        elements="str",
        ordered=True,
        lines=True,
        words=True,
        required=True,
        sample=["bin/migrate", "up"],
    ),
    "environment": Option(
        "dict",
        "Environment variables beside the service's, in clear text. Secrets are those of the service.",
        default={},
    ),
    "cpu": Option(
        "int",
        "CPU units of the task. The service's when omitted.",
        class_="optional",
        aws="256, 512, 1024, 2048, 4096, 8192 or 16384.",
    ),
    "memory": Option(
        "int",
        "Memory of the task in MiB. The service's when omitted.",
        class_="optional",
        aws="A size that Fargate has with the CPU.",
    ),
    "timeout": Option(
        "int",
        [
            "Seconds for which a run waits for the task. It is stopped then, and counts as failed.",
            "Not for jobs with a O(schedule).",
        ],
        default=1800,
        aws="1 to 86400.",
        between=(1, 86400),
        field="task.timeout",
    ),
    "before": Option(
        "list",
        [
            "Keys of the services that are only deployed when the job has succeeded. Its own service when omitted.",
            "They wait where they are declared in the same run. Not for jobs with a O(schedule).",
        ],
        class_="optional",
        elements="str",
    ),
    "schedule": Option(
        "str",
        [
            "When the job runs by itself, as V(cron(...\\)) with six fields, V(rate(...\\)) or V(at(...\\)).",
            "A job without it runs once for each revision of the service's task definition, before that is deployed.",
        ],
        sample="cron(0 3 * * ? *)",
        field="schedule.ScheduleExpression",
    ),
    "timezone": Option(
        "str",
        "Time zone of O(schedule), by its name in the IANA database.",
        default="UTC",
        form=forms.TIME_ZONE,
        sample="Europe/Vienna",
        field="schedule.ScheduleExpressionTimezone",
    ),
    "enabled": Option(
        "bool",
        "Whether the schedule is active.",
        default=True,
        field="schedule.State",
        sent={True: "ENABLED", False: "DISABLED"},
    ),
    "flexible_minutes": Option(
        "int",
        "Minutes after the scheduled time within which the job starts. V(0) is at that time.",
        default=0,
        aws="At most 1440.",
        between=(0, 1440),
        field="schedule.FlexibleTimeWindow",
        sent=window,
    ),
    "retries": Option(
        "int",
        "How often the start is tried again where AWS refused it. A task that fails is not repeated.",
        default=185,
        aws="0 to 185.",
        between=(0, 185),
        field="schedule.Target.RetryPolicy.MaximumRetryAttempts",
    ),
    "retry_seconds": Option(
        "int",
        "Seconds after the scheduled time in which the start is tried.",
        default=86400,
        aws="60 to 86400.",
        between=(60, 86400),
        field="schedule.Target.RetryPolicy.MaximumEventAgeInSeconds",
    ),
    "dead_letter_queue_arn": Option(
        "str",
        "ARN of an SQS queue for starts that were given up.",
        form=forms.QUEUE_ARN,
        field="schedule.Target.DeadLetterConfig.Arn",
    ),
}

SPEC = {
    "short_description": "Run one-off tasks: migrations before a deployment, and scheduled jobs",
    "description": [
        (
            "Runs tasks on Fargate with the task definition of a service and a command of their own. A job without a "
            "schedule runs once for each revision of the task definition, when all that the service needs is there "
            "and before the service is deployed. Where it fails the service stays as it is; the failure shows the "
            "exit code, AWS's reason and the last lines of the log, and the next run tries again."
        ),
        (
            "A job runs what its service serves: after a rollback, the revision that it went back to. One with a schedule is started "
            "by Amazon EventBridge Scheduler, with the revision that served when the service was last deployed or rolled back."
        ),
        (
            "A job must bear to be run twice: a run that is killed, and taken up again only after an hour, cannot "
            "know that the task has ended well."
        ),
        "A changed command, environment or size is a new job for the same revision. Other options are not.",
    ],
    "options": {
        "jobs": Option(
            "dict",
            ["The jobs, name to options. The name is part of every address and of the record that the job has run."],
            default={},
            values=JOB,
        ),
        "run": Option(
            "list",
            [
                "Names of jobs to run now, whether or not they have run, and nothing else of this capability.",
                "C(playbooks/job.yml) sets it.",
            ],
            default=[],
            elements="str",
        ),
        "cluster": Option(
            "str",
            "Name or ARN of an existing cluster. The stack's own when omitted.",
            class_="optional",
            role_default="{{ service_cluster | default('', true) }}",
        ),
        "subnet_tier": Option(
            "str",
            "The stack's subnets that tasks run in. V(public) needs O(assign_public_ip).",
            default="private",
            choices=["private", "public"],
            role_default="{{ service_subnet_tier | default('private') }}",
        ),
        "subnet_ids": Option(
            "list",
            "IDs of subnets, in place of O(subnet_tier).",
            class_="optional",
            elements="str",
            role_default="{{ service_subnet_ids | default([], true) }}",
            form=forms.SUBNET_ID,
        ),
        "assign_public_ip": Option(
            "bool",
            "Whether tasks get public addresses.",
            default=False,
            role_default="{{ service_assign_public_ip | default(false) }}",
        ),
        "security_group_ids": Option(
            "list",
            "IDs of the tasks' security groups. The stack's group for services when omitted.",
            class_="optional",
            elements="str",
            role_default="{{ service_security_group_ids | default([], true) }}",
            form=forms.SECURITY_GROUP_ID,
        ),
        "permissions_boundary": Option(
            "str",
            "ARN of a policy that bounds the role of EventBridge Scheduler. An empty text removes one.",
            class_="optional",
            empty=True,
            form=forms.POLICY_ARN,
        ),
    },
    "outputs": {
        "tasks": {
            "type": "dict",
            "description": "ARNs of the tasks that ran last for the current revision, by job.",
            "sample": {
                "migrate": "arn:aws:ecs:us-east-1:123456789012:task/inflight-ordering-prod/0123456789abcdef0123456789ab"
            },
        },
        "exit_codes": {"type": "dict", "description": "Their exit codes, by job.", "sample": {"migrate": 0}},
        "last_lines": {
            "type": "dict",
            "description": "The last lines that jobs of O(run) logged, by job.",
            "sample": {"migrate": ["2 migrations applied"]},
        },
        "schedules": {
            "type": "dict",
            "description": "ARNs of the schedules, by job.",
            "sample": {"cleanup": "arn:aws:scheduler:us-east-1:123456789012:schedule/inflight-ordering-prod/cleanup"},
        },
    },
    "examples": """
- name: Migrate the database before a new revision of the API serves, and clean up every night
  slipway.aws.job:
    jobs:
      migrate:
        service: api
        command: [bin/migrate, up]
        timeout: 900
      cleanup:
        service: api
        command: [bin/cleanup]
        schedule: cron(0 3 * * ? *)
        timezone: Europe/Vienna
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
