# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of one service."""

from __future__ import annotations

from ....aws.shared import documents
from ...cluster import STRATEGY
from ...shared import forms
from ...shared.option import Form, Option
from ...shared.retention import retention_option
from ..companions.email import SENDER
from ..companions.queues import QUEUE
from ..volumes import VOLUME
from .balancing import HEALTH_CHECK, LOAD_BALANCER
from .container import CONTAINER, SIDECAR
from .deployment import DEPLOYMENT
from .reach import EGRESS, INGRESS
from .scaling import AUTOSCALING

# CreateService and RegisterTaskDefinition.
NAME = Form("letters, digits, _ and -, at most 255, are allowed", r"[A-Za-z0-9_-]{1,255}", samples=("shop-api",))

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
    "files": Option(
        "dict",
        [
            "Files that the application finds when it starts, absolute path to text. It only reads them.",
            (
                "A container C(files) of O(services.files_image) writes them first. Each folder is a volume of the task, so that "
                "nothing else of the image is seen there."
            ),
            "Anybody who may read the task definition sees them: secrets go by O(services.secrets).",
        ],
        default={},
        of="str",
        aws="A task definition has at most 64 KiB, with all its files.",
        sample={"/etc/app/config.yml": "log_level: info\n"},
    ),
    "files_image": Option(
        "str",
        "The image with a shell that writes O(services.files).",
        default="public.ecr.aws/docker/library/busybox:1.37",
        form=forms.IMAGE,
    ),
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
    "buckets": Option(
        "dict",
        [
            "Buckets of M(slipway.aws.storage) that the service uses, name to what it may do: V(read), V(write) or V(read_write).",
            "The environment variable C(<NAME>_BUCKET) holds the bucket's name; every value lets the task role list the bucket.",
        ],
        default={},
        of="str",
        sample={"media": "read_write"},
    ),
    "email": Option(
        "dict",
        [
            "Addresses that the service sends mail from, environment variable to address.",
            "The variable holds the address, and the task role may send from it by SES, with the domain of M(slipway.aws.email).",
        ],
        default={},
        values=SENDER,
        sample={"MAIL_FROM": {"address": "no-reply@example.com"}},
    ),
    "egress": Option(
        "list",
        [
            "What the service calls, turned into security group rules.",
            "The network ACLs of the collection let the answers back, too: those of another stack with that stack's next run.",
            "The load balancer, databases of the stack and O(services.connects_to) need no rule: they have theirs.",
        ],
        default=[],
        elements="dict",
        options=EGRESS,
    ),
    "ingress": Option(
        "list",
        [
            "Who calls the service beside the load balancer, turned into security group rules. Nobody else does.",
            "All services of a stack share a security group: the rule lets those in to each of them, at that port.",
            "The network ACLs of the collection let them in, too: those of another stack with that stack's next run.",
        ],
        default=[],
        elements="dict",
        options=INGRESS,
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
    "log_class": Option(
        "str",
        [
            "Class of the log group. V(INFREQUENT_ACCESS) is cheaper, and has neither metric filters nor subscriptions.",
            "O(slipway.aws.monitoring#module:log_metrics) are metric filters.",
            "Another class means another log group: what was written goes with the old one.",
        ],
        default="STANDARD",
        choices=["STANDARD", "INFREQUENT_ACCESS"],
        field="log_group.logGroupClass",
    ),
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
