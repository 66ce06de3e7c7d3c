"""A whole environment in few words: every capability of a stack, small, with a public image."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Result
from tests.support.stacks import converge
from tools.checkout import ROOT
from tools.simulator_process import SimulatorProcess

MINUTE_MS = 60  # of an AWS that is a thousand times as fast: a run hardly lasts longer, and meets the lags all the same
IMAGE = "public.ecr.aws/nginx/nginx:1.27"
ZONE = "example.com"
EVERYTHING = tuple(CAPABILITIES)


def environment(domain: str = f"test.shop.{ZONE}", **changed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the declarations of a whole environment, for tests.support.stacks.converge.

    Options given by capability are put over those chosen here, such as `network={"zone_count": 3}`.
    """
    declared: dict[str, dict[str, Any]] = {
        "stack": {},
        "network": {},
        "encryption": {},
        "dns": {"hosted_zone": ZONE, "load_balancer_names": [f"api.{domain}"], "cdn_names": [domain]},
        "certificate": {"domain": domain, "alternative_names": [f"api.{domain}"], "hosted_zone": ZONE},
        "registry": {},
        "database": {
            "engine_version": "17",
            "instance_class": "db.t4g.micro",
            "allocated_storage": 20,
            "multi_az": False,
            "deletion_protection": False,
        },
        "secret": {
            "secrets": {
                "database": {
                    "keys": {
                        "username": {"database": "username"},
                        "password": {"database": "password"},
                        "host": {"database": "endpoint"},
                    }
                },
                "application": {"keys": {"session_key": {"generate": {"length": 32}}}},
            }
        },
        "load_balancer": {"deletion_protection": False},
        "cluster": {},
        "service": {"services": {"api": service(secrets={"PASSWORD": {"secret": "database", "key": "password"}})}},
        "site": {"source": str(ROOT / "tests" / "data" / "site")},
        "cdn": {"aliases": [domain]},
        "firewall": {"rate_limit": {"limit": 2000}, "load_balancer": True, "blocked_addresses": ["192.0.2.0/24"]},
        "monitoring": {
            "emails": ["operations@example.com"],
            "budget": {"amount": 100},
            "services": [{"name": "api", "load_balanced": True}],
        },
    }
    for capability, options in changed.items():
        declared[capability] = {**declared[capability], **options}
    return declared


def service(**options: Any) -> dict[str, Any]:
    """Return the options of one service behind the load balancer, with a public image and autoscaling."""
    return {
        "image": IMAGE,
        "port": 8080,
        "load_balancer": {},
        "autoscaling": {"min": 2, "max": 4, "cpu": 70},
        **options,
    }


@contextlib.contextmanager
def like_aws(simulator: SimulatorProcess, **more: Any) -> Iterator[None]:
    """Let a simulator behave like AWS, refusals and lost answers included; afterwards all is known at once again.

    `more` are members of its profile, such as `rates`.
    """
    simulator.profile("aws", **{"minute_ms": MINUTE_MS, **more})
    try:
        yield
    finally:
        simulator.profile("calm")


def destroy(
    simulator: SimulatorProcess, identity: dict[str, Any] | None = None, data: Iterable[str] = (), **options: Any
) -> Result:
    """Run playbooks/destroy.yml's part of the engine; `data` are the addresses that are said in this run."""
    return converge(simulator, {}, {"data": frozenset(data)}, identity, EVERYTHING, destroy=True, **options)


def finished(result: Result) -> Result:
    """Return a run's result. Raises AssertionError where something failed, waits or was left out."""
    outcome = result.outcome
    failures = {address: str(error) for address, error in outcome.failed.items()}
    waiting = {line.address: line.reason for line in result.plan.waiting}
    assert not (failures or outcome.skipped or outcome.pending or waiting), (
        failures,
        outcome.skipped,
        outcome.pending,
        waiting,
    )
    return result


def changing(simulator: SimulatorProcess) -> list[str]:
    """Return the changing calls since the log was cleared, sorted: service.Operation."""
    return sorted(f"{call['service']}.{call['operation']}" for call in simulator.calls(changing=True))


def moves(result: Result) -> dict[str, str]:
    """Return what a plan does: {address: verb}."""
    return {line.address: line.verb for line in result.plan.moves}
