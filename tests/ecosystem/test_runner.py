"""The collection in ansible-runner, as controllers run it: events while it works, the result, a cancelled run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.ecosystem.conftest import BIN, Collection, Tools
from tests.support.processes import until
from tools.simulator_process import ISOLATED, SimulatorProcess

pytestmark = pytest.mark.scenario

# Cancels the run when it shows the line that is asked for; then says its status and all that it showed.
RUN = """
import json, sys
import ansible_runner

given, seen = json.loads(sys.argv[1]), []
run = ansible_runner.run(
    **given["run"],
    quiet=True,
    event_handler=lambda event: seen.append(event.get("stdout") or "") or True,
    cancel_callback=lambda: bool(given["until"]) and any(given["until"] in text for text in seen),
)
print(json.dumps({"status": run.status, "rc": run.rc, "shown": seen, "stats": run.stats}))
"""


def run(
    tools: Tools, collection: Collection, simulator: SimulatorProcess, project: Path, until: str = "", **more: Any
) -> dict[str, Any]:
    """Run site.yml for one stack, and return what the runner says."""
    environment = {
        **ISOLATED,
        "AWS_ENDPOINT_URL": simulator.url,
        "ANSIBLE_COLLECTIONS_PATH": str(collection.path),
        "ANSIBLE_NOCOLOR": "1",
    }
    given = {
        "private_data_dir": str(project / "runner"),
        "project_dir": str(project),
        "inventory": str(project / "hosts.yml"),
        "playbook": "slipway.aws.site",
        "envvars": environment,
        "extravars": {"stack_hosts": "shop-dev", **more},
    }
    (project / "runner").mkdir(exist_ok=True)
    done = subprocess.run(
        [BIN / "python", "-c", RUN, json.dumps({"run": given, "until": until})],
        env=tools.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.strip().rpartition("\n")[2])


def test_a_controller_gets_the_lines_of_a_run_as_events_and_its_result(
    tools: Tools, collection: Collection, simulator: SimulatorProcess, project: Path
) -> None:
    found = run(tools, collection, simulator, project)

    assert (found["status"], found["rc"]) == ("successful", 0)
    assert found["stats"]["changed"] == {"shop-dev": 1}
    assert any("done registry/main/ecr_repository/api" in text for text in found["shown"])


def test_a_run_that_a_controller_cancels_leaves_no_lock_behind(
    tools: Tools, collection: Collection, simulator: SimulatorProcess, project: Path
) -> None:
    more = {"stack_capabilities": ["network"], "network_nat_gateways": "single", "network_flow_logs": False}
    simulator.durations({"ec2:nat_gateway": 600})
    cancelled = run(tools, collection, simulator, project, "waiting for network/main/nat_gateway/a", **more)
    assert cancelled["status"] == "canceled"

    def unlocked() -> bool:
        found = simulator.client("ssm").describe_parameters()["Parameters"]
        return not any(row["Name"].endswith("/lock") for row in found)

    until(unlocked)  # the controller kills Ansible, which the module notices, and does not wait for it
    again = run(tools, collection, simulator, project, **more, converge_mode="plan")
    assert again["status"] == "successful"
    assert not any("lock" in text for text in again["shown"])
