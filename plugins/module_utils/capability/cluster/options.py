# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of cluster."""

from __future__ import annotations

from ..service import STRATEGY

SPEC = {
    "short_description": "Make an Amazon ECS cluster for Fargate",
    "description": ["Makes a cluster with the Fargate capacity providers and Container Insights."],
    "options": {
        "name": {
            "type": "str",
            "class": "managed",
            "description": "Name of the cluster. Made of the stack's name when omitted.",
            "aws": "At most 255 letters, digits, hyphens and underscores.",
        },
        "container_insights": {
            "type": "str",
            "choices": ["enabled", "enhanced", "disabled"],
            "default": "enabled",
            "class": "managed",
            "description": [
                "CloudWatch Container Insights.",
                "V(enhanced) measures every task and container. The account's default is never relied on.",
            ],
        },
        "capacity_providers": {
            "type": "list",
            "elements": "str",
            "choices": ["FARGATE", "FARGATE_SPOT"],
            "default": ["FARGATE", "FARGATE_SPOT"],
            "class": "managed",
            "description": "Capacity providers of the cluster.",
        },
        "default_capacity_provider_strategy": {
            "type": "list",
            "elements": "dict",
            "options": STRATEGY,
            "class": "managed",
            "default": [{"capacity_provider": "FARGATE", "weight": 1, "base": 0}],
            "description": "Where tasks run that do not say so themselves.",
        },
        "exec_logging": {
            "type": "str",
            "choices": ["default", "override", "none"],
            "default": "default",
            "class": "managed",
            "description": [
                "Where the sessions of ECS Exec are logged.",
                "V(default) uses the log group of the container, V(override) a log group of the cluster's own, V(none) nothing.",
                "With V(override) the services' task roles need leave to write to that log group.",
            ],
        },
        "exec_log_group_name": {
            "type": "str",
            "class": "managed",
            "description": "Name of the log group for O(exec_logging=override). Made of the cluster's name when omitted.",
        },
        "exec_log_retention_days": {
            "type": "int",
            "default": 365,
            "class": "managed",
            "description": "Days for which sessions are kept.",
            "aws": "A value that CloudWatch Logs has.",
        },
        "ephemeral_storage_encryption": {
            "type": "str",
            "choices": ["aws", "customer"],
            "default": "aws",
            "class": "managed",
            "description": [
                "Key for the file systems of tasks, which AWS always encrypts.",
                "V(customer) needs a key policy that lets Fargate use the key.",
            ],
        },
        "encryption": {
            "type": "str",
            "choices": ["customer", "aws"],
            "default": "customer",
            "class": "managed",
            "description": [
                "Key for the sessions of ECS Exec and their log group.",
                "V(customer) is the stack's own key or O(kms_key_id); V(aws) are keys that AWS manages.",
            ],
        },
        "kms_key_id": {
            "type": "str",
            "class": "optional",
            "description": "ARN of a KMS key. The stack's own when omitted.",
        },
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
