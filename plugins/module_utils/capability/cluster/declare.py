# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import re

from ...aws.ecs.cluster import EcsCluster
from ...aws.logs.log_group import LogGroup
from ...engine.declaring import Declaration
from ..shared.retention import retention


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
        declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
        if options["encryption"] == "customer"
        else None
    )
    execute = {"logging": "DEFAULT" if options["exec_logging"] == "default" else options["exec_logging"].upper()}
    if key:
        execute["kmsKeyId"] = key
    if options["exec_logging"] == "override":
        kept = retention(options["exec_log_retention_days"])
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
            {"logGroupName": group_name, "retentionInDays": kept, **({"kmsKeyId": key} if key else {})},
        )
        execute["logConfiguration"] = {
            "cloudWatchLogGroupName": group["logGroupName"],
            "cloudWatchEncryptionEnabled": bool(key),
        }
    configuration = {"executeCommandConfiguration": execute, "managedStorageConfiguration": {}}
    if options["ephemeral_storage_encryption"] == "customer":
        configuration["managedStorageConfiguration"]["fargateEphemeralStorageKmsKeyId"] = declaration.neighbour(
            "encryption", "key_arn", options["kms_key_id"], option="kms_key_id"
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
