"""What calls of Amazon ECS require."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import Table, last_part, tags_by

_TASKS = "ecs-tasks.amazonaws.com"
_CLUSTER = "cluster clusterName clusters"
_SERVICE_ROLES = (
    ("role", "ecs.amazonaws.com"),
    ("loadBalancers.advancedConfiguration.roleArn", "ecs.amazonaws.com"),
    ("volumeConfigurations.managedEBSVolume.roleArn", "ecs.amazonaws.com"),
    ("serviceConnectConfiguration.services.tls.roleArn", "ecs.amazonaws.com"),
)


def _roles(facts: Facts) -> Iterator[str]:
    for name in facts.given("taskDefinition"):
        found = facts.invoke("ecs", "DescribeTaskDefinition", {"taskDefinition": name})["taskDefinition"]
        yield found.get("executionRoleArn") or ""
        yield found.get("taskRoleArn") or ""


def _task_definitions(facts: Facts) -> Iterator[str]:
    for name in facts.given("taskDefinition", "taskDefinitions"):
        full = name if ":" in name else f"{name}:*"
        yield name if name.startswith("arn:") else facts.arn("ecs", f"task-definition/{full}")


def _cluster(facts: Facts) -> Iterator[str]:
    for name in facts.given("cluster"):
        yield facts.arn("ecs", f"cluster/{last_part(name)}")


TABLE = Table(
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
    tags=tags_by("ecs", "ListTagsForResource", "resourceArn", "tags"),
    facts={"#roles": _roles, "#task_definitions": _task_definitions, "#cluster": _cluster},
    keys={"ecs:cluster": "#cluster"},
)
