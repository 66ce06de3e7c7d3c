"""A small application for runs of ansible-playbook: a network without a way out, a registry, a cluster, a service.

The same options as role variables of an inventory, and as declarations for runs in this process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Result
from tests.support.environments import IMAGE, finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

APPLICATION, REGION, ACCOUNT = "shop", "us-east-1", "123456789012"
OPTIONS: dict[str, dict[str, Any]] = {
    "stack": {"service_linked_roles": []},
    "network": {"nat_gateways": "none", "flow_logs": False, "acls": False, "gateway_endpoints": []},
    "registry": {"encryption": "aws"},
    "cluster": {"encryption": "aws"},
    "service": {"encryption": "aws", "services": {"api": {"image": IMAGE, "port": 8080, "cpu": 256, "memory": 512}}},
}
VARIABLES = {
    f"{capability}_{name}": value for capability, options in OPTIONS.items() for name, value in options.items()
}


def identity(host: str) -> str:
    """Return the identity of a host's stack."""
    return f"{APPLICATION}/{host}/{REGION}"


def inventory(folder: Path, hosts: Mapping[str, Mapping[str, Any]], **variables: Any) -> Path:
    """Write an inventory of one stack per host, each an environment of its own, and return its path.

    `hosts` are names with variables of their own; `variables` are put over the small application's. A capability is
    named in stack_capabilities unless that is given. JSON is YAML.
    """
    everybody = {
        "stack_application": APPLICATION,
        "stack_region": REGION,
        "stack_account_id": ACCOUNT,
        "stack_capabilities": [name for name in OPTIONS if name != "stack"],
        **VARIABLES,
        **variables,
    }
    stacks = {host: {"stack_environment": host, **given} for host, given in hosts.items()}
    path = folder / "hosts.yml"
    path.write_text(json.dumps({"all": {"vars": everybody, "hosts": stacks}}, indent=1))
    return path


def deploy(simulator: SimulatorProcess, host: str) -> Result:
    """Deploy a host's stack in this process, as site.yml would, and forget the calls."""
    result = finished(converge(simulator, OPTIONS, identity={"environment": host}))
    simulator.clear()
    return result


def drift(simulator: SimulatorProcess, host: str) -> None:
    """Change the cluster of a host's stack by hand."""
    simulator.client("ecs").update_cluster_settings(
        cluster=f"{APPLICATION}-{host}-cluster", settings=[{"name": "containerInsights", "value": "disabled"}]
    )
    simulator.clear()


def changing(simulator: SimulatorProcess, access_key: str | None = None) -> list[str]:
    """Return the changing calls since the log was cleared, in order: service.Operation; of one access key, or of all."""
    return [
        f"{call['service']}.{call['operation']}"
        for call in simulator.calls(changing=True)
        if access_key in (None, call["access_key"])
    ]
