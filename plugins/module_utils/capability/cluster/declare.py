# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.ecs.cluster import EcsCluster
from ...aws.logs.log_group import LogGroup
from ...engine.declaring import Declaration
from ..shared.handed import handed
from .options import SPEC


def declare(options, stack, instance="main"):
    """The cluster, and the log group of its sessions where asked for."""
    declaration = Declaration("cluster", stack, instance)
    name = options["name"] or stack.name("cluster" if instance == "main" else "cluster-" + instance, limit=255)
    strategy = options["default_capacity_provider_strategy"]
    _check_strategy(declaration, options, strategy)
    key = (
        declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
        if options["encryption"] == "customer"
        else None
    )
    want = handed({**options, "name": name}, SPEC["options"], EcsCluster)
    configuration = want["configuration"]
    execute = configuration["executeCommandConfiguration"]
    if key:
        execute["kmsKeyId"] = key
    if options["exec_logging"] == "override":
        group_name = options["exec_log_group_name"] or "/ecs/%s/exec" % name
        logs = handed({**options, "exec_log_group_name": group_name}, SPEC["options"], LogGroup)
        group = declaration.add(LogGroup, "exec", {**logs, **({"kmsKeyId": key} if key else {})})
        execute["logConfiguration"] = {
            "cloudWatchLogGroupName": group["logGroupName"],
            "cloudWatchEncryptionEnabled": bool(key),
        }
    configuration["managedStorageConfiguration"] = {}
    if options["ephemeral_storage_encryption"] == "customer":
        configuration["managedStorageConfiguration"]["fargateEphemeralStorageKmsKeyId"] = declaration.neighbour(
            "encryption", "key_arn", options["kms_key_id"], option="kms_key_id"
        )
    cluster = declaration.add(EcsCluster, "main", want, after=["stack/*/service_linked_role/ecs"])
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
