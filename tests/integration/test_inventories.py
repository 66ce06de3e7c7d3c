"""The inventories: one host per stack, each application described once, the environment's policy above it."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.checkout import ROOT

INVENTORIES = sorted((ROOT / "inventories").iterdir())
# The group that takes in an application's description -> the application, which is the host's name.
APPLICATIONS = {
    "inflight_ordering": "inflight-ordering",
    "proshop_application": "proshop",
    "mealprep_application": "mealprep",
    "product_info": "product-info",
    "task_manager": "task-manager",
}
REGIONS = {"mealprep": "us-west-2"}
PLATFORM = ("inflight_ordering", "proshop_application")  # the applications that share a platform
COMMAND = Path(sys.executable).with_name("ansible-inventory")

each = pytest.mark.parametrize(
    ("inventory", "group"),
    [
        pytest.param(inventory, group, id=f"{inventory.name}-{group}")
        for inventory in INVENTORIES
        for group in (PLATFORM if inventory.name == "platform" else APPLICATIONS)
    ],
)


@functools.cache
def listed(inventory: Path) -> dict[str, dict[str, Any]]:
    """The variables of each host."""
    command = [COMMAND, "-i", inventory, "--list"]
    answer = subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert b"WARNING" not in answer.stderr
    return json.loads(answer.stdout)["_meta"]["hostvars"]


@each
def test_host_is_the_stack_of_its_environment(inventory: Path, group: str) -> None:
    identity = {
        "stack_application": APPLICATIONS[group],
        "stack_environment": inventory.name,
        "stack_region": REGIONS.get(APPLICATIONS[group], "us-east-1"),
        "stack_account_id": "123456789012",
    }
    variables = listed(inventory)[APPLICATIONS[group]]

    assert identity.items() <= variables.items()
    assert not [name for name in variables if name.startswith(("ansible_connection", "ansible_python"))]


@each
def test_application_is_a_link_to_its_one_description(inventory: Path, group: str) -> None:
    link = inventory / "group_vars" / f"{group}.yml"

    assert link.is_symlink()
    assert link.resolve() == ROOT / "applications" / f"{APPLICATIONS[group]}.yml"


@each
def test_the_environment_wins_over_the_application_and_the_stack_over_both(
    inventory: Path, group: str, tmp_path: Path
) -> None:
    copy, host = shutil.copytree(inventory, tmp_path / "inventory"), APPLICATIONS[group]
    for name in {path.stem for path in (copy / "group_vars").iterdir()} & set(APPLICATIONS):
        (copy / "group_vars" / f"{name}.yml").write_text("who: application\nlayer: application\nonly: application\n")
    (copy / "group_vars" / f"{inventory.name}.yml").write_text("who: environment\nlayer: environment\n")
    (copy / "host_vars").mkdir(exist_ok=True)
    (copy / "host_vars" / f"{host}.yml").write_text("who: stack\n")

    assert {"who": "stack", "layer": "environment", "only": "application"}.items() <= listed(copy)[host].items()
