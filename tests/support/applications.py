"""The example applications as an inventory declares them, for runs in this process: no playbook, the same variables."""

from __future__ import annotations

import contextlib
import functools
import json
from typing import Any, NamedTuple

from ansible.errors import AnsibleValueOmittedError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.vars.manager import VariableManager

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common
from tools.checkout import ROOT


class Application(NamedTuple):
    """A stack: who it is, and {capability: options}; both as tests.support.stacks.converge takes them."""

    identity: dict[str, Any]
    declared: dict[str, dict[str, Any]]


@functools.cache
def application(name: str, inventory: str = "local") -> Application:
    """Return what the host `name` of an inventory declares: its variables over the defaults of the roles."""
    loader = DataLoader()
    hosts = InventoryManager(loader, [str(ROOT / "inventories" / inventory)])
    defaults: dict[str, Any] = {}
    for capability in CAPABILITIES:
        defaults |= (
            loader.load_from_file(str(ROOT / "roles" / capability / "defaults" / "main.yml"), trusted_as_template=True)
            or {}
        )
    given = defaults | VariableManager(loader, hosts).get_vars(host=hosts.get_host(name))
    templar = Templar(loader, given)

    def options(capability: str, names: Any) -> dict[str, Any]:
        values = {option: f"{capability}_{option}" for option in names}
        found = {}
        for option, value in values.items():
            with contextlib.suppress(AnsibleValueOmittedError):  # a default that is there only where another option is
                if value in given:
                    found[option] = templar.template(given[value])
        return json.loads(json.dumps(found))

    present = ["stack", *templar.template(given["stack_capabilities"])]
    declared = {name: options(name, CAPABILITIES[name].SPEC["options"]) for name in CAPABILITIES if name in present}
    return Application(options("stack", common.IDENTITY), declared)
