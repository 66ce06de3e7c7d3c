"""The cluster capability: what it wishes for."""

from __future__ import annotations

from typing import Any

from tests.support.stacks import declare

KEY = "(known after apply: encryption/main.key_arn)"


def nodes(options: dict[str, Any]) -> dict[str, Any]:
    _unused, (declaration,) = declare({"cluster": options})
    return {node.address: node.filled() for node in declaration.nodes}


def cluster(options: dict[str, Any]) -> dict[str, Any]:
    return nodes(options)["cluster/main/ecs_cluster/main"]


def test_fargate_with_container_insights_by_default() -> None:
    wanted = cluster({})

    assert wanted["clusterName"] == "shop-test-cluster"
    assert wanted["settings"] == [{"name": "containerInsights", "value": "enabled"}]
    assert wanted["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert wanted["defaultCapacityProviderStrategy"] == [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}]


def test_name_of_the_guide_is_possible() -> None:
    assert cluster({"name": "inflight-ordering-cluster"})["clusterName"] == "inflight-ordering-cluster"


def test_shells_are_encrypted_with_the_stacks_key() -> None:
    assert cluster({})["configuration"]["executeCommandConfiguration"] == {"logging": "DEFAULT", "kmsKeyId": KEY}
    assert "kmsKeyId" not in cluster({"encryption": "aws"})["configuration"]["executeCommandConfiguration"]


def test_shells_may_have_a_log_group_of_their_own() -> None:
    found = nodes({"exec_logging": "override"})

    assert found["cluster/main/log_group/exec"]["logGroupName"] == "/ecs/shop-test-cluster/exec"
    assert found["cluster/main/log_group/exec"]["retentionInDays"] == 365
    assert found["cluster/main/log_group/exec"]["kmsKeyId"] == KEY
    configuration = found["cluster/main/ecs_cluster/main"]["configuration"]["executeCommandConfiguration"]
    assert configuration["logging"] == "OVERRIDE"
    assert configuration["logConfiguration"] == {
        "cloudWatchLogGroupName": "(known after apply: cluster/main/log_group/exec.logGroupName)",
        "cloudWatchEncryptionEnabled": True,
    }


def test_file_systems_of_tasks_with_the_stacks_key_on_request() -> None:
    storage = cluster({"ephemeral_storage_encryption": "customer"})["configuration"]["managedStorageConfiguration"]
    assert storage == {"fargateEphemeralStorageKmsKeyId": KEY}


def test_weight_and_base_have_defaults() -> None:
    wanted = cluster({"default_capacity_provider_strategy": [{"capacity_provider": "FARGATE_SPOT"}]})
    assert wanted["defaultCapacityProviderStrategy"] == [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]
