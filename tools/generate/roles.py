"""Roles, and the playbook that includes them all."""

from __future__ import annotations

import re

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import role_options as options_of_role
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common

from .capabilities import CAPABILITIES
from .modules import sentences
from .reference import default_of, kind_of
from .text import dump, made_from, plain


def role(name: str, capability: object) -> dict[str, str]:
    """The files of a capability's role."""
    variables = {f"{name}_{key}": option for key, option in options_of_role(name, capability).items()}
    header = made_from(name)
    title = capability.SPEC["short_description"]
    words = "Converge the stack" if name == "converge" else f"Declare the {name.replace('_', ' ')}"
    task = {
        "name": words,
        f"slipway.aws.{name}": {},
        "register": f"{name}_result",
    }
    defaults = {
        key: value
        for key, option in variables.items()
        if (value := option.default if option.role_default is None else option.role_default) is not None
    }
    galaxy = {
        "galaxy_info": {
            "author": "slipway.aws contributors",
            "description": title,
            "license": "GPL-3.0-or-later",
            "min_ansible_version": "2.19.0",
            "galaxy_tags": ["aws", "cloud"],
        },
        "dependencies": [],
    }
    folder = f"roles/{name}"
    return {
        f"{folder}/defaults/main.yml": f"---\n{header}" + dump(defaults),
        f"{folder}/meta/main.yml": f"---\n{header}" + dump(galaxy),
        f"{folder}/meta/argument_specs.yml": f"---\n{header}"
        + dump(
            {
                "argument_specs": {
                    "main": {
                        "short_description": title,
                        "description": [said_in_role(name, text) for text in capability.SPEC["description"]],
                        "options": role_options(name, variables),
                    }
                }
            }
        ),
        f"{folder}/tasks/main.yml": f"---\n{header}" + dump([task]),
        f"{folder}/README.md": role_readme(name, capability, variables),
    }


SITE = """---
# Every host is a stack; where some are none, -e stack_hosts=<pattern> says which are. Each role only declares what the stack
# has; converge joins it all, plans it and carries it out.
# stack_capabilities names the capabilities that a stack has; the roles of the others are skipped. The modules check all
# options themselves, so the roles need not do it a second time.
# {source}
- name: Deploy the stacks
  hosts: "{{{{ stack_hosts | default('all', true) }}}}"
  connection: local
  strategy: ansible.builtin.free
  gather_facts: false
  pre_tasks:
    # Where --start-at-task names the first task of a play, Ansible gathers facts after all.
    - name: Begin
      ansible.builtin.meta: noop
      tags: [always]
  tasks:
"""


def site() -> str:
    """The playbook that includes the role of every capability, in the order in which a plan is read, and converges."""
    names = [name for name in (*CAPABILITIES, "converge") if not getattr(CAPABILITIES.get(name), "OPERATION", False)]
    tasks = []
    for name in names:
        always = name in ("stack", "converge")
        tasks.append(
            {
                "name": {"dns": "DNS", "cdn": "CDN"}.get(name, name.replace("_", " ").capitalize()),
                "ansible.builtin.import_role": {"name": f"slipway.aws.{name}", "rolespec_validate": False},
                **(
                    {}
                    if always
                    else {"when": f"stack_capabilities | default('') == '' or '{name}' in stack_capabilities"}
                ),
                "tags": ["always" if always else name],
            }
        )
    body = dump(tasks)
    return SITE.format(source=made_from("").removeprefix("# ").strip()) + "".join(
        f"    {line}\n" for line in body.splitlines()
    )


def role_options(role: str, options: dict) -> dict:
    """Options in the form of a role's argument_specs."""
    result = {}
    for name, option in options.items():
        entry = {"description": [said_in_role(role, text) for text in sentences(option)]}
        facts = option.entry()
        for key in ("type", "elements", "choices", "default", "required", "no_log"):
            if key in facts and (facts[key] is not False or key == "default"):
                entry[key] = facts[key]
        if option.options:
            entry["options"] = role_options(role, option.options)
        result[name] = entry
    return result


def said_in_role(role: str, text: str) -> str:
    """A sentence about a module's options and results, about the variables of its role: where the markup points to."""

    def variable(match: re.Match) -> str:
        option = match[1]
        if option in options_of_role(role):
            return f"O({role}_{option}"
        return f"O(slipway.aws.stack#role:main:stack_{option}" if option in common.STACK_OPTIONS else match[0]

    text = re.sub(r"\bO\((\w+)(?![\w.]*[#:])", variable, text)
    return re.sub(r"\bRV\((\w+)(?=[)=.\[])", rf"RV(slipway.aws.{role}#module:\1", text)


def role_readme(name: str, capability: object, variables: dict) -> str:
    """A short page: what the role is for, its variables, an example."""
    rows = [f"# slipway.aws.{name}", "", capability.SPEC["short_description"] + ".", ""]
    rows += [plain(text) for text in capability.SPEC["description"]]
    rows += ["", f"Every option is explained in [the reference](../../docs/reference/{name}.md).", ""]
    rows = [row for row in rows if name != "converge" or "reference" not in row]
    rows += ["| variable | type | default |", "|---|---|---|"]
    rows += [f"| `{key}` | {kind_of(option)} | {default_of(option)} |" for key, option in variables.items()]
    rows += ["", "```yaml", capability.SPEC["examples"].strip(), "```", ""]
    return "\n".join(rows)
