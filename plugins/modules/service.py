#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/service by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: service
short_description: Run services on Amazon ECS with Fargate
version_added: 0.1.0
description:
  - Each service gets a task definition, an execution role and a task role with no more rights than the declaration
    needs, a log group, and, where it is asked for, a target group with a listener rule and autoscaling.
  - A service whose image is not in the registry yet waits for it; everything else goes on.
  - 'Tags of images are resolved once, at any registry that answers without a password: services run digests, and
    the plan says where one is not known. What runs is kept, whoever deployed it, until O(services) names another
    image than when it was last acted upon.'
  - Old task definition revisions stay registered for a rollback.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  services:
    description:
      - The services, name to options. The name is part of every address and cannot change later.
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default: {}
    suboptions:
      image:
        description:
          - The image, with tag or digest. Leave it out to run O(services.tag) or O(services.digest) of the stack's
            registry.
          - A tag is resolved to the digest that it stands for when it is named, changed or released; it is asked
            for from where the run is.
          - Without any of the three the service runs what was released last.
          - 'Class: managed.'
        type: str
      registry:
        description:
          - Instance of the registry capability that holds the image.
          - 'Class: managed.'
        type: str
        default: main
      repository:
        description:
          - Key of a repository in the registry capability, or the URI of another one without tag. The service's
            key when omitted.
          - 'Class: managed.'
        type: str
      tag:
        description:
          - 'Tag of the image in the repository. V(latest) is refused: it cannot be rolled back.'
          - 'Class: managed.'
        type: str
      digest:
        description:
          - Digest of the image in the repository, as V(sha256:...).
          - 'Class: managed.'
        type: str
      cpu:
        description:
          - CPU units of a task; 1024 are one vCPU.
          - 'AWS requires: A value that Fargate has.'
          - 'Class: managed.'
        type: int
        default: 512
      memory:
        description:
          - Memory of a task in MiB.
          - 'AWS requires: A value that Fargate has for O(services.cpu).'
          - 'Class: managed.'
        type: int
        default: 1024
      cpu_architecture:
        description:
          - CPU architecture of the image.
          - 'Class: managed.'
        type: str
        choices:
          - X86_64
          - ARM64
        default: X86_64
      ephemeral_storage:
        description:
          - Size of a task's file system in GiB; 20 when omitted.
          - 'AWS requires: 21 to 200.'
          - 'Class: managed.'
        type: int
      port:
        description:
          - The port that the container listens on.
          - 'AWS requires: 1 to 65535.'
          - 'Class: managed.'
        type: int
        default: 8080
      command:
        description:
          - The command, in place of the image's.
          - 'A text is split as a shell does, and no shell runs it: for that say V(sh -c ''...'').'
          - 'Class: managed.'
        type: list
        elements: str
      entry_point:
        description:
          - The entry point, in place of the image's.
          - 'A text is split as a shell does, and no shell runs it: for that say V(sh -c ''...'').'
          - 'Class: managed.'
        type: list
        elements: str
      working_directory:
        description:
          - The working directory, in place of the image's.
          - 'Class: managed.'
        type: str
      user:
        description:
          - The user, in place of the image's, as C(user), C(uid), C(user:group) or C(uid:gid).
          - 'Class: managed.'
        type: str
      environment:
        description:
          - Environment variables in clear text. Anybody who may read the task definition sees them.
          - 'Class: managed.'
        type: dict
        default: {}
      secrets:
        description:
          - Environment variables that ECS fills from a secret when a task starts, name to source.
          - 'V({secret: <name>, key: <key>}) is a secret of this stack by its name in the secret capability; without
            C(key) the whole value. V({arn: <ARN>, key: <key>, kms_key_arn: <ARN>}) is any other secret. A text
            is an ARN.'
          - 'V({parameter: <name>}) is a parameter of this stack by its name in the secret capability. A name that
            begins with a slash, or an ARN, is any other parameter: V({parameter: <name or ARN>, kms_key_arn: <ARN>}).'
          - The service waits while a person has still to fill in a value that it asks for. What runs already goes
            on.
          - A value that is rotated reaches a running task only by a new deployment.
          - 'Class: managed.'
        type: dict
        default: {}
      container_health_check:
        description:
          - The check that ECS runs inside the container. The image's own is not used by ECS.
          - 'Class: managed.'
        type: dict
        suboptions:
          command:
            description:
              - The check, beginning with V(CMD) or V(CMD-SHELL). A text without either is run by the shell.
              - 'Class: managed.'
            type: list
            elements: str
            required: true
          interval:
            description:
              - Seconds between two checks.
              - 'AWS requires: 5 to 300.'
              - 'Class: managed.'
            type: int
            default: 30
          timeout:
            description:
              - Seconds until a check counts as failed.
              - 'AWS requires: 2 to 120.'
              - 'Class: managed.'
            type: int
            default: 5
          retries:
            description:
              - Failed checks in a row until the container is unhealthy.
              - 'AWS requires: 1 to 10.'
              - 'Class: managed.'
            type: int
            default: 3
          start_period:
            description:
              - Seconds after the start in which failed checks do not count.
              - 'AWS requires: 0 to 300.'
              - 'Class: managed.'
            type: int
            default: 60
      read_only_root_filesystem:
        description:
          - Whether the container's root file system is read-only, except O(services.writable_paths).
          - Excludes O(services.exec), whose agent writes to it.
          - 'Class: managed.'
        type: bool
        default: true
      writable_paths:
        description:
          - Folders that get an empty volume of the task. They belong to root; an image that runs as another user
            has to declare the folder as a volume with that owner.
          - 'Each container has its own, of the same path too: what one writes the others do not see. Volumes of
            a service are shared by name.'
          - 'Class: managed.'
        type: list
        elements: str
        default:
          - /tmp
      stop_timeout:
        description:
          - Seconds between SIGTERM and SIGKILL.
          - 'AWS requires: 2 to 120 on Fargate.'
          - 'Class: managed.'
        type: int
        default: 30
      depends_on:
        description:
          - Containers of the task that come first, name to V(START), V(COMPLETE), V(SUCCESS) or V(HEALTHY).
          - 'Class: managed.'
        type: dict
        default: {}
      sidecars:
        description:
          - Further containers of a task.
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description:
              - The container's name.
              - 'Class: managed.'
            type: str
            required: true
          image:
            description:
              - The image; its tag is resolved when it is named or changed, as that of the service is.
              - 'Class: managed.'
            type: str
            required: true
          port:
            description:
              - A port that other containers of the task reach on localhost.
              - 'AWS requires: 1 to 65535.'
              - 'Class: managed.'
            type: int
          essential:
            description:
              - Whether the task stops when this container stops.
              - 'Class: managed.'
            type: bool
            default: true
          cpu:
            description:
              - CPU units reserved for it.
              - 'AWS requires: Within the task''s.'
              - 'Class: managed.'
            type: int
          memory:
            description:
              - Hard limit of its memory in MiB.
              - 'AWS requires: 6 or more, within the task''s.'
              - 'Class: managed.'
            type: int
          command:
            description:
              - The command, in place of the image's.
              - 'A text is split as a shell does, and no shell runs it: for that say V(sh -c ''...'').'
              - 'Class: managed.'
            type: list
            elements: str
          entry_point:
            description:
              - The entry point, in place of the image's.
              - 'A text is split as a shell does, and no shell runs it: for that say V(sh -c ''...'').'
              - 'Class: managed.'
            type: list
            elements: str
          working_directory:
            description:
              - The working directory, in place of the image's.
              - 'Class: managed.'
            type: str
          user:
            description:
              - The user, in place of the image's, as C(user), C(uid), C(user:group) or C(uid:gid).
              - 'Class: managed.'
            type: str
          environment:
            description:
              - Environment variables in clear text. Anybody who may read the task definition sees them.
              - 'Class: managed.'
            type: dict
            default: {}
          secrets:
            description:
              - Environment variables that ECS fills from a secret when a task starts, name to source.
              - 'V({secret: <name>, key: <key>}) is a secret of this stack by its name in the secret capability;
                without C(key) the whole value. V({arn: <ARN>, key: <key>, kms_key_arn: <ARN>}) is any other secret.
                A text is an ARN.'
              - 'V({parameter: <name>}) is a parameter of this stack by its name in the secret capability. A name
                that begins with a slash, or an ARN, is any other parameter: V({parameter: <name or ARN>, kms_key_arn:
                <ARN>}).'
              - The service waits while a person has still to fill in a value that it asks for. What runs already
                goes on.
              - A value that is rotated reaches a running task only by a new deployment.
              - 'Class: managed.'
            type: dict
            default: {}
          container_health_check:
            description:
              - The check that ECS runs inside the container. The image's own is not used by ECS.
              - 'Class: managed.'
            type: dict
            suboptions:
              command:
                description:
                  - The check, beginning with V(CMD) or V(CMD-SHELL). A text without either is run by the shell.
                  - 'Class: managed.'
                type: list
                elements: str
                required: true
              interval:
                description:
                  - Seconds between two checks.
                  - 'AWS requires: 5 to 300.'
                  - 'Class: managed.'
                type: int
                default: 30
              timeout:
                description:
                  - Seconds until a check counts as failed.
                  - 'AWS requires: 2 to 120.'
                  - 'Class: managed.'
                type: int
                default: 5
              retries:
                description:
                  - Failed checks in a row until the container is unhealthy.
                  - 'AWS requires: 1 to 10.'
                  - 'Class: managed.'
                type: int
                default: 3
              start_period:
                description:
                  - Seconds after the start in which failed checks do not count.
                  - 'AWS requires: 0 to 300.'
                  - 'Class: managed.'
                type: int
                default: 60
          read_only_root_filesystem:
            description:
              - Whether the container's root file system is read-only, except O(services.sidecars[].writable_paths).
              - Excludes O(services.exec), whose agent writes to it.
              - 'Class: managed.'
            type: bool
            default: true
          writable_paths:
            description:
              - Folders that get an empty volume of the task. They belong to root; an image that runs as another
                user has to declare the folder as a volume with that owner.
              - 'Each container has its own, of the same path too: what one writes the others do not see. Volumes
                of a service are shared by name.'
              - 'Class: managed.'
            type: list
            elements: str
            default:
              - /tmp
          stop_timeout:
            description:
              - Seconds between SIGTERM and SIGKILL.
              - 'AWS requires: 2 to 120 on Fargate.'
              - 'Class: managed.'
            type: int
            default: 30
          depends_on:
            description:
              - Containers of the task that come first, name to V(START), V(COMPLETE), V(SUCCESS) or V(HEALTHY).
              - 'Class: managed.'
            type: dict
            default: {}
      files:
        description:
          - Files that the application finds when it starts, absolute path to text. It only reads them.
          - A container C(files) of O(services.files_image) writes them first. Each folder is a volume of the task,
            so that nothing else of the image is seen there.
          - 'Anybody who may read the task definition sees them: secrets go by O(services.secrets).'
          - 'AWS requires: A task definition has at most 64 KiB, with all its files.'
          - 'Class: managed.'
        type: dict
        default: {}
      files_image:
        description:
          - The image with a shell that writes O(services.files).
          - 'Class: managed.'
        type: str
        default: public.ecr.aws/docker/library/busybox:1.37
      desired_count:
        description:
          - Tasks that run; 2 when omitted.
          - With O(services.autoscaling) only the number to begin with; then O(services.autoscaling.min) when omitted.
          - 'Class: managed.'
        type: int
      autoscaling:
        description:
          - Change the number of tasks with the load or by the clock.
          - 'Class: managed.'
        type: dict
        suboptions:
          min:
            description:
              - The fewest tasks.
              - 'AWS requires: 0 or more.'
              - 'Class: managed.'
            type: int
            required: true
          max:
            description:
              - The most tasks.
              - 'AWS requires: At least O(services.autoscaling.min).'
              - 'Class: managed.'
            type: int
            required: true
          cpu:
            description:
              - Average CPU use to hold, in percent.
              - 'AWS requires: More than 0.'
              - 'Class: managed.'
            type: float
          memory:
            description:
              - Average memory use to hold, in percent.
              - 'AWS requires: More than 0.'
              - 'Class: managed.'
            type: float
          backlog_per_task:
            description:
              - Messages that may wait in a queue for each task, to hold. Needs Container Insights, which counts
                the tasks.
              - 'Class: managed.'
            type: dict
            suboptions:
              queue:
                description:
                  - Name of a queue of M(slipway.aws.queue).
                  - 'Class: managed.'
                type: str
                required: true
              messages:
                description:
                  - 'Messages that may wait for each task: those that a task works on in the time that a message
                    may take.'
                  - 'AWS requires: More than 0.'
                  - 'Class: managed.'
                type: float
                required: true
          requests_per_target:
            description:
              - Requests per task and minute to hold. Needs O(services.load_balancer).
              - 'AWS requires: More than 0.'
              - 'Class: managed.'
            type: float
          metrics:
            description:
              - Metrics of one's own to hold at a value that has to grow with the work for each task, name to options.
              - Each name has the suboptions below.
              - 'Class: managed.'
            type: dict
            default: {}
            suboptions:
              namespace:
                description:
                  - Namespace of a metric of one's own.
                  - 'Class: managed.'
                type: str
              metric_name:
                description:
                  - Name of the metric.
                  - 'Class: managed.'
                type: str
              dimensions:
                description:
                  - Its dimensions, name to value.
                  - 'Class: managed.'
                type: dict
                default: {}
              statistic:
                description:
                  - What counts of the values of a period.
                  - 'Class: managed.'
                type: str
                choices:
                  - Average
                  - Sum
                  - Minimum
                  - Maximum
                  - SampleCount
                default: Average
              target:
                description:
                  - Value to hold.
                  - 'AWS requires: More than 0.'
                  - 'Class: managed.'
                type: float
                required: true
          steps:
            description:
              - 'Changes by steps of a metric, name to options: an alarm and a policy for O(services.autoscaling.steps.above),
                and one each for O(services.autoscaling.steps.below).'
              - 'Beside metrics that are held, tasks go as soon as either wants it: AWS advises to let only one
                of both take tasks away.'
              - Each name has the suboptions below.
              - 'Class: managed.'
            type: dict
            default: {}
            suboptions:
              metric:
                description:
                  - 'What is watched: a metric of the service, or with V(own) that of O(services.autoscaling.steps.metric_name).'
                  - V(requests_per_target) are the requests of a period to each task, and needs O(services.load_balancer).
                  - 'Class: managed.'
                type: str
                choices:
                  - cpu
                  - memory
                  - requests_per_target
                  - own
                default: own
              namespace:
                description:
                  - Namespace of a metric of one's own.
                  - 'Class: managed.'
                type: str
              metric_name:
                description:
                  - Name of the metric.
                  - 'Class: managed.'
                type: str
              dimensions:
                description:
                  - Its dimensions, name to value.
                  - 'Class: managed.'
                type: dict
                default: {}
              statistic:
                description:
                  - What counts of the values of a period.
                  - 'Class: managed.'
                type: str
                choices:
                  - Average
                  - Sum
                  - Minimum
                  - Maximum
                  - SampleCount
                default: Average
              above:
                description:
                  - What happens from a threshold on; the highest one that is reached counts.
                  - 'Class: managed.'
                type: list
                elements: dict
                default: []
                suboptions:
                  threshold:
                    description:
                      - Value at which the step begins.
                      - 'Class: managed.'
                    type: float
                    required: true
                  change:
                    description:
                      - Tasks, or percent of them, that come or, below 0, go.
                      - 'AWS requires: A number other than 0.'
                      - 'Class: managed.'
                    type: int
                    required: true
              below:
                description:
                  - What happens below a threshold; the lowest one that is fallen short of counts.
                  - 'Class: managed.'
                type: list
                elements: dict
                default: []
                suboptions:
                  threshold:
                    description:
                      - Value at which the step begins.
                      - 'Class: managed.'
                    type: float
                    required: true
                  change:
                    description:
                      - Tasks, or percent of them, that come or, below 0, go.
                      - 'AWS requires: A number other than 0.'
                      - 'Class: managed.'
                    type: int
                    required: true
              adjustment:
                description:
                  - Whether a change is a number of tasks or percent of them.
                  - 'Class: managed.'
                type: str
                choices:
                  - tasks
                  - percent
                default: tasks
              period:
                description:
                  - Seconds that one value is taken over.
                  - 'AWS requires: 10, 20, 30 or a multiple of 60.'
                  - 'Class: managed.'
                type: int
                default: 60
              evaluation_periods:
                description:
                  - Periods in a row that have to be beyond the threshold.
                  - 'Class: managed.'
                type: int
                default: 1
              missing_data:
                description:
                  - What periods without a value are taken for. V(below) is a value below every threshold, V(ignore)
                    keeps what was.
                  - 'A load balancer without traffic counts no requests: only with V(below) the tasks then go.'
                  - 'Class: managed.'
                type: str
                choices:
                  - below
                  - ignore
                default: below
          scale_in_cooldown:
            description:
              - Seconds between two reductions.
              - 'AWS requires: 0 to 86400.'
              - 'Class: managed.'
            type: int
            default: 300
          scale_out_cooldown:
            description:
              - Seconds between two increases.
              - 'AWS requires: 0 to 86400.'
              - 'Class: managed.'
            type: int
            default: 60
          disable_scale_in:
            description:
              - Never reduce.
              - 'Class: managed.'
            type: bool
            default: false
          schedules:
            description:
              - Changes of O(services.autoscaling.min) and O(services.autoscaling.max) at set times.
              - 'Class: managed.'
            type: list
            elements: dict
            default: []
            suboptions:
              name:
                description:
                  - Name of the scheduled action.
                  - 'Class: managed.'
                type: str
                required: true
              schedule:
                description:
                  - When, as V(cron(0 8 ? * MON-FRI *\)), V(rate(1 day\)) or V(at(2030-01-01T00:00:00\)).
                  - 'Class: managed.'
                type: str
                required: true
              timezone:
                description:
                  - Time zone of the schedule.
                  - 'Class: managed.'
                type: str
                default: UTC
              min:
                description:
                  - Minimum from then on.
                  - 'Class: managed.'
                type: int
              max:
                description:
                  - Maximum from then on.
                  - 'Class: managed.'
                type: int
      deployment:
        description:
          - How a new revision takes over.
          - 'Class: managed.'
        type: dict
        default: {}
        suboptions:
          strategy:
            description:
              - V(ROLLING) replaces tasks batch by batch.
              - 'The others bring up all tasks of the new revision beside the old ones, and move the traffic then:
                V(BLUE_GREEN) all at once, V(LINEAR) in equal steps, V(CANARY) a small part first. The old tasks
                stay for O(services.deployment.bake_time), in which going back takes moments.'
              - Behind the load balancer they take a second target group, and the infrastructure role O(services.deployment.role_arn).
                ECS then owns the weights of the listener rule. Without O(services.load_balancer) and O(services.connect.name)
                only V(BLUE_GREEN) is possible, and there is no traffic to move.
              - 'Class: managed.'
            type: str
            choices:
              - ROLLING
              - BLUE_GREEN
              - LINEAR
              - CANARY
            default: ROLLING
          bake_time:
            description:
              - Minutes that old and new tasks run after all traffic has moved. V(5) when omitted. Not with V(ROLLING).
              - 'AWS requires: 0 to 1440.'
              - 'Class: managed.'
            type: int
          step_percent:
            description:
              - Traffic that moves with each step of V(LINEAR), or with the first one of V(CANARY), in percent.
                V(10) and V(5) when omitted.
              - 'AWS requires: Multiples of 0.1, from 3 with V(LINEAR), from 0.1 with V(CANARY).'
              - 'Class: managed.'
            type: float
          step_bake_time:
            description:
              - Minutes between two steps of V(LINEAR) or V(CANARY). V(6) and V(10) when omitted.
              - 'AWS requires: 0 to 1440.'
              - 'Class: managed.'
            type: int
          test_headers:
            description:
              - HTTP headers that mark test traffic, name to list of values.
              - Requests with them reach the new revision before any other do, by a listener rule of its own. Not
                with V(ROLLING).
              - 'Class: managed.'
            type: dict
            default: {}
          test_priority:
            description:
              - Priority of the rule for O(services.deployment.test_headers), before that of the service's own.
                Needed where O(services.load_balancer.priority) is given.
              - 'AWS requires: 1 to 50000.'
              - 'Class: delegated.'
            type: int
          role_arn:
            description:
              - ARN of the ECS infrastructure role that moves the weights.
              - Made when omitted, with the policy C(AmazonECSInfrastructureRolePolicyForLoadBalancers).
              - 'Class: managed.'
            type: str
          minimum_healthy_percent:
            description:
              - Tasks that stay up during a rolling deployment, in percent of the desired count.
              - 'AWS requires: 0 to 100.'
              - 'Class: managed.'
            type: int
            default: 100
          maximum_percent:
            description:
              - Tasks that may run during a rolling deployment, in percent of the desired count. The other O(services.deployment.strategy)s
                run twice the count.
              - 'AWS requires: 100 to 200 with availability zone rebalancing above 100.'
              - 'Class: managed.'
            type: int
            default: 200
          circuit_breaker:
            description:
              - Whether ECS ends a deployment whose tasks do not become healthy. A run that waits for its deployment
                ends it in any case once three tasks have failed, and more than run.
              - 'Class: managed.'
            type: bool
            default: true
          rollback:
            description:
              - Whether a failed deployment returns to the last one that succeeded.
              - 'Class: managed.'
            type: bool
            default: true
          alarms:
            description:
              - Names of CloudWatch alarms that end a deployment.
              - 'Class: managed.'
            type: list
            elements: str
            default: []
      capacity_provider_strategy:
        description:
          - Where tasks run.
          - 'Class: managed.'
        type: list
        elements: dict
        default:
          - capacity_provider: FARGATE
            weight: 1
            base: 0
        suboptions:
          capacity_provider:
            description:
              - The capacity provider.
              - 'Class: managed.'
            type: str
            choices:
              - FARGATE
              - FARGATE_SPOT
            required: true
          weight:
            description:
              - Its share of the tasks.
              - 'AWS requires: 0 to 1000.'
              - 'Class: managed.'
            type: int
            default: 1
          base:
            description:
              - Tasks that it gets before weights count; at most one provider has a base.
              - 'AWS requires: 0 to 100000.'
              - 'Class: managed.'
            type: int
            default: 0
      platform_version:
        description:
          - Fargate platform version. AWS's latest when omitted.
          - 'Class: optional.'
        type: str
      availability_zone_rebalancing:
        description:
          - Whether ECS keeps the tasks spread over the zones.
          - 'Class: managed.'
        type: bool
        default: true
      exec:
        description:
          - Whether ECS Exec may open a shell in the container. Excludes O(services.read_only_root_filesystem).
          - 'Class: managed.'
        type: bool
        default: false
      connect:
        description:
          - Put the service into the namespace of M(slipway.aws.discovery), with ECS Service Connect.
          - V({}) lets it reach others. With O(services.connect.name) they reach it as well, at that name and its
            port.
          - Each task gets a proxy, for which 256 CPU units and 64 MiB of memory should be spare.
          - 'Class: managed.'
        type: dict
        suboptions:
          name:
            description:
              - Name at which the other services of the namespace reach this one. Without it, it only reaches others.
              - It is unique within the namespace.
              - 'AWS requires: At most 64 lower-case letters, digits and _ . -.'
              - 'Class: managed.'
            type: str
          port:
            description:
              - Port at which the others reach it; the port of the service itself when omitted.
              - 'AWS requires: 1 to 65535.'
              - 'Class: managed.'
            type: int
          app_protocol:
            description:
              - The protocol that is spoken. ECS does not let it change while the service exists.
              - 'Class: managed.'
            type: str
            choices:
              - http
              - http2
              - grpc
              - tcp
            default: http
          idle_timeout:
            description:
              - Seconds after which an idle connection is closed, V(0) for never.
              - Five minutes, or an hour with V(tcp), when omitted.
              - 'Class: managed.'
            type: int
          per_request_timeout:
            description:
              - Seconds that a request may take, V(0) for any. AWS's own figure when omitted. Not with V(tcp).
              - 'Class: managed.'
            type: int
          log:
            description:
              - Whether the proxy beside each task writes to the service's log group.
              - 'Class: managed.'
            type: bool
            default: true
      connects_to:
        description:
          - Services of the same declaration, each with a O(services.connect.name), that this one calls.
          - They are up before this one is deployed, their ports are opened among the services, and this one is
            deployed again when one of their endpoints comes or changes, since a task sees only those from before
            its start. Implies O(services.connect).
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      queues:
        description:
          - Queues of M(slipway.aws.queue) that the service uses, environment variable to queue.
          - The variable holds the queue's URL, and the task role may do what O(services.queues.access) says.
          - Each name has the suboptions below.
          - 'Class: managed.'
        type: dict
        default: {}
        suboptions:
          queue:
            description:
              - Name of a queue of M(slipway.aws.queue).
              - 'Class: managed.'
            type: str
            required: true
          access:
            description:
              - What the service may do with its messages.
              - 'Class: managed.'
            type: str
            choices:
              - send
              - receive
              - send_and_receive
            required: true
      buckets:
        description:
          - 'Buckets of M(slipway.aws.storage) that the service uses, name to what it may do: V(read), V(write)
            or V(read_write).'
          - The environment variable C(<NAME>_BUCKET) holds the bucket's name; every value lets the task role list
            the bucket.
          - 'Class: managed.'
        type: dict
        default: {}
      email:
        description:
          - Addresses that the service sends mail from, environment variable to address.
          - The variable holds the address, and the task role may send from it by SES, with the domain of M(slipway.aws.email).
          - Each name has the suboptions below.
          - 'Class: managed.'
        type: dict
        default: {}
        suboptions:
          address:
            description:
              - Address that the service sends from, of the domain of M(slipway.aws.email) or a name below it.
              - 'Class: managed.'
            type: str
            required: true
      egress:
        description:
          - What the service calls, turned into security group rules.
          - 'The network ACLs of the collection let the answers back, too: those of another stack with that stack''s
            next run.'
          - 'The load balancer, databases of the stack and O(services.connects_to) need no rule: they have theirs.'
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
        suboptions:
          host:
            description:
              - Host name of the dependency. A security group knows addresses only, so the rule allows its port
                to any.
              - 'Class: managed.'
            type: str
          cidr:
            description:
              - Address range of the dependency, IPv4 or IPv6.
              - 'Class: managed.'
            type: str
          security_group:
            description:
              - 'ID of the dependency''s security group, in this VPC or a peered one. It is not changed: its owner
                lets the services in.'
              - 'Class: managed.'
            type: str
          service:
            description:
              - Another one of O(services). Both ends of the way are opened.
              - 'Class: managed.'
            type: str
          port:
            description:
              - Its port, or the first of a range. That of O(services.egress[].service) when omitted, and needed
                otherwise.
              - 'AWS requires: 1 to 65535.'
              - 'Class: managed.'
            type: int
          to_port:
            description:
              - The last port of a range.
              - 'AWS requires: O(services.egress[].port) to 65535.'
              - 'Class: managed.'
            type: int
          protocol:
            description:
              - The protocol.
              - 'Class: managed.'
            type: str
            choices:
              - tcp
              - udp
            default: tcp
      ingress:
        description:
          - Who calls the service beside the load balancer, turned into security group rules. Nobody else does.
          - 'All services of a stack share a security group: the rule lets those in to each of them, at that port.'
          - 'The network ACLs of the collection let them in, too: those of another stack with that stack''s next
            run.'
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
        suboptions:
          cidr:
            description:
              - Address range of the caller, IPv4 or IPv6.
              - 'Class: managed.'
            type: str
          security_group:
            description:
              - 'ID of the caller''s security group, in this VPC or a peered one. It is not changed: its owner lets
                it out.'
              - 'Class: managed.'
            type: str
          service:
            description:
              - Another one of O(services). Both ends of the way are opened.
              - 'Class: managed.'
            type: str
          port:
            description:
              - The port that is called, or the first of a range. The service's own when omitted.
              - 'AWS requires: 1 to 65535.'
              - 'Class: managed.'
            type: int
          to_port:
            description:
              - The last port of a range.
              - 'AWS requires: O(services.ingress[].port) to 65535.'
              - 'Class: managed.'
            type: int
          protocol:
            description:
              - The protocol.
              - 'Class: managed.'
            type: str
            choices:
              - tcp
              - udp
            default: tcp
      load_balancer:
        description:
          - Put the service behind the load balancer. V({}) takes all requests of the listener.
          - 'Class: managed.'
        type: dict
        suboptions:
          paths:
            description:
              - Path patterns, such as V(/api/*).
              - 'Class: managed.'
            type: list
            elements: str
            default: []
          hosts:
            description:
              - Host names or patterns.
              - 'Class: managed.'
            type: list
            elements: str
            default: []
          headers:
            description:
              - HTTP headers, name to list of values. Each of them is needed, with one of its values.
              - 'Class: managed.'
            type: dict
            default: {}
          methods:
            description:
              - HTTP methods.
              - 'Class: managed.'
            type: list
            elements: str
            default: []
          query:
            description:
              - Query parameters, key to value. One of them is needed.
              - 'Class: managed.'
            type: dict
            default: {}
          source_cidrs:
            description:
              - Address ranges of clients.
              - 'Class: managed.'
            type: list
            elements: str
            default: []
          listener:
            description:
              - The load balancer's listener that gets the rule.
              - 'Class: managed.'
            type: str
            choices:
              - https
              - http
            default: https
          priority:
            description:
              - The rule's priority. Chosen among the free ones when omitted, after narrower rules and before wider
                ones; it follows the conditions.
              - 'AWS requires: 1 to 50000.'
              - 'Class: delegated.'
            type: int
          stickiness:
            description:
              - Keep a client with its target. Off when omitted.
              - 'Class: managed.'
            type: dict
            suboptions:
              duration:
                description:
                  - Seconds for which a client stays with its target.
                  - 'AWS requires: 1 to 604800.'
                  - 'Class: managed.'
                type: int
                default: 86400
              cookie_name:
                description:
                  - Cookie of the application to follow. The load balancer makes its own when omitted.
                  - 'Class: managed.'
                type: str
          authenticate:
            description:
              - Login at the load balancer by a user pool of Amazon Cognito, before a request reaches the service.
                None when omitted.
              - Needs the HTTPS listener. The load balancer is let out to the pool's endpoints.
              - 'Class: managed.'
            type: dict
            suboptions:
              user_pool_arn:
                description:
                  - ARN of the Amazon Cognito user pool.
                  - 'Class: managed.'
                type: str
                required: true
              client_id:
                description:
                  - ID of the pool's app client.
                  - 'AWS requires: It has a secret, the code flow, and C(https://<domain>/oauth2/idpresponse) among
                    its callback URLs.'
                  - 'Class: managed.'
                type: str
                required: true
              domain:
                description:
                  - 'The pool''s domain: its prefix, or its whole name where it is its own.'
                  - 'Class: managed.'
                type: str
                required: true
              scope:
                description:
                  - What is asked of the pool, with spaces between.
                  - 'Class: managed.'
                type: str
                default: openid
              session_cookie_name:
                description:
                  - Name of the session's cookie.
                  - 'Class: managed.'
                type: str
                default: AWSELBAuthSessionCookie
              session_timeout:
                description:
                  - Seconds that a session lasts at the most.
                  - 'AWS requires: 1 to 604800.'
                  - 'Class: managed.'
                type: int
                default: 604800
              on_unauthenticated_request:
                description:
                  - 'What happens to who is not logged in: the login, an answer 401, or nothing.'
                  - 'Class: managed.'
                type: str
                choices:
                  - authenticate
                  - deny
                  - allow
                default: authenticate
          protocol:
            description:
              - The protocol towards the tasks. With V(HTTPS) they answer with a certificate, which is not verified.
              - 'Class: managed.'
            type: str
            choices:
              - HTTP
              - HTTPS
            default: HTTP
          protocol_version:
            description:
              - The protocol version towards the tasks.
              - 'Class: managed.'
            type: str
            choices:
              - HTTP1
              - HTTP2
              - GRPC
            default: HTTP1
          deregistration_delay:
            description:
              - Seconds that a stopping task has for requests under way.
              - 'AWS requires: 0 to 3600.'
              - 'Class: managed.'
            type: int
            default: 30
          slow_start:
            description:
              - Seconds over which a new task gets its full share of requests. V(0) is off.
              - 'AWS requires: 0, or 30 to 900.'
              - 'Class: managed.'
            type: int
            default: 0
          algorithm:
            description:
              - How requests are spread.
              - 'Class: managed.'
            type: str
            choices:
              - round_robin
              - least_outstanding_requests
              - weighted_random
            default: round_robin
          target_group_name:
            description:
              - Name of the target group. Made of stack and service when omitted.
              - 'AWS requires: At most 32 characters.'
              - 'Class: managed.'
            type: str
      health_check:
        description:
          - The load balancer's health check.
          - 'Class: managed.'
        type: dict
        default: {}
        suboptions:
          path:
            description:
              - The path that the load balancer asks for.
              - 'Class: managed.'
            type: str
            default: /health
          port:
            description:
              - The port, or V(traffic-port).
              - 'Class: managed.'
            type: str
            default: traffic-port
          protocol:
            description:
              - The protocol. That of the load balancer's own requests when omitted.
              - 'Class: managed.'
            type: str
            choices:
              - HTTP
              - HTTPS
          interval:
            description:
              - Seconds between two checks.
              - 'AWS requires: 5 to 300.'
              - 'Class: managed.'
            type: int
            default: 30
          timeout:
            description:
              - Seconds until a check counts as failed; less than O(services.health_check.interval).
              - 'AWS requires: 2 to 120.'
              - 'Class: managed.'
            type: int
            default: 5
          healthy_threshold:
            description:
              - Good checks in a row until a target is healthy.
              - 'AWS requires: 2 to 10.'
              - 'Class: managed.'
            type: int
            default: 2
          unhealthy_threshold:
            description:
              - Failed checks in a row until a target is unhealthy.
              - 'AWS requires: 2 to 10.'
              - 'Class: managed.'
            type: int
            default: 3
          matcher:
            description:
              - Codes of a good answer, such as V(200-299). V(200) when omitted, V(12) for gRPC.
              - 'Class: managed.'
            type: str
          grace_period:
            description:
              - Seconds after a task's start in which ECS ignores failed checks.
              - 'AWS requires: 0 to 2147483647.'
              - 'Class: managed.'
            type: int
            default: 60
      shared_volumes:
        description:
          - Empty volumes that containers of a task share, name to the containers, by name, each with its folder.
          - 'V({config: {init: /out, api: ''/etc/app:ro''}}) lets the sidecar C(init) write what C(api) only reads.
            The application''s container has the name of O(services.container_name).'
          - In that container it takes the place of the path among O(services.writable_paths). It goes with the
            task.
          - 'Class: managed.'
        type: dict
        default: {}
      volumes:
        description:
          - 'Folders that outlive the tasks and that all of them share, name to options: access points of Amazon
            EFS.'
          - They are mounted with TLS and the task role's permission, before a task's containers start.
          - Each name has the suboptions below.
          - 'Class: managed.'
        type: dict
        default: {}
        suboptions:
          file_system:
            description:
              - Instance of the file system capability, or the ID of another file system.
              - 'Class: managed.'
            type: str
            default: main
          access_point:
            description:
              - Access point of O(services.volumes.file_system) by its name; the volume's own name when omitted.
              - The ID of an access point where O(services.volumes.file_system) is an ID.
              - 'Class: managed.'
            type: str
          path:
            description:
              - Folder of the container that shows it.
              - 'Class: managed.'
            type: str
            required: true
          read_only:
            description:
              - Whether the service may only read.
              - 'Class: managed.'
            type: bool
            default: false
      task_policy_statements:
        description:
          - IAM policy statements for the application, in IAM's own form.
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
      task_managed_policy_arns:
        description:
          - ARNs of managed policies for the application.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
      execution_policy_statements:
        description:
          - IAM policy statements for the start of a task, in IAM's own form.
          - 'Class: managed.'
        type: list
        elements: dict
        default: []
      task_role_arn:
        description:
          - An existing task role, in place of one made for the service.
          - 'Class: managed.'
        type: str
      execution_role_arn:
        description:
          - An existing execution role, in place of one made for the service.
          - 'Class: managed.'
        type: str
      log_retention_days:
        description:
          - Days for which log events are kept.
          - V(0) keeps it for ever.
          - 'AWS requires: A number of days that CloudWatch Logs has, or no retention at all.'
          - 'Class: managed.'
        type: int
        choices:
          - 0
          - 1
          - 3
          - 5
          - 7
          - 14
          - 30
          - 60
          - 90
          - 120
          - 150
          - 180
          - 365
          - 400
          - 545
          - 731
          - 1096
          - 1827
          - 2192
          - 2557
          - 2922
          - 3288
          - 3653
        default: 30
      log_class:
        description:
          - Class of the log group. V(INFREQUENT_ACCESS) is cheaper, and has neither metric filters nor subscriptions.
          - O(slipway.aws.monitoring#module:log_metrics) are metric filters.
          - 'Another class means another log group: what was written goes with the old one.'
          - 'Class: managed.'
        type: str
        choices:
          - STANDARD
          - INFREQUENT_ACCESS
        default: STANDARD
      log_stream_prefix:
        description:
          - First part of the names of log streams.
          - 'Class: managed.'
        type: str
        default: ecs
      redeploy:
        description:
          - Any text. Changing it deploys a new revision, for example once a cause outside the declaration is mended.
          - 'Class: managed.'
        type: str
      name:
        description:
          - Name of the service. Made of stack and service when omitted.
          - 'Class: managed.'
        type: str
      task_family:
        description:
          - Family of the task definition. The service's name when omitted.
          - 'Class: managed.'
        type: str
      container_name:
        description:
          - Name of the application's container. The service's key when omitted.
          - 'Class: managed.'
        type: str
      log_group_name:
        description:
          - Name of the log group. V(/ecs/<application>-<environment>/<service>) when omitted.
          - 'Class: managed.'
        type: str
      task_role_name:
        description:
          - Name of the task role.
          - 'AWS requires: At most 64 characters.'
          - 'Class: managed.'
        type: str
      execution_role_name:
        description:
          - Name of the execution role.
          - 'AWS requires: At most 64 characters.'
          - 'Class: managed.'
        type: str
  defaults:
    description:
      - What holds for every service of the application that does not say otherwise, in the options of O(services).
      - An environment's O(policy) is laid over it, with C(defaults) of its own, and does not take it away.
      - 'Class: managed.'
    type: dict
    default: {}
  policy:
    description:
      - What an environment changes about the services, in the options of O(services).
      - V(defaults) holds for every service that does not say otherwise; a service's name overrides what the service
        says. Dictionaries are merged member by member, lists replaced, and null takes an option away.
      - 'Class: managed.'
    type: dict
    default: {}
  cluster:
    description:
      - Name or ARN of an existing cluster. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  vpc_id:
    description:
      - ID of the VPC. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  vpc_cidr:
    description:
      - Address range of the VPC, for O(aws_egress=vpc). That of the stack's own when omitted.
      - 'Class: optional.'
    type: str
  subnet_tier:
    description:
      - The stack's subnets that tasks run in.
      - V(public) needs O(assign_public_ip), and saves the NAT gateway.
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
      - Rules go to the first one.
      - 'Class: optional.'
    type: list
    elements: str
  security_group_rules:
    description:
      - Whether the services add their rules to the security groups.
      - 'Class: managed.'
    type: bool
    default: true
  aws_egress:
    description:
      - How tasks reach the APIs of AWS over HTTPS, which images, logs and secrets need.
      - V(internet) opens port 443 to anywhere. V(vpc) opens it to the VPC and to Amazon S3 only, and needs the
        interface endpoints for ECR, CloudWatch Logs and Secrets Manager. V(none) leaves it to O(services), and
        to M(slipway.aws.network), which opens the way to interface endpoints that it makes itself.
      - The way to Amazon S3, where image layers are, is opened by M(slipway.aws.network) with O(slipway.aws.network#module:interface_endpoints)
        where the network is the stack's own, and by V(vpc) where it is another stack's or O(vpc_id) is given.
      - 'Class: managed.'
    type: str
    choices:
      - internet
      - vpc
      - none
    default: internet
  load_balancer_security_group_id:
    description:
      - ID of the load balancer's security group. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  load_balancer_full_name:
    description:
      - The load balancer's name in metrics, such as C(app/shop/50dc6c495c0c9188).
      - 'Class: optional.'
    type: str
  http_listener_arn:
    description:
      - ARN of an HTTP listener. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  https_listener_arn:
    description:
      - ARN of an HTTPS listener. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  http_rules:
    description:
      - Whether services behind the HTTPS listener answer on the HTTP listener too.
      - On where O(slipway.aws.load_balancer#module:http) is V(serve) beside HTTPS, in the role.
      - Not for services that speak HTTP/2 or gRPC, and only with the strategy V(ROLLING).
      - 'Class: managed.'
    type: bool
    default: false
  namespace_arn:
    description:
      - ARN of the Cloud Map namespace of services that connect. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  encryption:
    description:
      - Key for the log groups, and which key the services' secrets have.
      - V(customer) is the stack's own key or O(kms_key_id); V(aws) are keys that AWS manages.
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  parameter_encryption:
    description:
      - Key of the stack's own parameters, as in O(slipway.aws.secret#module:parameter_encryption).
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: aws
  kms_key_id:
    description:
      - ARN of a KMS key. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  permissions_boundary:
    description:
      - ARN of a policy that bounds the roles. An empty text removes one.
      - 'Class: optional.'
    type: str
  retained_revisions:
    description:
      - How many revisions of a task definition stay registered, for rollbacks. At least 2.
      - 'Class: managed.'
    type: int
    default: 10
"""

EXAMPLES = r"""
---
- name: Run one service behind the load balancer
  slipway.aws.service:
    services:
      api:
        tag: "1.4.0"
        environment:
          SPRING_PROFILES_ACTIVE: production
        secrets:
          DB_PASSWORD: {secret: db-credentials, key: password}
        load_balancer: {}
        autoscaling: {min: 2, max: 10, cpu: 70}

- name: A gateway in front of a service that only it reaches
  slipway.aws.service:
    services:
      gateway:
        tag: "1.4.0"
        port: 80
        load_balancer: {}
        connects_to: [backend]
      backend:
        tag: "1.4.0"
        port: 5000
        connect: {name: backend-service}

- name: A worker on spare capacity, with less of everything outside production
  slipway.aws.service:
    services:
      worker:
        tag: "1.4.0"
        port: null
        command: [java, -cp, app.jar, shop.Worker]
        capacity_provider_strategy:
          - {capacity_provider: FARGATE_SPOT, weight: 1}
        egress:
          - {host: api.example.com, port: 8443}
    policy:
      defaults: {log_retention_days: 7}
      worker: {cpu: 256, memory: 512, desired_count: 1}
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
services:
  description: Names of the services, by key.
  returned: when it is known
  type: dict
  sample:
    api: inflight-ordering-prod-api
images:
  description: Images of the current task definition revisions, by key.
  returned: when it is known
  type: dict
  sample:
    api: 123456789012.dkr.ecr.us-east-1.amazonaws.com/inflight-ordering-api@sha256:6d0e...
image_tags:
  description: What O(services) or a release called those images, by key.
  returned: when it is known
  type: dict
  sample:
    api: 1.4.0
task_definitions:
  description: ARNs of the current task definition revisions, by key.
  returned: when it is known
  type: dict
  sample:
    api: arn:aws:ecs:us-east-1:123456789012:task-definition/inflight-ordering-prod-api:7
log_groups:
  description: Names of the log groups, by key.
  returned: when it is known
  type: dict
  sample:
    api: /ecs/inflight-ordering-prod/api
task_role_arns:
  description: ARNs of the task roles, by key.
  returned: when it is known
  type: dict
  sample:
    api: arn:aws:iam::123456789012:role/slipway/inflight-ordering/prod/inflight-ordering-prod-us-east-1-api-task
target_group_arns:
  description: ARNs of the target groups of services behind the load balancer, by key.
  returned: when it is known
  type: dict
  sample:
    api: arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/inflight-ordering-prod-api/6d0ecf831eec9f09
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import service


def main():
    entry.main("service", service)


if __name__ == "__main__":
    main()
