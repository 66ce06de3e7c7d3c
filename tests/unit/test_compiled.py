"""The shared code is found by Python's own loader in Ansible's process, which keeps what it compiled; nothing else is."""

from __future__ import annotations

import importlib.machinery
import subprocess
import sys

import pytest

from ansible_collections.slipway.aws.plugins.plugin_utils.compiled import PREFIX, Compiled
from tools.checkout import ROOT

SHARED = str(ROOT / "plugins" / "module_utils")
LOADED = """
from ansible.plugins.loader import action_loader, init_plugin_loader
init_plugin_loader([])
action_loader.get("slipway.aws.service", class_only=True)  # as Ansible does before it forks
import sys
for name, module in sys.modules.items():
    if name.startswith("ansible_collections.slipway.aws.plugins."):
        print(name, type(module.__spec__.loader).__name__)
"""


def test_what_ansible_loads_with_the_action_plugin_is_not_compiled_anew() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaders = dict(line.split() for line in done.stdout.splitlines())
    shared = {name: loader for name, loader in loaders.items() if name.startswith(PREFIX)}
    assert PREFIX + "engine.kind" in shared
    assert PREFIX + "capability.service" in shared
    assert PREFIX + "capability.database" not in shared
    assert set(shared.values()) == {"SourceFileLoader"}


@pytest.mark.parametrize("name", ["boto3", "ansible_collections.slipway.aws.plugins.action", PREFIX + "none"])
def test_other_modules_and_missing_ones_are_left_to_other_finders(name: str) -> None:
    assert Compiled().find_spec(name, [SHARED]) is None


def test_a_package_and_a_module_are_found_in_the_folders_of_their_parent() -> None:
    for name in ("engine", "entry"):
        spec = Compiled().find_spec(PREFIX + name, ["nowhere", SHARED])
        assert spec is not None
        assert isinstance(spec.loader, importlib.machinery.SourceFileLoader)
