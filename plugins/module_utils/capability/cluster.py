# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The cluster that services run in."""

from __future__ import annotations

import re

from ..aws.ecs_cluster import EcsCluster
from ..aws.kms import KmsKey
from ..aws.logs import RETENTION_DAYS, LogGroup
from ..engine.declaring import Declaration
from .service_parts.options import STRATEGY

KINDS = (LogGroup, EcsCluster)
NEIGHBOURS = (KmsKey,)

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


def declare(options, stack, instance="main"):
    """The cluster, and the log group of its sessions where asked for."""
    declaration = Declaration("cluster", stack, instance)
    name = options["name"] or stack.name("cluster" if instance == "main" else "cluster-" + instance, limit=255)
    declaration.check(
        re.fullmatch(r"[A-Za-z0-9_-]{1,255}", name), "name", name, "letters, digits, - and _, at most 255, are allowed"
    )
    strategy = options["default_capacity_provider_strategy"]
    _check_strategy(declaration, options, strategy)
    key = (
        declaration.neighbour("encryption", "key_arn", options["kms_key_id"])
        if options["encryption"] == "customer"
        else None
    )
    execute = {"logging": "DEFAULT" if options["exec_logging"] == "default" else options["exec_logging"].upper()}
    if key:
        execute["kmsKeyId"] = key
    if options["exec_logging"] == "override":
        days = options["exec_log_retention_days"]
        declaration.check(
            days in RETENTION_DAYS,
            "exec_log_retention_days",
            days,
            "one of %s is allowed" % ", ".join(map(str, RETENTION_DAYS)),
        )
        group_name = options["exec_log_group_name"] or "/ecs/%s/exec" % name
        declaration.check(
            re.fullmatch(r"[A-Za-z0-9._/#-]{1,512}", group_name),
            "exec_log_group_name",
            group_name,
            "letters, digits and . _ / # -, at most 512, are allowed",
        )
        group = declaration.add(
            LogGroup,
            "exec",
            {"logGroupName": group_name, "retentionInDays": days, **({"kmsKeyId": key} if key else {})},
        )
        execute["logConfiguration"] = {
            "cloudWatchLogGroupName": group["logGroupName"],
            "cloudWatchEncryptionEnabled": bool(key),
        }
    configuration = {"executeCommandConfiguration": execute, "managedStorageConfiguration": {}}
    if options["ephemeral_storage_encryption"] == "customer":
        configuration["managedStorageConfiguration"]["fargateEphemeralStorageKmsKeyId"] = declaration.neighbour(
            "encryption", "key_arn", options["kms_key_id"]
        )
    cluster = declaration.add(
        EcsCluster,
        "main",
        {
            "clusterName": name,
            "settings": [{"name": "containerInsights", "value": options["container_insights"]}],
            "configuration": configuration,
            "capacityProviders": options["capacity_providers"],
            "defaultCapacityProviderStrategy": [
                {
                    "capacityProvider": item["capacity_provider"],
                    "weight": item["weight"] if item["weight"] is not None else 1,
                    "base": item["base"] or 0,
                }
                for item in strategy
            ],
        },
        after=["stack/*/service_linked_role/ecs"],
    )
    declaration.outputs.update(cluster_name=cluster["clusterName"], cluster_arn=cluster["clusterArn"])
    return declaration


def _check_strategy(declaration, options, strategy):
    option, providers = "default_capacity_provider_strategy", options["capacity_providers"]
    for item in strategy:
        declaration.check(
            item["capacity_provider"] in providers,
            option,
            item["capacity_provider"],
            "one of capacity_providers is allowed: %s" % ", ".join(providers),
        )
    names = [item["capacity_provider"] for item in strategy]
    declaration.check(len(set(names)) == len(names), option, names, "each provider once is allowed")
    declaration.check(
        not strategy or any(item["weight"] for item in strategy),
        option,
        [item["weight"] for item in strategy],
        "at least one weight above 0 is needed",
    )
    declaration.check(
        sum(bool(item["base"]) for item in strategy) <= 1,
        option,
        [item["base"] for item in strategy],
        "at most one provider may have a base",
    )
