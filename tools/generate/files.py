"""All generated files."""

from __future__ import annotations

from types import SimpleNamespace

from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.converge import CONVERGE

from .applications import applications
from .capabilities import CAPABILITIES, everything, index, services, watched
from .modules import action, fragment, module, runtime
from .reference import info_reference, reference
from .roles import role, site


def indexes() -> dict[str, str]:
    """File name -> text of what is made of all packages; the other files follow from it, too."""
    return {
        "plugins/module_utils/capability/index.py": index(),
        "plugins/module_utils/capability/everything.py": everything(),
        "plugins/module_utils/aws/services.py": services(),
        "plugins/module_utils/capability/monitoring/watched.py": watched(),
    }


def generated() -> dict[str, str]:
    """File name -> text of everything that is generated."""
    files = {
        **indexes(),
        "plugins/doc_fragments/common.py": fragment(),
        "meta/runtime.yml": runtime(),
    }
    files["plugins/modules/converge.py"] = module("converge", SimpleNamespace(SPEC=CONVERGE))
    files |= role("converge", SimpleNamespace(SPEC=CONVERGE))
    for name, capability in CAPABILITIES.items():
        files[f"plugins/modules/{name}.py"] = module(name, capability)
        files[f"plugins/action/{name}.py"] = action(name)
        files |= role(name, capability)
        files[f"docs/reference/{name}.md"] = reference(name, capability)
    files["plugins/action/stack_info.py"] = action("stack_info")
    files["docs/reference/stack_info.md"] = info_reference()
    files["playbooks/site.yml"] = site()
    files |= applications()
    return files
