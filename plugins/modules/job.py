#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/job by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: job
short_description: 'Run one-off tasks: migrations before a deployment, and scheduled jobs'
version_added: 0.1.0
description:
  - Runs tasks on Fargate with the task definition of a service and a command of their own. A job without a schedule
    runs once for each revision of the task definition, when all that the service needs is there and before the
    service is deployed. Where it fails the service stays as it is; the failure shows the exit code, AWS's reason
    and the last lines of the log, and the next run tries again.
  - 'A job runs what its service serves: after a rollback, the revision that it went back to. One with a schedule
    is started by Amazon EventBridge Scheduler, with the revision that served when the service was last deployed
    or rolled back.'
  - 'A job must bear to be run twice: a run that is killed, and taken up again only after an hour, cannot know that
    the task has ended well.'
  - A changed command, environment or size is a new job for the same revision. Other options are not.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  jobs:
    description:
      - The jobs, name to options. The name is part of every address and of the record that the job has run.
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default: {}
    suboptions:
      service:
        description:
          - Key of the service whose task definition, with its image, roles and secrets, the task has.
          - 'Class: managed.'
        type: str
        required: true
      command:
        description:
          - The command, in place of the service's.
          - 'A text is split as a shell does, and no shell runs it: for that say V(sh -c ''...'').'
          - 'Class: managed.'
        type: list
        elements: str
        required: true
      environment:
        description:
          - Environment variables beside the service's, in clear text. Secrets are those of the service.
          - 'Class: managed.'
        type: dict
        default: {}
      cpu:
        description:
          - CPU units of the task. The service's when omitted.
          - 'AWS requires: 256, 512, 1024, 2048, 4096, 8192 or 16384.'
          - 'Class: optional.'
        type: int
      memory:
        description:
          - Memory of the task in MiB. The service's when omitted.
          - 'AWS requires: A size that Fargate has with the CPU.'
          - 'Class: optional.'
        type: int
      timeout:
        description:
          - Seconds for which a run waits for the task. It is stopped then, and counts as failed.
          - Not for jobs with a O(jobs.schedule).
          - 'AWS requires: 1 to 86400.'
          - 'Class: managed.'
        type: int
        default: 1800
      before:
        description:
          - Keys of the services that are only deployed when the job has succeeded. Its own service when omitted.
          - They wait where they are declared in the same run. Not for jobs with a O(jobs.schedule).
          - 'Class: optional.'
        type: list
        elements: str
      schedule:
        description:
          - When the job runs by itself, as V(cron(...\)) with six fields, V(rate(...\)) or V(at(...\)).
          - A job without it runs once for each revision of the service's task definition, before that is deployed.
          - 'Class: managed.'
        type: str
      timezone:
        description:
          - Time zone of O(jobs.schedule), by its name in the IANA database.
          - 'Class: managed.'
        type: str
        default: UTC
      enabled:
        description:
          - Whether the schedule is active.
          - 'Class: managed.'
        type: bool
        default: true
      flexible_minutes:
        description:
          - Minutes after the scheduled time within which the job starts. V(0) is at that time.
          - 'AWS requires: At most 1440.'
          - 'Class: managed.'
        type: int
        default: 0
      retries:
        description:
          - How often the start is tried again where AWS refused it. A task that fails is not repeated.
          - 'AWS requires: 0 to 185.'
          - 'Class: managed.'
        type: int
        default: 185
      retry_seconds:
        description:
          - Seconds after the scheduled time in which the start is tried.
          - 'AWS requires: 60 to 86400.'
          - 'Class: managed.'
        type: int
        default: 86400
      dead_letter_queue_arn:
        description:
          - ARN of an SQS queue for starts that were given up.
          - 'Class: managed.'
        type: str
  run:
    description:
      - Names of jobs to run now, whether or not they have run, and nothing else of this capability.
      - C(playbooks/job.yml) sets it.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  cluster:
    description:
      - Name or ARN of an existing cluster. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  subnet_tier:
    description:
      - The stack's subnets that tasks run in. V(public) needs O(assign_public_ip).
      - 'Class: managed.'
    type: str
    choices:
      - private
      - public
    default: private
  subnet_ids:
    description:
      - IDs of subnets, in place of O(subnet_tier).
      - 'Class: optional.'
    type: list
    elements: str
  assign_public_ip:
    description:
      - Whether tasks get public addresses.
      - 'Class: managed.'
    type: bool
    default: false
  security_group_ids:
    description:
      - IDs of the tasks' security groups. The stack's group for services when omitted.
      - 'Class: optional.'
    type: list
    elements: str
  permissions_boundary:
    description:
      - ARN of a policy that bounds the role of EventBridge Scheduler. An empty text removes one.
      - 'Class: optional.'
    type: str
  policy:
    description:
      - What an environment changes about O(jobs), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
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
"""

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
totals:
  description: How many objects the plan creates, updates, deletes and leaves.
  returned: when not only declared
  type: str
  sample: 2 to create, 1 to update, 40 unchanged.
plan:
  description: 'The plan as data: lines with address, verb, changes and reason.'
  returned: when not only declared
  type: dict
problems:
  description: What forbids the plan, a sentence each.
  returned: when a plan is refused
  type: list
  elements: str
digest:
  description: Digest of the plan, for the option C(approved) of M(slipway.aws.stack).
  returned: when not only declared
  type: str
  sample: 3f0c9a51d2b8e746
outputs:
  description: Outputs by capability instance.
  returned: when not only declared
  type: dict
done:
  description: Addresses that were made or changed.
  returned: when something was carried out
  type: list
  elements: str
deleted:
  description: Addresses that were deleted.
  returned: when something was carried out
  type: list
  elements: str
serving:
  description: What serves, a sentence for each service.
  returned: after a release or a rollback
  type: list
  elements: str
kept:
  description: What a guard kept, with the reason.
  returned: when not only declared
  type: list
  elements: dict
calls:
  description: Calls to AWS by operation.
  returned: when not only declared
  type: dict
tasks:
  description: ARNs of the tasks that ran last for the current revision, by job.
  returned: when it is known
  type: dict
  sample:
    migrate: arn:aws:ecs:us-east-1:123456789012:task/inflight-ordering-prod/0123456789abcdef0123456789ab
exit_codes:
  description: Their exit codes, by job.
  returned: when it is known
  type: dict
  sample:
    migrate: 0
last_lines:
  description: The last lines that jobs of O(run) logged, by job.
  returned: when it is known
  type: dict
  sample:
    migrate:
      - 2 migrations applied
schedules:
  description: ARNs of the schedules, by job.
  returned: when it is known
  type: dict
  sample:
    cleanup: arn:aws:scheduler:us-east-1:123456789012:schedule/inflight-ordering-prod/cleanup
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import job


def main():
    entry.main("job", job)


if __name__ == "__main__":
    main()
