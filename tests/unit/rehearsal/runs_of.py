"""Runs as the tests of the rehearsal make them up."""

from __future__ import annotations

from typing import Any

from tools.rehearsal.runs import Run
from tools.rehearsal.stacks import Service, Stack
from tools.rehearsal.steps import Step

IDENTITY = "shop/test/us-east-1"


def stack(host: str = "shop", **more: Any) -> Stack:
    """A stack with two services from its own registry, of which the second is exposed."""
    services = (Service("worker", "shop-worker", "1.0", False), Service("api", "shop-api", "1.0", True))
    given = {
        "identity": IDENTITY,
        "region": "us-east-1",
        "account": "123456789012",
        "capabilities": ("service",),
        "variables": {},
        "services": services,
        **more,
    }
    return Stack(host, **given)


def row(
    service: str, operation: str, time: float = 0.0, changing: bool = False, requires: list[str] | None = None
) -> dict[str, Any]:
    """A row of the call log."""
    return {
        "service": service,
        "operation": operation,
        "time": time,
        "changing": changing,
        "region": "us-east-1",
        "requires": [{"action": action} for action in requires or ()],
    }


def plan(lines: list[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    """A plan as converge writes it."""
    full = [{"verb": "create", "reason": "", "kind": line["address"].split("/")[2], **line} for line in lines]
    return {"stack": IDENTITY, "lines": full, "problems": [], "forecast": None, **more}


def run(
    judge: str,
    *stacks: Stack,
    rc: int = 0,
    playbook: str = "site",
    purpose: str = "deploy",
    variables: dict[str, Any] | None = None,
    name: str = "",
    **more: Any,
) -> Run:
    """A run of a step."""
    step = Step(name or judge, judge, judge, purpose, playbook, stacks or (stack(),), variables or {})
    return Run(step, rc, **more)
