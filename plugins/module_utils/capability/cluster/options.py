# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of cluster."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.option import Option
from ..shared.retention import retention_option

# How a cluster and each of its services spread tasks over the capacity providers of Fargate.
STRATEGY = {
    "capacity_provider": Option(
        "str",
        "The capacity provider.",
        required=True,
        choices=["FARGATE", "FARGATE_SPOT"],
        field=".capacityProvider",
    ),
    "weight": Option(
        "int",
        "Its share of the tasks.",
        default=1,
        aws="0 to 1000.",
        between=(0, 1000),
        field=".weight",
    ),
    "base": Option(
        "int",
        "Tasks that it gets before weights count; at most one provider has a base.",
        default=0,
        aws="0 to 100000.",
        between=(0, 100000),
        field=".base",
    ),
}

SPEC = {
    "short_description": "Make an Amazon ECS cluster for Fargate",
    "description": ["Makes a cluster with the Fargate capacity providers and Container Insights."],
    "options": {
        "name": Option(
            "str",
            "Name of the cluster. Made of the stack's name when omitted.",
            aws="At most 255 letters, digits, hyphens and underscores.",
            field="ecs_cluster.clusterName",
            form=forms.CLUSTER_NAME,
        ),
        "container_insights": Option(
            "str",
            [
                "CloudWatch Container Insights.",
                "V(enhanced) measures every task and container. The account's default is never relied on.",
            ],
            default="enabled",
            choices=["enabled", "enhanced", "disabled"],
            field="ecs_cluster.settings",
            sent=lambda value: [{"name": "containerInsights", "value": value}],
        ),
        "capacity_providers": Option(
            "list",
            "Capacity providers of the cluster.",
            default=["FARGATE", "FARGATE_SPOT"],
            elements="str",
            choices=["FARGATE", "FARGATE_SPOT"],
            field="ecs_cluster.capacityProviders",
        ),
        "default_capacity_provider_strategy": Option(
            "list",
            "Where tasks run that do not say so themselves.",
            default=[{"capacity_provider": "FARGATE", "weight": 1, "base": 0}],
            elements="dict",
            key=("capacity_provider",),
            options=STRATEGY,
            field="ecs_cluster.defaultCapacityProviderStrategy",
        ),
        "exec_logging": Option(
            "str",
            [
                "Where the sessions of ECS Exec are logged.",
                "V(default) uses the log group of the container, V(override) a log group of the cluster's own, V(none) nothing.",
                "With V(override) the services' task roles need leave to write to that log group.",
            ],
            default="default",
            choices=["default", "override", "none"],
            field="ecs_cluster.configuration.executeCommandConfiguration.logging",
            sent=str.upper,
        ),
        "exec_log_group_name": Option(
            "str",
            "Name of the log group for O(exec_logging=override). Made of the cluster's name when omitted.",
            field="log_group.logGroupName",
            form=forms.LOG_GROUP_NAME,
        ),
        "exec_log_retention_days": retention_option("Days for which sessions are kept.", 365),
        "ephemeral_storage_encryption": Option(
            "str",
            [
                "Key for the file systems of tasks, which AWS always encrypts.",
                "V(customer) needs a key policy that lets Fargate use the key.",
            ],
            default="aws",
            choices=["aws", "customer"],
        ),
        "encryption": Option(
            "str",
            [
                "Key for the sessions of ECS Exec and their log group.",
                "V(customer) is the stack's own key or O(kms_key_id); V(aws) are keys that AWS manages.",
            ],
            default="customer",
            choices=["customer", "aws"],
        ),
        "kms_key_id": Option(
            "str", "ARN of a KMS key. The stack's own when omitted.", class_="optional", form=forms.KEY_ARN
        ),
    },
    "outputs": {
        "cluster_name": {
            "type": "str",
            "description": "Name of the cluster.",
            "sample": "inflight-ordering-prod-cluster",
        },
        "cluster_arn": {
            "type": "str",
            "description": "ARN of the cluster.",
            "sample": "arn:aws:ecs:us-east-1:123456789012:cluster/inflight-ordering-prod-cluster",
        },
    },
    "examples": """
- name: Make a cluster
  slipway.aws.cluster:
    name: inflight-ordering-cluster

- name: A cluster that prefers spare capacity and logs every shell
  slipway.aws.cluster:
    container_insights: enhanced
    default_capacity_provider_strategy:
      - {capacity_provider: FARGATE_SPOT, weight: 3}
      - {capacity_provider: FARGATE, weight: 1, base: 1}
    exec_logging: override
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
