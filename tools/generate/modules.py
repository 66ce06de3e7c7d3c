"""Modules with their documentation, actions, the documentation fragment, and the routing."""

from __future__ import annotations

import re

from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.option import Option, argument_spec

from .capabilities import CAPABILITIES
from .text import COLLECTION_VERSION, LICENSE, dump, laid_out, made_from


def documented(options: dict[str, Option], prefix: str = "", scopes: tuple = ()) -> dict:
    """Documented options in the form of Ansible's DOCUMENTATION.

    The options below a name that the user chooses are documented as suboptions: Ansible knows no other form.
    `scopes` are the paths and options below such a name, the outermost first: there, options name one another by a part
    of their path.
    """
    result = {}
    for name, option in options.items():
        texts = sentences(option)
        below = option.values if option.values and not option.like else option.options
        if option.values and not option.like:
            texts.insert(len(option.sentences), "Each name has the suboptions below.")
        entry = {"description": [said_in_full(text, scopes) for text in texts]}
        facts = option.entry()
        entry |= {key: facts[key] for key in ("type", "elements", "choices", "default", "required") if key in facts}
        if below:
            path = f"{prefix}{name}{'[]' if option.type == 'list' else ''}."
            entry["suboptions"] = documented(below, path, (*scopes, (path, below)) if scopes or option.values else ())
        result[name] = entry
    return result


def said_in_full(text: str, scopes: tuple) -> str:
    """A sentence in which options are named by their whole path: those beside it first, then those around it."""

    def full(match: re.Match) -> str:
        first = match[1].split(".")[0]
        path = next((path for path, options in reversed(scopes) if first in options), "")
        return f"O({path}{match[1]}"

    return re.sub(r"\bO\(([\w.]+)(?=[)=])", full, text)


def sentences(option: Option) -> list[str]:
    """The description as a list, with the class and what AWS requires as sentences of their own."""
    texts = option.sentences
    if option.aws:
        texts.append(f"AWS requires: {option.aws.rstrip('.')}.")
    return [*texts, f"Class: {option.class_}."]


def module(name: str, capability: object) -> str:
    """The file of a capability's module."""
    spec = capability.SPEC
    documentation = {
        "module": name,
        "short_description": spec["short_description"],
        "version_added": COLLECTION_VERSION,
        "description": list(spec["description"]),
        "author": ["slipway.aws contributors (@slipway)"],
        "extends_documentation_fragment": [
            "slipway.aws.common",
            "slipway.aws.common.placing",
            "slipway.aws.common.attributes",
        ],
        "options": documented(spec["options"]),
    }
    if name == "converge":
        documentation["extends_documentation_fragment"] = ["slipway.aws.common.attributes"]
    if name == "stack":
        documentation["description"].append(
            "Opens the declaration of a host: later tasks of the collection only declare, until converge."
        )
    outputs = {
        key: {"description": output["description"], "returned": "when it is known", "type": output["type"]}
        | ({"elements": output["elements"]} if "elements" in output else {})
        | ({"sample": output["sample"]} if "sample" in output else {})
        for key, output in spec["outputs"].items()
    }
    code = CONVERGE_CODE if name == "converge" else MODULE_CODE
    return (
        f"#!/usr/bin/python\n{LICENSE}{made_from(name)}from __future__ import annotations\n\n"
        f'DOCUMENTATION = r"""\n---\n{dump(documentation)}"""\n\n'
        f'EXAMPLES = r"""\n---\n{spec["examples"].strip()}\n"""\n\n'
        f'RETURN = r"""\n---\n{dump(RESULTS | outputs)}"""\n\n'
        + code.format(name=name, spec=literal(argument_spec(spec["options"])))
        + '\n\nif __name__ == "__main__":\n    main()\n'
    )


def literal(spec: dict) -> str:
    """An argument spec as Python text, an option a line."""
    text = "SPEC = {\n" + "".join(f"    {name!r}: {option!r},\n" for name, option in spec.items()) + "}"
    return laid_out(text).removeprefix("SPEC = ").rstrip("\n")


MODULE_CODE = """from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import {name}


def main():
    entry.main("{name}", {name})
"""
# Converge needs all of the collection. Packing and compiling it for each run would take longer than the run itself, and
# what was declared lies on this machine anyway, so it is imported from where Ansible found the action plugin.
CONVERGE_CODE = """import importlib
import sys

from ansible.module_utils.basic import AnsibleModule

SPEC = {spec}


def main():
    module = AnsibleModule(SPEC, supports_check_mode=True)
    if not (module.params["declarations"] and module.params["plugins"]):
        module.fail_json(msg="converge runs behind its action plugin, on the machine that runs Ansible")
    if "ansible_collections.slipway.aws.plugins" in sys.modules:
        sys.modules["ansible_collections.slipway.aws.plugins"].__path__.append(module.params["plugins"])
    base = "ansible_collections.slipway.aws.plugins.module_utils."
    entry = importlib.import_module(base + "entry")
    entry.main_converge(module, importlib.import_module(base + "capability.catalog").CAPABILITIES)
"""


RESULTS = {
    "stack": {
        "description": "The stack's identity.",
        "returned": "always",
        "type": "str",
        "sample": "inflight-ordering/prod/us-east-1",
    },
    "totals": {
        "description": "How many objects the plan creates, updates, deletes and leaves.",
        "returned": "when not only declared",
        "type": "str",
        "sample": "2 to create, 1 to update, 40 unchanged.",
    },
    "plan": {
        "description": "The plan as data: lines with address, verb, changes and reason.",
        "returned": "when not only declared",
        "type": "dict",
    },
    "problems": {
        "description": "What forbids the plan, a sentence each.",
        "returned": "when a plan is refused",
        "type": "list",
        "elements": "str",
    },
    "digest": {
        "description": "Digest of the plan, for the option C(approved) of M(slipway.aws.stack).",
        "returned": "when not only declared",
        "type": "str",
        "sample": "3f0c9a51d2b8e746",
    },
    "outputs": {"description": "Outputs by capability instance.", "returned": "when not only declared", "type": "dict"},
    "done": {
        "description": "Addresses that were made or changed.",
        "returned": "when something was carried out",
        "type": "list",
        "elements": "str",
    },
    "deleted": {
        "description": "Addresses that were deleted.",
        "returned": "when something was carried out",
        "type": "list",
        "elements": "str",
    },
    "serving": {
        "description": "What serves, a sentence for each service.",
        "returned": "after a release or a rollback",
        "type": "list",
        "elements": "str",
    },
    "kept": {
        "description": "What a guard kept, with the reason.",
        "returned": "when not only declared",
        "type": "list",
        "elements": "dict",
    },
    "calls": {"description": "Calls to AWS by operation.", "returned": "when not only declared", "type": "dict"},
}


def fragment() -> str:
    """The documentation fragment of the common options."""
    parts = (("DOCUMENTATION", common.STACK_OPTIONS), ("PLACING", common.PLACING))
    text = f"{LICENSE}# Made from plugins/module_utils/capability/shared/common.py by `make generate`.\nfrom __future__ import annotations\n\n\n"
    text += 'class ModuleDocFragment:\n    """Options that all modules of the collection share."""\n'
    for name, options in parts:
        text += f'\n    {name} = r"""\n---\n{dump({"options": documented(options)})}"""\n'
    return text + f'\n    ATTRIBUTES = r"""\n---\n{dump(REQUIREMENTS)}"""\n'


REQUIREMENTS = {
    "requirements": ["python >= 3.11", "boto3", "botocore"],
    "attributes": {
        "check_mode": {"support": "full", "description": "Plans without a changing call, also in an empty account."},
        "diff_mode": {"support": "full", "description": "Returns the plan as text where nothing is done."},
        "idempotent": {"support": "full", "description": "A second run makes no changing call."},
    },
}


def runtime() -> str:
    """meta/runtime.yml: the action group of all modules."""
    names = sorted([*CAPABILITIES, "converge", "stack_info"])
    return "---\n" + dump({"requires_ansible": ">=2.19.0", "action_groups": {"all": names}})


def action(name: str) -> str:
    """The file that puts the collection's action in front of a module: Ansible takes the action that bears its name."""
    head = f'{LICENSE}# Made by `make generate`.\n"""The action of slipway.aws.{name}."""\n\nfrom __future__ import annotations\n\n'
    source = "from ansible_collections.slipway.aws.plugins.action.converge import"
    if name not in CAPABILITIES:
        return f'{head}{source} ActionModule\n\n__all__ = ["ActionModule"]\n'
    return (
        f'{head}{source} ActionModule, capability\n\n__all__ = ["ActionModule"]\n\n'
        f'capability("{name}")  # once here, and not in each worker that Ansible forks\n'
    )
