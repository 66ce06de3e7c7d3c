# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of one service. The tables have the form of an argument spec with documentation."""

from __future__ import annotations

from ...aws.shared import documents
from ..shared import forms
from ..shared.capacity import STRATEGY
from ..shared.option import Form, Option
from ..shared.retention import retention_option
from .queues import BACKLOG, QUEUE
from .volumes import VOLUME

_SECRETS = [
    "Environment variables that ECS fills from a secret when a task starts, name to source.",
    (
        "V({secret: <name>, key: <key>}) is a secret of this stack by its name in the secret capability; without C(key) the whole "
        "value. V({arn: <ARN>, key: <key>, kms_key_arn: <ARN>}) is any other secret. A text is an ARN."
    ),
    (
        "V({parameter: <name>}) is a parameter of this stack by its name in the secret capability. A name that begins with a slash, or "
        "an ARN, is any other parameter: V({parameter: <name or ARN>, kms_key_arn: <ARN>})."
    ),
    "The service waits while a person has still to fill in a value that it asks for. What runs already goes on.",
    "A value that is rotated reaches a running task only by a new deployment.",
]

# CreateService and RegisterTaskDefinition.
NAME = Form("letters, digits, _ and -, at most 255, are allowed", r"[A-Za-z0-9_-]{1,255}", samples=("shop-api",))


def some(value):
    """The value, or None for one that is empty."""
    return value or None


def dependencies(given):
    """Containers that come first, as a task definition has them."""
    return [{"containerName": name, "condition": condition} for name, condition in sorted(given.items())] or None


_COMMAND = {"ordered": True, "lines": True, "words": True}
_WORDS = "A text is split as a shell does, and no shell runs it: for that say V(sh -c '...')."

CONTAINER_HEALTH_CHECK = {
    "command": Option(
        "list",
        "The check, beginning with V(CMD) or V(CMD-SHELL). A text without either is run by the shell.",
        elements="str",
        ordered=True,
        lines=True,
        required=True,
        count=(1, None),
    ),
    "interval": Option(
        "int",
        "Seconds between two checks.",
        default=30,
        aws="5 to 300.",
        between=(5, 300),
        field="task_definition.containerDefinitions.healthCheck.interval",
    ),
    "timeout": Option(
        "int",
        "Seconds until a check counts as failed.",
        default=5,
        aws="2 to 120.",
        between=(2, 120),
        field="task_definition.containerDefinitions.healthCheck.timeout",
    ),
    "retries": Option(
        "int",
        "Failed checks in a row until the container is unhealthy.",
        default=3,
        aws="1 to 10.",
        between=(1, 10),
        field="task_definition.containerDefinitions.healthCheck.retries",
    ),
    "start_period": Option(
        "int",
        "Seconds after the start in which failed checks do not count.",
        default=60,
        aws="0 to 300.",
        between=(0, 300),
        field="task_definition.containerDefinitions.healthCheck.startPeriod",
    ),
}

CONTAINER = {
    "command": Option(
        "list",
        ["The command, in place of the image's.", _WORDS],
        elements="str",
        **_COMMAND,
        field="task_definition.containerDefinitions.command",
        sent=some,
    ),
    "entry_point": Option(
        "list",
        ["The entry point, in place of the image's.", _WORDS],
        elements="str",
        **_COMMAND,
        field="task_definition.containerDefinitions.entryPoint",
        sent=some,
    ),
    "working_directory": Option(
        "str",
        "The working directory, in place of the image's.",
        field="task_definition.containerDefinitions.workingDirectory",
        sent=some,
    ),
    "user": Option(
        "str",
        "The user, in place of the image's, as C(user), C(uid), C(user:group) or C(uid:gid).",
        field="task_definition.containerDefinitions.user",
        sent=some,
    ),
    "environment": Option(
        "dict", "Environment variables in clear text. Anybody who may read the task definition sees them.", default={}
    ),
    "secrets": Option("dict", _SECRETS, default={}),
    "container_health_check": Option(
        "dict",
        "The check that ECS runs inside the container. The image's own is not used by ECS.",
        options=CONTAINER_HEALTH_CHECK,
    ),
    "read_only_root_filesystem": Option(
        "bool",
        [
            "Whether the container's root file system is read-only, except O(writable_paths).",
            "Excludes O(exec), whose agent writes to it.",
        ],
        default=True,
        field="task_definition.containerDefinitions.readonlyRootFilesystem",
    ),
    "writable_paths": Option(
        "list",
        [
            (
                "Folders that get an empty volume of the task. They belong to root; an image that runs as another user has to declare "
                "the folder as a volume with that owner."
            ),
            "Each container has its own, of the same path too: what one writes the others do not see. Volumes of a service are shared by name.",
        ],
        default=["/tmp"],
        elements="str",
    ),
    "stop_timeout": Option(
        "int",
        "Seconds between SIGTERM and SIGKILL.",
        default=30,
        aws="2 to 120 on Fargate.",
        between=(2, 120),
        field="task_definition.containerDefinitions.stopTimeout",
    ),
    "depends_on": Option(
        "dict",
        "Containers of the task that come first, name to V(START), V(COMPLETE), V(SUCCESS) or V(HEALTHY).",
        default={},
        of="str",
        field="task_definition.containerDefinitions.dependsOn",
        sent=dependencies,
    ),
}

SIDECAR = {
    "name": Option(
        "str",
        "The container's name.",
        required=True,
        field="task_definition.containerDefinitions.name",
    ),
    "image": Option(
        "str",
        "The image; its tag is resolved when it is named or changed, as that of the service is.",
        required=True,
        form=forms.IMAGE,
    ),
    "port": Option(
        "int", "A port that other containers of the task reach on localhost.", aws="1 to 65535.", between=(1, 65535)
    ),
    "essential": Option(
        "bool",
        "Whether the task stops when this container stops.",
        default=True,
        field="task_definition.containerDefinitions.essential",
    ),
    "cpu": Option(
        "int",
        "CPU units reserved for it.",
        aws="Within the task's.",
        field="task_definition.containerDefinitions.cpu",
    ),
    "memory": Option(
        "int",
        "Hard limit of its memory in MiB.",
        aws="6 or more, within the task's.",
        field="task_definition.containerDefinitions.memory",
    ),
    **CONTAINER,
}

HEALTH_CHECK = {
    "path": Option(
        "str",
        "The path that the load balancer asks for.",
        default="/health",
        field="target_group.HealthCheckPath",
    ),
    "port": Option(
        "str",
        "The port, or V(traffic-port).",
        default="traffic-port",
        known=True,
        field="target_group.HealthCheckPort",
    ),
    "protocol": Option(
        "str",
        "The protocol. That of the load balancer's own requests when omitted.",
        choices=["HTTP", "HTTPS"],
        field="target_group.HealthCheckProtocol",
    ),
    "interval": Option(
        "int",
        "Seconds between two checks.",
        default=30,
        aws="5 to 300.",
        between=(5, 300),
        field="target_group.HealthCheckIntervalSeconds",
    ),
    "timeout": Option(
        "int",
        "Seconds until a check counts as failed; less than O(interval).",
        default=5,
        aws="2 to 120.",
        between=(2, 120),
        field="target_group.HealthCheckTimeoutSeconds",
    ),
    "healthy_threshold": Option(
        "int",
        "Good checks in a row until a target is healthy.",
        default=2,
        aws="2 to 10.",
        between=(2, 10),
        field="target_group.HealthyThresholdCount",
    ),
    "unhealthy_threshold": Option(
        "int",
        "Failed checks in a row until a target is unhealthy.",
        default=3,
        aws="2 to 10.",
        between=(2, 10),
        field="target_group.UnhealthyThresholdCount",
    ),
    "matcher": Option("str", "Codes of a good answer, such as V(200-299). V(200) when omitted, V(12) for gRPC."),
    "grace_period": Option(
        "int",
        "Seconds after a task's start in which ECS ignores failed checks.",
        default=60,
        aws="0 to 2147483647.",
        between=(0, 2147483647),
        field="ecs_service.healthCheckGracePeriodSeconds",
    ),
}

STICKINESS = {
    "duration": Option(
        "int",
        "Seconds for which a client stays with its target.",
        default=86400,
        aws="1 to 604800.",
        between=(1, 604800),
    ),
    "cookie_name": Option("str", "Cookie of the application to follow. The load balancer makes its own when omitted."),
}

LOAD_BALANCER = {
    "paths": Option("list", "Path patterns, such as V(/api/*).", default=[], elements="str"),
    "hosts": Option("list", "Host names or patterns.", default=[], elements="str"),
    "headers": Option(
        "dict",
        "HTTP headers, name to list of values. Each of them is needed, with one of its values.",
        default={},
        of="list",
    ),
    "methods": Option("list", "HTTP methods.", default=[], elements="str"),
    "query": Option("dict", "Query parameters, key to value. One of them is needed.", default={}, of="str"),
    "source_cidrs": Option("list", "Address ranges of clients.", default=[], elements="str", form=forms.CIDR),
    "listener": Option(
        "str", "The load balancer's listener that gets the rule.", default="https", choices=["https", "http"]
    ),
    "priority": Option(
        "int",
        "The rule's priority. Chosen among the free ones when omitted, after narrower rules and before wider ones; it follows the conditions.",
        class_="delegated",
        aws="1 to 50000.",
        between=(1, 50000),
    ),
    "stickiness": Option("dict", "Keep a client with its target. Off when omitted.", options=STICKINESS),
    "protocol": Option(
        "str",
        "The protocol towards the tasks. With V(HTTPS) they answer with a certificate, which is not verified.",
        default="HTTP",
        choices=["HTTP", "HTTPS"],
        field="target_group.Protocol",
    ),
    "protocol_version": Option(
        "str",
        "The protocol version towards the tasks.",
        default="HTTP1",
        choices=["HTTP1", "HTTP2", "GRPC"],
        field="target_group.ProtocolVersion",
    ),
    "deregistration_delay": Option(
        "int",
        "Seconds that a stopping task has for requests under way.",
        default=30,
        aws="0 to 3600.",
        between=(0, 3600),
        field="target_group.Attributes[deregistration_delay.timeout_seconds]",
    ),
    "slow_start": Option(
        "int",
        "Seconds over which a new task gets its full share of requests. V(0) is off.",
        default=0,
        aws="0, or 30 to 900.",
        field="target_group.Attributes[slow_start.duration_seconds]",
    ),
    "algorithm": Option(
        "str",
        "How requests are spread.",
        default="round_robin",
        choices=["round_robin", "least_outstanding_requests", "weighted_random"],
        field="target_group.Attributes[load_balancing.algorithm.type]",
    ),
    "target_group_name": Option(
        "str",
        "Name of the target group. Made of stack and service when omitted.",
        aws="At most 32 characters.",
        length=(None, 32),
        field="target_group.Name",
    ),
}

SCHEDULE = {
    "name": Option(
        "str",
        "Name of the scheduled action.",
        required=True,
        field="scheduled_action.ScheduledActionName",
    ),
    "schedule": Option(
        "str",
        "When, as V(cron(0 8 ? * MON-FRI *\\)), V(rate(1 day\\)) or V(at(2030-01-01T00:00:00\\)).",
        required=True,
        field="scheduled_action.Schedule",
    ),
    "timezone": Option(
        "str",
        "Time zone of the schedule.",
        default="UTC",
        form=forms.TIME_ZONE,
        field="scheduled_action.Timezone",
    ),
    "min": Option(
        "int",
        "Minimum from then on.",
        field="scheduled_action.ScalableTargetAction.MinCapacity",
    ),
    "max": Option(
        "int",
        "Maximum from then on.",
        field="scheduled_action.ScalableTargetAction.MaxCapacity",
    ),
}

AUTOSCALING = {
    "min": Option(
        "int",
        "The fewest tasks.",
        required=True,
        aws="0 or more.",
        between=(0, None),
        field="scalable_target.MinCapacity",
    ),
    "max": Option(
        "int",
        "The most tasks.",
        required=True,
        aws="At least O(min).",
        field="scalable_target.MaxCapacity",
    ),
    "cpu": Option(
        "float",
        "Average CPU use to hold, in percent.",
        aws="More than 0.",
        field="scaling_policy/*-cpu.TargetTrackingScalingPolicyConfiguration.TargetValue",
    ),
    "memory": Option(
        "float",
        "Average memory use to hold, in percent.",
        aws="More than 0.",
        field="scaling_policy/*-memory.TargetTrackingScalingPolicyConfiguration.TargetValue",
    ),
    "backlog_per_task": Option(
        "dict",
        "Messages that may wait in a queue for each task, to hold. Needs Container Insights, which counts the tasks.",
        options=BACKLOG,
    ),
    "requests_per_target": Option(
        "float",
        "Requests per task and minute to hold. Needs O(load_balancer).",
        aws="More than 0.",
        field="scaling_policy/*-requests_per_target.TargetTrackingScalingPolicyConfiguration.TargetValue",
    ),
    "scale_in_cooldown": Option(
        "int",
        "Seconds between two reductions.",
        default=300,
        aws="0 to 86400.",
        between=(0, 86400),
        field="scaling_policy.TargetTrackingScalingPolicyConfiguration.ScaleInCooldown",
    ),
    "scale_out_cooldown": Option(
        "int",
        "Seconds between two increases.",
        default=60,
        aws="0 to 86400.",
        between=(0, 86400),
        field="scaling_policy.TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown",
    ),
    "disable_scale_in": Option(
        "bool",
        "Never reduce.",
        default=False,
        field="scaling_policy.TargetTrackingScalingPolicyConfiguration.DisableScaleIn",
    ),
    "schedules": Option(
        "list", "Changes of O(min) and O(max) at set times.", default=[], elements="dict", options=SCHEDULE
    ),
}

DEPLOYMENT = {
    "strategy": Option(
        "str",
        [
            "V(ROLLING) replaces tasks batch by batch.",
            (
                "The others bring up all tasks of the new revision beside the old ones, and move the traffic then: V(BLUE_GREEN) all "
                "at once, V(LINEAR) in equal steps, V(CANARY) a small part first. The old tasks stay for O(bake_time), in which "
                "going back takes moments."
            ),
            (
                "Behind the load balancer they take a second target group, and the infrastructure role O(role_arn). ECS then owns the "
                "weights of the listener rule. Without O(load_balancer) and O(connect.name) only V(BLUE_GREEN) is possible, and "
                "there is no traffic to move."
            ),
        ],
        default="ROLLING",
        choices=["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"],
        field="ecs_service.deploymentConfiguration.strategy",
    ),
    "bake_time": Option(
        "int",
        "Minutes that old and new tasks run after all traffic has moved. V(5) when omitted. Not with V(ROLLING).",
        aws="0 to 1440.",
        between=(0, 1440),
        field="ecs_service.deploymentConfiguration.bakeTimeInMinutes",
    ),
    "step_percent": Option(
        "float",
        "Traffic that moves with each step of V(LINEAR), or with the first one of V(CANARY), in percent. V(10) and V(5) when omitted.",
        aws="Multiples of 0.1, from 3 with V(LINEAR), from 0.1 with V(CANARY).",
    ),
    "step_bake_time": Option(
        "int",
        "Minutes between two steps of V(LINEAR) or V(CANARY). V(6) and V(10) when omitted.",
        aws="0 to 1440.",
        between=(0, 1440),
    ),
    "test_headers": Option(
        "dict",
        [
            "HTTP headers that mark test traffic, name to list of values.",
            "Requests with them reach the new revision before any other do, by a listener rule of its own. Not with V(ROLLING).",
        ],
        default={},
        of="list",
    ),
    "test_priority": Option(
        "int",
        "Priority of the rule for O(test_headers), before that of the service's own. Needed where O(load_balancer.priority) is given.",
        class_="delegated",
        aws="1 to 50000.",
        between=(1, 50000),
    ),
    "role_arn": Option(
        "str",
        [
            "ARN of the ECS infrastructure role that moves the weights.",
            "Made when omitted, with the policy C(AmazonECSInfrastructureRolePolicyForLoadBalancers).",
        ],
        form=forms.ROLE_ARN,
    ),
    "minimum_healthy_percent": Option(
        "int",
        "Tasks that stay up during a rolling deployment, in percent of the desired count.",
        default=100,
        aws="0 to 100.",
        between=(0, 100),
        field="ecs_service.deploymentConfiguration.minimumHealthyPercent",
    ),
    "maximum_percent": Option(
        "int",
        "Tasks that may run during a rolling deployment, in percent of the desired count. The other O(strategy)s run twice the count.",
        default=200,
        aws="100 to 200 with availability zone rebalancing above 100.",
        field="ecs_service.deploymentConfiguration.maximumPercent",
    ),
    "circuit_breaker": Option(
        "bool",
        "Whether ECS ends a deployment whose tasks do not become healthy. A run that waits for its deployment ends it in any case "
        "once three tasks have failed, and more than run.",
        default=True,
        field="ecs_service.deploymentConfiguration.deploymentCircuitBreaker.enable",
    ),
    "rollback": Option("bool", "Whether a failed deployment returns to the last one that succeeded.", default=True),
    "alarms": Option(
        "list",
        "Names of CloudWatch alarms that end a deployment.",
        default=[],
        elements="str",
        field="ecs_service.deploymentConfiguration.alarms.alarmNames",
    ),
}

CONNECT = {
    "name": Option(
        "str",
        [
            "Name at which the other services of the namespace reach this one. Without it, it only reaches others.",
            "It is unique within the namespace.",
        ],
        aws="At most 64 lower-case letters, digits and _ . -.",
    ),
    "port": Option(
        "int",
        "Port at which the others reach it; the port of the service itself when omitted.",
        aws="1 to 65535.",
        between=(1, 65535),
    ),
    "app_protocol": Option(
        "str",
        "The protocol that is spoken. ECS does not let it change while the service exists.",
        default="http",
        choices=["http", "http2", "grpc", "tcp"],
    ),
    "idle_timeout": Option(
        "int",
        [
            "Seconds after which an idle connection is closed, V(0) for never.",
            "Five minutes, or an hour with V(tcp), when omitted.",
        ],
        between=(0, 2147483647),
    ),
    "per_request_timeout": Option(
        "int",
        "Seconds that a request may take, V(0) for any. AWS's own figure when omitted. Not with V(tcp).",
        between=(0, 2147483647),
    ),
    "log": Option("bool", "Whether the proxy beside each task writes to the service's log group.", default=True),
}

EGRESS = {
    "host": Option(
        "str", "Host name of the dependency. A security group knows addresses only, so the rule allows its port to any."
    ),
    "cidr": Option("str", "Address range of the dependency, IPv4 or IPv6.", form=forms.CIDR),
    "port": Option("int", "Its port, or the first of a range.", required=True, aws="1 to 65535.", between=(1, 65535)),
    "to_port": Option("int", "The last port of a range.", aws="O(port) to 65535."),
    "protocol": Option("str", "Its protocol.", default="tcp", choices=["tcp", "udp"]),
}

SERVICE = {
    "image": Option(
        "str",
        [
            "The image, with tag or digest. Leave it out to run O(tag) or O(digest) of the stack's registry.",
            "A tag is resolved to the digest that it stands for when it is named, changed or released; it is asked for from where the run is.",
            "Without any of the three the service runs what was released last.",
        ],
        form=forms.IMAGE,
    ),
    "registry": Option(
        "str",
        "Instance of the registry capability that holds the image.",
        default="main",
        form=forms.INSTANCE,
        known=True,
    ),
    "repository": Option(
        "str",
        "Key of a repository in the registry capability, or the URI of another one without tag. The service's key when omitted.",
    ),
    "tag": Option("str", "Tag of the image in the repository. V(latest) is refused: it cannot be rolled back."),
    "digest": Option("str", "Digest of the image in the repository, as V(sha256:...)."),
    "cpu": Option(
        "int",
        "CPU units of a task; 1024 are one vCPU.",
        default=512,
        aws="A value that Fargate has.",
        field="task_definition.cpu",
        sent=str,
    ),
    "memory": Option(
        "int",
        "Memory of a task in MiB.",
        default=1024,
        aws="A value that Fargate has for O(cpu).",
        field="task_definition.memory",
        sent=str,
    ),
    "cpu_architecture": Option(
        "str",
        "CPU architecture of the image.",
        default="X86_64",
        choices=["X86_64", "ARM64"],
        field="task_definition.runtimePlatform.cpuArchitecture",
    ),
    "ephemeral_storage": Option(
        "int",
        "Size of a task's file system in GiB; 20 when omitted.",
        aws="21 to 200.",
        between=(21, 200),
        field="task_definition.ephemeralStorage.sizeInGiB",
    ),
    "port": Option(
        "int", "The port that the container listens on.", default=8080, aws="1 to 65535.", between=(1, 65535)
    ),
    **CONTAINER,
    "sidecars": Option("list", "Further containers of a task.", default=[], elements="dict", options=SIDECAR),
    "desired_count": Option(
        "int",
        [
            "Tasks that run; 2 when omitted.",
            "With O(autoscaling) only the number to begin with; then O(autoscaling.min) when omitted.",
        ],
        field="ecs_service.desiredCount",
        between=(0, None),
    ),
    "autoscaling": Option("dict", "Change the number of tasks with the load or by the clock.", options=AUTOSCALING),
    "deployment": Option("dict", "How a new revision takes over.", default={}, options=DEPLOYMENT),
    "capacity_provider_strategy": Option(
        "list",
        "Where tasks run.",
        default=[{"capacity_provider": "FARGATE", "weight": 1, "base": 0}],
        elements="dict",
        options=STRATEGY,
        field="ecs_service.capacityProviderStrategy",
    ),
    "platform_version": Option(
        "str",
        "Fargate platform version. AWS's latest when omitted.",
        class_="optional",
        field="ecs_service.platformVersion",
        form=Form("LATEST or a version such as 1.4.0 is allowed", r"LATEST|\d+\.\d+\.\d+", samples=("1.4.0",)),
    ),
    "availability_zone_rebalancing": Option(
        "bool",
        "Whether ECS keeps the tasks spread over the zones.",
        default=True,
        field="ecs_service.availabilityZoneRebalancing",
        sent={True: "ENABLED", False: "DISABLED"},
    ),
    "exec": Option(
        "bool",
        "Whether ECS Exec may open a shell in the container. Excludes O(read_only_root_filesystem).",
        default=False,
        field="ecs_service.enableExecuteCommand",
    ),
    "connect": Option(
        "dict",
        [
            "Put the service into the namespace of M(slipway.aws.discovery), with ECS Service Connect.",
            "V({}) lets it reach others. With O(connect.name) they reach it as well, at that name and its port.",
            "Each task gets a proxy, for which 256 CPU units and 64 MiB of memory should be spare.",
        ],
        options=CONNECT,
    ),
    "connects_to": Option(
        "list",
        [
            "Services of the same declaration, each with a O(connect.name), that this one calls.",
            (
                "They are up before this one is deployed, their ports are opened among the services, and this one is "
                "deployed again when one of their endpoints comes or changes, since a task sees only those from before "
                "its start. Implies O(connect)."
            ),
        ],
        default=[],
        elements="str",
        known=True,
    ),
    "queues": Option(
        "dict",
        [
            "Queues of M(slipway.aws.queue) that the service uses, environment variable to queue.",
            "The variable holds the queue's URL, and the task role may do what O(queues.access) says.",
        ],
        default={},
        values=QUEUE,
    ),
    "egress": Option(
        "list",
        [
            "External dependencies of the service, turned into security group rules.",
            "The network ACLs of the collection let the answers back, too: those of another stack with that stack's next run.",
        ],
        default=[],
        elements="dict",
        options=EGRESS,
    ),
    "load_balancer": Option(
        "dict",
        "Put the service behind the load balancer. V({}) takes all requests of the listener.",
        options=LOAD_BALANCER,
    ),
    "health_check": Option("dict", "The load balancer's health check.", default={}, options=HEALTH_CHECK),
    "shared_volumes": Option(
        "dict",
        [
            "Empty volumes that containers of a task share, name to the containers, by name, each with its folder.",
            (
                "V({config: {init: /out, api: '/etc/app:ro'}}) lets the sidecar C(init) write what C(api) only reads. The application's "
                "container has the name of O(container_name)."
            ),
            "In that container it takes the place of the path among O(writable_paths). It goes with the task.",
        ],
        default={},
    ),
    "volumes": Option(
        "dict",
        [
            "Folders that outlive the tasks and that all of them share, name to options: access points of Amazon EFS.",
            "They are mounted with TLS and the task role's permission, before a task's containers start.",
        ],
        default={},
        values=VOLUME,
    ),
    "task_policy_statements": Option(
        "list",
        "IAM policy statements for the application, in IAM's own form.",
        default=[],
        elements="dict",
        document=documents.of_identity,
    ),
    "task_managed_policy_arns": Option(
        "list", "ARNs of managed policies for the application.", default=[], elements="str", form=forms.POLICY_ARN
    ),
    "execution_policy_statements": Option(
        "list",
        "IAM policy statements for the start of a task, in IAM's own form.",
        default=[],
        elements="dict",
        document=documents.of_identity,
    ),
    "task_role_arn": Option("str", "An existing task role, in place of one made for the service.", form=forms.ROLE_ARN),
    "execution_role_arn": Option(
        "str", "An existing execution role, in place of one made for the service.", form=forms.ROLE_ARN
    ),
    "log_retention_days": retention_option("Days for which log events are kept.", 30),
    "log_stream_prefix": Option("str", "First part of the names of log streams.", default="ecs"),
    "redeploy": Option(
        "str",
        "Any text. Changing it deploys a new revision, for example once a cause outside the declaration is mended.",
    ),
    "name": Option(
        "str",
        "Name of the service. Made of stack and service when omitted.",
        field="ecs_service.serviceName",
        form=NAME,
    ),
    "task_family": Option(
        "str",
        "Family of the task definition. The service's name when omitted.",
        field="task_definition.family",
        form=NAME,
    ),
    "container_name": Option("str", "Name of the application's container. The service's key when omitted."),
    "log_group_name": Option(
        "str",
        "Name of the log group. V(/ecs/<application>-<environment>/<service>) when omitted.",
        field="log_group.logGroupName",
        form=forms.LOG_GROUP_NAME,
    ),
    "task_role_name": Option("str", "Name of the task role.", aws="At most 64 characters.", form=forms.ROLE_NAME),
    "execution_role_name": Option(
        "str", "Name of the execution role.", aws="At most 64 characters.", form=forms.ROLE_NAME
    ),
}
