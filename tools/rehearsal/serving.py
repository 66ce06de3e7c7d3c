"""What serves on the simulated AWS: the services of stacks as ECS describes them, found by their tags."""

from __future__ import annotations

from typing import Any

from tools.rehearsal.stacks import Stack
from tools.simulator_process import SimulatorProcess

BATCH = 10  # services that one call describes (DescribeServices)
PREFIX = "service/main/ecs_service/"


def serving(simulator: SimulatorProcess, stacks: list[Stack]) -> dict[tuple[str, str], dict[str, Any]]:
    """(identity, service) -> status, taskDefinition, runningCount, desiredCount."""
    identities, found = {stack.identity for stack in stacks}, {}
    for region in sorted({stack.region for stack in stacks}):
        ecs = simulator.client("ecs", region)
        clusters = [arn for page in ecs.get_paginator("list_clusters").paginate() for arn in page["clusterArns"]]
        for cluster in clusters:
            arns = [
                arn
                for page in ecs.get_paginator("list_services").paginate(cluster=cluster)
                for arn in page["serviceArns"]
            ]
            for start in range(0, len(arns), BATCH):
                rows = ecs.describe_services(cluster=cluster, services=arns[start : start + BATCH], include=["TAGS"])[
                    "services"
                ]
                found |= {key: row for row in rows if (key := _key(row))[0] in identities}
    return {
        key: {name: row[name] for name in ("status", "taskDefinition", "runningCount", "desiredCount")}
        for key, row in found.items()
    }


def _key(row: dict[str, Any]) -> tuple[str, str]:
    tags = {tag["key"]: tag["value"] for tag in row.get("tags") or ()}
    return tags.get("slipway:stack", ""), tags.get("slipway:address", "").removeprefix(PREFIX)
