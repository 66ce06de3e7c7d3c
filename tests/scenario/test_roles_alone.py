"""Each role alone in somebody else's playbook, outside the repository and without its configuration.

Its neighbours are given by explicit ids of what was made by hand, or found in another stack by `stack_from_stack`.
Every host is a stack that has one role: it plans, applies and applies again. All hosts run at once, each with an access
key of its own, by which the call log tells them apart.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import jmespath
import pytest
import yaml

from tests.support.environments import environment, finished
from tests.support.foreign import foreign
from tests.support.playbook import Playbook, Result
from tests.support.stacks import IDENTITY, converge
from tools.checkout import ROOT
from tools.simulator_process import ISOLATED, SimulatorProcess

pytestmark = pytest.mark.scenario

PLATFORM = {"application": "platform", "environment": "shared"}
DOMAIN = "platform.example.com"
ROLES = yaml.safe_load((Path(__file__).parent / "roles_alone.yml").read_text())
HOSTS = {
    f"{way}-{role}".replace("_", "-"): (role, way)
    for role, case in ROLES.items()
    for way in ("by_id", "from_stack")
    if way in case
}
PLAY = """
- hosts: all
  strategy: free
  gather_facts: false
  tasks:
    - ansible.builtin.include_role: {name: "slipway.aws.{{ item }}"}
      loop: "{{ before }}"
    - ansible.builtin.debug: {msg: "{{ inventory_hostname }} begins at {{ now().timestamp() }}"}
    - ansible.builtin.include_role: {name: "slipway.aws.{{ item }}", apply: {check_mode: true}}
      loop: "{{ used }}"
    - ansible.builtin.debug: {msg: "{{ inventory_hostname }} planned at {{ now().timestamp() }}"}
    - ansible.builtin.include_role: {name: "slipway.aws.{{ item }}"}
      loop: "{{ used }}"
    - ansible.builtin.debug: {msg: "{{ inventory_hostname }} applied at {{ now().timestamp() }}"}
    - ansible.builtin.include_role: {name: "slipway.aws.{{ item }}"}
      loop: "{{ used }}"
"""


class Account(NamedTuple):
    """An account in use: what was made by hand and what the platform stack has: capability -> output -> value."""

    simulator: SimulatorProcess
    by_id: dict[str, Any]
    from_stack: dict[str, Any]


@pytest.fixture(scope="module")
def account(simulator_process: SimulatorProcess) -> Account:
    """Return an account whose neighbours are ready."""
    simulator_process.reset()
    by_hand = foreign(simulator_process)
    declared = environment(
        DOMAIN,
        dns={"hosted_zone": DOMAIN, "create_hosted_zone": True, "parent_zone": "example.com"},
        certificate={"hosted_zone": None, "alternative_names": [f"*.{DOMAIN}"]},
        firewall={"load_balancer": False},
    )
    outputs = finished(converge(simulator_process, declared, identity=PLATFORM)).outputs
    simulator_process.clear()
    return Account(simulator_process, by_hand, {name.partition("/")[0]: values for name, values in outputs.items()})


def variables(account: Account, host: str) -> dict[str, Any]:
    """Return the variables of a host: a stack, its role, and what the role is told."""
    role, way = HOSTS[host]
    neighbours = ROLES[role][way].get("neighbours", [])
    return {
        # The stack's own role only declares: it needs a second one that converges.
        "used": [role, "converge"] if role == "stack" else [role],
        # What a role cannot do without and is not looked for elsewhere stands already.
        "before": ROLES[role].get("after", []),
        "stack_application": way.replace("_", "-"),
        "stack_environment": role.replace("_", "-"),
        "stack_region": IDENTITY["region"],
        "stack_account_id": IDENTITY["account_id"],
        "stack_from_stack": dict.fromkeys(neighbours, "platform/shared/us-east-1"),
        "stack_access_key": host,
        "stack_secret_key": ISOLATED["AWS_SECRET_ACCESS_KEY"],
        "known": getattr(account, way),
        "folder": str(ROOT / "tests" / "data" / "site"),
        **filled(ROLES[role].get("options", {}), host, None),
        **ROLES[role][way].get("options", {}),
    }


@pytest.fixture(scope="module")
def run(account: Account, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Result:
    """Return the run of all hosts that are asked for."""
    project, home = tmp_path_factory.mktemp("elsewhere"), tmp_path_factory.mktemp("home")
    asked = {item.callspec.params["host"] for item in request.session.items if item.path == Path(__file__)}
    inventory = {"all": {"hosts": {host: variables(account, host) for host in HOSTS if host in asked}}}
    (project / "hosts.yml").write_text(yaml.safe_dump(inventory))
    (project / "play.yml").write_text(PLAY)
    # The strategy "free" looks at every host a thousand times a second otherwise, which takes as long as all modules.
    (project / "ansible.cfg").write_text("[defaults]\ninternal_poll_interval = 0.05\n")
    environ = {
        "HOME": str(home),
        "ANSIBLE_REMOTE_TMP": f"{home}/.ansible/tmp",
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_NOCOLOR": "1",
    }
    playbook = Playbook({**account.simulator.env(), **environ})
    try:
        return playbook("play.yml", "-i", "hosts.yml", cwd=project)
    finally:
        playbook.stop()


@pytest.mark.parametrize("host", HOSTS)
def test_a_role_works_alone(account: Account, run: Result, host: str) -> None:
    role, way = HOSTS[host]
    recap = run.plays[host]
    assert (recap["failed"], recap["changed"]) == (0, 2 + len(ROLES[role].get("after", []))), run

    planned, applied, again = changing(account.simulator, host, run.out)
    assert not planned
    assert applied
    assert not again

    read = filled(ROLES[role][way].get("read", ROLES[role].get("read")), host, getattr(account, way))
    found = jmespath.search(
        read["path"], getattr(account.simulator.client(read["service"]), read["call"])(**read.get("args", {}))
    )
    assert found
    assert found == jmespath.search(read["equals"], getattr(account, way))


def changing(simulator: SimulatorProcess, host: str, output: str) -> list[list[str]]:
    """Return the host's changing calls of the plan, of its application and of the second application."""
    begin, *ends = [float(moment) for moment in re.findall(rf"{host} (?:begins|planned|applied) at ([\d.]+)", output)]
    assert len(ends) == 2
    assert any(call["access_key"] == host for call in simulator.calls(changing=False))
    found: list[list[str]] = [[], [], []]
    for call in simulator.calls(changing=True):
        if call["access_key"] == host and call["time"] > begin:
            found[sum(call["time"] > end for end in ends)].append(f"{call['service']}.{call['operation']}")
    return found


def filled(item: Any, host: str, known: dict[str, Any]) -> Any:
    """Return options, or the description of a read, with the placeholders replaced: <stack>, and {{ a value of `known` }}.

    Without `known`, its values are left to Ansible.
    """
    if isinstance(item, dict):
        return {name: filled(value, host, known) for name, value in item.items()}
    if isinstance(item, list):
        return [filled(value, host, known) for value in item]
    if not isinstance(item, str):
        return item
    text = item.replace("<stack>", host)
    return text if known is None else re.sub(r"\{\{ (\S+) \}\}", lambda match: jmespath.search(match[1], known), text)
