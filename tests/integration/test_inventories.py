"""The inventories: one host per stack, the application described once, the environment's policy above it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.checkout import ROOT

INVENTORIES = sorted((ROOT / "inventories").iterdir())
COMMAND = Path(sys.executable).with_name("ansible-inventory")


def host_variables(inventory: Path) -> dict[str, object]:
    command = [COMMAND, "-i", inventory, "--host", "inflight-ordering"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)


@pytest.mark.parametrize("inventory", INVENTORIES, ids=lambda path: path.name)
def test_host_is_the_stack_of_its_environment(inventory: Path) -> None:
    identity = {
        "stack_application": "inflight-ordering",
        "stack_environment": inventory.name,
        "stack_region": "us-east-1",
        "stack_account_id": "123456789012",
    }
    variables = host_variables(inventory)

    assert identity.items() <= variables.items()
    assert variables["ansible_connection"] == "local"
    assert variables["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"


@pytest.mark.parametrize("inventory", INVENTORIES, ids=lambda path: path.name)
def test_application_is_a_link_to_its_one_description(inventory: Path) -> None:
    link = inventory / "group_vars" / "inflight_ordering.yml"

    assert link.is_symlink()
    assert link.resolve() == ROOT / "applications" / "inflight-ordering.yml"


@pytest.mark.parametrize("inventory", INVENTORIES, ids=lambda path: path.name)
def test_policy_wins_over_the_application(inventory: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(inventory, tmp_path / "inventory")
    (copy / "group_vars" / "inflight_ordering.yml").write_text("who: application\nonly: application\n")
    (copy / "group_vars" / f"{inventory.name}.yml").write_text("who: policy\n")

    assert {"who": "policy", "only": "application"}.items() <= host_variables(copy).items()
