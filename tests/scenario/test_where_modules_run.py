"""What a module is given and where it runs: in a fork of Ansible's worker, or packed, with another Python than Ansible's."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.support.playbook import Playbook
from tests.support.shop import VARIABLES, changing, deploy, inventory
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

# The Python of this environment by another name, which is not Ansible's own for all that the action can tell.
OTHER = {"ansible_python_interpreter": str(Path(sys.executable).with_name("python3.%d" % sys.version_info.minor))}
PACKED = "Using module file"
NOWHERE = "http://127.0.0.1:9"
ALONE = [
    {
        "hosts": "all",
        "gather_facts": False,
        "environment": {"AWS_ENDPOINT_URL": "{{ endpoint }}"},
        "tasks": [{"ansible.builtin.import_role": {"name": "slipway.aws.registry", "rolespec_validate": False}}],
    }
]


def one(folder: Path, **variables: object) -> str:
    return str(inventory(folder, {"one": {}}, **variables))


@pytest.mark.parametrize(("python", "packed"), [({}, False), (OTHER, True)], ids=["Ansible's own", "another"])
def test_a_stack_is_deployed_by_whichever_python(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path, python: dict[str, str], packed: bool
) -> None:
    assert python.get("ansible_python_interpreter") != sys.executable
    path = one(tmp_path, **python)
    first, again = (playbook("site.yml", "-i", path, "-vvv", check=True) for _run in range(2))

    assert (PACKED in first.out) is packed
    assert first.changed == 1
    assert again.changed == 0
    assert "Nothing to do" in again.out


@pytest.mark.parametrize(("python", "packed"), [({}, False), (OTHER, True)], ids=["Ansible's own", "another"])
def test_the_environment_of_a_task_reaches_its_module(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path, python: dict[str, str], packed: bool
) -> None:
    (tmp_path / "play.yml").write_text(json.dumps(ALONE))
    endpoint = simulator.env()["AWS_ENDPOINT_URL"]
    path = one(tmp_path, endpoint=endpoint, **python)
    result = playbook("play.yml", "-i", path, "-vvv", cwd=tmp_path, env={"AWS_ENDPOINT_URL": NOWHERE}, check=True)

    assert (PACKED in result.out) is packed
    assert "ecr.CreateRepository" in changing(simulator)


@pytest.mark.parametrize("way", ["inventory", "command"])
def test_a_connection_that_the_user_names_is_used(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path, way: str
) -> None:
    asked, ssh = tmp_path / "asked", tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\necho "$@" >> {asked}\nexit 255\n')
    ssh.chmod(0o755)
    bastion = {"ansible_connection": "ssh", "ansible_ssh_executable": str(ssh)}
    path = one(tmp_path, **(bastion if way == "inventory" else {}))
    result = playbook("site.yml", "-i", path, *(["-e", json.dumps(bastion)] if way == "command" else []))

    assert result.rc
    assert "one" in asked.read_text().split()
    assert not simulator.calls()


def test_a_module_says_in_the_fork_why_it_failed(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    result = playbook("site.yml", "-i", one(tmp_path, stack_account_id="999999999999"), "-vvv")

    assert result.rc == 2
    assert "999999999999" in result.out
    assert not any(word in result.out + result.err for word in (PACKED, "Traceback", "errantly", "deserialization"))


def test_an_omitted_variable_is_an_option_that_is_not_given(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    deploy(simulator, "one")
    path = one(tmp_path, network_cidr="{{ omit }}", cluster_container_insights="{{ nowhere | default(omit) }}")
    result = playbook("site.yml", "-i", path, check=True)

    assert result.changed == 0


def test_an_undefined_name_in_a_variable_is_refused_by_name(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    result = playbook("site.yml", "-i", one(tmp_path, network_cidr="{{ nowhere }}"))

    assert result.rc == 2
    assert "'nowhere' is undefined" in result.out + result.err
    assert not simulator.calls()


def test_the_variables_of_a_role_are_no_options_of_another_ones_tasks(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    role = tmp_path / "roles" / "registry" / "tasks"
    role.mkdir(parents=True)
    (role / "main.yml").write_text(
        json.dumps(
            [
                {
                    "slipway.aws.registry": {
                        "application": "mine",
                        "environment": "one",
                        "region": "us-east-1",
                        "repositories": {"mine": {}},
                        "encryption": "aws",
                    }
                }
            ]
        )
    )
    (tmp_path / "play.yml").write_text(
        json.dumps(
            [
                {
                    "hosts": "localhost",
                    "gather_facts": False,
                    "roles": ["registry"],
                    "vars": {
                        **VARIABLES,
                        "registry_mine": "no option",
                        "registry_repositories": {"theirs": {}},
                    },
                }
            ]
        )
    )
    playbook("play.yml", cwd=tmp_path, check=True)

    names = [row["repositoryName"] for row in simulator.client("ecr").describe_repositories()["repositories"]]
    assert names == ["mine-one-mine"]
