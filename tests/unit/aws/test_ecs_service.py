"""ECS services that are waited for: many with one call."""

from __future__ import annotations

from typing import Any

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs_service import EcsService

from .stub import StubApi


def row(name: str, cluster: str = "main", status: str = "ACTIVE") -> dict[str, Any]:
    return {"serviceArn": f"arn:{cluster}/{name}", "serviceName": name, "clusterArn": cluster, "status": status, "deployments": [],
            "events": [], "desiredCount": 1, "runningCount": 1, "pendingCount": 0}


def test_services_of_a_cluster_are_read_again_ten_at_a_time() -> None:
    names = [f"s{number:02}" for number in range(12)]
    api = StubApi(describe_services=[
        {"services": [row(name) for name in names[:10]]},
        {"services": [row(names[10]), row(names[11], status="INACTIVE")]},
        {"services": [row("s00", "other")]},
    ])
    lives = [EcsService._live(row(name)) for name in names] + [EcsService._live(row("s00", "other"))]
    found = EcsService.refresh_all(api, lives)
    assert sorted(found) == sorted([f"arn:main/{name}" for name in names[:11]] + ["arn:other/s00"])
    asked = [(given["cluster"], given["services"]) for _operation, given in api.calls]
    assert asked == [("main", names[:10]), ("main", names[10:]), ("other", ["s00"])]


def test_one_that_is_inactive_is_gone() -> None:
    api = StubApi(describe_services={"services": [row("api", status="INACTIVE")]})
    assert EcsService.refresh(api, EcsService._live(row("api"))) is None
