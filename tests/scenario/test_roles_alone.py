"""Each role alone in somebody else's playbook, outside the repository and without its configuration.

Its neighbours are given by explicit ids of what was made by hand, or found in another stack by `stack_from_stack`. One
run plans, applies and applies again; what stands on AWS refers to those neighbours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jmespath
import pytest
import yaml

from tests.support.environments import environment, finished
from tests.support.foreign import foreign
from tests.support.playbook import Playbook
from tests.support.stacks import IDENTITY, converge
from tools.checkout import ROOT
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

PLATFORM = {"application": "platform", "environment": "shared"}
PLATFORM_DOMAIN = "platform.example.com"
ROLES = yaml.safe_load((Path(__file__).parent / "roles_alone.yml").read_text())
WAYS = [pytest.param(role, way, id=f"{role} {way.replace('_', ' ')}")
        for role, ways in ROLES.items() for way in ("by_id", "from_stack") if way in ways]
PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - ansible.builtin.include_role: {name: "slipway.aws.{{ role }}", apply: {check_mode: true}}
    - ansible.builtin.debug: {msg: "boundary {{ now().timestamp() }}"}
    - ansible.builtin.include_role: {name: "slipway.aws.{{ role }}"}
    - ansible.builtin.debug: {msg: "boundary {{ now().timestamp() }}"}
    - ansible.builtin.include_role: {name: "slipway.aws.{{ role }}"}
"""


class Account(NamedTuple):
    """An account in use: what was made by hand and what the platform stack has: capability -> output -> value."""

    simulator: SimulatorProcess
    by_id: dict[str, Any]
    from_stack: dict[str, Any]


@pytest.fixture(scope="module")
def account(simulator_process: SimulatorProcess) -> Account:
    """Made once: every role is a stack of its own and leaves its neighbours as they are."""
    simulator_process.reset()
    by_hand = foreign(simulator_process)
    declared = environment(
        PLATFORM_DOMAIN,
        dns={"hosted_zone": PLATFORM_DOMAIN, "create_hosted_zone": True, "parent_zone": "example.com"},
        certificate={"hosted_zone": None, "alternative_names": [f"*.{PLATFORM_DOMAIN}"]},
        firewall={"load_balancer": False})
    outputs = finished(converge(simulator_process, declared, identity=PLATFORM)).outputs
    return Account(simulator_process, by_hand, {name.partition("/")[0]: values for name, values in outputs.items()})


@pytest.fixture
def runner(account: Account, tmp_path: Path) -> Iterator[Playbook]:
    """Return the command with an empty home folder."""
    (tmp_path / "home").mkdir()
    home = str(tmp_path / "home")
    playbook = Playbook({**account.simulator.env(), "HOME": home, "ANSIBLE_REMOTE_TMP": f"{home}/.ansible/tmp",
                         "LC_ALL": "C.UTF-8", "ANSIBLE_NOCOLOR": "1"})
    yield playbook
    playbook.stop()


@pytest.mark.parametrize(("role", "way"), WAYS)
def test_a_role_works_alone(account: Account, runner: Playbook, tmp_path: Path, role: str, way: str) -> None:
    project = tmp_path / "elsewhere"
    project.mkdir()
    (project / "play.yml").write_text(PLAY)
    case = ROLES[role]
    variables = {
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "ansible_pipelining": True,
        "role": role,
        "stack_application": way.replace("_", "-"),
        "stack_environment": role.replace("_", "-"),
        "stack_region": IDENTITY["region"],
        "stack_account_id": IDENTITY["account_id"],
        "stack_from_stack": {name: "platform/shared/us-east-1" for name in case[way].get("neighbours", [])},
        "known": getattr(account, way),
        "site_folder": str(ROOT / "tests" / "data" / "site"),
        **case.get("options", {}),
        **case[way].get("options", {}),
    }
    account.simulator.clear()
    result = runner("play.yml", "-i", "localhost,", "-e", json.dumps(variables), cwd=project, check=True)

    planned, applied, again = steps(account.simulator, result.out)
    assert not planned
    assert applied
    assert not again
    assert result.changed == 2
    read = filled(case[way].get("read", case.get("read")), variables)
    answer = getattr(account.simulator.client(read["service"]), read["call"])(**read.get("args", {}))
    found = jmespath.search(read["path"], answer)
    assert found
    assert found == jmespath.search(read["equals"], variables["known"])


def steps(simulator: SimulatorProcess, output: str) -> list[list[str]]:
    """Return the changing calls of the plan, of its application and of the second application."""
    ends = [float(moment) for moment in re.findall(r"boundary ([\d.]+)", output)]
    assert len(ends) == 2
    found: list[list[str]] = [[], [], []]
    for call in simulator.calls(changing=True):
        found[sum(call["time"] > end for end in ends)].append(f"{call['service']}.{call['operation']}")
    return found


def filled(item: Any, variables: dict[str, Any]) -> Any:
    """Return the description of a read with its placeholders replaced: <stack>, and {{ a value of `known` }}."""
    if isinstance(item, dict):
        return {name: filled(value, variables) for name, value in item.items()}
    if isinstance(item, list):
        return [filled(value, variables) for value in item]
    named = item.replace("<stack>", f"{variables['stack_application']}-{variables['stack_environment']}")
    return re.sub(r"\{\{ (\S+) \}\}", lambda match: jmespath.search(match[1], variables["known"]), named)
