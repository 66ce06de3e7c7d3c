# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of the job capability."""

from __future__ import annotations


def _option(kind, description, klass="managed", **more):
    return {"type": kind, "description": description, "class": klass, **more}


JOB = {
    "service": _option(
        "str",
        "Key of the service whose task definition, with its image, roles and secrets, the task has.",
        required=True,
        sample="api",
    ),
    "command": _option(
        "list", "The command, in place of the service's.", elements="str", required=True, sample=["bin/migrate", "up"]
    ),
    "environment": _option(
        "dict",
        ("Environment variables beside the service's, in clear text. Secrets are those of the service."),
        default={},
    ),
    "cpu": _option(
        "int",
        "CPU units of the task. The service's when omitted.",
        klass="optional",
        aws="256, 512, 1024, 2048, 4096, 8192 or 16384.",
    ),
    "memory": _option(
        "int",
        "Memory of the task in MiB. The service's when omitted.",
        klass="optional",
        aws=("A size that Fargate has with the CPU."),
    ),
    "timeout": _option(
        "int",
        [
            "Seconds for which a run waits for the task. It is stopped then, and counts as failed.",
            "Not for jobs with a O(schedule).",
        ],
        default=1800,
        aws="1 to 86400.",
    ),
    "before": _option(
        "list",
        [
            "Keys of the services that are only deployed when the job has succeeded. Its own service when omitted.",
            "They wait where they are declared in the same run. Not for jobs with a O(schedule).",
        ],
        klass="optional",
        elements="str",
    ),
    "schedule": _option(
        "str",
        [
            "When the job runs by itself, as V(cron(...\\)) with six fields, V(rate(...\\)) or V(at(...\\)).",
            "A job without it runs once for each revision of the service's task definition, before that is deployed.",
        ],
        klass="managed",
        sample="cron(0 3 * * ? *)",
    ),
    "timezone": _option(
        "str", "Time zone of O(schedule), by its name in the IANA database.", default="UTC", sample="Europe/Vienna"
    ),
    "enabled": _option("bool", "Whether the schedule is active.", default=True),
    "flexible_minutes": _option(
        "int",
        "Minutes after the scheduled time within which the job starts. V(0) is at that time.",
        default=0,
        aws="At most 1440.",
    ),
    "retries": _option(
        "int",
        ("How often the start is tried again where AWS refused it. A task that fails is not repeated."),
        default=185,
        aws="0 to 185.",
    ),
    "retry_seconds": _option(
        "int", "Seconds after the scheduled time in which the start is tried.", default=86400, aws="60 to 86400."
    ),
    "dead_letter_queue_arn": _option("str", "ARN of an SQS queue for starts that were given up.", klass="managed"),
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
        "jobs": {
            "type": "dict",
            "default": {},
            "class": "managed",
            "values": JOB,
            "description": [
                "The jobs, name to options. The name is part of every address and of the record that the job has run."
            ],
        },
        "run": {
            "type": "list",
            "elements": "str",
            "default": [],
            "class": "managed",
            "description": [
                "Names of jobs to run now, whether or not they have run, and nothing else of this capability.",
                "C(playbooks/job.yml) sets it.",
            ],
        },
        "cluster": {
            "type": "str",
            "class": "optional",
            "role_default": "{{ service_cluster | default('', true) }}",
            "description": "Name or ARN of an existing cluster. The stack's own when omitted.",
        },
        "subnet_tier": {
            "type": "str",
            "choices": ["private", "public"],
            "default": "private",
            "class": "managed",
            "role_default": "{{ service_subnet_tier | default('private') }}",
            "description": "The stack's subnets that tasks run in. V(public) needs O(assign_public_ip).",
        },
        "subnet_ids": {
            "type": "list",
            "elements": "str",
            "class": "optional",
            "role_default": "{{ service_subnet_ids | default([], true) }}",
            "description": "IDs of subnets, in place of O(subnet_tier).",
        },
        "assign_public_ip": {
            "type": "bool",
            "default": False,
            "class": "managed",
            "role_default": "{{ service_assign_public_ip | default(false) }}",
            "description": "Whether tasks get public addresses.",
        },
        "security_group_ids": {
            "type": "list",
            "elements": "str",
            "class": "optional",
            "role_default": "{{ service_security_group_ids | default([], true) }}",
            "description": "IDs of the tasks' security groups. The stack's group for services when omitted.",
        },
        "permissions_boundary": {
            "type": "str",
            "class": "optional",
            "description": "ARN of a policy that bounds the role of EventBridge Scheduler. An empty text removes one.",
        },
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
